"""Operations on times counted from another: last week, two months ago, the next day; and the table of all operations.

In: `Captures` (category -> values in order) and a `Context`. Out: an `Interval`, or None where the words are no date.
What must stay true: the rules of the data name operations by the names in OPERATIONS, and nothing else runs them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dragoman.resolve import when_calendar as calendar
from dragoman.resolve import when_days, when_feasts, when_periods
from dragoman.resolve.when_calendar import Interval, enclosing, one_day, shifted
from dragoman.resolve.when_context import Context
from dragoman.resolve.when_days import UNKNOWN, Captures, first, relative, with_part

# Units too short to move a day: "two hours later" is no date.
TOO_SHORT = frozenset({"hour", "minute"})


def _amount(caps: Captures) -> tuple[int, str] | None:
    """How many of which unit; None for hours and for nothing."""
    amount = first(caps, "amount", "startamount")
    count, unit = amount if amount else (first(caps, "num"), first(caps, "unit", "punit"))
    if count is None or unit is None or unit in TOO_SHORT or count > 2000:
        return None
    if unit == "fortnight":
        return count * 2, "week"
    return count, "week" if unit == "weekend" else unit


def op_shift(caps: Captures, ctx: Context) -> Interval | None:
    """Last week, this month, the end of next year, early this week."""
    part, unit_of_part = first(caps, "unitpart") or (None, None)
    moved = relative(caps)
    shift, unit = moved or (first(caps, "premod", "postmod") or 0, first(caps, "unit", "weekend") or unit_of_part)
    if unit in TOO_SHORT or unit in (None, "day"):
        return None
    if unit_of_part:
        unit = unit_of_part
    anchor = ctx.anchor()
    if anchor is None:
        return UNKNOWN
    if unit == "weekend" and moved is None:
        shift = _nearest_weekend(anchor, ctx)
    elif unit == "weekend" and shift == 0 and anchor.isoweekday() < 6 and ctx.direction() == "past":
        shift = -1  # "this weekend" of what has happened
    elif unit == "weekend" and shift == 1 and "coming_weekend" in ctx.lexicon.features and anchor.isoweekday() < 6:
        shift = 0
    whole = enclosing(shifted(anchor, shift, unit), unit)
    return calendar.part_of(whole, part) if part else with_part(whole, caps)


def _nearest_weekend(anchor: date, ctx: Context) -> int:
    """The weekend without "last" or "next": this one when it has begun or the clause is about the future."""
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


def op_past_span(caps: Captures, ctx: Context) -> Interval | None:
    """In the span of the six months before publication."""
    return op_span({**caps, "pastn": [True]}, ctx)


def op_vague(caps: Captures, ctx: Context) -> Interval | None:
    """Recent months, the coming days: open on the far side."""
    unit = first(caps, "punit", "unit")
    if unit in TOO_SHORT:
        return None
    side = first(caps, "vague")
    if side == 0:  # "these days": of the past unless the clause is about the future
        side = 1 if ctx.direction() == "future" else -1
    past = side == -1 if side is not None else bool(first(caps, "pastn", "pastpost", "ago", "agopre", "sincefor"))
    anchor = ctx.anchor()
    if anchor is None:
        return UNKNOWN
    return Interval(None, anchor, "range") if past else Interval(anchor, None, "range")


def op_vague_later(caps: Captures, ctx: Context) -> Interval | None:
    """Some days later: open on the far side of the date named before."""
    unit = first(caps, "unit", "punit")
    if unit in TOO_SHORT:
        return None
    base = ctx.reference(whole=unit != "day")
    if base is None:
        return UNKNOWN
    ctx.passing = True
    later = first(caps, "later", "either") != -1
    return Interval(base, None, "range") if later else Interval(None, base, "range")


def op_within(caps: Captures, ctx: Context) -> Interval | None:
    """Within ten days: a date unless it says how long something took."""
    return None if ctx.direction() == "past" else op_span(caps, ctx)


def op_within_if_future(caps: Captures, ctx: Context) -> Interval | None:
    return op_span(caps, ctx) if ctx.direction() == "future" else None


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
    """In two weeks: a date only in a clause about the future; elsewhere it is how long something took."""
    return op_hence(caps, ctx) if ctx.direction() == "future" else None


def op_later(caps: Captures, ctx: Context) -> Interval | None:
    """Eight days after, a year earlier: counted from the date named before in the text."""
    amount = _amount(caps)
    if amount is None:
        return None
    sign = first(caps, "later", "laterpre", "thenpost", "thenpre", "thenbefore")
    event = bool(caps.get("of") or caps.get("thenbefore") or (caps.get("complement") and not ctx.ends_clause()))
    if event and ctx.day is None and ctx.last is None:
        return UNKNOWN  # counted from an event, and no date that it could have
    base = ctx.reference(whole=amount[1] != "day")
    ctx.passing = event
    return _moved(base, amount[0] * sign, amount[1])


def op_either(caps: Captures, ctx: Context) -> Interval | None:
    """Words that count from publication as well as from a date named before ("через неделю"): the tense decides."""
    named = ctx.day or ctx.last
    direction = ctx.direction()
    event = caps.get("complement") or caps.get("of")
    if not event and (direction == "future" or (named is None and direction is None)):
        return op_hence(caps, ctx)
    return op_later({**caps, "later": [1]}, ctx)


def op_later_at_start(caps: Captures, ctx: Context) -> Interval | None:
    """A word that means "later" at the start of a sentence and "within" elsewhere ("за два дні")."""
    if not ctx.starts_sentence() or (caps.get("startamount") and ctx.day is None):
        return op_hence_if_future(caps, ctx)
    return op_either(caps, ctx)


def op_anaphor(caps: Captures, ctx: Context) -> Interval | None:
    """The next day, the same month, that evening: the unit around the day named before, moved."""
    shift, unit = first(caps, "anaphor") or (0, first(caps, "unit") or "day")
    shift *= first(caps, "num") or 1
    if unit in TOO_SHORT:
        return None
    if caps.get("of") and ctx.day is None and ctx.last is None:
        return UNKNOWN
    if "anaphor" not in caps and "unit" not in caps and ctx.published and ctx.day and ctx.day > ctx.published:
        return one_day(ctx.published)  # "in the evening" beside a day to come is the evening of the report
    return _moved(ctx.reference(whole=unit != "day"), shift, unit)


def op_drop(caps: Captures, ctx: Context) -> Interval | None:
    """Every Wednesday, per year: no one time."""
    return None


OPERATIONS: dict[str, Callable[[Captures, Context], Interval | None]] = {
    name.removeprefix("op_"): operation
    for module in (vars(when_days), vars(when_periods), vars(when_feasts), globals())
    for name, operation in list(module.items())
    if name.startswith("op_")
}
