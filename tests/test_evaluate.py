"""The figures of `dragoman evaluate`: definitions, by hand and by property."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import UsageError
from dragoman.evaluate.gold import Unit, read_gold
from dragoman.evaluate.score import dyads, intervals, score


def unit(kind="ACCUSE", actors=("UKR",), recipients=("RUS",), status="occurred", mode=""):
    return Unit(kind, mode, status, actors, recipients)


def test_a_perfect_coder_scores_one_everywhere():
    gold = {("d", 1): [unit(mode="allege"), unit("MOBILIZE", ("RUS",), (), "alleged")], ("e", 1): []}
    figures = score(gold, gold)
    assert [r.f1 for r in figures.rates.values()] == [1, 1, 1, 1]
    assert (figures.status, figures.mode, figures.noise) == (1, 1, 0)


def test_types_count_with_multiplicity():
    figures = score({("d", 1): [unit(), unit()]}, {("d", 1): [unit()]})
    assert figures.rates["type"] == (1.0, 0.5, pytest.approx(2 / 3))
    assert figures.rates["detect"].f1 == 1


def test_several_parties_without_recipient_are_unordered_pairs():
    assert dyads(unit(actors=("CHN", "RUS", "USA"), recipients=())) == {("CHN", "RUS"), ("CHN", "USA"), ("RUS", "USA")}
    assert dyads(unit(actors=("CHN", "RUS"), recipients=("CHN", "RUS"))) == {("CHN", "RUS")}
    assert dyads(unit(actors=("CHN",), recipients=())) == {("CHN", "---")}
    assert dyads(unit(actors=(), recipients=("RUS",))) == {("---", "RUS")}


def test_noise_counts_events_in_documents_that_hold_none():
    figures = score({("quiet", 1): [], ("busy", 1): [unit()]}, {("quiet", 1): [unit(), unit()]})
    assert figures.noise == 200


def test_status_is_judged_on_the_best_pair():
    gold = {("d", 1): [unit(status="planned"), unit(actors=("FRA",))]}
    found = {("d", 1): [unit(actors=("FRA",)), unit(status="planned")]}
    assert score(gold, found).status == 1


codes = st.lists(st.sampled_from(["UKR", "RUS", "USA", "CHN"]), max_size=3, unique=True).map(lambda c: tuple(sorted(c)))
units = st.builds(
    Unit, st.sampled_from(["ACCUSE", "AID"]), st.just(""), st.sampled_from(["occurred", "planned"]), codes, codes
)


@given(st.dictionaries(st.tuples(st.sampled_from("abc"), st.integers(1, 3)), st.lists(units, max_size=3), min_size=1))
def test_every_figure_is_between_zero_and_one_and_perfect_against_itself(gold):
    figures = score(gold, gold)
    if any(gold.values()):
        assert all(r.f1 == 1 for r in figures.rates.values())
    empty = score(gold, {})
    assert all(0 <= v <= 1 for r in empty.rates.values() for v in r)
    for low, high in intervals(gold, gold, rounds=20).values():
        assert 0 <= low <= high <= 1


def test_a_broken_gold_line_names_file_and_line(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "a", "language": "en", "sentences": []}) + "\n{broken\n")
    with pytest.raises(UsageError, match=r"gold\.jsonl:2"):
        read_gold(path)
