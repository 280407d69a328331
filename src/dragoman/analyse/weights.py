"""Per-source weighting: each source's month counts alike, since news volume is not the world.

An event reported by a source in a month weighs 1 / (all events that this source reports in that month), whatever the
sides and types asked for; the weighted count of a period is 100 x the sum of weights / the source-months in it: events
per 100 events of an average source-month. A linked event weighs once for each source that reports it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dragoman.analyse.selection import Selection
from dragoman.errors import UsageError

WEIGHTS = ("none", "source")


def check_weight(weight: str | None, split: tuple[str, ...]) -> bool:
    """Whether to weigh. Raises `UsageError` for an unknown weight, or where each source is a row already."""
    if weight not in (None, *WEIGHTS):
        raise UsageError(f"--weight {weight}: say {' or '.join(WEIGHTS)}")
    if weight == "source" and {"source", "language"} & set(split):
        raise UsageError("--weight source evens out sources: it can't be split by source or language")
    return weight == "source"


def weight_tables(selection: Selection) -> tuple[str, list[Any]]:
    """Named subqueries `volume` (source, month, n) and `weights` (counted_id, weight), with their values."""
    where, values = replace(selection, types=()).where(sides=False)
    return (
        f"""volume AS (
            SELECT source, date_trunc('month', day)::DATE AS month, count(*) AS n
            FROM counted_events, UNNEST(sources) AS u(source) WHERE {where} AND day IS NOT NULL GROUP BY ALL),
        weights AS (
            SELECT counted_id, sum(1.0 / n) AS weight
            FROM (SELECT counted_id, day, UNNEST(sources) AS source FROM counted_events) c
            JOIN volume v ON v.source = c.source AND v.month = date_trunc('month', c.day)::DATE GROUP BY counted_id)""",
        values,
    )


def active_months(by: str | None, period: str) -> str:
    """SQL: how many source-months stand behind one period (a day or week: the sources of its month)."""
    if by is None:
        return "(SELECT count(*) FROM volume)"
    part = "year" if by == "year" else "month"
    return f"(SELECT count(*) FROM volume v WHERE date_trunc('{part}', v.month) = date_trunc('{part}', {period}))"
