"""Counts and mean scores by dyad, and rankings of actors, dyads, types, sources and places.

In: open events and a selection. Out: polars frames, one row a group, each with the ids of the events it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dragoman.analyse.opening import Views
from dragoman.analyse.places import places
from dragoman.analyse.selection import PERIOD_DAYS, Selection, check_period
from dragoman.analyse.views import QUAD_COUNTS
from dragoman.analyse.weights import active_months, check_weight, weight_tables
from dragoman.errors import UsageError

if TYPE_CHECKING:
    import polars

SPLITS = {
    "status": "status",
    "type": "event_type",
    "quad": "quad_class",
    "source": "source",
    "language": "language",
}
TOP = ("actor", "recipient", "dyad", "type", "status", "source", "language", "place")


def dyads(
    views: Views,
    selection: Selection | None = None,
    *,
    by: str | None = None,
    split: Sequence[str] = (),
    weight: str | None = None,
    directed: bool = True,
) -> polars.DataFrame:
    """Events between countries: one row a dyad (and period, and split), most events first.

    by: day, week, month or year; events whose dates don't fit into one are left out. split: status, type, quad, source,
    language. weight: `source` adds `weighted` (see `weights`). directed: False joins both directions of a pair.
    Columns: actor, direction (`->`, or `<->` for symmetric events), recipient, period, the splits, events, reports,
    mean_score (PLOVER, -10 to 10), the four quad counts, sources, first, last, event_ids.
    """
    selection = selection or Selection()
    keys = ["actor", "direction", "recipient"]
    return _grouped(views, selection, keys, by=by, split=tuple(split), weight=weight, directed=directed)


def top(
    views: Views,
    selection: Selection | None = None,
    *,
    of: str = "actor",
    split: Sequence[str] = (),
    weight: str | None = None,
    limit: int | None = 20,
) -> polars.DataFrame:
    """The most frequent of: actor, recipient, dyad, type, status, source, language or place; columns as `dyads`."""
    selection = selection or Selection()
    if of not in TOP:
        raise UsageError(f"--of {of}: say one of {', '.join(TOP)}")
    if of == "place":
        frame = places(views, selection)
    else:
        keys = ["actor", "direction", "recipient"] if of == "dyad" else [SPLITS.get(of, of)]
        frame = _grouped(views, selection, keys, by=None, split=tuple(split), weight=weight, directed=True)
        if of in ("actor", "recipient"):  # a side that nobody is named for heads no ranking
            import polars as pl

            frame = frame.filter(pl.col(of) != "---")
    return frame if limit is None else frame.head(limit)


def check_split(split: Sequence[str]) -> list[str]:
    """The columns that splits stand for, or a `UsageError`."""
    for name in split:
        if name not in SPLITS:
            raise UsageError(f"--split {name}: say one of {', '.join(SPLITS)}")
    return [SPLITS[name] for name in split]


def selected_rows(selection: Selection, columns: Sequence[str], *, directed: bool = True) -> tuple[str, list[Any]]:
    """SQL: the selected events, each once for every combination of `columns`, with its score, day, reports and ids."""
    where, values = selection.where()
    rows = f"SELECT * FROM dyads WHERE {where}"
    for column in ("source", "language"):
        if column in columns:
            rows = (
                f"SELECT d.* EXCLUDE (event_ids, reports, sources, languages), r.{column}, count(*) AS reports, "
                f"list_sort(list(r.event_id)) AS event_ids, list_sort(list_distinct(list(r.source))) AS sources, "
                f"list_sort(list_distinct(list(r.language))) AS languages "
                f"FROM (SELECT *, UNNEST(event_ids) AS event_id FROM ({rows})) d JOIN reports r USING (event_id) "
                "GROUP BY ALL"
            ).replace("d.* EXCLUDE (", "d.* EXCLUDE (event_id, ")
    if columns[:1] == ["actor"] and "recipient" not in columns:  # both sides of a symmetric event are actors
        rows = f"{rows} UNION ALL SELECT * REPLACE (recipient AS actor) FROM ({rows}) WHERE direction = '<->'"
        values = values * 2
    if not directed:
        rows = (
            "SELECT * REPLACE (least(actor, recipient) AS actor, greatest(actor, recipient) AS recipient, "
            f"'<->' AS direction) FROM ({rows})"
        )
    kept = ", ".join(
        dict.fromkeys(
            [*columns, "counted_id", "day", "days", "score", "quad_class", "reports", "sources", "stories", "event_ids"]
        )
    )
    return f"SELECT DISTINCT {kept} FROM ({rows})", values


def _grouped(
    views: Views,
    selection: Selection,
    keys: list[str],
    *,
    by: str | None,
    split: tuple[str, ...],
    weight: str | None,
    directed: bool,
) -> polars.DataFrame:
    columns = list(dict.fromkeys(keys + check_split(split)))
    weighted = check_weight(weight, tuple("source" if key == "source" else key for key in (*split, *keys)))
    rows, values = selected_rows(selection, columns, directed=directed)
    groups, fits = list(columns), "TRUE"
    if by:
        check_period(by)
        rows = f"SELECT *, date_trunc('{by}', day)::DATE AS period FROM ({rows})"
        fits = f"day IS NOT NULL AND days <= {PERIOD_DAYS[by]}"
        groups.insert(len(keys), "period")
    tables, share = "", ""
    more: list[Any] = []
    if weighted:
        tables, more = weight_tables(selection)
        rows = f"SELECT * FROM ({rows}) LEFT JOIN weights USING (counted_id)"
        share = f", round(100 * coalesce(sum(weight), 0) / nullif({active_months(by, 'period')}, 0), 4) AS weighted"
    order = ", ".join(["period"] * bool(by) + ["events DESC", *columns])
    query = f"""
        {"WITH " + tables if tables else ""}
        SELECT {", ".join(groups)}, count(*) AS events, sum(reports)::BIGINT AS reports,
               round(avg(score), 4) AS mean_score, {QUAD_COUNTS}{share},
               len(list_distinct(flatten(list(sources)))) AS sources, min(day) AS first, max(day) AS last,
               list_sort(list_distinct(flatten(list(event_ids)))) AS event_ids
        FROM ({rows}) WHERE {fits} GROUP BY {", ".join(groups)} ORDER BY {order}
    """
    return views.frame(query, [*more, *values])
