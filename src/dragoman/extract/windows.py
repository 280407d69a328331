"""Sentences of one document -> windows of tokens that the encoder reads in one pass.

In: the sentences' texts and a tokenizer. Out: windows of at most `limit` tokens, each holding whole consecutive
sentences, parted and closed by the separator token. Must stay true: every sentence is predicted in exactly one window
(`own`), the packing depends on the document alone, and every token knows its characters in the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LIMIT = 256  # tokens a window; positions beyond are cut from the shipped encoder


class Piece(NamedTuple):
    """A sentence, or a part of one too long for a window, as tokens with their characters in the document."""

    sentence: int
    ids: list[int]
    starts: list[int]
    ends: list[int]
    inside_word: list[bool]


class Window(NamedTuple):
    """Token ids with, for each token, its sentence (-1 for separators), its characters, and whether it goes on with the
    word of the token before; `own`: the sentences decoded from this window."""

    ids: list[int]
    sentence: list[int]
    starts: list[int]
    ends: list[int]
    inside_word: list[bool]
    own: tuple[int, int]


def pieces_of(texts: Sequence[str], offsets: Sequence[int], tokenizer: Tokenizer, limit: int = LIMIT) -> list[Piece]:
    """Tokenize each sentence; one longer than a window becomes several pieces, none of its tokens lost."""
    flat = [text.translate(_BREAKS) for text in texts]
    room = limit - 2
    pieces = []
    for index, encoding in enumerate(tokenizer.encode_batch(flat, add_special_tokens=False)):
        base, text = offsets[index], flat[index]
        ids, spans = encoding.ids, encoding.offsets
        inside = [False, *(_goes_on(text, a, b) for (_, a), (b, _) in pairwise(spans))]
        for at in range(0, max(1, len(ids)), room):
            part = spans[at : at + room]
            pieces.append(
                Piece(
                    index,
                    ids[at : at + room],
                    [base + a for a, _ in part],
                    [base + b for _, b in part],
                    inside[at : at + room],
                )
            )
    return pieces


_BREAKS = {ord(c): " " for c in "\n\r\t\u2028\u2029\x0b\x0c"}


HYPHENS = frozenset("-\u2010\u2011")


def _goes_on(text: str, end: int, start: int) -> bool:
    """Whether a token that starts at `start` goes on with the word of one that ended at `end`.

    Words are letters and digits without a space between them, and what small letters a hyphen ties to them
    ("biji-bijian"; "Putin-Biden" are two); scripts that part no words have a word a token.
    """
    if not 0 < end == start < len(text):
        return False
    if text[start] in HYPHENS:
        return _wordlike(text[end - 1]) and text[start + 1 : start + 2].islower()
    if text[end - 1] in HYPHENS and end > 1:
        return _wordlike(text[end - 2]) and text[start].islower()
    return _wordlike(text[end - 1]) and _wordlike(text[start])


def _wordlike(char: str) -> bool:
    return char.isalnum() and not "\u3040" <= char <= "\u9fff" and not "\u0e00" <= char <= "\u0eff"


def pack(pieces: Sequence[Piece], bos: int, eos: int, limit: int = LIMIT, context: bool = True) -> list[Window]:
    """Pieces -> windows of nearly equal length; each but the first opens, where it fits, with the piece before it."""
    total = sum(len(p.ids) + 1 for p in pieces)
    count = max(1, -(-total // (limit - 1)))
    target = -(-total // count)
    groups: list[tuple[int, int]] = []
    first, size = 0, 0
    for at, piece in enumerate(pieces):
        length = len(piece.ids) + 1
        if at > first and (size + length > limit - 1 or size + length // 2 > target):
            groups.append((first, at))
            first, size = at, 0
        size += length
    if pieces:
        groups.append((first, len(pieces)))
    windows = []
    for first, last in groups:
        size = sum(len(p.ids) + 1 for p in pieces[first:last])
        lead = first
        while context and lead and size + len(pieces[lead - 1].ids) + 1 <= limit - 1 and first - lead < 2:
            lead -= 1
            size += len(pieces[lead].ids) + 1
        windows.append(_join(pieces[lead:last], bos, eos, (pieces[first].sentence, pieces[last - 1].sentence)))
    return windows


def _join(pieces: Sequence[Piece], bos: int, eos: int, own: tuple[int, int]) -> Window:
    ids, sentence, starts, ends, inside = [bos], [-1], [0], [0], [False]
    for piece in pieces:
        ids += [*piece.ids, eos]
        sentence += [piece.sentence] * len(piece.ids) + [-1]
        starts += [*piece.starts, 0]
        ends += [*piece.ends, 0]
        inside += [*piece.inside_word, False]
    return Window(ids, sentence, starts, ends, inside, own)
