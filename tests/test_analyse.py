"""Given these events, these counts: dyads, filters, blocs, weights, rankings, networks, timelines."""

import itertools
from collections import Counter

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_events import event, pairs

from dragoman.analyse import Selection, actors_of, dyads, evidence, network, series, timeline, top
from dragoman.errors import UsageError
from dragoman.record import Place

# --- dyads


def test_one_row_for_each_pair_of_countries_and_each_event_once_a_pair(opened):
    views = opened([event(1, "RUS RUS BLR", "UKR"), event(2, "RUS", "UKR")])
    assert pairs(dyads(views)) == {("RUS", "->", "UKR"): 2, ("BLR", "->", "UKR"): 1}


def test_symmetric_events_give_unordered_pairs_and_one_sided_ones_dashes(opened):
    views = opened([event(1, "RUS CHN IND", ""), event(2, "USA", ""), event(3, "", "MMR"), event(4, "FRA FRA", "")])
    assert pairs(dyads(views)) == {
        ("CHN", "<->", "IND"): 1,
        ("CHN", "<->", "RUS"): 1,
        ("IND", "<->", "RUS"): 1,
        ("USA", "->", "---"): 1,
        ("---", "->", "MMR"): 1,
        ("FRA", "->", "---"): 1,
    }


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(st.sampled_from(["AUT", "BEL", "CHE"]), max_size=3),
                          st.lists(st.sampled_from(["AUT", "BEL", "CHE"]), max_size=2)), max_size=6))  # fmt: skip
def test_dyads_equal_pairs_made_by_hand(opened, sides):
    expected = Counter()
    for actors, recipients in ((sorted(set(a)), sorted(set(r))) for a, r in sides):
        if len(actors) > 1 and not recipients:
            expected.update((a, "<->", b) for a, b in itertools.combinations(actors, 2))
        else:
            expected.update((a, "->", r) for a in actors or ["---"] for r in recipients or ["---"])
    views = opened([event(n, " ".join(a), " ".join(r)) for n, (a, r) in enumerate(sides)])
    assert pairs(dyads(views)) == dict(expected)


def test_undirected_joins_both_directions_and_counts_an_event_once(opened):
    views = opened([event(1), event(2, "UKR", "RUS"), event(3, "UKR RUS", "RUS UKR"), event(4, "UKR RUS", "")])
    joined = pairs(dyads(views, Selection(between=("RUS", "UKR")), directed=False))
    assert joined == {("RUS", "<->", "UKR"): 4}


def test_scores_and_quads_are_those_of_the_types(opened):
    views = opened([event(1, kind="ASSAULT", mode="aerial"), event(2, kind="AGREE"), event(3, kind="AID")])
    row = dyads(views).row(0, named=True)
    assert row["mean_score"] == pytest.approx((-9.5 + 2.5 + 10) / 3, abs=1e-3)
    assert [row[q] for q in ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")] == [1, 1, 0, 1]  # fmt: skip
    assert row["event_ids"] == ["e0001", "e0002", "e0003"]


# --- filters


def test_only_what_occurred_is_counted_unless_asked(opened):
    views = opened([event(1), event(2, status="denied"), event(3, status="planned")])
    assert dyads(views)["events"].sum() == 1
    assert dyads(views, Selection(status=("all",)))["events"].sum() == 3
    split = dyads(views, Selection(status=("denied", "planned")), split=["status"])
    assert sorted(split["status"]) == ["denied", "planned"]


def test_filters(opened):
    views = opened(
        [
            event(1, "RUS", "UKR", "2022-03-01"),
            event(2, "UKR", "RUS", "2022-04-01", kind="ASSAULT", confidence=0.2),
            event(3, "CHN RUS", "", "2022-05-01", source="Other"),
        ]
    )

    def ids(**chosen):
        return [one for row in timeline(views, Selection(**chosen))["event_ids"] for one in row]

    assert ids(actor="Russia") == ["e0001", "e0003"]
    assert ids(recipient="RUS") == ["e0002", "e0003"]
    assert ids(between=("RUS", "UKR")) == ["e0001", "e0002"]
    assert ids(actor="RUS", recipient="CHN") == ["e0003"]
    assert ids(since="2022-04-01", until="2022-04-30") == ["e0002"]
    assert ids(types=("assault",)) == ["e0002"]
    assert ids(min_confidence=0.5) == ["e0001", "e0003"]
    assert ids(sources=("Other",)) == ["e0003"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"actor": "Indonesa"}, "did you mean IDN"),
        ({"since": "2022-3-1"}, "YYYY-MM-DD"),
        ({"since": "2023-01-01", "until": "2022-01-01"}, "after"),
        ({"types": ("WAR",)}, "ASSAULT"),
        ({"status": ("done",)}, "occurred"),
        ({"between": ("RUS", "UKR"), "actor": "RUS"}, "leave out"),
    ],
)
def test_unusable_filters_say_what_to_do(opened, wrong, told):
    with pytest.raises(UsageError, match=told):
        dyads(opened([event(1)]), Selection(**wrong))


# --- blocs


def test_blocs_become_their_members_of_that_day(opened):
    events = [event(1, "EUR", "RUS", "2020-01-15"), event(2, "EUR", "RUS", "2020-03-01"), event(3, "EUR", "FRA")]
    views = opened(events, expand_blocs=True)
    counts = pairs(dyads(views))
    assert counts["GBR", "->", "RUS"] == 1  # a member until the end of January 2020
    assert counts["FRA", "->", "RUS"] == 2
    assert ("EUR", "->", "RUS") not in counts
    assert ("FRA", "->", "FRA") not in counts
    assert dyads(views, Selection(actor="GBR"))["event_ids"].to_list() == [["e0001"]]


def test_an_organisation_coded_igo_is_known_by_its_name_and_members_make_no_pairs_among_themselves(opened):
    views = opened([event(1, "IGO:ASEAN CHN", ""), event(2, "IGO:Unheard Of", "CHN")], expand_blocs=True)
    counts = pairs(dyads(views))
    assert counts["CHN", "<->", "IDN"] == 1
    assert ("IDN", "<->", "MYS") not in counts
    assert counts["IGO", "->", "CHN"] == 1


def test_blocs_keep_their_code_by_default(opened):
    assert pairs(dyads(opened([event(1, "IGO:ASEAN", "EUR")]))) == {("IGO", "->", "EUR"): 1}


# --- weights


def test_each_sources_month_counts_alike(opened):
    """A source of 10 events in the month and one of 2: one event each between CHN and RUS weigh 10% and 50%."""
    events = [event(n, "USA", "MEX", source="Big") for n in range(9)]
    events += [event(20, "CHN", "RUS", source="Big"), event(21, "CHN", "RUS", source="Small")]
    events += [event(22, "USA", "MEX", source="Small")]
    views = opened(events)
    rows = {r["actor"]: r for r in dyads(views, weight="source", by="month").iter_rows(named=True)}
    assert rows["CHN"]["events"] == 2
    assert rows["CHN"]["weighted"] == pytest.approx(100 * (1 / 10 + 1 / 2) / 2)
    assert rows["CHN"]["weighted"] + rows["USA"]["weighted"] == pytest.approx(100)
    line = series(views, Selection(between=("CHN", "RUS")), weight="source")
    assert line["weighted"].to_list() == [pytest.approx(30)]
    assert dyads(views, weight="source").filter(pl.col("actor") == "CHN")["weighted"].to_list() == [pytest.approx(30)]
    with pytest.raises(UsageError, match="split"):
        dyads(views, weight="source", split=["source"])


# --- rankings, network, timeline


def test_top_ranks_both_sides_of_a_symmetric_event_as_actors(opened):
    views = opened([event(1, "CHN RUS", ""), event(2, "RUS", "UKR"), event(3, "", "UKR")])
    assert dict(top(views, of="actor").select("actor", "events").rows()) == {"RUS": 2, "CHN": 1}
    assert dict(top(views, of="recipient").select("recipient", "events").rows())["UKR"] == 2


def test_places(opened):
    kyiv = Place(name="Kyiv", text="Kyiv", start=0, end=4, geonames_id=703448, country="UKR", latitude=50.5, longitude=30.5)  # fmt: skip
    frame = top(opened([event(1, place=kyiv), event(2, "BLR RUS", "UKR", place=kyiv), event(3)]), of="place")
    assert frame.select("place", "latitude", "events").rows() == [("Kyiv", 50.5, 2)]


def test_the_network_leaves_out_one_sided_and_domestic_events(opened):
    views = opened(
        [event(1), event(2, "UKR", "RUS"), event(3, "RUS", "RUS"), event(4, "RUS", ""), event(5, "RUS", "POL")]
    )
    edges = network(views)
    assert pairs(edges) == {("RUS", "<->", "UKR"): 2, ("POL", "<->", "RUS"): 1}
    assert dict(actors_of(edges).select("actor", "partners").rows()) == {"RUS": 2, "UKR": 1, "POL": 1}


def test_every_figure_leads_back_to_its_sentences(opened):
    views = opened([event(n, day=f"2022-0{n}-01") for n in range(1, 5)])
    row = dyads(views).row(0, named=True)
    assert evidence(views, row["event_ids"])["sentence"].to_list() == [f"Sentence {n}." for n in range(1, 5)]
    assert timeline(views)["sentence"].to_list() == [f"Sentence {n}." for n in range(1, 5)]
