"""Operations on longer times: seasons, decades, centuries, quarters, spans of days and years, other calendars.

In, out and what must stay true: as in when_days.
"""

from __future__ import annotations

from datetime import date, timedelta

from dragoman.resolve import when_calendar as calendar
from dragoman.resolve.when_calendar import Interval, enclosing, months, one_day, shifted, years
from dragoman.resolve.when_context import Context
from dragoman.resolve.when_days import (
    UNKNOWN,
    Captures,
    first,
    op_date,
    op_month,
    op_weekday,
    relative,
    with_part,
    year_of,
)


def op_season(caps: Captures, ctx: Context) -> Interval | None:
    name, southern = first(caps, "season", "weakseason"), ctx.southern()
    span = first(caps, "yearspan")
    year = span[0] if span else year_of(caps, ctx)
    if year is not None:
        return with_part(calendar.season(name, year, southern), caps)
    anchor = ctx.anchor()
    if anchor is None:
        return UNKNOWN
    shift = first(caps, "premod", "postmod")
    found = [calendar.season(name, anchor.year + i, southern) for i in (-2, -1, 0, 1)]
    past = [one for one in found if one.end and one.end < anchor]
    begun = [one for one in found if one.start and one.start <= anchor]
    ahead = [one for one in found if one.start and one.start > anchor]
    if shift == -1:
        chosen = past[-1]
    elif shift == 1 or (ctx.direction() == "future" and begun[-1].end and begun[-1].end < anchor):
        chosen = ahead[0]
    elif shift == 0 and ahead and begun[-1].end and begun[-1].end < anchor:
        same_year = [one for one in found if one.start and one.start.year == anchor.year]
        chosen = same_year[-1]
    elif (ctx.direction() is None or ctx.nearer()) and ahead[0].start and begun[-1].end:
        gone, wait = (anchor - begun[-1].end).days, (ahead[0].start - anchor).days
        chosen = begun[-1] if gone <= wait else ahead[0]
    else:
        chosen = begun[-1]
    return with_part(chosen, caps)


def op_decade(caps: Captures, ctx: Context) -> Interval | None:
    """The 1990s, the nineties, the thirties of the last century: a year that ends in 0, or two digits of a century."""
    value = first(caps, "decade", "year", "yy", "num")
    if value is None or value % 10:
        return None
    moved = relative(caps)
    if moved and moved[1] == "century":
        anchor = ctx.anchor()
        if anchor is None:
            return UNKNOWN
        value = (anchor.year // 100 + moved[0]) * 100 + value % 100
    elif caps.get("centuryword"):
        century = first(caps, "ord", "roman") or caps["num"][-1]
        value = (century - 1) * 100 + value % 100
    elif value < 100:
        value += 2000 if value < 30 else 1900
    return with_part(years(value, 10), caps)


def op_bare_decade(caps: Captures, ctx: Context) -> Interval | None:
    """A decade by its number and an article ("en los 90"): one unless something counted follows."""
    return op_decade(caps, ctx) if ctx.stands_alone() else None


def op_counted_decade(caps: Captures, ctx: Context) -> Interval | None:
    return None if ctx.counts_things() else op_decade(caps, ctx)


def op_century(caps: Captures, ctx: Context) -> Interval | None:
    number = first(caps, "ord", "num", "roman")
    if number is None or not 2 <= number <= 30:
        return None
    return with_part(years((number - 1) * 100, 100), caps)


def op_fraction(caps: Captures, ctx: Context) -> Interval | None:
    """The first half of 2014, the third quarter, the second half of January."""
    number, kind = first(caps, "ord", "num", "roman", "monthnum"), first(caps, "fraction", "weakfraction")
    if caps.get("lastord"):
        number = 2 if kind == "half" else 4
    if number is None or not 1 <= number <= (2 if kind == "half" else 4):
        return None
    if caps.get("month") or caps.get("weakmonth"):
        whole = op_month(caps, ctx)
        return calendar.part_of(whole, f"h{number}") if whole and kind == "half" else None
    year = year_of(caps, ctx)
    if year is None:
        anchor = ctx.anchor()
        if anchor is None:
            return UNKNOWN
        year = anchor.year
    size = 6 if kind == "half" else 3
    return months(year, (number - 1) * size + 1, size, "range")


def op_week_of_month(caps: Captures, ctx: Context) -> Interval | None:
    """The first week of March: its days 1 to 7; the last one: its last seven days."""
    whole, number = op_month(caps, ctx), first(caps, "ord")
    if whole is None or whole.start is None or whole.end is None:
        return whole
    if caps.get("lastord"):
        return Interval(whole.end - timedelta(days=6), whole.end, "range")
    if not 1 <= number <= 4:
        return None
    start = whole.start + timedelta(days=7 * (number - 1))
    return Interval(start, start + timedelta(days=6), "range")


def op_first_n(caps: Captures, ctx: Context) -> Interval | None:
    """The first three months of 2018, the last ten days of May."""
    count = caps["num"][0]
    units = [unit for key in ("punit", "unit") for unit in caps.get(key, ())]
    if units[0] not in ("day", "week", "month"):
        return None
    if caps.get("month") or caps.get("weakmonth"):
        whole = op_month(caps, ctx)
    else:
        anchor = ctx.anchor()
        year = year_of({**caps, "unit": units[1:]}, ctx) or (anchor.year if anchor else None)
        whole = years(year, 1) if year else UNKNOWN
    if whole is None or whole.start is None or whole.end is None:
        return whole
    start, end = whole.start, whole.end
    if caps.get("firstn"):
        end = shifted(start, count, units[0]) - timedelta(days=1)
    else:
        start = shifted(end + timedelta(days=1), -count, units[0])
    return Interval(start, end, "range") if whole.start <= start <= end <= whole.end else None


def op_week_of_day(caps: Captures, ctx: Context) -> Interval | None:
    """The week of 5 March."""
    day = op_date(caps, ctx)
    return enclosing(day.start, "week") if day and day.start else day


def op_nights(caps: Captures, ctx: Context) -> Interval | None:
    """The night between two weekdays: both days."""
    days = [*caps.get("weekday", ()), *caps.get("weakweekday", ())]
    if len(days) != 2:
        return None
    low, high = days if (days[1] - days[0]) % 7 == 1 else days[::-1]  # a short form is captured behind a full one
    if (high - low) % 7 != 1:
        return None
    found = op_weekday({"weekday": [low]}, ctx)
    if found is None or found.start is None:
        return found
    return Interval(found.start, found.start + timedelta(days=1), "range")


def op_to_date(caps: Captures, ctx: Context) -> Interval | None:
    """So far this year: from its first day to the day of publication."""
    anchor = ctx.anchor()
    return Interval(enclosing(anchor, caps["todate"][0]).start, anchor, "range") if anchor else UNKNOWN


def op_unknown(caps: Captures, ctx: Context) -> Interval | None:
    """A time that our calendar type cannot hold (years before our era)."""
    return UNKNOWN


def op_shared_day(caps: Captures, ctx: Context) -> Interval | None:
    """The first of two days that share a month: "on 3 and 17 May"."""
    return op_date(caps, ctx)


def op_dayspan(caps: Captures, ctx: Context) -> Interval | None:
    """3-5 May, from 3 to 5 May 2014."""
    ends = first(caps, "dayspan") or (caps.get("day") or caps.get("ord") or [])[:2]
    if len(ends) != 2:
        return None
    low, high = ends
    rest = {key: values for key, values in caps.items() if key not in ("day", "ord", "dayspan")}
    last = op_date({**rest, "day": [high]}, ctx)
    if not last or not last.start or not 0 < low < high:
        return None
    return Interval(last.start.replace(day=low), last.start, "range")


def op_yearspan(caps: Captures, ctx: Context) -> Interval | None:
    low, high = caps["yearspan"][0]
    return years(low, high - low + 1)._replace(precision="range")


def op_era(caps: Captures, ctx: Context) -> Interval | None:
    """A year, month or day of another calendar, said to be so."""
    year, era = first(caps, "erayear", "year", "num"), first(caps, "era")
    if era == "hijri":
        return calendar.hijri(year, first(caps, "hijrimonth"), first(caps, "day")) if 1 <= year <= 1600 else None
    year += era
    month, day = first(caps, "month"), first(caps, "day")
    if month and day:
        return one_day(date(year, month, day))
    return months(year, month, 1, "month") if month else years(year, 1)
