"""The series chart: counts with their band above, conflict-cooperation score below; surges and changes marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.analyse.band import DRAWS
from dragoman.picture.findings import UNITS, counts_caption, series_finding
from dragoman.picture.saving import BLUE, GREY, VERMILION, WIDTH, altair, finished, nothing, values

if TYPE_CHECKING:
    import polars

    from dragoman.analyse import Selection

FORMATS = {"day": "%d %b %Y", "week": "%d %b %Y", "month": "%b %Y", "year": "%Y"}


def series_chart(frame: polars.DataFrame, selection: Selection, *, by: str = "month") -> Any:
    """A chart of what `series` gives (not split)."""
    if not frame["events"].sum():
        raise nothing("events")
    alt = altair()
    weighted = "weighted" in frame.columns
    rows = frame.drop("event_ids").to_dicts()
    base = alt.Chart(values(rows))
    ticks = _ticks(frame, by)
    x = alt.X("period:T", title=None, axis=alt.Axis(labelOverlap=True, format=FORMATS[by], tickCount=ticks))
    blank = alt.X("period:T", title=None, axis=alt.Axis(labels=False, ticks=False, tickCount=ticks))
    panels = [_counts(base, blank, by), _scores(base, x)]
    if weighted:
        panels.insert(1, _weighted(base, blank))
    caption = (
        f"{counts_caption(frame)}; status {' or '.join(selection.status)}. Bars: 95% of {DRAWS} bootstrap draws over "
        "stories. Circles: surges; dashes: change of level (tests in the docs)."
    )
    return finished(alt.vconcat(*panels, spacing=12), series_finding(frame, selection, by), caption)


def _counts(base: Any, x: Any, by: str) -> Any:
    alt = altair()
    changed = base.transform_filter("isValid(datum.change)").encode(x=x)
    y = alt.Y("low:Q", title=f"events {UNITS[by]}", axis=alt.Axis(tickMinStep=1))
    layers = [
        _band(base, BLUE).encode(x=x, y=y, y2="high:Q"),
        base.mark_line(color=BLUE, strokeWidth=2).encode(x=x, y="events:Q"),
        base.mark_circle(color=BLUE, size=28, opacity=1).encode(x=x, y="events:Q", tooltip=_tip()),
        changed.mark_rule(color=GREY, strokeDash=[4, 3]),
        changed.mark_text(align="left", dx=4, baseline="top", color=GREY, fontSize=10).encode(
            y=alt.value(2), text=alt.value("change of level")
        ),
        base.transform_filter("isValid(datum.surge)")
        .mark_point(color=VERMILION, size=150, strokeWidth=2, shape="circle")
        .encode(x=x, y="events:Q", tooltip=_tip()),
    ]
    return alt.layer(*layers).properties(width=WIDTH, height=220)


def _scores(base: Any, x: Any) -> Any:
    alt = altair()
    y = alt.Y(
        "score_low:Q",
        title=["mean score", "− conflict, + cooperation"],
        scale=alt.Scale(domain=[-10, 10]),
        axis=alt.Axis(values=[-10, -5, 0, 5, 10]),
    )
    sign = alt.condition("datum.mean_score < 0", alt.value(VERMILION), alt.value(BLUE))
    layers = [
        _band(base, GREY).encode(x=x, y=y, y2="score_high:Q"),
        alt.Chart(values([{"zero": 0}])).mark_rule(color="#888888").encode(y="zero:Q"),
        base.transform_filter("isValid(datum.mean_score)")
        .mark_circle(size=34, opacity=1)
        .encode(x=x, y="mean_score:Q", tooltip=_tip(), color=sign),
    ]
    return alt.layer(*layers).properties(width=WIDTH, height=140)


def _weighted(base: Any, x: Any) -> Any:
    alt = altair()
    y = alt.Y("weighted:Q", title=["per 100 events of", "a source's month"])
    line = base.mark_line(color=GREY, strokeWidth=2, point=alt.OverlayMarkDef(color=GREY, size=20))
    return line.encode(x=x, y=y).properties(width=WIDTH, height=110)


def _band(base: Any, colour: str) -> Any:
    bars = base.transform_filter("isValid(datum.low)")
    return bars.mark_rule(color=colour, opacity=0.3, strokeWidth=5, strokeCap="round")


def _tip() -> list[Any]:
    alt = altair()
    kinds = {"period": "T", "surge": "N", "change": "N"}
    names = ("period", "events", "reports", "low", "high", "mean_score", "all_events", "surge", "change")
    return [alt.Tooltip(f"{name}:{kinds.get(name, 'Q')}", title=name.replace("_", " ")) for name in names]


def _ticks(frame: polars.DataFrame, by: str) -> Any:
    if by in ("month", "year") and frame.height <= 24:
        return by if by == "month" and frame.height <= 9 else {"interval": by, "step": max(1, round(frame.height / 9))}
    return 8
