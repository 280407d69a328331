"""Movable feasts: Easter and what hangs on it, Islamic feasts, the lunar New Year.

In: a feast as the data writes it and a year. Out: its days, or None outside the years that can be computed.
Sources: Easter after Meeus, Astronomical Algorithms (1991), ch. 8; the Islamic months of 1989 to 2039 after the
Umm al-Qura calendar, as a table (computed with hijridate, MIT), else in tabular form (within a day or two of the
sighted one); the lunar New Year of 1990 to 2035 as a table. Both tables are in `dates_grammar.json`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dragoman.resolve.when_calendar import Interval, hijri_day, one_day
from dragoman.resolve.when_context import Context
from dragoman.resolve.when_days import UNKNOWN, Captures, first, year_of

# A feast named without its year that lies this near is the one meant, whatever the tense beside it.
NEAR = timedelta(days=21)


def easter(year: int) -> date:
    """Easter Sunday of the western churches, from 1583 on."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Easter Sunday by the Julian calendar, as a day of ours (1900 to 2099: 13 days apart)."""
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def feast_days(feast: tuple[Any, ...], year: int, tables: dict[str, Any]) -> list[Interval]:
    """The days of a feast in a year of our calendar: one, none, or two (the Islamic year is eleven days shorter).

    feast: ("easter" or "orthodox", days after the Sunday, how many days), ("hijri", month, day or 0 for the whole
    month), ("lunar", days after the New Year).
    """
    kind, *rest = feast
    if kind in ("easter", "orthodox"):
        sunday = easter(year) if kind == "easter" else orthodox_easter(year)
        start = sunday + timedelta(days=rest[0])
        length = rest[1] if len(rest) > 1 else 1
        return [one_day(start) if length == 1 else Interval(start, start + timedelta(days=length - 1), "range")]
    if kind == "lunar":
        day = tables["lunar_new_year"].get(str(year))
        return [one_day(date.fromisoformat(day) + timedelta(days=rest[0]))] if day else []
    month, day_of_month = rest
    around = (year - 622) * 33 // 32
    found = [_hijri(around + step, month, day_of_month, tables["hijri_months"]) for step in (-1, 0, 1, 2)]
    return [one for one in found if one.start and one.start.year == year]


def _hijri(year: int, month: int, day: int, table: dict[str, Any]) -> Interval:
    start = _month_start(year, month, table)
    if day:
        return one_day(start + timedelta(days=day - 1))
    return Interval(start, _month_start(year, month + 1, table) - timedelta(days=1), "range")


def _month_start(year: int, month: int, table: dict[str, Any]) -> date:
    days, place = table.get(str(month), ()), year - table["first_year"]
    return date.fromisoformat(days[place]) if 0 <= place < len(days) else hijri_day(year, month, 1)


def op_feast(caps: Captures, ctx: Context) -> Interval | None:
    """Easter, Pentecost, Ramadan: of the year said, else by tense, else the nearest one."""
    feast, tables = first(caps, "feast", "feastmonth"), ctx.lexicon.feasts
    year = year_of(caps, ctx)
    if year is not None:
        days = feast_days(feast, year, tables) if 1900 <= year <= 2099 else []
        return days[0] if days else UNKNOWN
    anchor = ctx.anchor()
    if anchor is None:
        return UNKNOWN
    found = [one for step in (-1, 0, 1) for one in feast_days(feast, anchor.year + step, tables)]
    past = [one for one in found if one.start and one.start <= anchor]
    ahead = [one for one in found if one.end and one.end >= anchor]
    if not past or not ahead or not past[-1].end or not ahead[0].start:
        return (past or ahead or [UNKNOWN])[-1]
    gone, wait = anchor - past[-1].end, ahead[0].start - anchor
    shift = first(caps, "premod", "postmod")
    direction = {-1: "past", 1: "future"}.get(shift or 0) or ctx.direction()
    if direction == "future" and (shift or gone > NEAR):
        return ahead[0]
    if direction == "past" and (shift or wait > NEAR):
        return past[-1]
    return past[-1] if gone < wait else ahead[0]
