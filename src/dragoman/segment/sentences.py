"""Text and its language in, sentences with exact offsets out.

What must stay true: every character that is not white space belongs to exactly one sentence, `text[start:end]` is the
sentence, a line feed always ends one, none is longer than LONGEST, and time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from dragoman.record import Sentence
from dragoman.segment.rules import SegmentRules, common_rules, segment_rules
from dragoman.segment.speech_rules import quote_rules

LONGEST = 1000
"""Longest sentence in characters. The encoder reads about 300 tokens; the longest of the 5,557 sentences of our own
corpus has fewer than 400 characters, so only broken text (lists, tables, lost full stops) is ever cut."""

_TOKEN_REACH = 24  # characters looked at before a full stop: no abbreviation in the data files is longer
_TAIL_REACH = 80  # characters after a closed quotation in which "... Smith asked." keeps it in its sentence
_DATELINE_REACH = 60


def split_sentences(text: str, language: str | None) -> list[Sentence]:
    """The sentences of a text in order. `language` is an ISO 639-1 code; None or unknown means common rules only."""
    splitter = _splitter(language)
    found: list[Sentence] = []
    paragraph = 0
    position = 0
    for line in text.splitlines(keepends=True):
        before = len(found)
        for start, end in splitter.spans(text, position, position + len(line)):
            found.append(Sentence(text=text[start:end], start=start, end=end, index=len(found), paragraph=paragraph))
        paragraph += len(found) > before
        position += len(line)
    return found


@lru_cache(maxsize=256)
def _splitter(language: str | None) -> _Splitter:
    speech = quote_rules(language)
    return _Splitter(segment_rules(language), speech.all_verbs if speech else frozenset())


class _Splitter:
    """One language's rules compiled. Holds no state between texts."""

    def __init__(self, rules: SegmentRules, verbs: frozenset[str]) -> None:
        self.rules = rules
        self.verbs = verbs
        common = common_rules()
        self.common = common
        self.opening = frozenset(common.openers + common.dashes)
        every = re.escape(common.terminators + common.closed_terminators)
        closers = re.escape(common.closers + rules.closers)
        spaced = f"(?:[ \u00a0\u202f]?[{re.escape(rules.spaced_closers)}])?+" if rules.spaced_closers else ""
        # Possessive throughout: the run is taken whole whatever follows, so no text makes the search go back.
        self.candidate = re.compile(rf"([{every}]++)((?:[{closers}]*+{spaced})(?:\[\d{{1,3}}\])*+)")
        self.tail_end = re.compile(rf"[{every},;:،，；：\n]")

    def spans(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Sentence spans of one line, stripped of white space."""
        begin = start
        for match in self.candidate.finditer(text, start, end):
            if self._ends(text, match, begin, start, end):
                yield from _pieces(text, begin, match.end())
                begin = match.end()
        yield from _pieces(text, begin, end)

    def _ends(self, text: str, match: re.Match[str], begin: int, line: int, end: int) -> bool:
        """Does this run of terminators end the sentence that began at `begin`?"""
        run, closing, stop = match[1], match[2], match.end()
        if stop >= end:
            return True
        following = _skip_space(text, stop, end)
        if following >= end:
            return True
        if following == stop and not self._needs_no_space(run, text[stop]):
            return False
        if text[following] in self.common.terminators:
            return False
        head = self._head(text, following, end)
        if head < end and text[head].islower():
            return False
        quoted = any(mark in self.common.quote_closers for mark in closing)
        if quoted and (text[following] in self.common.dashes or self._attributed(text, run, following, end)):
            return False
        if head >= end or run[-1] in self.common.closed_terminators:
            return True
        if run != "." or quoted:
            return True
        return not self._abbreviated(text, match.start(), begin, head, end) and not (
            begin == line and _is_dateline(text, begin, match.start())
        )

    def _needs_no_space(self, run: str, following: str) -> bool:
        return run[-1] in self.common.closed_terminators or (run != "." and "\u3040" <= following <= "\u9fff")

    def _head(self, text: str, position: int, end: int) -> int:
        """Where the next word starts, behind marks that open a quotation, a bracket or a turn of speech."""
        while position < end and (text[position] in self.opening or text[position].isspace()):
            position += 1
        return position

    def _attributed(self, text: str, run: str, following: int, end: int) -> bool:
        """`"Who is there?" Maria asked.` is one sentence: a short tail with a verb of saying follows the mark.

        A full stop inside the marks closes the sentence where a comma would stand before such a tail.
        """
        if run.endswith("."):
            return False
        reach = min(end, following + _TAIL_REACH)
        stop = self.tail_end.search(text, following, reach)
        tail = text[following : stop.start() if stop else reach]
        if not self.rules.spaces:
            return any(tail.endswith(verb) for verb in self.verbs)
        return any(word in self.verbs for word in re.findall(r"\w+", tail.casefold()))

    def _abbreviated(self, text: str, dot: int, begin: int, head: int, end: int) -> bool:
        """Does the full stop at `dot` belong to its word: an abbreviation, an initial, an ordinal, a list number?"""
        token = _token_before(text, dot, begin).lstrip(self.common.openers)
        rules = self.rules
        if not token:
            return False
        if token in rules.abbreviations:
            return True
        if token in rules.numbered_abbreviations:
            return text[head].isdigit()
        if token.isdigit() and dot - len(token) == begin:
            return True
        if len(token) == 1 and token.isalpha() and text[head + 1 : head + 2] == "." and text[head].isalpha():
            return True  # `z. B.`, `А. С. Орлов`
        doubtful = (
            token in rules.final_abbreviations
            or (len(token) == 1 and token.isupper() and not self._labelled(text, dot - 1, begin))
            or _is_dotted(token)
            or (rules.ordinal_dot and _is_ordinal(token))
        )
        return doubtful and _word_at(text, head, end) not in rules.starters

    def _labelled(self, text: str, letter: int, begin: int) -> bool:
        """`Group B.` ends a sentence, `John B.` does not."""
        return letter - 1 > begin and _token_before(text, letter - 1, begin).casefold() in self.rules.labels


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without outer white space, cut where it is longer than LONGEST."""
    start = _skip_space(text, start, end)
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = _best_cut(text, start)
        last = cut
        while text[last - 1].isspace():
            last -= 1
        yield start, last
        start = _skip_space(text, cut, end)
    if start < end:
        yield start, end


def _best_cut(text: str, start: int) -> int:
    """A place to cut in the second half of the allowed length: after a clause, else between words, else anywhere."""
    window = text[start + LONGEST // 2 : start + LONGEST]
    for marks in (";；:：", ",，،、", " \t\u00a0\u3000"):
        best = max(window.rfind(mark) for mark in marks)
        if best >= 0:
            return start + LONGEST // 2 + best + 1
    return start + LONGEST


def _skip_space(text: str, position: int, end: int) -> int:
    while position < end and text[position].isspace():
        position += 1
    return position


def _token_before(text: str, dot: int, begin: int) -> str:
    """The word that ends at `dot`, at most _TOKEN_REACH characters of it."""
    window = text[max(begin, dot - _TOKEN_REACH) : dot]
    return window.split()[-1] if window and not window[-1].isspace() else ""


def _word_at(text: str, start: int, end: int) -> str:
    match = re.compile(r"[^\W\d_]+").match(text, start, min(end, start + _TOKEN_REACH))
    return match[0] if match else ""


def _is_dotted(token: str) -> bool:
    """`U.S`, `a.m`, `т.е`: short letter groups between full stops (the last full stop is not part of the token)."""
    parts = token.split(".")
    return len(parts) > 1 and all(0 < len(part) <= 2 and part.isalpha() for part in parts)


def _is_ordinal(token: str) -> bool:
    """A number that a day, century or ruler may have: `15`, `100`, `XVI`; never the end of `124 000`."""
    if token.isdigit():
        return len(token) <= 3 and token[0] != "0"
    return len(token) <= 6 and all(letter in "IVXL" for letter in token)


def _is_dateline(text: str, begin: int, dot: int) -> bool:
    """`МОСКВА, 27 июня.` or `GENEVA (Reuters).`: a place in capitals, alone or before a comma or a bracket."""
    if dot - begin > _DATELINE_REACH:
        return False
    place = re.split(r"[,(/]", text[begin:dot], maxsplit=1)[0].strip()
    return len(place) > 2 and place.isupper() and len(place.split()) <= 3 and not any(c.isdigit() for c in place)
