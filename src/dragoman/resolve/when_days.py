"""Operations on days, weekdays, months and years by name or number; the helpers that all operations share.

In: `Captures` (category -> values in order) and a `Context`. Out: an `Interval`, or None where the words are no date.
What must stay true: an operation asks for nothing but its captures and the context, and knows no language.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dragoman.resolve import when_calendar as calendar
from dragoman.resolve.when_calendar import Interval, months, one_day, shifted, years
from dragoman.resolve.when_context import Context

# A day named without its year that lies this near is the one meant, whatever the tense beside it seems to say: of
# what happened eleven months ago writers give the year. Read off the corpus reports; a fifth of a year is safe.
NEAR = 120
Captures = dict[str, list[Any]]
UNKNOWN = Interval(None, None, "unknown")


def first(caps: Captures, *categories: str) -> Any:
    """The first value captured under any of the categories, in the order given."""
    for category in categories:
        if caps.get(category):
            return caps[category][0]
    return None


def year_of(caps: Captures, ctx: Context) -> int | None:
    """The year said: in full, in two digits after an apostrophe, or relative ("last year")."""
    year = first(caps, "year", "cyear", "yearmark")
    if year is not None:
        return int(year)
    short = first(caps, "year2")
    if short is not None:
        latest = ctx.published.year if ctx.published else 2029
        return 2000 + int(short) if 2000 + int(short) <= latest + 1 else 1900 + int(short)
    moved = relative(caps)
    if moved and moved[1] == "year" and (anchor := ctx.anchor()):
        return anchor.year + moved[0]
    return None


def relative(caps: Captures) -> tuple[int, str] | None:
    """(shift, unit) of "last year" and its like."""
    if caps.get("shifted"):
        shift, unit = caps["shifted"][0]
        return int(shift), str(unit)
    shift = first(caps, "premod", "postmod")
    unit = first(caps, "unit")
    return (int(shift), str(unit)) if shift is not None and unit else None


def nearest_year(month: int, day: int | None, ctx: Context, weekday: int | None = None) -> int | None:
    """The year of a month or day without one: by weekday, by tense; else the nearest such day, the last such month."""
    anchor = ctx.anchor()
    if anchor is None:
        return ctx.last.start.year if ctx.last and ctx.last.start else None
    direction = ctx.direction()
    told = ctx.told_year(month, day) if direction != "future" and weekday is None else None
    if told is not None:
        return told
    if day is None:
        if ctx.nearer():
            ahead = (month - anchor.month) % 12  # half a year either way; what lies half a year ahead is still ahead
            return anchor.year + (month < anchor.month) if ahead <= 6 else anchor.year - (month > anchor.month)
        if direction == "future":
            return anchor.year + (month < anchor.month)
        return anchor.year - (month > anchor.month)
    this_year = anchor.year
    options = [year for year in (this_year - 1, this_year, this_year + 1) if _exists(year, month, day)]
    agreeing = [year for year in options if date(year, month, day).isoweekday() == weekday]
    if agreeing:
        options = agreeing
    away = {year: (date(year, month, day) - anchor).days for year in options}
    nearest = min(options, key=lambda year: abs(away[year]), default=None)
    if nearest is None or agreeing or direction is None or abs(away[nearest]) <= NEAR:
        return nearest
    sign = 1 if direction == "future" else -1
    return next((year for year in options[::sign] if away[year] * sign >= 0), nearest)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def op_date(caps: Captures, ctx: Context) -> Interval | None:
    """A day by number: all numeric, with a named month, or alone; the year said or inferred."""
    if caps.get("numdate"):
        return one_day(caps["numdate"][0])
    if caps.get("yearmonth"):
        year, month = caps["yearmonth"][0]
        return months(year, month, 1, "month")
    named = first(caps, "day", "ord"), first(caps, "month", "weakmonth", "monthnum", "abbrmonth")
    day, month = first(caps, "daymonth", "dotted") or named
    if month is None:
        return _day_alone(caps, day, ctx)
    year = year_of(caps, ctx)
    if year is None:
        shift = first(caps, "postmod", "premod")
        if shift in (-1, 1):
            ctx.leaning = "past" if shift < 0 else "future"
            year = _shifted_year(month, day, shift, ctx)
        else:
            year = nearest_year(month, day, ctx, first(caps, "weekday", "weakweekday"))
    if year is None:
        return UNKNOWN if _exists(2000, month, day) else None
    return one_day(date(year, month, day)) if _exists(year, month, day) else None


def _shifted_year(month: int, day: int, shift: int, ctx: Context) -> int | None:
    anchor = ctx.anchor()
    if anchor is None:
        return None
    position, here = (month, day), (anchor.month, anchor.day)
    return anchor.year - (position >= here) if shift < 0 else anchor.year + (position <= here)


def _day_alone(caps: Captures, day: int, ctx: Context) -> Interval | None:
    """A day alone ("the 22nd"): in the month said ("of last month"), else the nearest by tense, past by default."""
    anchor = ctx.anchor()
    if anchor is None:
        return UNKNOWN
    moved = relative(caps)
    if moved and moved[1] == "month":
        month = shifted(anchor.replace(day=1), moved[0], "month")
        return one_day(month.replace(day=day)) if _exists(month.year, month.month, day) else None
    shift = first(caps, "premod", "postmod")
    direction = ("past" if shift < 0 else "future") if shift else ctx.direction() or "past"
    weekday = first(caps, "weekday", "weakweekday")
    if weekday is not None and ctx.counts_things():  # "dimanche 22 heures"
        return op_weekday(caps, ctx)
    for step in range(3):
        month = shifted(anchor.replace(day=1), step if direction == "future" else -step, "month")
        if not _exists(month.year, month.month, day):
            continue
        found = month.replace(day=day)
        in_time = found >= anchor if direction == "future" else found <= anchor
        if weekday is not None and found.isoweekday() == weekday and abs((found - anchor).days) < 25:
            return one_day(found)
        if in_time:
            return one_day(found)
    return None


def op_month(caps: Captures, ctx: Context) -> Interval | None:
    """A named month, or an early, middle or late part of it."""
    month = first(caps, "month", "weakmonth", "monthnum")
    year = year_of(caps, ctx)
    if year is None:
        shift = first(caps, "premod", "postmod")
        if shift in (-1, 1):
            anchor = ctx.anchor()
            if anchor is None:
                return UNKNOWN
            year = anchor.year - (month >= anchor.month) if shift < 0 else anchor.year + (month <= anchor.month)
        else:
            year = nearest_year(month, None, ctx)
    return UNKNOWN if year is None else with_part(months(year, month, 1, "month"), caps)


def with_part(whole: Interval, caps: Captures) -> Interval:
    part = first(caps, "part", "partadj") or (first(caps, "unitpart") or (None,))[0]
    return calendar.part_of(whole, part) if part else whole


def op_year(caps: Captures, ctx: Context) -> Interval | None:
    year = year_of(caps, ctx)
    return None if year is None else with_part(years(year, 1), caps)


def op_bare_year(caps: Captures, ctx: Context) -> Interval | None:
    """Four digits with nothing but a preposition, or nothing at all: a year unless it counts things."""
    value = first(caps, "year", "cyear")
    if value is not None:
        if ctx.numbers_things():
            return None
        cued, plausible = "cyear" not in caps, 1900 <= value <= 2099
        if (not cued or value % 50 == 0 or not plausible) and ctx.counts_things():
            return None
        if value % 100 == 0 and not (cued and plausible):
            return None
    return op_year(caps, ctx)


def op_weekday(caps: Captures, ctx: Context) -> Interval | None:
    """A weekday by modifier, by week, or by the tense beside it; the day of publication counts when it fits."""
    anchor = ctx.anchor()
    if anchor is None:
        return UNKNOWN
    if caps.get("weekdayshift"):
        weeks, weekday = caps["weekdayshift"][0]
        return one_day(_in_week(anchor, weeks, weekday))
    weekday = first(caps, "weekday", "weakweekday")
    moved = relative(caps)
    if moved and moved[1] == "week":
        return one_day(_in_week(anchor, moved[0], weekday))
    shift = first(caps, "premod", "postmod")
    back, ahead = (anchor.isoweekday() - weekday) % 7, (weekday - anchor.isoweekday()) % 7
    if shift == -1:
        return one_day(anchor - timedelta(days=back or 7))
    if shift == 1:
        return one_day(anchor + timedelta(days=ahead or 7))
    direction = ctx.direction()
    lies_ahead = ahead <= (3 if "tensed" in ctx.lexicon.features else 1) and back
    if direction is None and (lies_ahead or (shift == 0 and "this_weekday_ahead" in ctx.lexicon.features)):
        # where no verb says: "on Sunday" in a report of Saturday is tomorrow, not six days ago; and where past verbs
        # would show by their endings, the nearer of the two days
        direction = "future"
    return one_day(anchor + timedelta(days=ahead) if direction == "future" else anchor - timedelta(days=back))


def op_bare_weekday(caps: Captures, ctx: Context) -> Interval | None:
    """A short form of a weekday that is an ordinal too ("na segunda")."""
    return op_weekday(caps, ctx) if ctx.stands_alone() else None


def op_deictic_weekday(caps: Captures, ctx: Context) -> Interval | None:
    """Yesterday, Friday: the weekday decides where the two disagree."""
    anchor = ctx.anchor()
    if anchor is None:
        return UNKNOWN
    days, weekday = first(caps, "deictic"), first(caps, "weekday", "weakweekday")
    if (anchor + timedelta(days=days)).isoweekday() == weekday:
        return one_day(anchor + timedelta(days=days))
    return op_weekday({"weekday": [weekday], "premod": [1 if days > 0 else -1]}, ctx)


def _in_week(anchor: date, weeks: int, weekday: int) -> date:
    return anchor - timedelta(days=anchor.isoweekday() - weekday) + timedelta(weeks=weeks)


def op_deictic(caps: Captures, ctx: Context) -> Interval | None:
    """Today, yesterday; "this morning" and "last night" by their modifier."""
    anchor = ctx.anchor()
    if anchor is None:
        return UNKNOWN
    days = first(caps, "deictic")
    if days is None:
        days = first(caps, "premod", "postmod")
    return one_day(anchor + timedelta(days=days))


def op_named_day(caps: Captures, ctx: Context) -> Interval | None:
    """Christmas, New Year, Labour Day: the same day every year."""
    month, day = first(caps, "namedday")
    return op_date({**caps, "month": [month], "day": [-day if day < 0 else day]}, ctx)
