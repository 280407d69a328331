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
_GAP = 1  # plain words allowed between two names or titles: "Iran's *supreme* leader"
_BREAKS = frozenset(";:.!?…。！？；：（）()[]—–―،؛؟")
_COMMAS = frozenset(",，、،")


class Speaker(NamedTuple):
    """Tokens [first, last); pronoun: they only point back to somebody named before."""

    first: int
    last: int
    pronoun: bool


OWN = Speaker(0, 0, True)
"""The cue itself holds the pronoun (katanya)."""


def speaker_of(clause: Clause, cue: Cue, rules: QuoteRules) -> Speaker | None:
    """Who says what this cue reports."""
    if cue.use & Use.OWN:
        return OWN
    if cue.use & Use.AFTER:
        return _after(clause, cue.last, rules)
    before_first = not rules.verb_first and (rules.verb_final or not _is_inverted(clause, cue))
    if before_first:
        return _before(clause, cue.first, rules) or _after(clause, cue.last, rules)
    return _after(clause, cue.last, rules) or _before(clause, cue.first, rules)


def source_speaker(clause: Clause, source: Cue, rules: QuoteRules) -> Speaker | None:
    """Who stands in `according to X` or `X'e göre`."""
    if source.use & Use.SOURCE_AFTER and not source.use & Use.SOURCE:
        first = source.first
        while first > max(0, source.first - _LONGEST) and _inside(clause.tokens[first - 1]):
            first -= 1
        return Speaker(first, source.first, False) if first < source.first else None
    return _after(clause, source.last, rules)


def leading_speaker(clause: Clause, last: int, rules: QuoteRules) -> Speaker | None:
    """The phrase that opens the clause, up to token `last`."""
    return _phrase(clause.tokens, 0, last, rules)


def _is_inverted(clause: Clause, cue: Cue) -> bool:
    """Does the cue follow a quotation or a reported clause at once, so that its subject comes after it?"""
    before = cue.first - 1
    while before >= 0 and clause.tokens[before].use & Use.TRAIL:
        before -= 1
    while before >= 0 and clause.tokens[before].kind == "p":
        if clause.tokens[before].word in _COMMAS and before == cue.first - 1:
            return True
        before -= 1
    return before >= 0 and clause.tokens[before].kind == "q"


def _after(clause: Clause, first: int, rules: QuoteRules) -> Speaker | None:
    tokens = clause.tokens
    while first < len(tokens) and tokens[first].use & Use.TRAIL and not tokens[first].use & Use.TITLE:
        first += 1
    found = _phrase(tokens, first, min(len(tokens), first + REACH), rules)
    if found is None or found.pronoun:
        return found
    return _with_name(tokens, found, rules)


def _with_name(tokens: list[Token], found: Speaker, rules: QuoteRules) -> Speaker:
    """`a spokesman, Dmitry Peskov.`: a title without a name takes the name after its comma."""
    named = any(t.capital and not t.use & Use.TITLE for t in tokens[found.first + 1 : found.last])
    comma = found.last
    if named or not rules.cased or comma + 1 >= len(tokens) or tokens[comma].word not in _COMMAS:
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
        return _phrase(tokens, _clause_start(tokens, last, floor), last, rules)
    if tokens[last - 1].word in _COMMAS:
        return _before_apposition(tokens, last, floor, rules)
    first = last
    while first > floor and _inside(tokens[first - 1]):
        first -= 1
    found = _phrase(tokens, first, last, rules) or _trailing_name(tokens, first, last)
    if found is None and first > 0 and tokens[first - 1].word in _COMMAS:
        found = _phrase(tokens, _clause_start(tokens, first, floor), first, rules)
    return found


def _before_apposition(tokens: list[Token], last: int, floor: int, rules: QuoteRules) -> Speaker | None:
    """`Sergei Lavrov, the foreign minister, said` and `Lavrov, who arrived on Monday, said`."""
    comma = last - 2
    while comma > floor and _inside(tokens[comma]):
        comma -= 1
    if comma <= floor or tokens[comma].word not in _COMMAS:
        return None
    first = comma
    while first > floor and _inside(tokens[first - 1]):
        first -= 1
    head = _phrase(tokens, first, comma, rules)
    if head is None or head.last != comma or head.pronoun:
        return head
    inner = tokens[comma + 1]
    short = last - 1 - head.first <= _LONGEST and last - 1 - comma <= _LONGEST_NAMELESS + 2
    if short and not inner.use & (Use.RELATIVE | Use.STOP):
        return Speaker(head.first, last - 1, False)
    return head


def _clause_start(tokens: list[Token], last: int, floor: int) -> int:
    """The start of the clause that ends at `last`, commas passed over."""
    first = last
    while first > floor and (_inside(tokens[first - 1]) or tokens[first - 1].word in _COMMAS):
        first -= 1
    return first


def _trailing_name(tokens: list[Token], first: int, last: int) -> Speaker | None:
    """`On Monday Sergei Lavrov said`: the names right before the verb, where the stretch opens with something else."""
    start = last
    while start > first and (tokens[start - 1].capital or tokens[start - 1].use & (Use.TITLE | Use.JOIN)):
        start -= 1
    while start < last and tokens[start].use & Use.JOIN and not tokens[start].capital:
        start += 1
    return Speaker(start, last, False) if any(t.capital for t in tokens[start:last]) else None


def _phrase(tokens: list[Token], first: int, last: int, rules: QuoteRules) -> Speaker | None:
    """The speaker's phrase at the start of tokens [first, last)."""
    while first < last and (tokens[first].use & Use.LEAD or tokens[first].word in _COMMAS) and not (
        tokens[first].use & Use.TITLE
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
    while at < min(last, first + longest) and _continues(tokens, at, head, first, rules):
        if tokens[at].use & Use.TITLE or (tokens[at].capital and at > first) or _is_name(tokens[at], first, at):
            head = at
        at += 1
    if not rules.cased:
        return Speaker(first, at, False) if at > first else None
    if head < 0:
        at = min(at, first + _LONGEST_NAMELESS)
        return Speaker(first, at, False) if at > first else None
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
        return token.word in "-/'’\"«»“”·" or (token.word == "." and at > first and len(tokens[at - 1].word) <= 2)
    if token.use & (Use.JOIN | Use.TITLE):
        return True
    if token.use & (CUE | Use.RELATIVE | Use.STOP | Use.THAT | Use.NOT):
        return False
    return not rules.cased or head < 0 or token.capital or at - head <= _GAP


def _inside(token: Token) -> bool:
    """Not the edge of a clause."""
    return token.kind == "w" or (token.kind == "p" and token.word not in _BREAKS and token.word not in _COMMAS)
