"""What the data say, in a sentence: the titles of charts. Nothing is called a change that a test doesn't bear out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dragoman.analyse.alarms import change_points, dispersion, surges
from dragoman.analyse.codes import name_of

if TYPE_CHECKING:
    import polars

    from dragoman.analyse import Selection

ALPHA = 0.05
UNITS = {"day": "a day", "week": "a week", "month": "a month", "year": "a year"}


def subject(selection: Selection) -> str:
    """ "China and Russia", "Acts of Indonesia", "Acts upon Ukraine", "All dyads"; with types where chosen."""
    actor, recipient = selection.sides
    if selection.between:
        assert actor and recipient
        who = f"{name_of(actor)} and {name_of(recipient)}"
    elif actor and recipient:
        who = f"{name_of(actor)} towards {name_of(recipient)}"
    elif actor:
        who = f"Acts of {name_of(actor)}"
    elif recipient:
        who = f"Acts upon {name_of(recipient)}"
    else:
        who = "All events"
    kinds = " or ".join(kind.upper() for kind in selection.types)
    return f"{who} ({kinds})" if kinds else who


def series_finding(frame: polars.DataFrame, selection: Selection, by: str) -> str:
    """How conflict or cooperation went from the first to the last third of the periods."""
    who, unit = subject(selection), UNITS[by]
    third = max(1, frame.height // 3)
    if frame.height < 3:
        return f"{who}: {frame['events'].sum()} events"
    kinds = {
        "cooperation": ("verbal_cooperation", "material_cooperation"),
        "conflict": ("verbal_conflict", "material_conflict"),
    }
    parts = []
    for kind, columns in kinds.items():
        counts = [sum(row) for row in frame.select(columns).rows()]
        first, last = counts[:third], counts[-third:]
        if differ(first, last):
            word = "rose" if sum(last) > sum(first) else "fell"
            parts.append(
                (abs(sum(last) - sum(first)), f"{kind} {word} from {_rate(first)} to {_rate(last)} events {unit}")
            )
    peak = _peak(frame, kinds["conflict"], by)
    if parts:
        return f"{who}: " + ", ".join(text for _, text in sorted(parts, reverse=True)) + (f"; {peak}" if peak else "")
    if peak:
        return f"{who}: {peak}"
    counts = frame["events"].to_list()
    at = max(range(len(counts)), key=lambda i: counts[i])
    if frame["surge"].drop_nulls().len() or frame["change"].drop_nulls().len():
        return f"{who}: a peak of {counts[at]} events {_in(frame['period'][at], by)}, no lasting change"
    return f"{who}: about {_rate(counts)} events {unit}, no clear change"


def _peak(frame: polars.DataFrame, columns: tuple[str, ...], by: str) -> str:
    """When conflict was highest, where it surged at all and did not stay there."""
    counts = [sum(row) for row in frame.select(columns).rows()]
    at = max(range(len(counts)), key=lambda i: counts[i])
    if not (surges(counts) or change_points(counts)) or at >= len(counts) - len(counts) // 3:
        return ""
    return f"conflict peaked at {counts[at]} {_in(frame['period'][at], by)}"


def differ(first: list[int], last: list[int], alpha: float = ALPHA) -> bool:
    """Whether two stretches of counts differ: the exact binomial test of two Poisson rates, counts divided by their
    dispersion where they vary more than Poisson counts do."""
    spread = max(dispersion(first), dispersion(last))
    a, b = round(sum(first) / spread), round(sum(last) / spread)
    share = len(first) / (len(first) + len(last))
    probabilities = [_binomial(k, a + b, share) for k in range(a + b + 1)]
    return sum(p for p in probabilities if p <= probabilities[a] * (1 + 1e-9)) < alpha


def balance_finding(frame: polars.DataFrame) -> str:
    """How the row with the most events stands between conflict and cooperation."""
    row = max(frame.iter_rows(named=True), key=lambda row: int(row["events"]))
    hard = row["verbal_conflict"] + row["material_conflict"]
    share = round(100 * hard / row["events"])
    counted = f"{row['events']} events" if row["events"] != 1 else "one event"
    return f"{row_name(row)}: {share}% conflict, {100 - share}% cooperation in {counted}"


def row_name(row: dict[str, object]) -> str:
    """How a chart calls a row: "China → Russia", "Indonesia", "ASSAULT"."""
    if "actor" in row and "recipient" in row:
        arrow = "↔" if row.get("direction") == "<->" else "→"
        return f"{name_of(str(row['actor']))} {arrow} {name_of(str(row['recipient']))}"
    for key in ("actor", "recipient"):
        if key in row:
            return name_of(str(row[key]))
    return str(next(iter(row.values())))


def counts_caption(frame: polars.DataFrame) -> str:
    """ "227 events in 300 reports"."""
    return f"{frame['events'].sum():,} events in {frame['reports'].sum():,} reports"


def _binomial(k: int, n: int, p: float) -> float:
    return math.exp(
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p) + (n - k) * math.log(1 - p)
    )


def _rate(counts: list[int]) -> str:
    return f"{sum(counts) / len(counts):.1f}"


def _in(day: object, by: str) -> str:
    text = str(day)
    return {"day": f"on {text}", "week": f"in the week of {text}", "month": f"in {text[:7]}", "year": f"in {text[:4]}"}[
        by
    ]
