"""How much of some reports a model file codes as they say.

In: a `Model` and reports. Out: counts. An event counts as right where its sentence has it with type, mode and status;
who and whom are left out here, since tables have their part in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from dragoman.extract.frames import frames_of, windows_of
from dragoman.extract.model import Model
from dragoman.train.reports import Report, sentences_of


class Coded(NamedTuple):
    """Events that the reports hold, how many of them are coded right, and how many more are found."""

    wanted: int
    right: int
    more: int


def coded(model: Model, reports: Iterable[Report]) -> Coded:
    """Code the reports, each text once, and compare."""
    wanted, right, found = 0, 0, 0
    seen: set[str] = set()
    for report in reports:
        text, sentences = sentences_of(report)
        if text in seen:
            continue
        seen.add(text)
        gold = Counter(
            (n, e["type"], e["mode"], e["status"]) for n, s in enumerate(report["sentences"]) for e in s["events"]
        )
        mine = Counter(
            (f.sentence, f.event_type, f.event_mode or "", f.status)
            for window in windows_of(sentences, model)
            for f in frames_of(text, window, model)
        )
        wanted += gold.total()
        right += (gold & mine).total()
        found += mine.total()
    return Coded(wanted, right, found - right)
