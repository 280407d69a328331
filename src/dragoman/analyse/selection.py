"""Which events an analysis counts: users' filters as one value, turned into a WHERE over `dyads`.

Must stay true: an event is selected by what the record says, never by how often it was reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.analyse.codes import code_of
from dragoman.errors import UsageError
from dragoman.ontology import STATUSES, TYPE_MODES
from dragoman.record import is_day

PERIOD_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}  # an event's dates must fit to be placed in one


@dataclass(frozen=True)
class Selection:
    """Filters; what is None or empty selects all.

    actor, recipient: country code or name; a symmetric event (several actors, no recipient) has its actors on both
    sides. between: two of them, in either direction. since, until: ISO days, inclusive, of the day the event counts on.
    types: PLOVER types. status: PLOVER statuses, by default `occurred` alone: what is planned, denied, alleged or
    hypothetical has not happened; ("all",) takes every one. min_confidence: 0 to 1. sources: names of sources.
    """

    actor: str | None = None
    recipient: str | None = None
    between: tuple[str, str] | None = None
    since: str | None = None
    until: str | None = None
    types: Sequence[str] = ()
    status: Sequence[str] = ("occurred",)
    min_confidence: float | None = None
    sources: Sequence[str] = ()

    def __post_init__(self) -> None:
        for option in ("since", "until"):
            _check_day(option, getattr(self, option))
        if self.since and self.until and self.since > self.until:
            raise UsageError(f"--since {self.since} is after --until {self.until}")
        if self.between and (self.actor or self.recipient):
            raise UsageError("--between names both sides: leave out --actor and --recipient")
        for kind in self.types:
            _check_word("type", kind.upper(), TYPE_MODES)
        for status in self.status:
            _check_word("status", status, (*STATUSES, "all"))

    @property
    def sides(self) -> tuple[str | None, str | None]:
        """The codes of both sides, or None where any will do."""
        if self.between:
            return code_of(self.between[0], "between"), code_of(self.between[1], "between")
        actor = code_of(self.actor, "actor") if self.actor else None
        return actor, code_of(self.recipient, "recipient") if self.recipient else None

    def where(self, *, sides: bool = True) -> tuple[str, list[Any]]:
        """A condition on the rows of `dyads` and the values of its question marks."""
        parts = ["TRUE"]
        values: list[Any] = []
        if "all" not in self.status and self.status:
            parts.append(f"status IN ({_marks(self.status)})")
            values += list(self.status)
        if self.types:
            parts.append(f"event_type IN ({_marks(self.types)})")
            values += [kind.upper() for kind in self.types]
        if self.sources:
            parts.append(f"list_has_any(sources, [{_marks(self.sources)}])")
            values += list(self.sources)
        if self.min_confidence is not None:
            parts.append("confidence >= ?")
            values.append(self.min_confidence)
        for option, sign in (("since", ">="), ("until", "<=")):
            if getattr(self, option):
                parts.append(f"day {sign} ?::DATE")
                values.append(getattr(self, option))
        if sides:
            condition, more = self._sides()
            parts.append(condition)
            values += more
        return " AND ".join(parts), values

    def _sides(self) -> tuple[str, list[Any]]:
        actor, recipient = self.sides
        if self.between or (actor and recipient):
            either = "TRUE" if self.between else "direction = '<->'"
            return (
                f"((actor = ? AND recipient = ?) OR ({either} AND actor = ? AND recipient = ?))",
                [actor, recipient, recipient, actor],
            )
        for name, code in (("actor", actor), ("recipient", recipient)):
            if code:
                other = "recipient" if name == "actor" else "actor"
                return f"({name} = ? OR (direction = '<->' AND {other} = ?))", [code, code]
        return "TRUE", []


def check_period(by: str) -> str:
    """A period that series and dyads can be counted by, or a `UsageError`."""
    return _check_word("by", by, PERIOD_DAYS)


def _check_word(option: str, word: str, known: Any) -> str:
    if word not in known:
        raise UsageError(f"--{option} {word}: say one of {', '.join(known)}")
    return word


def _check_day(option: str, day: str | None) -> None:
    if day is not None and not is_day(day):
        raise UsageError(f"--{option} {day}: not a day as YYYY-MM-DD")


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
