"""The timeline of a crisis: each event a dot on its day, cooperation above, conflict below; the gravest named."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any

from dragoman.analyse.codes import name_of
from dragoman.picture.findings import subject
from dragoman.picture.saving import GREY, QUAD_COLOURS, WIDTH, altair, finished, nothing, values

if TYPE_CHECKING:
    import polars

    from dragoman.analyse import Selection

MOST = 1_500  # dots drawn
NAMED = 8  # events written out
SENTENCE = 130  # characters of a sentence shown
QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
MOST_CODES = 3


def timeline_chart(frame: polars.DataFrame, selection: Selection) -> Any:
    """A chart of what `timeline` gives; events without a day are left out and counted in the caption."""
    import polars as pl

    placed = frame.filter(pl.col("day").is_not_null())
    if placed.is_empty():
        raise nothing("events with a day")
    alt = altair()
    rows = []
    drawn = placed.with_row_index("at").sort(pl.col("score").abs(), "reports", "at", descending=[True, True, False])
    for row in drawn.head(MOST).sort("at").iter_rows(named=True):
        what = row["event_type"] + (f" {row['event_mode']}" if row["event_mode"] else "")
        rows.append(
            {
                "day": row["day"],
                "score": row["score"],
                "quad": QUADS[row["quad_class"]],
                "what": what,
                "who": f"{_short(row['actor_countries'])} → {_short(row['recipient_countries'])}",
                "status": row["status"],
                "sentence": row["sentence"],
                "source": row["source"],
                "reports": row["reports"],
                "confidence": row["confidence"],
            }
        )
    _spread(rows)
    named = _name(rows)
    quads = [QUADS[quad] for quad in (4, 3, 1, 2)]
    colours = alt.Scale(domain=quads, range=[QUAD_COLOURS[quad] for quad in (4, 3, 1, 2)])
    base = alt.Chart(values(rows)).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%d %b %Y", labelOverlap=True, tickCount=8, grid=False)),
        y=alt.Y(
            "height:Q",
            title="← conflict · PLOVER score · cooperation →",
            scale=alt.Scale(domain=[-12, 12]),
            axis=alt.Axis(values=[-10, -5, 0, 5, 10]),
        ),
    )
    tips = ("what", "who", "status", "sentence", "source", "reports", "confidence")
    dots = base.mark_circle(opacity=0.75).encode(
        color=alt.Color("quad:N", title=None, scale=colours, legend=alt.Legend(orient="top", offset=4)),
        size=alt.Size("reports:Q", scale=alt.Scale(range=[45, 260], domainMin=1), legend=None),
        tooltip=[alt.Tooltip("day:T"), *(alt.Tooltip(f"{name}:N") for name in tips)],
    )
    outline = alt.Stroke("quad:N", scale=colours, legend=None)
    picked = base.transform_filter("isValid(datum.number)")
    layers = [
        alt.Chart(values([{"zero": 0}])).mark_rule(color="#888888").encode(y="zero:Q"),
        dots,
        picked.mark_circle(fill="white", size=200, strokeWidth=2.5, opacity=1).encode(stroke=outline),
        picked.mark_text(color="#111111", fontSize=10, fontWeight=700).encode(text="number:N"),
    ]
    chart = alt.vconcat(alt.layer(*layers).properties(width=WIDTH, height=330), _list(named, outline), spacing=18)
    lost = frame.height - placed.height
    caption = (
        f"{placed.height:,} events in {placed['reports'].sum():,} reports; status {' or '.join(selection.status)}"
        + (f"; {lost} without a day left out" if lost else "")
        + (f"; the {MOST:,} strongest drawn" if placed.height > MOST else "")
        + ". Height: PLOVER score, moved a little where dots would lie on each other; size: reports. "
        + "Numbered: the strongest, apart in time."
    )
    return finished(chart, _title(placed, selection), caption)


def _title(placed: polars.DataFrame, selection: Selection) -> str:
    import polars as pl

    worst = placed.sort("score", "day").row(0, named=True)
    days = placed["day"].to_list()
    first, last = min(days), max(days)
    hard = placed.filter(pl.col("quad_class") > 2).height
    text = f"{subject(selection)}, {first:%d %b %Y} to {last:%d %b %Y}: "
    text += f"{hard:,} acts of conflict, {placed.height - hard:,} of cooperation"
    if worst["score"] >= 0:
        return text
    what = " ".join(part for part in (worst["event_type"], worst["event_mode"]) if part)
    return f"{text}; the gravest {what} on {worst['day']:%d %b %Y}"


def _spread(rows: list[dict[str, Any]]) -> None:
    """Dots within a hundredth of the time and of one score stand beside each other: up and down by turns."""
    span = max((rows[-1]["day"] - rows[0]["day"]).days, 1)
    seen: dict[tuple[int, float], int] = {}
    for row in rows:
        key = (int((row["day"] - rows[0]["day"]).days / span * 80), row["score"])
        at = seen.get(key, 0)
        seen[key] = at + 1
        row["height"] = row["score"] + 0.45 * ((at + 1) // 2 % 5) * (1 if at % 2 else -1)


def _name(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Numbers for the strongest events of conflict and of cooperation that lie apart in time."""
    span = max((rows[-1]["day"] - rows[0]["day"]).days, 1)
    chosen: list[dict[str, Any]] = []
    for row in sorted(rows, key=lambda row: (-abs(row["score"]), -row["reports"], row["day"])):
        side = [one for one in chosen if (one["score"] < 0) == (row["score"] < 0)]
        if len(side) < NAMED // 2 and all(abs((one["day"] - row["day"]).days) > span / 20 for one in side):
            chosen.append(row)
    chosen.sort(key=lambda row: row["day"])
    for number, row in enumerate(chosen, 1):
        row["number"] = number
    return chosen


def _list(named: list[dict[str, Any]], outline: Any) -> Any:
    """The numbered events in words, below the picture."""
    alt = altair()
    lines = [
        {
            "line": number,
            "number": f"{row['number']}",
            "quad": row["quad"],
            "head": f"{row['day']:%d %b %Y}  {row['what']}, {row['who']}",
            "sentence": shorten(row["sentence"] or "", SENTENCE, placeholder=" …"),
        }
        for number, row in enumerate(named)
    ]
    base = alt.Chart(values(lines)).encode(y=alt.Y("line:O", axis=None))
    parts = [
        base.mark_circle(fill="white", size=200, strokeWidth=2.5, opacity=1).encode(x=alt.value(8), stroke=outline),
        base.mark_text(color="#111111", fontSize=10, fontWeight=700).encode(x=alt.value(8), text="number:N"),
        base.mark_text(align="left", fontSize=11, color="#111111", dy=-6).encode(x=alt.value(24), text="head:N"),
        base.mark_text(align="left", fontSize=10, color=GREY, dy=7).encode(x=alt.value(24), text="sentence:N"),
    ]
    return alt.layer(*parts).properties(width=WIDTH, height=alt.Step(34))


def _short(codes: str) -> str:
    names = [name_of(code) for code in dict.fromkeys((codes or "").split("; ")) if code]
    more = f" +{len(names) - MOST_CODES}" if len(names) > MOST_CODES else ""
    return ", ".join(names[:MOST_CODES]) + more if names else "nobody named"
