"""Scores of the model's heads -> triggers and spans. Plain numpy, no model in sight.

In: scores a token, and which tokens go on with a word. Out: runs of tokens, whole words always. Must stay true: a
trigger never crosses a sentence, and the outcome depends on the scores of its own sentence alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Two runs of one type with at most this many words between them are one trigger ("has been", "sharply criticised").
GAP = 3
# Words at least this likely to be in a trigger belong to one, if its best word reaches the threshold.
JOIN = 0.3
# A span taken for want of a better one takes the neighbours whose margin is at most this much lower.
BESIDE = 1.0


class Trigger(NamedTuple):
    """Tokens first..last (inclusive), index of the type, and the model's own probability (not yet calibrated)."""

    first: int
    last: int
    kind: int
    probability: float


def words_of(inside_word: Sequence[bool]) -> list[tuple[int, int]]:
    """Tokens -> words, as (first, last) tokens."""
    out: list[tuple[int, int]] = []
    for at, inside in enumerate(inside_word):
        if inside and out:
            out[-1] = (out[-1][0], at)
        else:
            out.append((at, at))
    return out


def triggers(
    scores: NDArray[np.float32],
    sentence: Sequence[int],
    inside_word: Sequence[bool],
    threshold: float,
    gap: int = GAP,
) -> list[Trigger]:
    """scores: tokens x (1 + types), class 0 for none -> triggers, in order.

    A word is as likely a trigger as its likeliest token. A trigger is a stretch of words of one sentence and one type,
    each likely enough (`JOIN`), with at most `gap` weaker words in between; it counts if its best word reaches the
    threshold.
    """
    found: list[Trigger] = []
    reach = 10**9
    for first, last in words_of(inside_word):
        reach += 1
        if sentence[first] < 0:
            continue
        part = scores[first : last + 1]
        some = float(1.0 - part[:, 0].min())
        if some < min(threshold, JOIN):
            continue
        kind = int(part[:, 1:].max(axis=0).argmax())
        before = found[-1] if found else None
        if before and before.kind == kind and sentence[before.first] == sentence[first] and reach <= gap + 1:
            found[-1] = Trigger(before.first, last, kind, max(before.probability, some))
        else:
            found.append(Trigger(first, last, kind, some))
        reach = 0
    return [t for t in found if t.probability >= threshold]


def spans(
    tags: NDArray[np.float32],
    allowed: NDArray[np.bool_],
    inside_word: Sequence[bool],
    ease: float = 0.0,
    floor: float | None = None,
) -> list[tuple[int, int, float]]:
    """Tag logits -> spans as (first, last, margin), in order.

    tags: tokens x 2 logits (begin, inside; outside is 0); allowed: tokens that may be tagged. A word is in a span if
    any of its tokens is above -`ease`; neighbouring words are one span (the parties of a list have a comma or "and"
    between them, and splitting at "begin" tags cuts more phrases than it parts). Where that leaves nothing and `floor`
    is given, the best word above it is taken, with its neighbours almost as good. margin: the mean over words of how
    far they are above outside.
    """
    words = [(a, b, float(tags[a : b + 1].max())) for a, b in words_of(inside_word) if allowed[a]]
    found = _runs(words, -ease)
    if not found and floor is not None and words:
        best = max(words, key=lambda w: w[2])
        if best[2] >= floor:
            near = _runs(words, best[2] - BESIDE)
            found = [s for s in near if s[0] <= best[0] <= s[1]]
    return found


def _runs(words: list[tuple[int, int, float]], least: float) -> list[tuple[int, int, float]]:
    """Neighbouring words whose best tag reaches `least`."""
    found: list[tuple[int, int, list[float]]] = []
    for first, last, best in words:
        if best < least:
            continue
        if found and found[-1][1] == first - 1:
            found[-1] = (found[-1][0], last, [*found[-1][2], best])
        else:
            found.append((first, last, [best]))
    return [(first, last, sum(m) / len(m)) for first, last, m in found]
