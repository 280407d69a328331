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
from dragoman.resolve.when import date_of_span
from dragoman.resolve.when_offsets import Offset

MEETINGS = {"AGREE", "CONSULT"}  # a meeting to come is AGREE, the same meeting once held is CONSULT
OPEN = {"planned", "hypothetical"}
REACH = 150  # characters between an interval and the act that it counts from


def event_dates(
    frames: Sequence[Frame],
    actors: Sequence[tuple[list[Actor], list[Actor]]],
    dates: Sequence[Date],
    offsets: Sequence[Offset],
    published: str | None,
) -> list[Date]:
    """A `Date` for each frame.

    actors: each frame's resolved actors and recipients. dates: the text's temporal expressions. offsets: expressions
    that count days from another act ("eight days after").
    """
    own = [_own(frame, _without(dates, offsets)) for frame in frames]
    found = list(own)
    for n, frame in enumerate(frames):
        found[n] = found[n] or _told_elsewhere(n, frame, frames, actors, own)
    _count_from_acts(frames, found, offsets)
    for n, frame in enumerate(frames):  # what the counting dated may date its twin
        found[n] = found[n] or _told_elsewhere(n, frame, frames, actors, found)
    return [date or _by_status(frame, published) for date, frame in zip(found, frames, strict=True)]


def _own(frame: Frame, dates: Sequence[Date]) -> Date | None:
    """The expression that the frame's time span overlaps, the longest overlap first."""
    if frame.time is None:
        return None
    bounded = [d for d in dates if d.start is not None or d.end is not None]
    return date_of_span(bounded, frame.time.start, frame.time.end)


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


def _count_from_acts(frames: Sequence[Frame], found: list[Date | None], offsets: Sequence[Offset]) -> None:
    """ "A is N days after B": whichever of the two acts has a date gives one to the other."""
    for offset in offsets:
        pair = _acts(frames, offset)
        if pair is None:
            continue
        main, anchor = pair
        for known, unknown, shift in ((anchor, main, offset.days), (main, anchor, -offset.days)):
            date = found[known]
            if date is not None and found[unknown] is None and date.start and date.end:
                found[unknown] = Date(
                    start=_shift(date.start, shift),
                    end=_shift(date.end, shift),
                    precision=date.precision,
                    text=offset.date.text,
                    start_char=offset.date.start_char,
                    end_char=offset.date.end_char,
                    why=f"{shift:+d} days from the act in sentence {frames[known].sentence + 1}",
                )
                break


def _acts(frames: Sequence[Frame], offset: Offset) -> tuple[int, int] | None:
    """The frames (main act, act counted from) on the two sides of an interval, both in its sentence.

    Behind "N days after" stands the act counted from; where the expression opens its sentence, the main act follows.
    """
    start, end = offset.date.start_char or 0, offset.date.end_char or 0
    before = [n for n, f in enumerate(frames) if f.trigger.end <= start]
    after = [n for n, f in enumerate(frames) if f.trigger.start >= end]
    if not after or frames[after[0]].trigger.start - end > REACH:
        return None
    home = frames[after[0]].sentence
    before = [n for n in before if frames[n].sentence == home]
    after = [n for n in after if frames[n].sentence == home]
    if offset.anchor_first:
        return (after[0], before[-1]) if before else None
    if before:
        return before[-1], after[0]
    return (after[1], after[0]) if len(after) > 1 else None


def _without(dates: Sequence[Date], offsets: Sequence[Offset]) -> list[Date]:
    """Expressions that count from another act date nothing by themselves."""
    taken = [(o.date.start_char or 0, o.date.end_char or 0) for o in offsets]
    return [d for d in dates if not any(a < (d.end_char or 0) and (d.start_char or 0) < b for a, b in taken)]


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
