"""The network of actors: who deals with whom, as edges and as nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.analyse.dyads import dyads
from dragoman.analyse.selection import Selection

if TYPE_CHECKING:
    import polars

    from dragoman.analyse.opening import Views


def network(
    views: Views, selection: Selection | None = None, *, directed: bool = False, min_events: int = 1
) -> polars.DataFrame:
    """Edges between two different actors, most events first; one-sided and domestic events make none.

    Columns: as `dyads`, with cooperation (both cooperative quads) and conflict (both conflictual ones).
    """
    import polars as pl

    frame = dyads(views, selection, directed=directed)
    return (
        frame.filter(
            (pl.col("actor") != pl.col("recipient"))
            & (pl.col("actor") != "---")
            & (pl.col("recipient") != "---")
            & (pl.col("events") >= min_events)
        )
        .with_columns(
            cooperation=pl.col("verbal_cooperation") + pl.col("material_cooperation"),
            conflict=pl.col("verbal_conflict") + pl.col("material_conflict"),
        )
        .select(pl.all().exclude("event_ids"), "event_ids")
    )


def actors_of(edges: polars.DataFrame) -> polars.DataFrame:
    """Nodes of a network's edges: actor, events (on its edges), partners, mean_score; most events first."""
    import polars as pl

    ends = [
        edges.select(actor=one, other=two, events="events", mean_score="mean_score")
        for one, two in (("actor", "recipient"), ("recipient", "actor"))
    ]
    return (
        pl.concat(ends)
        .group_by("actor")
        .agg(
            events=pl.col("events").sum(),
            partners=pl.col("other").n_unique(),
            mean_score=((pl.col("mean_score") * pl.col("events")).sum() / pl.col("events").sum()).round(4),
        )
        .sort(["events", "actor"], descending=[True, False])
    )
