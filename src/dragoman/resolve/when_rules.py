"""The operations that rules of the grammar name: from the captured words and the context to an interval.

In: `Captures` (category -> values in order) and a `Context`. Out: an `Interval`, or None where the words are no date.
What must stay true: an operation asks for nothing but its captures and the context, and knows no language.
"""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from dragoman.resolve import when_calendar as calendar
from dragoman.resolve.when_calendar import Interval, enclosing, months, one_day, shifted, years
from dragoman.resolve.when_context import Context

# A day named without its year that lies this near is the one meant, whatever the tense beside it seems to say: of
# what happened eleven months ago writers give the year. Read off the corpus reports; a fifth of a year is safe.
NEAR = 120
Captures = dict[str, list[Any]]
UNKNOWN = Interval(None, None, "unknown")
# Units too short to move a day: "two hours later" is no date.
TOO_SHORT = frozenset({"hour", "minute"})


def first(caps: Captures, *categories: str) -> Any:
    """The first value captured under any of the categories, in the order given."""
    for category in categories:
        if caps.get(category):
            return caps[category][0]
    return None


def _amount(caps: Captures) -> tuple[int, str] | None:
    """How many of which unit; None for hours and for nothing."""
    amount = first(caps, "amount")
    count, unit = amount if amount else (first(caps, "num"), first(caps, "unit"))
    if count is None or unit is None or unit in TOO_SHORT or count > 2000:
        return None
    if unit == "fortnight":
        return count * 2, "week"
    return count, "week" if unit == "weekend" else unit


def year_of(caps: Captures, ctx: Context) -> int | None:
    """The year said: in full, in two digits after an apostrophe, or relative ("last year")."""
    year = first(caps, "year", "cyear", "yearmark")
    if year is not None:
        return int(year)
    short = first(caps, "year2")
    if short is not None:
        latest = ctx.published.year if ctx.published else 2029
        return 2000 + int(short) if 2000 + int(short) <= latest + 1 else 1900 + int(short)
    relative = _relative(caps)
    if relative and relative[1] == "year" and (anchor := ctx.anchor()):
        return anchor.year + relative[0]
    return None


def _relative(caps: Captures) -> tuple[int, str] | None:
    """(shift, unit) of "last year" and its like."""
    if caps.get("shifted"):
        shift, unit = caps["shifted"][0]
        return int(shift), str(unit)
    shift = first(caps, "premod", "postmod")
    unit = first(caps, "unit")
    return (int(shift), str(unit)) if shift is not None and unit else None


def _nearest_year(month: int, day: int | None, ctx: Context, weekday: int | None = None) -> int | None:
    """The year of a month or day without one: by weekday, by tense; else the nearest such day, the last such month."""
    anchor = ctx.anchor()
    if anchor is None:
        return ctx.last.start.year if ctx.last and ctx.last.start else None
    direction = ctx.direction()
    if day is None:
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
        return months(*caps["yearmonth"][0], 1, "month")
    day, month = first(caps, "daymonth", "dotted") or (first(caps, "day", "ord"), first(caps, "month", "weakmonth", "monthnum"))
    if month is None:
        return _day_alone(caps, day, ctx)
    year = year_of(caps, ctx)
    if year is None:
        shift = first(caps, "postmod", "premod")
        if shift in (-1, 1):
            ctx.leaning = "past" if shift < 0 else "future"
            year = _shifted_year(month, day, shift, ctx)
        else:
            year = _nearest_year(month, day, ctx, first(caps, "weekday", "weakweekday"))
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
    """"The 22nd", "el día 22": in the month said ("of last month"), else the nearest by tense, past by default."""
    anchor = ctx.anchor()
    if anchor is None:
        return UNKNOWN
    relative = _relative(caps)
    if relative and relative[1] == "month":
        month = shifted(anchor.replace(day=1), relative[0], "month")
        return one_day(month.replace(day=day)) if _exists(month.year, month.month, day) else None
    direction = ctx.direction() or "past"
    weekday = first(caps, "weekday", "weakweekday")
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
            year = _nearest_year(month, None, ctx)
    return UNKNOWN if year is None else _with_part(months(year, month, 1, "month"), caps)


def _with_part(whole: Interval, caps: Captures) -> Interval:
    part = first(caps, "part") or (first(caps, "unitpart") or (None,))[0]
    return calendar.part_of(whole, part) if part else whole


def op_year(caps: Captures, ctx: Context) -> Interval | None:
    year = year_of(caps, ctx)
    return None if year is None else _with_part(years(year, 1), caps)


def op_bare_year(caps: Captures, ctx: Context) -> Interval | None:
    """Four digits with nothing but a preposition, or nothing at all: a year unless it counts things."""
    value = first(caps, "year", "cyear")
    if value is not None:
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
    relative = _relative(caps)
    if relative and relative[1] == "week":
        return one_day(_in_week(anchor, relative[0], weekday))
    shift = first(caps, "premod", "postmod")
    back, ahead = (anchor.isoweekday() - weekday) % 7, (weekday - anchor.isoweekday()) % 7
    if shift == -1:
        return one_day(anchor - timedelta(days=back or 7))
    if shift == 1:
        return one_day(anchor + timedelta(days=ahead or 7))
    direction = ctx.direction()
    if shift == 0 and direction is None and "this_weekday_ahead" in ctx.lexicon.features:
        direction = "future"
    return one_day(anchor + timedelta(days=ahead) if direction == "future" else anchor - timedelta(days=back))


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


def op_shift(caps: Captures, ctx: Context) -> Interval | None:
    """Last week, this month, the end of next year, early this week."""
    part, unit_of_part = (first(caps, "unitpart") or (None, None))
    relative = _relative(caps)
    shift, unit = relative or (first(caps, "premod", "postmod") or 0, first(caps, "unit", "weekend") or unit_of_part)
    if unit in TOO_SHORT or unit in (None, "day"):
        return None
    if unit_of_part:
        unit = unit_of_part
    anchor = ctx.anchor()
    if anchor is None:
        return UNKNOWN
    if unit == "weekend" and relative is None:
        shift = _nearest_weekend(anchor, ctx)
    whole = enclosing(shifted(anchor, shift, unit), unit)
    return calendar.part_of(whole, part) if part else _with_part(whole, caps)


def _nearest_weekend(anchor: date, ctx: Context) -> int:
    """"At the weekend": this one when it has begun or lies ahead in a clause about the future, else the last."""
    return 0 if anchor.isoweekday() >= 6 or ctx.direction() == "future" else -1


def op_span(caps: Captures, ctx: Context) -> Interval | None:
    """The past two months, the next three days: a range that ends or begins with the day of publication."""
    amount = _amount(caps)
    if amount is None:
        return None
    anchor = ctx.anchor()
    if anchor is None:
        return UNKNOWN
    count, unit = amount
    if first(caps, "pastn", "pastpost") is not None:
        return Interval(shifted(anchor, -count, unit), anchor, "range")
    return Interval(anchor, shifted(anchor, count, unit), "range")


def op_vague(caps: Captures, ctx: Context) -> Interval | None:
    """Recent months, the coming days: open on the far side."""
    unit = first(caps, "punit", "unit")
    if unit in TOO_SHORT:
        return None
    side = first(caps, "vague")
    past = side == -1 if side is not None else bool(first(caps, "pastn", "pastpost", "ago"))
    anchor = ctx.anchor()
    if anchor is None:
        return UNKNOWN
    return Interval(None, anchor, "range") if past else Interval(anchor, None, "range")


def _moved(base: date | None, count: int, unit: str) -> Interval:
    if base is None:
        return UNKNOWN
    return enclosing(shifted(base, count, unit), unit)


def op_ago(caps: Captures, ctx: Context) -> Interval | None:
    amount = _amount(caps)
    return _moved(ctx.anchor(), -amount[0], amount[1]) if amount else None


def op_hence(caps: Captures, ctx: Context) -> Interval | None:
    amount = _amount(caps)
    return _moved(ctx.anchor(), amount[0], amount[1]) if amount else None


def op_hence_if_future(caps: Captures, ctx: Context) -> Interval | None:
    """ "In two weeks": a date only in a clause about the future; elsewhere it is how long something took."""
    return op_hence(caps, ctx) if ctx.direction() == "future" else None


def op_later(caps: Captures, ctx: Context) -> Interval | None:
    """Eight days after, a year earlier: counted from the date named before in the text."""
    amount = _amount(caps)
    if amount is None:
        return None
    sign = first(caps, "later", "laterpre")
    base = ctx.reference(whole=amount[1] != "day")
    return _moved(base, amount[0] * sign, amount[1])


def op_anaphor(caps: Captures, ctx: Context) -> Interval | None:
    """The next day, the same month, that evening: the unit around the day named before, moved."""
    shift, unit = first(caps, "anaphor") or (0, first(caps, "unit") or "day")
    if unit in TOO_SHORT:
        return None
    return _moved(ctx.reference(whole=unit != "day"), shift, unit)


def op_season(caps: Captures, ctx: Context) -> Interval | None:
    name, southern = first(caps, "season", "weakseason"), ctx.southern()
    span = first(caps, "yearspan")
    year = span[0] if span else year_of(caps, ctx)
    if year is not None:
        return _with_part(calendar.season(name, year, southern), caps)
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
    elif ctx.direction() is None and ahead[0].start and begun[-1].end:
        gone, wait = (anchor - begun[-1].end).days, (ahead[0].start - anchor).days
        chosen = begun[-1] if gone <= wait else ahead[0]
    else:
        chosen = begun[-1]
    return _with_part(chosen, caps)


def op_decade(caps: Captures, ctx: Context) -> Interval | None:
    """The 1990s, the nineties: a year that ends in 0, or two digits of the last century."""
    value = first(caps, "decade", "year", "yy", "num")
    if value is None or value % 10:
        return None
    if value < 100:
        value += 2000 if value < 30 else 1900
    return _with_part(years(value, 10), caps)


def op_century(caps: Captures, ctx: Context) -> Interval | None:
    number = first(caps, "ord", "num", "roman")
    if number is None or not 2 <= number <= 30:
        return None
    return _with_part(years((number - 1) * 100, 100), caps)


def op_fraction(caps: Captures, ctx: Context) -> Interval | None:
    """The first half of 2014, the third quarter, the second half of January."""
    number, kind = first(caps, "ord", "num", "roman"), first(caps, "fraction")
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


def op_dayspan(caps: Captures, ctx: Context) -> Interval | None:
    """3-5 May, from 3 to 5 May 2014."""
    low, high = first(caps, "dayspan") or tuple((caps.get("day") or caps.get("ord") or [0])[:2] + [0])[:2]
    rest = {key: values for key, values in caps.items() if key not in ("day", "ord", "dayspan")}
    last = op_date({**rest, "day": [high]}, ctx)
    if not last or not last.start or not 0 < low < high:
        return None
    return Interval(last.start.replace(day=low), last.start, "range")


def op_yearspan(caps: Captures, ctx: Context) -> Interval | None:
    low, high = caps["yearspan"][0]
    return years(low, high - low + 1)._replace(precision="range")


def op_named_day(caps: Captures, ctx: Context) -> Interval | None:
    """Christmas, New Year, Labour Day: the same day every year."""
    month, day = first(caps, "namedday")
    return op_date({**caps, "month": [month], "day": [-day if day < 0 else day]}, ctx)


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


def op_drop(caps: Captures, ctx: Context) -> Interval | None:
    """Every Wednesday, per year: no one time."""
    return None


OPERATIONS: dict[str, Callable[[Captures, Context], Interval | None]] = {
    name.removeprefix("op_"): operation for name, operation in list(globals().items()) if name.startswith("op_")}
