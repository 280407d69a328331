"""Counts and mean scores by period, with a confidence band, surges and change-points.

In: open events and a selection. Out: a polars frame, one row a period, empty periods included. Must stay true: an event
whose dates don't fit into one period is counted as left out, never put anywhere at a guess.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.analyse.alarms import change_points, surges
from dragoman.analyse.band import band
from dragoman.analyse.dyads import check_split, selected_rows
from dragoman.analyse.selection import PERIOD_DAYS, Selection, check_period
from dragoman.analyse.views import QUADS
from dragoman.analyse.weights import active_months, check_weight, weight_tables
from dragoman.errors import UsageError

if TYPE_CHECKING:
    import polars

    from dragoman.analyse.opening import Views

REACH = 366  # days before the first and after the last publication that a series without --since, --until goes
MOST_PERIODS = 10_000


@dataclass(frozen=True)
class Placed:
    """Selected events by period: rows, the periods in order, and how many events no period holds and why."""

    rows: polars.DataFrame
    periods: list[dt.date]
    without_day: int
    too_long: int
    out_of_reach: int


def series(
    views: Views,
    selection: Selection | None = None,
    *,
    by: str = "month",
    split: Sequence[str] = (),
    weight: str | None = None,
) -> polars.DataFrame:
    """Selected events by period.

    by: day, week (from Monday), month or year. split: as for `dyads`; each group is a series of its own. weight:
    `source` adds `weighted`. Columns: period (its first day), the splits, events, low, high (95% band), reports,
    mean_score, score_low, score_high, the four quad counts, all_events (all events of the selection's statuses in that
    period, whoever acts: where this is 0 nothing was read), surge, change (what flagged the period, or null),
    event_ids. Bands: bootstrap over stories, see `band`.
    """
    import polars as pl

    selection = selection or Selection()
    columns = check_split(split)
    weighted = check_weight(weight, tuple(split))
    placed = place_events(views, selection, by=by, split=split)
    groups = placed.rows.select(columns).unique().sort(columns).rows() if columns else [()]
    frames = []
    for group in groups:
        rows = placed.rows
        for column, value in zip(columns, group, strict=True):
            rows = rows.filter(pl.col(column).eq_missing(pl.lit(value)))
        frame = _one(rows, placed.periods, by)
        frames.append(
            frame.select(
                "period", *(pl.lit(v).alias(c) for c, v in zip(columns, group, strict=True)), pl.all().exclude("period")
            )
        )
    frame = pl.concat(frames) if frames else _one(placed.rows, placed.periods, by)
    frame = frame.join(_volume(views, selection, by), on="period", how="left", maintain_order="left")
    frame = frame.with_columns(pl.col("all_events").fill_null(0))
    if weighted:
        shares = _weighted(views, selection, by, columns)
        frame = frame.join(shares, on=["period", *columns], how="left", nulls_equal=True, maintain_order="left")
        frame = frame.with_columns(pl.col("weighted").fill_null(0.0))
    last = ["all_events", "surge", "change", "event_ids"]
    return frame.select(pl.all().exclude(last), *last)


def place_events(views: Views, selection: Selection, *, by: str, split: Sequence[str] = ()) -> Placed:
    """The selected events with their period, and the periods from first to last."""
    import polars as pl

    check_period(by)
    query, values = selected_rows(selection, check_split(split))
    rows = views.frame(f"SELECT *, date_trunc('{by}', day)::DATE AS period FROM ({query}) ORDER BY counted_id", values)
    without = rows.filter(pl.col("day").is_null())
    rows = rows.filter(pl.col("day").is_not_null())
    too_long = rows.filter(pl.col("days").is_null() | (pl.col("days") > PERIOD_DAYS[by]))
    rows = rows.filter(pl.col("days") <= PERIOD_DAYS[by])
    first, last = views.frame("SELECT min(published), max(published) FROM reports WHERE published IS NOT NULL").row(0)
    reach = pl.lit(True)
    if first is not None and not selection.since:
        reach = reach & (pl.col("day") >= first - dt.timedelta(REACH))
    if last is not None and not selection.until:
        reach = reach & (pl.col("day") <= last + dt.timedelta(REACH))
    inside = rows.filter(reach)
    ids = [frame["counted_id"].n_unique() for frame in (without, too_long, rows, inside)]
    periods = _periods(views, selection, inside, by)
    return Placed(inside, periods, ids[0], ids[1], ids[2] - ids[3])


def _periods(views: Views, selection: Selection, rows: polars.DataFrame, by: str) -> list[dt.date]:
    first: Any = dt.date.fromisoformat(selection.since) if selection.since else rows["day"].min()
    last: Any = dt.date.fromisoformat(selection.until) if selection.until else rows["day"].max()
    if first is None or last is None:
        return []
    found = views.frame(
        f"SELECT UNNEST(generate_series(date_trunc('{by}', ?::DATE), date_trunc('{by}', ?::DATE), "
        f"INTERVAL 1 {by}))::DATE AS period",
        [first, last],
    )["period"].to_list()
    if len(found) > MOST_PERIODS:
        raise UsageError(f"--by {by} makes {len(found)} periods from {first} to {last}: say --since or a longer period")
    return found


def _one(rows: polars.DataFrame, periods: list[dt.date], by: str) -> polars.DataFrame:
    import polars as pl

    empty: Any = pl.List(pl.String)
    at = {period: number for number, period in enumerate(periods)}
    counted = rows.group_by("period").agg(
        events=pl.len().cast(pl.Int64),
        reports=pl.col("reports").sum(),
        mean_score=pl.col("score").mean().round(4),
        **{name: (pl.col("quad_class") == n).sum().cast(pl.Int64) for n, name in enumerate(QUADS, 1)},
        event_ids=pl.col("event_ids").explode().unique().sort(),
    )
    frame = pl.DataFrame({"period": periods}, schema={"period": pl.Date}).join(
        counted, on="period", how="left", maintain_order="left"
    )
    numbers = ["events", "reports", *QUADS]
    frame = frame.with_columns(pl.col(numbers).fill_null(0), pl.col("event_ids").fill_null([]).cast(empty))
    counts = frame["events"].to_list()
    where = [at[period] for period in rows["period"]]
    stories = [story[0] for story in rows["stories"].to_list()]
    low, high, score_low, score_high = band(where, stories, rows["score"].to_list(), len(periods))
    surge: list[str | None] = [None] * len(periods)
    change: list[str | None] = [None] * len(periods)
    shifts = change_points(counts)
    for shift in shifts:
        change[shift.at] = str(shift)
    for found in surges(counts, changes=shifts):
        surge[found.at] = str(found)
    return frame.with_columns(
        low=pl.Series(low, dtype=pl.Float64),
        high=pl.Series(high, dtype=pl.Float64),
        score_low=pl.Series(score_low, dtype=pl.Float64),
        score_high=pl.Series(score_high, dtype=pl.Float64),
        surge=pl.Series(surge, dtype=pl.String),
        change=pl.Series(change, dtype=pl.String),
    ).select(
        "period", "events", "low", "high", "reports", "mean_score", "score_low", "score_high", *QUADS, "surge",
        "change", "event_ids",
    )  # fmt: skip


def _volume(views: Views, selection: Selection, by: str) -> polars.DataFrame:
    """All events of the selection's statuses and confidence by period: what was read at all."""
    where, values = Selection(
        status=selection.status, min_confidence=selection.min_confidence, sources=selection.sources
    ).where(sides=False)
    return views.frame(
        f"SELECT date_trunc('{by}', day)::DATE AS period, count(*) AS all_events FROM counted_events "
        f"WHERE {where} AND day IS NOT NULL AND days <= {PERIOD_DAYS[by]} GROUP BY 1",
        values,
    )


def _weighted(views: Views, selection: Selection, by: str, columns: list[str]) -> polars.DataFrame:
    query, values = selected_rows(selection, columns)
    tables, more = weight_tables(selection)
    groups = ", ".join(["period", *columns])
    return views.frame(
        f"WITH {tables} SELECT {groups}, "
        f"round(100 * sum(weight) / nullif({active_months(by, 'period')}, 0), 4) AS weighted "
        f"FROM (SELECT *, date_trunc('{by}', day)::DATE AS period FROM ({query})) JOIN weights USING (counted_id) "
        f"WHERE days <= {PERIOD_DAYS[by]} GROUP BY {groups}",
        [*more, *values],
    )
