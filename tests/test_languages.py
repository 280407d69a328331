"""One language's own sentences, as data: every tests/languages/<code>.json is read, and a language adds no test code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman.coding.counts import read_count
from dragoman.record import Span
from dragoman.resolve.when import find_dates
from dragoman.resolve.when_offsets import find_offsets
from dragoman.resolve.where import find_places
from dragoman.resolve.who import ActorResolver, sentence_starts
from dragoman.segment import find_quotes, identify_language, split_sentences

TABLES = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parent / "languages").glob("*.json"))
}


def rows(part: str) -> list[Any]:
    """The rows of one part of every language's file, each with its language and day of publication."""
    found = []
    for language, table in TABLES.items():
        for row in table.get(part, ()):
            name = row if isinstance(row, str) else row.get("words", row.get("text"))
            found.append(pytest.param(language, table["published"], row, id=f"{language}: {name}"[:70]))
    return found


@pytest.mark.parametrize("language", TABLES)
def test_sentences_come_out_whole_and_in_their_language(language: str) -> None:
    wanted = TABLES[language]["sentences"]
    text = " ".join(wanted)
    assert [sentence.text for sentence in split_sentences(text, language)] == wanted
    assert identify_language(text) == language


@pytest.mark.parametrize(("language", "published", "row"), [*rows("dates"), *rows("actors"), *rows("quotes")])
def test_one_sentence_is_enough_to_name_its_language(language: str, published: str, row: dict[str, Any]) -> None:
    assert identify_language(row["text"]) == language


@pytest.mark.parametrize(("language", "published", "row"), rows("dates"))
def test_dates(language: str, published: str, row: dict[str, Any]) -> None:
    dates = find_dates(row["text"], language, published=published)
    assert [[one.text, one.start, one.end] for one in dates] == row["expect"]


@pytest.mark.parametrize(("language", "published", "row"), rows("quotes"))
def test_quotes(language: str, published: str, row: dict[str, Any]) -> None:
    text = row["text"]
    found = find_quotes("d", text, split_sentences(text, language), language)
    assert [[q.text, q.speaker and q.speaker.text, q.cue and q.cue.text] for q in found] == row["expect"]


@pytest.mark.parametrize(("language", "published", "row"), rows("actors"))
def test_actors(language: str, published: str, row: dict[str, Any]) -> None:
    text, words = row["text"], row["words"]
    document = ActorResolver().for_document(text, sentence_starts(text), language, published)
    start = text.index(words)
    found = document.resolve(Span(text=words, start=start, end=start + len(words)), sector_hint=None, date=None)
    assert [[actor.country, actor.sector] for actor in found] == row["expect"]
    assert found[0].name == row.get("name", found[0].name)


@pytest.mark.parametrize(("language", "published", "row"), rows("places"))
def test_places(language: str, published: str, row: dict[str, Any]) -> None:
    found = {one.text: one for one in find_places(row["text"], language)}
    assert row["words"] in found
    place = found[row["words"]]
    assert place.country == row["country"]
    assert place.geonames_id == row.get("geonames_id", place.geonames_id)


@pytest.mark.parametrize(("language", "published", "text"), rows("no_places"))
def test_everyday_words_are_no_places(language: str, published: str, text: str) -> None:
    assert find_places(text, language) == []


@pytest.mark.parametrize(("language", "published", "row"), rows("counts"))
def test_counts(language: str, published: str, row: dict[str, Any]) -> None:
    count = read_count(row["words"], language)
    assert count is not None
    assert (count.value, count.low, count.high) == (row.get("value"), row.get("low"), row.get("high"))


@pytest.mark.parametrize(("language", "published", "row"), rows("offsets"))
def test_intervals_between_two_acts(language: str, published: str, row: dict[str, Any]) -> None:
    assert [one.days for one in find_offsets(row["text"], language)] == [row["days"]]
