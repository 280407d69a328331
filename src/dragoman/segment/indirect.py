"""A clause in, the reported speech in it that has no quotation marks out.

Four clear shapes only: a verb of saying with a word for "that"; `according to X`; a clause followed by `, X said`; and
verbs that take a clause without any word between. Whatever is less clear is left out.
What must stay true: the speaker is known in every result, and the verb is not negated.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import islice
from typing import NamedTuple

from dragoman.segment.clauses import Clause, Cue, Token
from dragoman.segment.speakers import OWN, Speaker, source_speaker, speaker_of
from dragoman.segment.speech_rules import QuoteRules, Use

_THAT_WITHIN = 12  # tokens between the verb and "that": "told reporters in Moscow on Monday that"
_LEAST = 2  # words of a reported clause
_LEAST_LETTERS = 3  # of those words together: scripts without spaces make each character a word
_LEAST_BARE = 3  # words where no word for "that" opens it
_LEAST_TRAILING = 4  # words before ", X said"; fewer are a clause where the verb comes first: ", said X"
_OPENING = 6  # tokens before a comma that may be the start of a clause that goes on behind ", X said,"
_SKIPPED = 3  # tokens between a verb and the infinitive that it takes: "dit ne pas vouloir"
_LEAST_AFTER_STOP = 6  # words after "said on Monday ..."
_TAIL = 24  # tokens after the verb in ", X said on Monday."
_HEARERS = 8  # tokens that name who was told, and how
_COMMAS = frozenset(",，، -—–")


class Reported(NamedTuple):
    """Tokens [first, last) are what `speaker` says; `cue` is the verb or phrase."""

    first: int
    last: int
    speaker: Speaker
    cue: Cue


def reported_speech(clause: Clause, used: Set[Cue], rules: QuoteRules) -> Iterator[Reported]:
    """Reported speech of a clause; cues in `used` have their quotation already. At most one for each stretch."""
    covered = -1
    for source in clause.sources:
        found = _by_source(clause, source, rules)
        if found is not None:
            yield found
            return
    for number, cue in enumerate(clause.cues):
        if cue.first < covered or not cue.use & (Use.VERB | Use.AFTER | Use.OWN) or _negated(clause.tokens, cue):
            continue
        if cue.use & Use.AFTER and not after_mark(clause.tokens, cue) and not _completes(clause.tokens, cue, rules):
            continue
        limit = clause.cues[number + 1].first if number + 1 < len(clause.cues) else len(clause.tokens)
        found = _with_that(clause, cue, rules, limit, has_quotation=cue in used)
        if found is None and cue not in used:
            found = next((made for shape in _SHAPES if (made := shape(clause, cue, rules)) is not None), None)
        if found is None:
            continue
        covered = max(found.last, cue.last)
        second = _coordinated(clause, found, number, rules)
        if second is None:
            yield found
        else:
            yield found._replace(last=_trimmed(clause.tokens, found.first, second.cue.first - 1))
            yield second


def _with_that(clause: Clause, cue: Cue, rules: QuoteRules, limit: int, *, has_quotation: bool) -> Reported | None:
    """`told reporters on Monday that ...`"""
    tokens = clause.tokens
    for at in range(cue.last, min(limit, cue.last + _THAT_WITHIN)):
        if tokens[at].kind == "q" or tokens[at].word in ".;:!?":
            return None
        if tokens[at].word in _COMMAS:
            if rules.comma_that and at + 1 < limit and tokens[at + 1].use & Use.THAT:
                continue
            return None
        if tokens[at].use & Use.THAT:
            if has_quotation and max(clause.quoted, default=-1) < at:
                return None  # "..., said the sergeant that was playing cards"
            while at + 1 < len(tokens) and tokens[at + 1].use & Use.THAT:
                at += 1
            return _made(clause, at + 1, len(tokens), _speaker(clause, cue, rules), cue, _LEAST)
    return None


def _coordinated(clause: Clause, found: Reported, number: int, rules: QuoteRules) -> Reported | None:
    """`X said that the road was open and added that ...`, `..., adding that ...`: what the same speaker says next."""
    tokens = clause.tokens
    for later in clause.cues[number + 1 : number + 3]:
        if not found.first < later.first - 1 < found.last or not later.use & Use.VERB:
            continue
        before = tokens[later.first - 1]
        if not (before.word in _COMMAS if later.use & Use.PARTICIPLE else before.use & Use.LEAD):
            continue
        second = _with_that(clause, later, rules, len(tokens), has_quotation=False)
        if second is not None and _has_words(tokens, found.first, later.first - 1, _LEAST):
            return second._replace(speaker=found.speaker)
    return None


def _trimmed(tokens: list[Token], first: int, last: int) -> int:
    while last > first + 1 and tokens[last - 1].kind == "p":
        last -= 1
    return last


def _speaker(clause: Clause, cue: Cue, rules: QuoteRules) -> Speaker | None:
    """Who says so; where the language drops its pronouns, the cue alone may stand for who was named before."""
    return speaker_of(clause, cue, rules) or (OWN if rules.drops_subject else None)


def _by_source(clause: Clause, source: Cue, rules: QuoteRules) -> Reported | None:
    """`According to X, ...`, `..., according to X`."""
    speaker = source_speaker(clause, source, rules)
    if speaker is None or speaker is OWN:
        return None
    first, last = min(speaker.first, source.first), max(speaker.last, source.last)
    tokens = clause.tokens
    if first > 0 and tokens[first - 1].kind == "w" and tokens[first - 1].use & Use.JOIN:
        return None  # "o segundo tempo"
    known = _is_known(tokens, speaker)
    if source.use & Use.SOURCE_AFTER and not known:
        return None
    if all(t.kind != "w" or t.use & Use.LEAD for t in tokens[:first]):
        return _made(clause, _after_source(tokens, last, rules), len(tokens), speaker, source, _LEAST)
    goes_on = _has_words(tokens, last, len(tokens), _LEAST)
    return _made(clause, 0, len(tokens) if goes_on else first, speaker, source, _LEAST)


def _is_known(tokens: list[Token], speaker: Speaker) -> bool:
    return any(t.capital or t.use & (Use.TITLE | Use.PRONOUN) for t in tokens[speaker.first : speaker.last])


def _after_source(tokens: list[Token], last: int, rules: QuoteRules) -> int:
    """Where the reported clause starts behind `According to X`: behind the comma that closes what is said of X
    (`who was there`), else at once. Scripts without capitals close it with a verb and a comma (`据X介绍，`)."""
    if not rules.cased:
        return next(
            (at + 1 for at in range(last, min(len(tokens), last + _HEARERS)) if tokens[at].word in _COMMAS), last
        )
    if last < len(tokens) and tokens[last].use & (Use.STOP | Use.RELATIVE):
        comma = next((at for at in range(last, min(len(tokens), last + _TAIL)) if tokens[at].word in _COMMAS), None)
        return last if comma is None else comma + 1
    return last


def _trailing(clause: Clause, cue: Cue, rules: QuoteRules) -> Reported | None:
    """`Kyiv had refused, a spokesman said on Monday.`"""
    tokens = clause.tokens
    if len(tokens) - cue.last > _TAIL or any(t.kind == "q" or t.use & Use.THAT for t in tokens[cue.last :]):
        return None
    comma = cue.first - 1
    while comma > max(0, cue.first - _TAIL) and tokens[comma].word not in _COMMAS:
        comma -= 1
    if comma <= 0 or tokens[comma].word not in _COMMAS:
        return None
    speaker = speaker_of(clause, cue, rules)
    if speaker is None and _ends_alone(clause, cue, rules) and comma == cue.first - 1:
        return _made(clause, 0, comma, OWN, cue, _LEAST_TRAILING)
    if speaker is None or (speaker is not OWN and speaker.first < comma):
        return None
    after = speaker is OWN or speaker.first > cue.first
    if rules.inverts and not after and not _is_known(tokens, speaker):
        return None
    rest = len(tokens) if speaker is OWN else max(speaker.last, cue.last)
    complete = rest >= len(tokens) or tokens[rest].kind == "p" or bool(tokens[rest].use & (Use.STOP | Use.TRAIL))
    told = not cue.use & Use.BARE and len(tokens) - rest <= _HEARERS  # "a nurse told this paper by telephone"
    if not (complete or told) or not (after or _opens(tokens, comma + 1, speaker.first)):
        return None
    rest = cue.last if speaker is OWN else rest
    goes_on = rest < len(tokens) and tokens[rest].word in _COMMAS and comma < _OPENING
    goes_on = goes_on and any(t.kind == "w" and not t.use & Use.TRAIL for t in tokens[rest:])
    short = after and (rules.inverts or cue.use & Use.AFTER)  # ", said X", ", as X said"
    least = _LEAST if short or tokens[comma + 1].word in rules.as_words else _LEAST_TRAILING
    return _made(clause, 0, len(tokens) if goes_on else comma, speaker, cue, least)


def _ends_alone(clause: Clause, cue: Cue, rules: QuoteRules) -> bool:
    """`El acuerdo sigue vigente, agregó.`: nothing behind the verb, and a language that drops its pronouns."""
    return rules.drops_subject and all(t.kind == "p" for t in clause.tokens[cue.last :])


def _opens(tokens: list[Token], first: int, last: int) -> bool:
    """Only words that introduce stand between, or an article that is no part of the name."""
    return all(token.use & (Use.LEAD | Use.JOIN) for token in tokens[first:last])


def _bare(clause: Clause, cue: Cue, rules: QuoteRules) -> Reported | None:
    """`She said the talks were over.`"""
    tokens = clause.tokens
    first = cue.last
    if first + 1 < len(tokens) and tokens[first].word in ":：" and tokens[first + 1].kind == "w":
        return _made(clause, first + 1, len(tokens), speaker_of(clause, cue, rules), cue, _LEAST_BARE)
    if not cue.use & Use.BARE:
        return None
    if first < len(tokens) and tokens[first].word in _COMMAS:
        if not (rules.comma_complements or not rules.cased):
            return None
        first += 1
    elif rules.comma_complements:
        comma = next((at for at in range(first, min(len(tokens), first + _TAIL)) if tokens[at].word == ","), None)
        if comma is None:
            return None
        first = comma + 1
    if first >= len(tokens) or tokens[first].kind != "w":
        return None
    speaker = speaker_of(clause, cue, rules)
    if speaker is None or (speaker is not OWN and speaker.first >= first):
        return None
    stop = tokens[first].use & Use.STOP and not tokens[first].use & (Use.JOIN | Use.PRONOUN | Use.NOT)
    least = _LEAST_AFTER_STOP if stop else _LEAST_BARE
    return _made(clause, first, len(tokens), speaker, cue, least)


def _before_verb(clause: Clause, cue: Cue, rules: QuoteRules) -> Reported | None:
    """Languages with the verb at the end: the reported clause stands between speaker and verb, or before a verb that
    its speaker follows (`sürdüğünü belirten Bakan`)."""
    tokens = clause.tokens
    if not _completes(tokens, cue, rules):
        return None
    earlier = [other for other in clause.cues_near(cue.first) if other.first < cue.first]
    if earlier and earlier[-1].use & Use.AFTER:  # "diyen Bakan, ... söyledi"
        speaker = speaker_of(clause, earlier[-1], rules)
    elif cue.use & Use.AFTER:
        speaker = speaker_of(clause, cue, rules)
        return _made(clause, _begins(tokens, 0), cue.first, speaker, cue, _LEAST)
    else:
        speaker = _speaker(clause, cue, rules)
    if speaker is None:
        return None
    first = _begins(tokens, 0 if speaker is OWN else speaker.last)
    if first >= cue.first:
        return None
    made = _made(clause, first, cue.first, speaker, cue, _LEAST)
    if made is None and rules.drops_subject and not any(t.word in _COMMAS for t in tokens[: cue.first]):
        return _made(clause, 0, cue.first, OWN, cue, _LEAST)
    return made


def _begins(tokens: list[Token], first: int) -> int:
    """Behind the words that say where something was said (`yapılan açıklamada,`)."""
    while first < len(tokens) and (tokens[first].use & (Use.STOP | Use.LEAD | Use.TRAIL) or tokens[first].kind == "p"):
        first += 1
    return first


def _completes(tokens: list[Token], cue: Cue, rules: QuoteRules) -> bool:
    """Does a verb at the end of a reported clause stand before the cue?"""
    ends = tuple(rules.complement_endings)
    return rules.verb_final and cue.first > 0 and bool(ends) and tokens[cue.first - 1].word.endswith(ends)


def _infinitive(clause: Clause, cue: Cue, rules: QuoteRules) -> Reported | None:
    """`aseguró estar dispuesto`, `dit ne pas vouloir`."""
    tokens, lexicon = clause.tokens, rules.lexicon
    if not rules.infinitives or not cue.use & Use.VERB or cue.use & Use.PROMISE:
        return None
    for at in range(cue.last, min(len(tokens), cue.last + _SKIPPED)):
        token = tokens[at]
        if lexicon.is_infinitive(token.word) and not token.capital and not token.use & ~Use.NOT:
            speaker = speaker_of(clause, cue, rules)
            if speaker is None or (speaker is not OWN and speaker.first >= cue.last):
                speaker = OWN if rules.drops_subject else None
            return _made(clause, cue.last, len(tokens), speaker, cue, _LEAST)
        if not token.use & (Use.NOT | Use.TRAIL):
            return None
    return None


def _by_own_source(clause: Clause, cue: Cue, rules: QuoteRules) -> Reported | None:
    """`In his words, ...`: a cue that holds its pronoun opens the clause."""
    tokens = clause.tokens
    if not cue.use & Use.OWN or not _opens(tokens, 0, cue.first) or cue.last >= len(tokens):
        return None
    if tokens[cue.last].word not in _COMMAS and not rules.verb_second:
        return None
    return _made(clause, cue.last, len(tokens), OWN, cue, _LEAST)


_SHAPES = (_infinitive, _by_own_source, _trailing, _bare, _before_verb)


def _made(clause: Clause, first: int, last: int, speaker: Speaker | None, cue: Cue, least: int) -> Reported | None:
    """Without outer punctuation; None where the speaker is unknown or the words outside quotations are too few."""
    tokens = clause.tokens
    while first < last and tokens[first].kind == "p":
        first += 1
    last = _trimmed(tokens, first, last) if last > first else last
    enough = speaker is not None and _has_words(tokens, first, last, least)
    enough = enough and sum(len(t.word) for t in tokens[first : min(last, first + 3)]) >= _LEAST_LETTERS
    return Reported(first, last, speaker, cue) if speaker is not None and enough else None


def _has_words(tokens: list[Token], first: int, last: int, least: int) -> bool:
    """At least so many words outside quotations; stops counting there."""
    words = (at for at in range(first, last) if tokens[at].kind == "w")
    return next(islice(words, least - 1, None), None) is not None


def after_mark(tokens: list[Token], cue: Cue) -> bool:
    """Words such as `jelas` are verbs of saying only right after a comma or a quotation, adjectives elsewhere."""
    return cue.first == 0 or tokens[cue.first - 1].kind != "w" or cue.last - cue.first > 1


def _negated(tokens: list[Token], cue: Cue) -> bool:
    return any(token.use & Use.NOT for token in tokens[max(0, cue.first - 2) : cue.first])
