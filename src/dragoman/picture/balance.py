"""The quad balance: conflict to the left, cooperation to the right, one bar a dyad (or actor, type, source)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.analyse.views import QUADS
from dragoman.picture.findings import balance_finding, counts_caption, row_name
from dragoman.picture.saving import QUAD_COLOURS, WIDTH, altair, finished, nothing, values

if TYPE_CHECKING:
    import polars

MOST = 20
ORDER = (3, 4, 1, 2)  # verbal next to the middle, material outside


def balance_chart(frame: polars.DataFrame) -> Any:
    """A chart of what `dyads` or `top` gives; of more than 20 rows the first 20."""
    if frame.is_empty():
        raise nothing("events")
    alt = altair()
    shown = frame.head(MOST)
    rows = []
    for row in shown.iter_rows(named=True):
        left = right = 0
        for quad in ORDER:
            name = QUADS[quad - 1]
            number = row[name]
            if quad > 2:
                start, end, left = left - number, left, left - number
            else:
                start, end, right = right, right + number, right + number
            rows.append(
                {"row": row_name(row), "quad": name.replace("_", " "), "from": start, "to": end, "events": number}
            )
    quads = [QUADS[quad - 1].replace("_", " ") for quad in (4, 3, 1, 2)]
    names = list(dict.fromkeys(row["row"] for row in rows))
    chart = (
        alt.Chart(values(rows))
        .mark_bar(height=alt.RelativeBandSize(0.75))
        .encode(
            y=alt.Y(
                "row:N",
                sort=names,
                title=None,
                axis=alt.Axis(ticks=False, domain=False, labelLimit=260, labelPadding=8),
            ),
            x=alt.X(
                "from:Q",
                title="← conflict · events · cooperation →",
                axis=alt.Axis(labelExpr="abs(datum.value)", tickMinStep=1),
            ),
            x2="to:Q",
            color=alt.Color(
                "quad:N",
                title=None,
                scale=alt.Scale(domain=quads, range=[QUAD_COLOURS[q] for q in (4, 3, 1, 2)]),
                legend=alt.Legend(orient="top", offset=4),
            ),
            tooltip=["row:N", "quad:N", "events:Q"],
        )
        .properties(width=WIDTH - 180, height=alt.Step(26))
    )
    zero = alt.Chart(values([{"zero": 0}])).mark_rule(color="#444444").encode(x="zero:Q")
    more = f"; the first {MOST} of {frame.height} rows" if frame.height > MOST else ""
    return finished(alt.layer(chart, zero), balance_finding(shown), counts_caption(frame) + more + ".")
