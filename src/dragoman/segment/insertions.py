"""Quotations in, the same cut where the reporter breaks them (`«We are ready, — said X. — It is money»`) out; and
speech that a dash opens (`— We are ready, — said X.`) as quotations.

What must stay true: a part is cut out only where a verb of saying stands at its start, and somebody speaks in it or
dashes close it; every quotation comes out whole or as its parts in order; work is bounded for each comma or dash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dragoman.segment.quote_marks import Quoted
from dragoman.segment.speech_rules import CUE, TOKEN, QuoteRules, Use, fold

_LONGEST = 140  # characters of an insertion
_APPOSITION = 8  # words of `..., a lawyer in Lima.` behind the speaker's name
_DASHES = "—–"
_BREAK = re.compile(r"([,!?…]?)\s*[—–]\s*|([,!?…])[»”\"]?\s+|\s+-\s+")
_CLOSING_DASH = re.compile(r"\s*[.,:;]?\s*(?:[—–]|(?<=\s)-(?=\s))\s*[.,:;]?\s*")
_STOP = re.compile(r"[.,!?…](?=\s|$)|\n")
_OPENS_SPEECH = re.compile(r"[—–]\s*(?=[^\W\d_]|[¿¡«])|-\s(?=[^\W\d_])")


def without_insertions(text: str, spans: Sequence[Quoted], rules: QuoteRules) -> list[Quoted]:
    """Quotations as the parts that the reporter leaves whole."""
    out: list[Quoted] = []
    for quoted in spans:
        out.extend(_parts(text, quoted, rules, spoken=False))
    return out


def dash_speech(text: str, paragraphs: Sequence[tuple[int, int]], rules: QuoteRules) -> Iterator[Quoted]:
    """The speech of paragraphs that open with a dash, where a verb of saying says that it is speech."""
    for start, end in paragraphs:
        opening = _OPENS_SPEECH.match(text, start, end)
        if opening is None:
            continue
        parts = _parts(text, Quoted(opening.end(), end, start, end, False, False), rules, spoken=True)
        if len(parts) > 1 or parts[0].broken:
            yield from parts


def _parts(text: str, quoted: Quoted, rules: QuoteRules, *, spoken: bool) -> list[Quoted]:
    out: list[Quoted] = []
    start, outer_start, follows = quoted.start, quoted.outer_start, quoted.follows
    position = quoted.start
    while (match := _BREAK.search(text, position, quoted.end)) is not None:
        position = max(match.end(), position + 1)
        dash = any(mark in match[0] for mark in _DASHES) or "-" in match[0]
        if not (dash or rules.inserts) or match.start() <= start:
            continue
        last = _insertion_end(text, match.end(), quoted.end, rules, dash=dash, spoken=spoken)
        if last is None:
            continue
        mark = match[1] or match[2] or ""
        end = match.start() + (mark not in ("", ","))  # a comma belongs to the insertion, other marks to the words
        out.append(Quoted(start, end, outer_start, end, follows, quoted.single, broken=True))
        start = outer_start = position = last
        follows = True
    while start < quoted.end and (text[start].isspace() or text[start] in ",;:"):
        start += 1
    if start < quoted.end:
        out.append(
            quoted._replace(start=start, outer_start=min(start, outer_start) if not out else start, follows=follows)
        )
    return out


def _insertion_end(text: str, start: int, end: int, rules: QuoteRules, *, dash: bool, spoken: bool) -> int | None:
    """Where the words go on behind an insertion that starts at `start`; None where none starts there."""
    reach = min(end, start + _LONGEST)
    words = [(m[0], m.start()) for m in TOKEN.finditer(text, start, reach)]
    folded = [fold(word) for word, _ in words]
    lead = 1 if folded and _use(folded[0], rules) & Use.LEAD else 0
    found = rules.lexicon.match(folded, lead) if len(folded) > lead else None
    if found is None or not found[0] & CUE or found[0] & Use.PARTICIPLE:
        return None
    behind = lead + found[1]
    first = words[behind][1] if behind < len(words) else reach
    closing = _CLOSING_DASH.search(text, first, reach) if dash else None
    if closing is not None:
        return closing.end()
    if not found[0] & Use.OWN and not _somebody([word for word, _ in words[behind : behind + 6]], rules):
        return None
    if dash and (spoken or not rules.inserts):
        return end if end <= reach or spoken else None
    return _behind_comma(text, first, end, reach, rules)


def _behind_comma(text: str, first: int, end: int, reach: int, rules: QuoteRules) -> int | None:
    """Behind the full stop or the comma that ends `, said X, a lawyer.`"""
    comma = -1
    for stop in _STOP.finditer(text, first - 1, reach):
        if text[stop.start()] == "." and re.search(r"\b\w{1,3}$", text[max(0, stop.start() - 4) : stop.start()]):
            following = text[stop.end() : stop.end() + 2].lstrip()
            if following[:1].isupper():
                continue  # "M. Dupont", "Dr. Kern"
        if text[stop.start()] == ",":
            if comma >= 0:
                return comma
            comma = stop.end()
            continue
        if comma >= 0 and not _is_apposition(text[comma : stop.start()], rules):
            return comma
        return stop.end()
    if comma >= 0 and not (end <= reach and _is_apposition(text[comma:end], rules)):
        return comma
    return end if end <= reach else None


def _is_apposition(words: str, rules: QuoteRules) -> bool:
    tokens = [fold(t) for t in TOKEN.findall(words)]
    if not tokens or len(tokens) > _APPOSITION:
        return False
    if len(tokens) <= 2 or tokens[0] in rules.indefinite:
        return True
    return any(t.isdigit() or _use(t, rules) & Use.TITLE for t in tokens[:4])


def _somebody(words: Sequence[str], rules: QuoteRules) -> bool:
    """Is a name, a title or a pronoun among these words?"""
    for word in words:
        if word in ".!?—–:;":
            return False
        if word[0].isupper() or not rules.cased or _use(word, rules) & (Use.TITLE | Use.PRONOUN):
            return True
    return False


def _use(word: str, rules: QuoteRules) -> Use:
    found = rules.lexicon.match([fold(word)], 0)
    return found[0] if found else Use(0)
