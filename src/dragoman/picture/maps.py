"""The map of events: a circle on each place, larger the more events, coloured by the mean score.

Borders: Natural Earth (data/maps), offline. The map shows the part of the world where the events are.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dragoman.picture.findings import counts_caption
from dragoman.picture.saving import SCORES, WIDTH, altair, finished, nothing, values

if TYPE_CHECKING:
    import polars

HEIGHT = 430
NAMED = 8
OUTERMOST = 0.025  # share of the events on each side that the part shown may leave out
NEAR = 60.0  # degrees of longitude below which the finer borders are drawn
MARGIN = 0.15  # of the events' span, around them
LEAST_SPAN = 24.0  # degrees shown at least, so that one town still shows where in the world it is


def map_chart(frame: polars.DataFrame) -> Any:
    """A chart of what `places` gives; places without coordinates are counted in the caption."""
    import polars as pl

    placed = frame.filter(pl.col("latitude").is_not_null() & pl.col("longitude").is_not_null())
    if placed.is_empty():
        raise nothing("events with a place")
    alt = altair()
    rows = placed.drop("event_ids").with_columns(pl.col("place").alias("name")).to_dicts()
    sizes = sorted({1, max(1, rows[0]["events"] // 4), rows[0]["events"]})
    box = _box(rows)
    inside = [row for row in rows if _within(row, box)]
    outside = sum(row["events"] for row in rows) - sum(row["events"] for row in inside)
    _label(inside, box)
    projection: dict[str, Any] = {"type": "equalEarth"} if box is None else {"type": "mercator", "fit": _corners(box)}
    near = box is not None and box[2] - box[0] < NEAR
    world = alt.InlineData(
        values=_world("50m" if near else "110m"), format=alt.TopoDataFormat(type="topojson", feature="countries")
    )
    points = alt.Chart(values(inside)).encode(longitude="longitude:Q", latitude="latitude:Q")
    named = points.transform_filter("isValid(datum.label)").encode(text="label:N")
    font: dict[str, Any] = {"dy": -18, "fontSize": 11, "color": "#111111"}
    below: dict[str, Any] = {"orient": "bottom", "direction": "horizontal"}
    circles = points.mark_circle(opacity=0.8, stroke="white", strokeWidth=1, clip=True).encode(
        size=alt.Size(
            "events:Q",
            scale=alt.Scale(range=[40, 900], domainMin=0),
            legend=alt.Legend(title="events", values=sizes, symbolFillColor="#888888", **below),
        ),
        color=alt.Color(
            "mean_score:Q",
            title="mean score",
            scale=alt.Scale(**SCORES),
            legend=alt.Legend(gradientLength=140, values=[-5, 0, 5], **below),
        ),
        tooltip=["place:N", "country:N", "events:Q", "reports:Q", "mean_score:Q"],
    )
    land = alt.Chart(world).mark_geoshape(fill="#f0efec", stroke="#c4c2bd", strokeWidth=0.6, clip=True)
    halo = named.mark_text(stroke="white", strokeWidth=3.5, strokeJoin="round", **font)
    chart = alt.layer(land, circles, halo, named.mark_text(**font))
    chart = chart.project(clipExtent=[[0, 0], [WIDTH, HEIGHT]], **projection).properties(width=WIDTH, height=HEIGHT)
    first, lost = rows[0], frame.height - placed.height
    share = first["events"] / placed["events"].sum()
    title = f"{first['place']} saw {share:.0%} of {placed['events'].sum():,} events with a place"
    grim = [row for row in rows if row["events"] >= 3 and row["mean_score"] < 0]
    if grim:
        worst = min(grim, key=lambda row: row["mean_score"])
        title += f"; the most conflictual is {worst['place']} (mean score {worst['mean_score']:.1f})"
    caption = counts_caption(placed) + (f"; {outside} events lie outside the part shown" if outside else "")
    caption += f"; {lost} places without coordinates left out" if lost else ""
    return finished(chart, title, caption + ". Borders: Natural Earth; places: GeoNames.")


def _label(rows: list[dict[str, Any]], box: tuple[float, float, float, float] | None) -> None:
    """Names for the places with the most events, none where one stands already."""
    west, south, east, north = box or (-180.0, -90.0, 180.0, 90.0)
    taken: list[tuple[float, float]] = []
    for row in rows:
        x, y = (row["longitude"] - west) / (east - west), (row["latitude"] - south) / (north - south)
        free = all(abs(x - a) > 0.12 or abs(y - b) > 0.06 for a, b in taken)
        row["label"] = row["place"] if free and len(taken) < NAMED else None
        if row["label"]:
            taken.append((x, y))


@cache
def _world(scale: str) -> str:
    """TopoJSON as text, which Vega parses: Altair would copy each of its numbers many times over."""
    return files("dragoman.data").joinpath("maps", f"countries-{scale}.json").read_text(encoding="utf-8")


def _box(rows: list[dict[str, Any]]) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the part to show: where all but the outermost events lie; None for the world."""
    west, east = _middle(rows, "longitude")
    south, north = _middle(rows, "latitude")
    if east - west > 150 or north - south > 110:
        return None
    wide, high = max(east - west, LEAST_SPAN), max(north - south, LEAST_SPAN / 2)
    x, y = (west + east) / 2, (south + north) / 2
    half_x, half_y = wide * (0.5 + MARGIN), high * (0.5 + MARGIN)
    return x - half_x, max(y - half_y, -75.0), x + half_x, min(y + half_y, 80.0)


def _middle(rows: list[dict[str, Any]], name: str) -> tuple[float, float]:
    """The least and the greatest coordinate when the outermost events on either side are left out."""
    total, before, held = sum(row["events"] for row in rows), 0, []
    for row in sorted(rows, key=lambda row: float(row[name])):
        if before + row["events"] > total * OUTERMOST and before < total * (1 - OUTERMOST):
            held.append(float(row[name]))
        before += row["events"]
    return held[0], held[-1]


def _within(row: dict[str, Any], box: tuple[float, float, float, float] | None) -> bool:
    return box is None or (box[0] <= row["longitude"] <= box[2] and box[1] <= row["latitude"] <= box[3])


def _corners(box: tuple[float, float, float, float]) -> dict[str, Any]:
    west, south, east, north = box
    spots = [[west, south], [west, north], [east, south], [east, north]]
    return {"type": "Feature", "geometry": {"type": "MultiPoint", "coordinates": spots}, "properties": {}}
