"""Text by paragraphs in, the stretches between quotation marks out.

What must stay true: one pass, linear; an apostrophe never opens a quotation; spans come in order and do not overlap
(a quotation within a quotation is part of the outer one); `text[start:end]` is what stands between the marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_DEEPEST = 8  # open marks remembered; only stray marks ever reach it


class Quoted(NamedTuple):
    """`start`, `end`: the words; `outer_start`, `outer_end`: with their marks. `follows`: an unclosed quotation of
    the paragraph before goes on here. `single`: between single marks, which are apostrophes, too. `broken`: the
    reporter's "X said" stands right behind these words, inside the marks."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    follows: bool
    single: bool
    broken: bool = False


class Marks:
    """The quotation marks of one language."""

    def __init__(self, pairs: Sequence[str]) -> None:
        self.closers: dict[str, str] = {}
        for pair in pairs:
            self.closers[pair[0]] = self.closers.get(pair[0], "") + pair[1]
        closing = {pair[1] for pair in pairs}
        self.closing = closing
        self.either = {mark for mark in closing if mark in self.closers}
        self.pattern = re.compile("[" + re.escape("".join(sorted(closing | set(self.closers)))) + "]")


_SINGLE = frozenset("'’‘‚‹›")
_APOSTROPHES = frozenset("'’")


@lru_cache(maxsize=64)
def marks_of(pairs: tuple[str, ...]) -> Marks:
    return Marks(pairs)


def quoted_spans(text: str, paragraphs: Sequence[tuple[int, int]], marks: Marks) -> list[Quoted]:
    """All quotations of a text. `paragraphs` are spans in order."""
    found: list[Quoted] = []
    follows: str | None = None  # the opening mark of a quotation that the last paragraph left open
    for number, (start, end) in enumerate(paragraphs):
        pairs, open_marks = _pair(text, start, end, marks)
        after = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        left_open = _left_open(text, start, after, open_marks, marks)
        if left_open is not None:
            pairs.append((left_open, end))
        last_end = -1
        for opener, closer in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
            if opener < last_end:
                continue
            last_end = closer
            begins = follows is not None and opener == start
            inner, inner_end = _stripped(text, opener + 1, closer)
            if inner < inner_end:
                outer_end = min(closer + 1, end)
                found.append(Quoted(inner, inner_end, opener, outer_end, begins, text[opener] in _SINGLE))
        follows = text[left_open] if left_open is not None else None
    return found


def _pair(text: str, start: int, end: int, marks: Marks) -> tuple[list[tuple[int, int]], list[int]]:
    """Positions of matched marks in one paragraph, and of those left open."""
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    for match in marks.pattern.finditer(text, start, end):
        position, mark = match.start(), match[0]
        before = text[position - 1] if position > start else " "
        after = text[position + 1] if position + 1 < end else " "
        if mark in marks.closing and _may_close(mark, before, after, marks):
            depth = next((d for d in range(len(stack) - 1, -1, -1) if mark in marks.closers[text[stack[d]]]), None)
            if depth is not None:
                pairs.append((stack[depth], position))
                del stack[depth:]
                continue
        if mark in marks.closers and _may_open(mark, before, after, marks):
            stack.append(position)
            if len(stack) > _DEEPEST:
                del stack[0]
    return pairs, stack


def _may_open(mark: str, before: str, after: str, marks: Marks) -> bool:
    if mark in _APOSTROPHES and (before.isalnum() or not after.isalpha()):
        return False
    return mark not in marks.either or (not before.isalnum() and not after.isspace())


def _may_close(mark: str, before: str, after: str, marks: Marks) -> bool:
    if mark in _APOSTROPHES and after.isalnum():
        return False
    return mark not in marks.either or not before.isspace() or not after.isalnum()


def _left_open(text: str, start: int, after: tuple[int, int] | None, open_marks: list[int], marks: Marks) -> int | None:
    """The opener of a quotation that runs to the paragraph's end: the next paragraph opens with a mark again, or this
    one opens with a mark that nothing closes."""
    for position in open_marks:
        mark = text[position]
        if mark in _SINGLE:
            continue
        again = after is not None and text[after[0]] in mark + marks.closers[mark]
        if again or position == start:
            return position
    return None


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
