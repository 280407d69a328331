"""Charts to files, and what all charts share: colours, fonts, title and caption."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError

# Okabe and Ito (2008), "Color universal design": told apart by colour-blind readers
BLUE, SKY, ORANGE, VERMILION, GREY = "#0072B2", "#56B4E9", "#E69F00", "#D55E00", "#666666"
QUAD_COLOURS = {1: SKY, 2: BLUE, 3: ORANGE, 4: VERMILION}
WIDTH = 760
SCORES = {"domain": [-5, 0, 5], "range": [VERMILION, "#c4c4c4", BLUE], "clamp": True}  # colours of mean scores
SCALE = 2  # pixels of a PNG for one of the chart's
ENDINGS = (".html", ".svg", ".png")


def altair() -> Any:
    """The library, or a `UsageError` that says how to get it."""
    try:
        import altair as alt
        import vl_convert  # noqa: F401
    except ImportError:
        raise UsageError("charts need altair and vl-convert-python: pip install 'dragoman[charts]'") from None
    return alt


def check_chart(path: Path) -> None:
    """A `UsageError` where a chart can't be saved under this name, before any work is done."""
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"--chart {path}: end the name in {', '.join(ENDINGS)}")
    altair()


def save(chart: Any, path: str | Path) -> None:
    """Write a chart as .html (scripts inside, works offline), .svg or .png."""
    path = Path(path)
    check_chart(path)
    import vl_convert as vlc

    try:
        spec = chart.to_dict()
        if path.suffix.lower() == ".html":
            path.write_text(_readable(vlc.vegalite_to_html(spec, bundle=True)), encoding="utf-8")
        elif path.suffix.lower() == ".svg":
            path.write_text(_numbered(vlc.vegalite_to_svg(spec)), encoding="utf-8")
        else:
            path.write_bytes(vlc.vegalite_to_png(spec, scale=SCALE))
    except OSError as cause:
        raise UsageError(f"--chart {path}: {cause.strerror}") from None


def _readable(page: str) -> str:
    """The page with a language and a character set, whatever the browser's default."""
    if "<meta charset" not in page.lower():
        page = page.replace("<head>", '<head><meta charset="utf-8">', 1)
    return page


def _numbered(svg: str) -> str:
    """Ids of gradients and clips counted from 1: the renderer counts on from chart to chart."""
    ids = dict.fromkeys(re.findall(r' id="((?:gradient_|clip)\d+)"', svg))
    for number, old in enumerate(ids, 1):
        svg = re.sub(rf'(?<=id="|rl\(#){old}(?=[")])', f"part{number}", svg)
    return svg


def finished(chart: Any, title: str, caption: str, *, subtitle: str = "") -> Any:
    """The chart with a title that states the finding, and the caption below it in grey."""
    alt = altair()
    lines = [*textwrap.wrap(subtitle, 120), *textwrap.wrap(caption, 120)]
    return (
        chart.properties(
            title=alt.TitleParams(
                textwrap.wrap(title, 86),
                subtitle=lines,
                anchor="start",
                frame="bounds",
                fontSize=17,
                fontWeight=600,
                subtitleFontSize=11,
                subtitleColor=GREY,
                subtitlePadding=6,
                offset=14,
            ),
            padding=16,
            background="white",
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=11,
            titleFontSize=11,
            titleFontWeight="normal",
            gridColor="#e6e6e6",
            domainColor="#888888",
            tickColor="#888888",
            labelColor="#333333",
            titleColor=GREY,
        )
        .configure_legend(labelFontSize=11, titleFontSize=11, titleFontWeight="normal", titleColor=GREY)
    )


def plain(value: Any) -> Any:
    """A cell as JSON holds it: days as ISO text."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def values(rows: list[dict[str, Any]]) -> Any:
    """Rows as a chart's data, inside the chart."""
    alt = altair()
    return alt.Data(values=[{name: plain(cell) for name, cell in row.items()} for row in rows])


def nothing(what: str) -> UsageError:
    """The error for a chart of no events."""
    return UsageError(f"--chart: no {what} to draw; loosen the filters")
