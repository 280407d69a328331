"""A clause and its cue in, the tokens that name the speaker out.

No parser stands behind this: the speaker is the phrase before or after the verb of saying, on the side where the
language puts it, from its first word to its last name or title.
What must stay true: bounded work a cue (REACH tokens to each side), no language named.
"""

from __future__ import annotations

from typing import NamedTuple

from dragoman.segment.clauses import Clause, Cue, Token
from dragoman.segment.speech_rules import CUE, QuoteRules, Use

REACH = 40
_LONGEST = 14  # tokens of a speaker's phrase; the longest of the annotated speakers in our corpus has 12 words
_LONGEST_UNSPACED = 24
_LONGEST_NAMELESS = 6
_LONGEST_WHOLE = 10
_GAP = 1  # plain words allowed between two names or titles: "Iran's *supreme* leader"
_BREAKS = frozenset(";:.!?…。！？；：[]-—–―؛؟")
_COMMAS = frozenset(",，、،")


class Speaker(NamedTuple):
    """Tokens [first, last); pronoun: they only point back to somebody named before."""

    first: int
    last: int
    pronoun: bool


OWN = Speaker(0, 0, True)
"""The cue itself holds the pronoun (katanya)."""


def speaker_of(clause: Clause, cue: Cue, rules: QuoteRules, *, quotation_after: bool = False) -> Speaker | None:
    """Who says what this cue reports. quotation_after: a quotation follows the cue, so that what stands between them
    is more likely its object than its subject."""
    if cue.use & Use.OWN:
        return OWN
    if cue.use & Use.PARTICIPLE:
        return _subject(clause, cue, rules)
    if cue.use & Use.AFTER or (cue.first > 0 and clause.tokens[cue.first - 1].use & Use.SOURCE):
        return _after(clause, cue.last, rules)
    if rules.verb_first or (not rules.verb_final and _follows_quotation(clause, cue)):
        return _after(clause, cue.last, rules) or _before(clause, cue.first, rules)
    may_follow = not rules.verb_final and (rules.inverts or not rules.after_verbs)
    if may_follow and cue.first > 0 and clause.tokens[cue.first - 1].word in _COMMAS:
        after = None if quotation_after else _after(clause, cue.last, rules)
        if after is not None and _closes(clause.tokens, after, rules):
            return after
        return _before(clause, cue.first, rules) or after
    return _before(clause, cue.first, rules) or _after(clause, cue.last, rules)


def _subject(clause: Clause, cue: Cue, rules: QuoteRules) -> Speaker | None:
    """The subject of the main verb: of the verb of saying before, else the phrase that opens the clause."""
    near = clause.cues_near(cue.first)
    before = [other for other in near if other.first < cue.first and not other.use & Use.PARTICIPLE]
    if before:
        return speaker_of(clause, before[-1], rules)
    if rules.verb_first and cue.first > 1:
        return _phrase(clause.tokens, 1, cue.first, rules)
    return leading_speaker(clause, cue.first, rules)


def source_speaker(clause: Clause, source: Cue, rules: QuoteRules) -> Speaker | None:
    """Who stands in `according to X` or `X'e göre`."""
    if source.use & Use.SOURCE_AFTER and not source.use & Use.SOURCE:
        first = source.first
        while first > max(0, source.first - _LONGEST) and _inside(clause.tokens, first - 1):
            first -= 1
        return Speaker(first, source.first, False) if first < source.first else None
    found = _phrase(clause.tokens, source.last, len(clause.tokens), rules, whole=True)
    tokens = clause.tokens
    opens = all(t.kind != "w" or t.use & Use.LEAD for t in tokens[: source.first])
    runs_on = found is not None and all(t.kind == "p" and t.word not in _COMMAS for t in tokens[found.last :])
    if found is not None and ((opens and runs_on) or (found.last < len(tokens) and tokens[found.last].kind == "w")):
        found = _phrase(clause.tokens, source.last, len(clause.tokens), rules)
    return _with_name(clause.tokens, found, rules) if found and not found.pronoun else found


def leading_speaker(clause: Clause, last: int, rules: QuoteRules) -> Speaker | None:
    """The phrase that opens the clause, up to token `last`; a dateline before a dash is passed over."""
    dash = next((at for at in range(1, min(last, _LONGEST_NAMELESS + 2)) if clause.tokens[at].word in "-–—"), -1)
    return _phrase(clause.tokens, dash + 1, last, rules)


def _closes(tokens: list[Token], after: Speaker, rules: QuoteRules) -> bool:
    """Is this the speaker of `..., said X on Monday`, and not what X, who ..., says? Then nothing but an adverbial
    follows, and in languages that rarely invert it is a name or a title."""
    ends = after.last >= len(tokens) or tokens[after.last].kind == "p"
    ends = ends or bool(tokens[after.last].use & (Use.STOP | Use.TRAIL))
    named = any(t.capital or t.use & Use.TITLE for t in tokens[after.first : after.last])
    if not rules.inverts and after.last - after.first > _LONGEST_NAMELESS:
        return False
    return ends and (rules.inverts or named) and not (after.pronoun and not rules.inverts)


def _follows_quotation(clause: Clause, cue: Cue) -> bool:
    """Does a quotation stand right before the cue, punctuation aside, so that its subject may come after it?"""
    before = cue.first - 1
    while before >= 0 and (clause.tokens[before].kind == "p" or clause.tokens[before].use & Use.TRAIL):
        before -= 1
    return before >= 0 and clause.tokens[before].kind == "q"


def _after(clause: Clause, first: int, rules: QuoteRules) -> Speaker | None:
    tokens = clause.tokens
    while first < len(tokens) and tokens[first].use & Use.TRAIL and not tokens[first].use & Use.TITLE:
        first += 1
    if first < len(tokens) and tokens[first].use & Use.STOP and not tokens[first].use & (Use.JOIN | Use.TITLE):
        if tokens[first].use & (Use.THAT | Use.RELATIVE):
            return None
        first = _past_adverbial(tokens, first)
    if first >= len(tokens) or tokens[first].kind != "w":
        return None
    found = _phrase(tokens, first, min(len(tokens), first + REACH), rules, whole=True)
    if found is None or found.pronoun:
        return found
    return _with_name(tokens, found, rules)


def _past_adverbial(tokens: list[Token], first: int) -> int:
    """`said by telephone Lidia`: the first name or title behind a few words that can't be the speaker."""
    for at in range(first + 1, min(len(tokens), first + _LONGEST_NAMELESS)):
        token = tokens[at]
        if token.kind != "w" or token.use & Use.THAT:
            break
        if at > first + 1 and (token.capital or token.use & Use.TITLE) and not token.use & Use.STOP:
            return at
    return first


def _with_name(tokens: list[Token], found: Speaker, rules: QuoteRules) -> Speaker:
    """`a spokesman, Dmitry Peskov.`: a title without a name takes the name after its comma."""
    titled = any(t.use & Use.TITLE for t in tokens[found.first : found.last])
    comma = found.last
    if not titled or not rules.cased or comma + 1 >= len(tokens) or tokens[comma].word not in _COMMAS:
        return found
    name = _phrase(tokens, comma + 1, min(len(tokens), comma + _LONGEST_NAMELESS + 1), rules)
    if name is None or name.pronoun or not tokens[name.first].capital or name.first != comma + 1:
        return found
    closed = name.last >= len(tokens) or tokens[name.last].kind == "p"
    return Speaker(found.first, name.last, False) if closed else found


def _before(clause: Clause, last: int, rules: QuoteRules) -> Speaker | None:
    tokens = clause.tokens
    while last > 0 and tokens[last - 1].use & Use.TRAIL:
        last -= 1
    if rules.verb_final or rules.bare_quote_verb:
        while last > 0 and (tokens[last - 1].kind == "q" or tokens[last - 1].word in _COMMAS):
            last -= 1
    if last == 0 or tokens[last - 1].kind == "q":
        return None
    floor = max(0, last - REACH)
    if rules.verb_final:
        return _opening(tokens, _clause_start(tokens, last, floor, quotations=True), last, rules)
    if rules.verb_first:
        start = _clause_start(tokens, last, floor)
        return _phrase(tokens, start + 1, last, rules) if last - start > 1 else None
    if tokens[last - 1].use & Use.LEAD:  # "X met the press and said": the subject stands at the start
        return _phrase(tokens, _clause_start(tokens, last, floor), last - 1, rules)
    if tokens[last - 1].word in _COMMAS:
        found = _before_apposition(tokens, last, floor, rules)
        return found or _phrase(tokens, _clause_start(tokens, last, floor), last - 1, rules)
    first = last
    while first > floor and _inside(tokens, first - 1):
        first -= 1
    if tokens[first].use & Use.RELATIVE:
        if last - first > 1:
            return _phrase(tokens, first + 1, last, rules, whole=True)
        found = _phrase_before(tokens, first - 1, floor, rules)
        if found and any(t.capital or t.use & Use.TITLE for t in tokens[found.first : found.last]):
            return found
        return _phrase(tokens, _clause_start(tokens, first, floor), first, rules)
    first = _last_clause(tokens, first, last)
    found = _phrase(tokens, first, last, rules, whole=True) or _body(tokens, first, last, rules)
    if found is None or (found.last < last and not _tells(tokens, found)):
        found = _trailing_name(tokens, first, last) or found
    if found is None and first > 0 and tokens[first - 1].word in _COMMAS:
        found = _phrase(tokens, _clause_start(tokens, first, floor), first, rules)
    return found


def _body(tokens: list[Token], first: int, last: int, rules: QuoteRules) -> Speaker | None:
    """`В МИД сообщили`: the body behind the last such preposition, if nothing but it stands before the verb."""
    at = next((i for i in range(last - 2, first - 1, -1) if tokens[i].use & Use.BODY), None)
    found = _phrase(tokens, at + 1, last, rules, whole=True) if at is not None else None
    if found is None or found.last != last or not any(_names(t) for t in tokens[found.first : found.last]):
        return None
    return found


def opinion_speaker(clause: Clause, rules: QuoteRules) -> tuple[Cue, Speaker] | None:
    """Who thinks so, in a clause that opens with `For X`, and the cue."""
    tokens = clause.tokens
    at = next((i for i, t in enumerate(tokens[:_LONGEST_NAMELESS]) if not t.use & Use.LEAD or t.use & Use.OPINION), 0)
    if at >= len(tokens) or not tokens[at].use & Use.OPINION:
        return None
    found = _phrase(tokens, at + 1, len(tokens), rules)
    if found is None or found.pronoun or not any(_names(t) for t in tokens[found.first : found.last]):
        return None
    return Cue(at, at + 1, Use.SOURCE), found


def _tells(tokens: list[Token], found: Speaker) -> bool:
    """Does the phrase hold a title, or a capital that is not only that of its first word?"""
    words = tokens[found.first : found.last]
    return found.pronoun or any(t.use & Use.TITLE for t in words) or any(t.capital for t in words[1:])


def _opening(tokens: list[Token], first: int, last: int, rules: QuoteRules) -> Speaker | None:
    """Where the verb ends the sentence: all up to the first comma if that is short, else its names and titles."""
    comma = next((at for at in range(first + 1, last) if tokens[at].word in _COMMAS), last)
    if 0 < comma - first <= _LONGEST_WHOLE and comma < last:
        found = _phrase(tokens, first, comma, rules, whole=True)
        if found is not None and (found.pronoun or found.last == comma):
            return found
    return _phrase(tokens, first, last, rules)


def _last_clause(tokens: list[Token], first: int, last: int) -> int:
    """`Officers went there after neighbours complained`: the start of the last clause before the verb. Names joined
    by "and" stay together."""
    for at in range(last - 2, first, -1):
        joins = Use.LEAD | Use.STOP
        if tokens[at].use & joins == joins and not tokens[at].use & (Use.JOIN | Use.TITLE):
            return first if all(_names(token) for token in tokens[first:at]) else at + 1
        if tokens[at].use & Use.RELATIVE and _names(tokens[at + 1]):
            return at + 1  # "what Beijing called"
    return first


def _phrase_before(tokens: list[Token], comma: int, floor: int, rules: QuoteRules) -> Speaker | None:
    """`The government, which says ...`: the phrase that the relative clause belongs to."""
    if comma <= floor or tokens[comma].word not in _COMMAS:
        return None
    first = comma
    while first > floor and _inside(tokens, first - 1):
        first -= 1
    return _phrase(tokens, first, comma, rules, whole=True)


def _before_apposition(tokens: list[Token], last: int, floor: int, rules: QuoteRules) -> Speaker | None:
    """`Sergei Lavrov, the foreign minister, said` and `Lavrov, who arrived on Monday, said`."""
    comma = last - 2
    while comma > floor and _inside(tokens, comma):
        comma -= 1
    if comma <= floor or tokens[comma].word not in _COMMAS:
        return None
    first = comma
    while first > floor and _inside(tokens, first - 1):
        first -= 1
    head = _phrase(tokens, first, comma, rules, whole=True)
    if head is None or head.last != comma or head.pronoun:
        return head
    inner = tokens[comma + 1]
    short = last - 1 - head.first <= _LONGEST and last - 1 - comma <= _LONGEST_NAMELESS + 2
    if short and not inner.use & (Use.RELATIVE | Use.STOP):
        return Speaker(head.first, last - 1, False)
    return head


def _clause_start(tokens: list[Token], last: int, floor: int, *, quotations: bool = False) -> int:
    """The start of the clause that ends at `last`, commas passed over, and quotations if asked."""
    first = last
    while first > floor and (
        _inside(tokens, first - 1)
        or tokens[first - 1].word in _COMMAS
        or (quotations and tokens[first - 1].kind == "q" and first - 1 > floor)
    ):
        first -= 1
    return first


def _trailing_name(tokens: list[Token], first: int, last: int) -> Speaker | None:
    """`On Monday Sergei Lavrov said`: the names right before the verb, where the stretch opens with something else."""
    start = last
    while start > first and _names(tokens[start - 1]):
        start -= 1
    while start < last and tokens[start].use & Use.JOIN and not tokens[start].capital:
        start += 1
    return Speaker(start, last, False) if any(t.capital for t in tokens[start:last]) else None


def _names(token: Token) -> bool:
    return bool(token.use & (Use.TITLE | Use.JOIN)) or (token.capital and not token.use & Use.STOP)


def _phrase(tokens: list[Token], first: int, last: int, rules: QuoteRules, *, whole: bool = False) -> Speaker | None:
    """The speaker's phrase at the start of tokens [first, last). With `whole`, all words up to the end of the stretch
    or its first mark belong to it, since nothing but the speaker can stand there."""
    while (
        first < last
        and (tokens[first].use & Use.LEAD or tokens[first].word in _COMMAS)
        and not (tokens[first].use & Use.TITLE)
    ):
        first += 1
    if first >= last or tokens[first].kind != "w":
        return None
    if tokens[first].use & Use.PRONOUN:
        return Speaker(first, first + 1, True)
    if tokens[first].use & (Use.STOP | CUE) and not tokens[first].use & (Use.JOIN | Use.TITLE):
        return None
    at, head = first, -1
    longest = _LONGEST if rules.cased else _LONGEST_UNSPACED
    link = next((i for i in range(min(last, first + REACH) - 1, first, -1) if tokens[i].use & Use.LINK), first)
    while at < min(last, first + longest):
        if at >= link and not _continues(tokens, at, -1 if whole else head, first, rules):
            break
        if rules.verb_second and head >= 0 and not tokens[at].capital and not tokens[at].use:
            break
        named = (tokens[at].capital and at > first) or _is_name(tokens[at], first, at)
        if tokens[at].use & Use.TITLE or (named and not tokens[at].use & Use.TRAIL):
            head = at
        at += 1
    if at == first:
        return None
    end = at
    while end > first + 1 and tokens[end - 1].use & Use.TRAIL and not tokens[end - 1].use & Use.TITLE:
        end -= 1  # "Karl Weber am Montag"
    if not rules.cased or (whole and at - first <= _LONGEST_WHOLE and (at == last or tokens[at].kind != "w")):
        return Speaker(first, end, False)
    if whole:
        if at - first <= _LONGEST_NAMELESS:
            return Speaker(first, end, False)
        return _phrase(tokens, first, last, rules)
    if head < 0:
        return Speaker(first, min(at, first + _LONGEST_NAMELESS), False)
    return Speaker(first, head + 1, False)


def _is_name(token: Token, first: int, at: int) -> bool:
    """The first word counts as a name too: in the middle of a sentence a capital is one, at its start it may be."""
    return at == first and token.capital and not token.use


def _continues(tokens: list[Token], at: int, head: int, first: int, rules: QuoteRules) -> bool:
    token = tokens[at]
    if token.kind == "q":
        return False
    if token.kind == "p":
        # the full stop of an initial, and marks inside names
        return token.word in "/'’\"«»“”·" or (at > first and _after_initial(tokens, at))
    if token.use & Use.JOIN and token.use & Use.STOP and 0 <= head < at - 1 and not tokens[at - 1].use:
        return False  # a preposition behind a word that is no name: "Rui Pinto chegou a Luanda"
    if token.use & (Use.JOIN | Use.TITLE):
        return True
    if token.use & (CUE | Use.RELATIVE | Use.STOP | Use.THAT | Use.NOT | Use.COPULA):
        return False
    return not rules.cased or head < 0 or token.capital or at - head <= _GAP


def _inside(tokens: list[Token], at: int) -> bool:
    """Not the edge of a clause. The full stop of an initial (`B. J. Habibie`) is none."""
    token = tokens[at]
    if token.kind != "p":
        return token.kind == "w"
    return (token.word not in _BREAKS and token.word not in _COMMAS) or _after_initial(tokens, at)


def _after_initial(tokens: list[Token], at: int) -> bool:
    before = tokens[at - 1] if at > 0 else None
    return before is not None and tokens[at].word == "." and before.kind == "w" and len(before.word) <= 2
