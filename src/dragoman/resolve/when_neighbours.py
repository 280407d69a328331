"""Matches beside each other: what one end of a range lends the other, and which match only explains its neighbour.

In: `Match`es of one run, in order. Out: their captures completed in place, or the ends of a range put in order.
What must stay true: nothing here resolves a match; neighbours are asked for their captures and tokens alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.resolve.when_calendar import Interval, shifted
from dragoman.resolve.when_context import Context
from dragoman.resolve.when_days import Captures
from dragoman.resolve.when_grammar import Rule
from dragoman.resolve.when_tokens import Run

PLACED = ("year", "year2", "cyear", "yearmark", "numdate", "shifted", "premod", "postmod")
YEARS = ("year", "year2", "cyear", "yearmark")
MONTHS = ("month", "weakmonth", "monthnum")
COUNTED = ("later", "anaphor", "either", "later_at_start")


@dataclass(slots=True)
class Match:
    """One rule's match in a run: token indices of the expression itself, and what the rule captured."""

    rule: Rule
    first: int
    last: int
    caps: Captures


def hand_on_month(left: Match, right: Match, run: Run, context: Context) -> None:
    """Of "5月3日和17日" the second day lies in the month of the first."""
    gap = run.chars[left.last : right.first]
    commas = bool(gap) and all("comma" in token.entry.values for token in run.tokens[left.last : right.first])
    if right.rule.operation != "date" or not (commas or context.lexicon.gaps["and"].fullmatch(gap)):
        return
    bare = right.caps.keys().isdisjoint((*MONTHS, "weekday", "numdate", "premod", "unit"))
    if "day" in right.caps and "day" in left.caps and bare:
        right.caps.update({key: left.caps[key] for key in (*MONTHS, *YEARS) if key in left.caps})


def apposed(matches: list[Match], i: int, run: Run) -> bool:
    """Whether a counted time only explains the date beside it: "on Friday, five days after the quake", "the following
    year, in 1995"."""
    operation = matches[i].rule.operation
    if i > 0 and operation == "later":
        between = run.tokens[matches[i - 1].last : matches[i].first]
        if len(between) <= 1 and all("comma" in token.entry.values for token in between):
            return True
    if i > 0 and operation == "anaphor" and "of" in matches[i].caps:  # "on Sunday, the day after the vote"
        between = run.tokens[matches[i - 1].last : matches[i].first]
        return len(between) <= 3 and any("comma" in token.entry.values for token in between)
    if i + 1 < len(matches) and operation in COUNTED:
        following = matches[i + 1]
        between = run.tokens[matches[i].last : following.first]
        said = any(key in following.caps for key in (*YEARS, "numdate", "month"))
        return said and len(between) <= 3 and any("comma" in token.entry.values for token in between)
    return False


def backwards(start: Interval, end: Interval) -> bool:
    return bool(start.start and end.end and start.start > end.end)


def has(run: Run, place: int, category: str) -> bool:
    return 0 <= place < len(run.tokens) and category in run.tokens[place].entry.values


def share_fields(left: Captures, right: Captures) -> bool:
    """Gives each end of a range the year or month that only the other names; True when the left got its year so."""
    if "day" in right and "month" not in right and "weakmonth" not in right:
        for key in ("month", "weakmonth", *YEARS):
            if key in left and "numdate" not in right:
                right.setdefault(key, left[key])
    bare_month = right.keys() & {"month", "weakmonth", "monthnum"} and right.keys().isdisjoint({"day", "ord"})
    if bare_month and right.keys().isdisjoint(PLACED):
        right.update({key: left[key] for key in YEARS if key in left})
    if left.keys().isdisjoint(PLACED) and any(
        key in left for key in ("month", "weakmonth", "season", "daymonth", "fraction")
    ):
        for key in YEARS:
            if key in right:
                left[key] = right[key]
                return True
    return False


def in_order(start: Interval, end: Interval, inherited: bool, right: Match) -> tuple[Interval, Interval]:
    """Mends a range that runs backwards: the left end is a year earlier, or the right weekday a week later."""
    if inherited and start.start and start.end:
        start = Interval(shifted(start.start, -1, "year"), shifted(start.end, -1, "year"), start.precision)
    elif right.rule.operation == "weekday" and end.start and end.end:
        end = Interval(shifted(end.start, 1, "week"), shifted(end.end, 1, "week"), end.precision)
    return start, end


def same_year(start: Interval, end: Interval) -> Interval:
    """The end of a range without any year ("May to July") lies within twelve months of its start."""
    if start.start and end.start and end.end and end.start >= shifted(start.start, 1, "year"):
        return Interval(shifted(end.start, -1, "year"), shifted(end.end, -1, "year"), end.precision)
    return end
