"""Charts: the same bytes for the same events, readable without the internet, titles that say what the data say."""

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import polars as pl
import pytest

from dragoman.analyse import Selection, dyads, network, open_events, places, series, timeline
from dragoman.errors import UsageError

pytest.importorskip("altair")
pytest.importorskip("vl_convert")

from dragoman.picture import balance_chart, map_chart, network_chart, save, series_chart, timeline_chart
from dragoman.picture.findings import balance_finding, differ, series_finding

CRISIS = Path(__file__).parent.parent / "docs" / "data" / "crisis.jsonl"
BOTH = Selection(between=("IDN", "MYS"))
KINDS = ("series", "timeline", "network", "balance", "map")


@pytest.fixture(scope="module")
def charts():
    """A function that draws one kind anew."""
    with open_events(CRISIS) as views:
        frames = {
            "series": series(views, BOTH, weight="source"),
            "timeline": timeline(views, BOTH),
            "network": network(views),
            "balance": dyads(views),
            "map": places(views),
        }
    draw = {
        "series": lambda frame: series_chart(frame, BOTH),
        "timeline": lambda frame: timeline_chart(frame, BOTH),
        "network": network_chart,
        "balance": balance_chart,
        "map": map_chart,
    }
    return lambda kind: draw[kind](frames[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_svg_is_the_same_bytes_each_time_and_well_formed(charts, kind, tmp_path):
    for name in ("a.svg", "b.svg"):
        save(charts(kind), tmp_path / name)
    one = (tmp_path / "a.svg").read_bytes()
    assert one == (tmp_path / "b.svg").read_bytes()
    texts = [node.text for node in ET.fromstring(one).iter("{http://www.w3.org/2000/svg}text") if node.text]
    assert len(texts) > 5


def test_html_holds_its_scripts_and_fetches_nothing(charts, tmp_path):
    save(charts("map"), tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "Jakarta" in page and 'charset="utf-8"' in page.lower()
    assert not re.search(r"<script[^>]+src=|<link[^>]+href=|@import|cdn\.jsdelivr", page)
    save(charts("map"), tmp_path / "again.html")
    assert page == (tmp_path / "again.html").read_text(encoding="utf-8")


def test_png_is_a_picture_of_twice_the_charts_size(charts, tmp_path):
    save(charts("balance"), tmp_path / "b.png")
    data = (tmp_path / "b.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20], "big") > 1000


def test_the_charts_hold_the_figures(charts):
    spec = json.loads(charts("balance").to_json())
    values = json.dumps(spec)
    assert '"row": "Indonesia \\u2192 Malaysia"' in values
    titles = [charts(kind).to_dict()["title"] for kind in KINDS]
    for title in titles:
        assert title["text"] and any(char.isdigit() for char in " ".join(title["subtitle"]))


def lines(cooperation, conflict):
    months = [dt.date(2022 + m // 12, m % 12 + 1, 1) for m in range(len(cooperation))]
    zero = [0] * len(months)
    return pl.DataFrame(
        {
            "period": months, "events": [a + b for a, b in zip(cooperation, conflict, strict=True)],
            "verbal_cooperation": cooperation, "material_cooperation": zero, "verbal_conflict": zero,
            "material_conflict": conflict, "surge": [None] * len(months), "change": [None] * len(months),
        },
        schema_overrides={"surge": pl.String, "change": pl.String},
    )  # fmt: skip


def test_titles_state_a_rise_only_where_a_test_bears_it_out():
    chosen = Selection(between=("CHN", "RUS"))
    assert series_finding(lines([2] * 6 + [5] * 6 + [9] * 6, [1] * 18), chosen, "month") == (
        "China and Russia: cooperation rose from 2.0 to 9.0 events a month"
    )
    assert series_finding(lines([2, 3] * 9, [1] * 18), chosen, "month").endswith("no clear change")
    peaked = series_finding(lines([2] * 18, [0] * 9 + [15, 2] + [0] * 7), chosen, "month")
    assert peaked == "China and Russia: conflict peaked at 15 in 2022-10"


def test_two_stretches_differ_by_an_exact_test():
    assert differ([1] * 10, [4] * 10)
    assert not differ([1, 2, 1], [2, 1, 2])
    assert not differ([0, 0, 0], [0, 0, 0])
    assert not differ([0, 12, 0, 0], [0, 0, 30, 0])  # two bursts are no level


def test_the_balance_title_names_the_row_of_most_events():
    frame = pl.DataFrame(
        {"actor": ["RUS", "USA"], "direction": ["->", "->"], "recipient": ["UKR", "MEX"], "events": [4, 1],
         "verbal_conflict": [1, 0], "material_conflict": [2, 0]}
    )  # fmt: skip
    assert balance_finding(frame) == "Russia → Ukraine: 75% conflict, 25% cooperation in 4 events"


def test_nothing_to_draw_and_unknown_endings_are_told(charts, tmp_path):
    with pytest.raises(UsageError, match="loosen"):
        balance_chart(pl.DataFrame({"events": []}))
    with pytest.raises(UsageError, match=r"\.svg"):
        save(charts("balance"), tmp_path / "x.gif")
