"""The network of actors: dots for actors, lines for dyads, thicker the more events, coloured by the mean score."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dragoman.analyse.codes import name_of
from dragoman.analyse.network import actors_of
from dragoman.errors import UsageError
from dragoman.picture.findings import counts_caption
from dragoman.picture.saving import SCORES, WIDTH, altair, finished, nothing, values

if TYPE_CHECKING:
    import polars

MOST = 60  # edges drawn
HEIGHT = 520
SEED = 7


def network_chart(edges: polars.DataFrame) -> Any:
    """A chart of what `network` gives; of more than 60 edges the 60 with the most events."""
    if edges.is_empty():
        raise nothing("edges between two actors")
    alt = altair()
    shown = edges.head(MOST)
    nodes = actors_of(shown)
    at = layout(shown)
    lines = [_line(row, at) for row in reversed(shown.to_dicts())]
    dots = [
        {"x": at[row["actor"]][0], "y": at[row["actor"]][1]} | row | {"actor": name_of(row["actor"])}
        for row in nodes.to_dicts()
    ]
    none = alt.Axis(labels=False, ticks=False, domain=False, grid=False, title=None)
    x = alt.X("x:Q", axis=none, scale=alt.Scale(domain=[-1.25, 1.25]))
    y = alt.Y("y:Q", axis=none, scale=alt.Scale(domain=[-1.15, 1.15]))
    below: dict[str, Any] = {"orient": "bottom", "direction": "horizontal"}
    width = alt.StrokeWidth(
        "events:Q",
        scale=alt.Scale(type="sqrt", range=[0.8, 11], domainMin=0),
        legend=alt.Legend(
            title="events", tickCount=3, symbolType="stroke", symbolStrokeColor="#777777", symbolSize=300, **below
        ),
    )
    score_legend = alt.Legend(gradientLength=140, values=[-5, 0, 5], **below)
    edges_drawn = (
        alt.Chart(values(lines))
        .mark_rule(strokeCap="round", opacity=0.9)
        .encode(
            x=x,
            y=y,
            x2="x2:Q",
            y2="y2:Q",
            color=alt.Color("mean_score:Q", title="mean score", scale=alt.Scale(**SCORES), legend=score_legend),
            strokeWidth=width,
            tooltip=["dyad:N", "events:Q", "mean_score:Q", "cooperation:Q", "conflict:Q"],
        )
    )
    base = alt.Chart(values(dots)).encode(x=x, y=y)
    nodes_drawn = base.mark_circle(color="#333333", opacity=1, stroke="white", strokeWidth=1.5).encode(
        size=alt.Size("events:Q", scale=alt.Scale(range=[60, 700]), legend=None),
        tooltip=["actor:N", "events:Q", "partners:Q", "mean_score:Q"],
    )
    font: dict[str, Any] = {"dy": -21, "fontSize": 12, "fontWeight": 600, "color": "#111111"}
    halo = base.mark_text(stroke="white", strokeWidth=4, strokeJoin="round", **font).encode(text="actor:N")
    words = base.mark_text(**font).encode(text="actor:N")
    chart = alt.layer(edges_drawn, nodes_drawn, halo, words).properties(width=WIDTH, height=HEIGHT)
    first = nodes.row(0, named=True)
    strongest = shown.row(0, named=True)
    title = (
        f"{name_of(first['actor'])} stands in {first['events']:,} of {shown['events'].sum():,} events, "
        f"with {first['partners']} partners; most pass between "
        f"{name_of(strongest['actor'])} and {name_of(strongest['recipient'])} ({strongest['events']:,})"
    )
    more = f"; the {MOST} strongest of {edges.height} dyads" if edges.height > MOST else ""
    caption = (
        counts_caption(shown) + more + ". Line: events and mean PLOVER score (vermilion conflict, blue cooperation)."
    )
    return finished(chart, title, caption)


def _line(row: dict[str, Any], at: dict[str, tuple[float, float]]) -> dict[str, Any]:
    (x, y), (x2, y2) = at[row["actor"]], at[row["recipient"]]
    dyad = f"{name_of(row['actor'])} – {name_of(row['recipient'])}"
    numbers = {name: row[name] for name in ("events", "mean_score", "cooperation", "conflict")}
    return {"x": x, "y": y, "x2": x2, "y2": y2, "dyad": dyad} | numbers


def layout(edges: polars.DataFrame) -> dict[str, tuple[float, float]]:
    """Places between -1 and 1 by Fruchterman and Reingold's forces, with a fixed seed; parts apart side by side."""
    try:
        import networkx as nx
    except ImportError:
        raise UsageError("the network chart needs networkx: pip install 'dragoman[charts]'") from None
    graph = nx.Graph()
    for row in edges.sort("actor", "recipient").iter_rows(named=True):
        graph.add_edge(row["actor"], row["recipient"], weight=1 + math.log(row["events"]))
    first = nx.circular_layout(sorted(graph))
    spots = nx.spring_layout(
        graph, pos=first, weight="weight", seed=SEED, iterations=300, k=2.2 / math.sqrt(len(graph))
    )
    wide = [max(abs(spot[axis]) for spot in spots.values()) or 1.0 for axis in (0, 1)]
    return {node: (round(float(x) / wide[0], 3), round(float(y) / wide[1], 3)) for node, (x, y) in spots.items()}
