"""When each event of a document took or takes place, from its time words, its status and the other events.

In: frames in order, the temporal expressions of the text, the publication day. Out: a `Date` for each frame.
Three sources, strongest first: the frame's own time words; the same act told elsewhere in the document with a date
("the summit" of one sentence is Wednesday's of another); an interval between two acts ("eight days after the call").
What is left takes the publication day if it occurred, an open interval after it if it is to come, one before it if
it is of an earlier era; precision is then `unknown`, and `why` says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dragoman.record import Actor, Date, Frame

MEETINGS = {"AGREE", "CONSULT"}  # a meeting to come is AGREE, the same meeting once held is CONSULT
OPEN = {"planned", "hypothetical"}


def event_dates(
    frames: Sequence[Frame],
    actors: Sequence[tuple[list[Actor], list[Actor]]],
    dates: Sequence[Date],
    offsets: Sequence[tuple[Date, int]],
    published: str | None,
) -> list[Date]:
    """A `Date` for each frame.

    actors: each frame's resolved actors and recipients. dates: the text's temporal expressions. offsets: expressions
    that count days from another act ("eight days after"), with the signed number of days.
    """
    own = [_own(frame, dates) for frame in frames]
    found = list(own)
    for n, frame in enumerate(frames):
        found[n] = found[n] or _told_elsewhere(n, frame, frames, actors, own)
    _count_from_acts(frames, found, own, offsets)
    for n, frame in enumerate(frames):  # what the counting dated may date its twin
        found[n] = found[n] or _told_elsewhere(n, frame, frames, actors, found)
    return [date or _by_status(frame, published) for date, frame in zip(found, frames, strict=True)]


def _own(frame: Frame, dates: Sequence[Date]) -> Date | None:
    """The expression that the frame's time span overlaps, the longest overlap first."""
    if frame.time is None:
        return None
    start, end = frame.time.start, frame.time.end
    best, most = None, 0
    for date in dates:
        if date.start_char is None or date.end_char is None or (date.start is None and date.end is None):
            continue
        shared = min(end, date.end_char) - max(start, date.start_char)
        if shared > most:
            best, most = date, shared
    return best


def _told_elsewhere(
    n: int,
    frame: Frame,
    frames: Sequence[Frame],
    actors: Sequence[tuple[list[Actor], list[Actor]]],
    known: Sequence[Date | None],
) -> Date | None:
    """The date of the nearest other frame that tells the same act: type, status and the states concerned agree."""
    mine = _states(actors[n])
    best: tuple[int, int] | None = None
    for m, other in enumerate(frames):
        if m == n or known[m] is None or not _same_act(frame, other) or not mine or _states(actors[m]) != mine:
            continue
        distance = abs(other.sentence - frame.sentence)
        if best is None or distance < best[0]:
            best = (distance, m)
    if best is None:
        return None
    date = known[best[1]]
    assert date is not None
    return Date(
        start=date.start,
        end=date.end,
        precision=date.precision,
        text=date.text,
        start_char=date.start_char,
        end_char=date.end_char,
        why=f"the same act in sentence {frames[best[1]].sentence + 1}; {date.why or ''}",
    )


def _same_act(one: Frame, other: Frame) -> bool:
    if {one.event_type, other.event_type} <= MEETINGS:
        return (one.status in OPEN) == (other.status in OPEN)
    return (one.event_type, one.status) == (other.event_type, other.status) and one.event_mode == other.event_mode


def _states(pair: tuple[list[Actor], list[Actor]]) -> frozenset[str]:
    """The states and bodies of an act, both sides together: who visits whom is the same meeting either way."""
    return frozenset(a.country for side in pair for a in side if a.country != "XXX")


def _count_from_acts(
    frames: Sequence[Frame], found: list[Date | None], own: Sequence[Date | None], offsets: Sequence[tuple[Date, int]]
) -> None:
    """ "A is N days after B": the act before the expression is A, the one behind it B; each dates the other."""
    for expression, days in offsets:
        assert expression.start_char is not None and expression.end_char is not None
        before = [n for n, f in enumerate(frames) if f.trigger.end <= expression.start_char and _near(f, expression)]
        after = [n for n, f in enumerate(frames) if f.trigger.start >= expression.end_char and _near(f, expression)]
        if not before or not after:
            continue
        a, b = before[-1], after[0]
        if own[a] is not None and own[a] in [d for d, _ in offsets]:
            found[a] = None  # its "own" date is this very expression, which counts from the other act
        for known, unknown, shift in ((b, a, days), (a, b, -days)):
            date = found[known]
            if date is not None and found[unknown] is None and date.start and date.end:
                found[unknown] = Date(
                    start=_shift(date.start, shift),
                    end=_shift(date.end, shift),
                    precision=date.precision,
                    text=expression.text,
                    start_char=expression.start_char,
                    end_char=expression.end_char,
                    why=f"{shift:+d} days from the act in sentence {frames[known].sentence + 1}",
                )
                break


def _near(frame: Frame, expression: Date) -> bool:
    return abs(frame.trigger.start - (expression.start_char or 0)) < 400


def _shift(day: str, days: int) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=days)).isoformat()


def _by_status(frame: Frame, published: str | None) -> Date:
    """No words give a date: what the publication day and the status allow."""
    if published is None:
        return Date(start=None, end=None, precision="unknown", why="no date in the text, none of publication")
    if frame.status in OPEN:
        return Date(start=published, end=None, precision="unknown", why="after publication, no date given")
    if frame.status == "historical":
        return Date(start=None, end=published, precision="unknown", why="before publication, no date given")
    return Date(start=published, end=published, precision="unknown", why="publication day, no date given")
