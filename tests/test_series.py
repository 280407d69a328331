"""Series: empty periods, bands, splits, surges and change-points."""

import numpy as np
import polars as pl
import pytest
from made_events import event

from dragoman.analyse import Selection, change_points, series, surges
from dragoman.analyse.series import place_events


def test_empty_periods_are_rows_and_long_or_dateless_events_are_counted_as_left_out(opened):
    events = [
        event(1, day="2022-01-05"),
        event(2, day="2022-04-05"),
        event(3, day="2022-01-01", end="2022-12-31"),
        event(4, day=None, end="2014-01-01"),
        event(5, day="1990-05-01"),
    ]
    views = opened(events)
    frame = series(views)
    assert frame.select("period", "events").rows(named=False) == [
        (np.datetime64(f"2022-0{m}-01").item(), n) for m, n in ((1, 1), (2, 0), (3, 0), (4, 1))
    ]
    placed = place_events(views, Selection(), by="month")
    assert (placed.without_day, placed.too_long, placed.out_of_reach) == (1, 1, 1)
    assert series(views, by="year")["events"].to_list() == [3]


def test_series_count_an_event_once_whatever_its_dyads(opened):
    views = opened([event(1, "RUS BLR", "UKR POL")])
    assert series(views)["events"].to_list() == [1]


def test_the_band_holds_the_count_and_redraws_stories_not_reports(opened):
    events = [event(n, document_id="same") for n in range(10)]
    lone = series(opened(events)).row(0, named=True)
    assert (lone["low"], lone["high"]) == (10, 10)  # one story: every draw is the same
    apart = series(opened([event(n, day=f"2022-03-{n + 1:02d}") for n in range(20)]), by="week")
    inner = apart.filter(pl.col("events") > 0)
    assert (inner["low"] <= inner["events"]).all() and (inner["events"] <= inner["high"]).all()
    assert (inner["low"] < inner["high"]).any()


def test_split_series_have_all_periods_each(opened):
    views = opened([event(1, day="2022-01-05"), event(2, day="2022-03-05", kind="AID")])
    frame = series(views, split=["type"])
    assert frame.height == 6
    assert frame["event_type"].unique(maintain_order=True).to_list() == ["ACCUSE", "AID"]


def test_no_events_give_an_empty_series_with_the_same_columns(opened):
    frame = series(opened([event(1)]), Selection(actor="FJI"))
    assert frame.is_empty()
    assert frame.columns == series(opened([event(1)])).columns


def test_a_surge_and_a_lasting_change_are_told_apart():
    steady = [2, 1, 3, 2, 2, 1, 2, 3, 1, 2, 2, 2]
    assert [s.at for s in surges([*steady, 20, 2, 1, 2])] == [12]
    assert change_points([*steady, 20, 2, 1, 2]) == []
    [change] = change_points([*steady, *(c + 8 for c in steady)])
    assert change.at == 12
    assert change.after - change.before == pytest.approx(8)


def test_two_surges_do_not_hide_each_other():
    line = [7, 6, 6, 8, 4, 2, 5, 4, 33, 4, 2, 2, 4, 2, 2, 30, 6, 5]
    found = surges(line)
    assert [s.at for s in found] == [8, 15]
    assert all(s.p < 1e-6 for s in found)
    assert found[1].periods == 11  # the first is no part of what the second is judged by


def test_steady_sparse_series_raise_few_alarms():
    rng = np.random.default_rng(3)
    lines = [rng.poisson(mean, 36).tolist() for mean in (0.2, 0.5, 2, 8) for _ in range(15)]
    assert sum(bool(surges(line)) for line in lines) <= 2
    assert sum(bool(change_points(line)) for line in lines) <= 3


def test_short_and_empty_series_raise_none():
    for line in ([], [0], [0] * 30, [5, 0, 9], [0, 0, 0, 50]):
        assert surges(line) == [] and change_points(line) == []
