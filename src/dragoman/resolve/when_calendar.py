"""Calendar arithmetic on closed intervals of days; knows no language and no text.

In: days, units, counts and fractions. Out: `Interval`s whose start is never after their end.
What must stay true: every function is total inside years 1 to 9999 and raises ValueError or OverflowError outside,
which the callers treat as "no date".
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

# First day of the Hijri era: 16 July 622 in the Julian calendar, 19 July in ours.
HIJRI_EPOCH = date(622, 7, 19).toordinal()
# Months of each season in the northern half of the world; a winter belongs to the year of its December.
SEASON_MONTH = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
# The third of a unit that "early", "mid" and "late" mean, and the halves, as fractions of the unit.
PART_FRACTION = {"early": (0, 3, 1), "mid": (1, 3, 2), "late": (2, 3, 3), "h1": (0, 2, 1), "h2": (1, 2, 2)}
# The same in a month, in days of the month (0: its last), whatever its length.
PART_OF_MONTH = {"early": (1, 10), "mid": (11, 20), "late": (21, 0), "h1": (1, 15), "h2": (16, 0)}


class Interval(NamedTuple):
    """Both ends inclusive; None where unbounded or unknown."""

    start: date | None
    end: date | None
    precision: str


def one_day(day: date) -> Interval:
    return Interval(day, day, "day")


def months(year: int, month: int, count: int, precision: str) -> Interval:
    """`count` whole months from the given one; month may lie outside 1..12 and is carried into the year."""
    first = year * 12 + month - 1
    last = first + count - 1
    end_year, end_month = divmod(last, 12)
    end = date(end_year, end_month + 1, monthrange(end_year, end_month + 1)[1])
    return Interval(date(first // 12, first % 12 + 1, 1), end, precision)


def years(first: int, count: int) -> Interval:
    return Interval(date(first, 1, 1), date(first + count - 1, 12, 31), "year" if count == 1 else "range")


def enclosing(day: date, unit: str) -> Interval:
    """The week (Monday to Sunday), weekend, month ... in which a day lies."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return Interval(monday, monday + timedelta(days=6), "week")
    if unit == "weekend":
        saturday = day - timedelta(days=day.weekday()) + timedelta(days=5)
        return Interval(saturday, saturday + timedelta(days=1), "range")
    if unit == "month":
        return months(day.year, day.month, 1, "month")
    if unit == "quarter":
        return months(day.year, (day.month - 1) // 3 * 3 + 1, 3, "range")
    if unit == "half":
        return months(day.year, (day.month - 1) // 6 * 6 + 1, 6, "range")
    if unit == "year":
        return years(day.year, 1)
    if unit == "decade":
        return years(day.year // 10 * 10, 10)
    if unit == "century":
        return years(day.year // 100 * 100, 100)
    return one_day(day)


def shifted(day: date, count: int, unit: str) -> date:
    """The day `count` units away; a day of the month that does not exist becomes the last one that does."""
    if unit in ("week", "weekend"):
        return day + timedelta(weeks=count)
    in_months = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}.get(unit)
    if in_months is None:
        return day + timedelta(days=count)
    year, month = divmod(day.year * 12 + day.month - 1 + count * in_months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def part_of(whole: Interval, part: str) -> Interval:
    """Early, mid or late, first or second half: counted in months for years, in years beyond, else in days.

    A month's thirds are its days 1-10, 11-20 and 21 to its end.
    """
    low, parts, high = PART_FRACTION[part]
    start, end = whole.start, whole.end
    if start is None or end is None:
        return whole
    if whole.precision == "month":
        first_day, last_day = PART_OF_MONTH[part]
        return Interval(start.replace(day=first_day), end.replace(day=last_day or end.day), "range")
    span_months = (end.year - start.year) * 12 + end.month - start.month + 1
    if whole.precision in ("day", "week") or span_months < parts:
        length = (end - start).days + 1
        first = start + timedelta(days=length * low // parts)
        last = start + timedelta(days=max(length * high // parts, length * low // parts + 1) - 1)
        return Interval(first, last, "range")
    if span_months >= 120:  # decades and centuries in whole years
        count = span_months // 12
        first_year, last_year = start.year + count * low // parts, start.year + count * high // parts
        return years(first_year, last_year - first_year)._replace(precision="range")
    first_month, last_month = span_months * low // parts, span_months * high // parts
    return months(start.year, start.month + first_month, last_month - first_month, "range")


def season(name: str, year: int, southern: bool) -> Interval:
    month = SEASON_MONTH[name]
    if southern:  # half a year apart; a southern summer belongs to the year of its December
        month = month + 6 if month <= 6 else month - 6
    return months(year, month, 3, "season")


def hijri_day(year: int, month: int, day: int) -> date:
    """Tabular (civil) Islamic calendar: within a day or two of the sighted one."""
    days = day + -(-59 * (month - 1) // 2) + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(HIJRI_EPOCH + days - 1)


def hijri(year: int, month: int | None, day: int | None) -> Interval:
    """A Hijri year, month or day as days of the common calendar."""
    if month and day:
        return one_day(hijri_day(year, month, day))
    if month:
        following = hijri_day(year, month + 1, 1) if month < 12 else hijri_day(year + 1, 1, 1)
        return Interval(hijri_day(year, month, 1), following - timedelta(days=1), "range")
    return Interval(hijri_day(year, 1, 1), hijri_day(year + 1, 1, 1) - timedelta(days=1), "range")
