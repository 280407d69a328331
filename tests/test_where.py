"""Where: given these words in this report, this place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.record import Place, Span
from dragoman.resolve.where import PlaceResolver, find_places
from dragoman.resolve.where_gazetteer import GAZETTEER, Gazetteer, gazetteer, regions
from dragoman.resolve.who import sentence_starts


def place(text: str, words: str, language: str = "en") -> Place:
    found = [one for one in find_places(text, language) if one.text == words]
    assert found, [one.text for one in find_places(text, language)]
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "country", "number"),
    [
        ("The mayor of Paris, Texas, resigned.", "Paris", "USA", 4717560),
        ("The mayor of Paris resigned.", "Paris", "FRA", 2988507),
        ("They flew to London, Ontario.", "London", "CAN", 6058560),
        ("A bomb went off in Tripoli, Lebanon.", "Tripoli", "LBN", 266826),
        ("A bomb went off in Tripoli; Libya blamed militias.", "Tripoli", "LBY", 2210247),
        ("Police in Hyderabad, Pakistan, fired.", "Hyderabad", "PAK", 1176734),
        ("Police in Hyderabad fired, and India sent help.", "Hyderabad", "IND", 1269843),
        ("Delegates met in Geneva, the United States said.", "Geneva", "CHE", 2660646),
    ],
)
def test_the_text_decides_between_places_of_one_name(text: str, words: str, country: str, number: int) -> None:
    found = place(text, words)
    assert (found.country, found.geonames_id) == (country, number)
    assert found.why


@pytest.mark.parametrize(
    ("language", "text", "words", "number"),
    [
        ("id", "Polisi berjaga di Surabaya.", "Surabaya", 1625822),
        ("de", "Truppen rückten auf Kiew vor.", "Kiew", 703448),
        ("ru", "Войска стоят в Харькове.", "Харькове", 706483),
        ("uk", "Війська увійшли в Одесу.", "Одесу", 698740),
        ("ar", "وصل الوفد إلى إسطنبول.", "إسطنبول", 745044),
        ("zh", "代表团抵达上海。", "上海", 1796236),
        ("tr", "Heyet Diyarbakır'da konuştu.", "Diyarbakır", 316541),
        ("fr", "La foule a défilé à Marseille.", "Marseille", 2995469),
    ],
)
def test_names_are_found_in_the_languages_own_spelling(language: str, text: str, words: str, number: int) -> None:
    assert place(text, words, language).geonames_id == number


@pytest.mark.parametrize(
    ("language", "text", "name", "country"),
    [
        ("en", "Ships crossed the South China Sea.", "South China Sea", None),
        ("id", "Kapal itu memasuki Laut Natuna Utara.", "Natuna", "IDN"),
        ("de", "Die Krim ist besetzt.", "Crimea", "UKR"),
        ("fr", "Les combats ont repris à Gaza.", "Gaza", "PSE"),
        ("es", "El estrecho de Ormuz sigue cerrado.", "Strait of Hormuz", None),
        ("zh", "舰队驶过台湾海峡。", "Taiwan Strait", None),
        ("ar", "اندلع القتال في دارفور.", "Darfur", "SDN"),
    ],
)
def test_seas_regions_and_disputed_places_have_coordinates(
    language: str, text: str, name: str, country: str | None
) -> None:
    found = [one for one in find_places(text, language) if one.name == name]
    assert found and found[0].country == country
    assert found[0].latitude is not None and found[0].longitude is not None


def test_a_province_is_meant_where_the_text_calls_it_one() -> None:
    assert place("Fighting in Kherson province eased.", "Kherson").geonames_id == 706442
    assert place("Fighting in Kherson eased.", "Kherson").geonames_id == 706448


def test_a_place_names_its_country_and_province() -> None:
    found = place("Warga Kupang mengungsi.", "Kupang", "id")
    assert (found.country, found.admin1) == ("IDN", "Nusa Tenggara Timur")


def test_a_span_gives_its_most_precise_place() -> None:
    text = "A market in the Yemeni city of Taiz, Yemen, was hit."
    document = PlaceResolver().for_document(text, sentence_starts(text), "en", None)
    words = "the Yemeni city of Taiz, Yemen"
    start = text.index(words)
    found = PlaceResolver().resolve(Span(text=words, start=start, end=start + len(words)), document)
    assert found is not None and found.country == "YEM" and found.text == "Taiz"


def test_a_span_without_a_place_gives_none() -> None:
    text = "Nothing happened there."
    document = PlaceResolver().for_document(text, sentence_starts(text), "en", None)
    assert PlaceResolver().resolve(Span(text="there", start=17, end=22), document) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Reading improves the mind. March was cold. Parliament rose."),
        ("id", "Rumah itu terbakar. Surat kabar memuatnya. Saham turun."),
        ("de", "Die Namen der Gäste standen auf der Liste."),
        ("en", "The singer Kent Ohlssonson waved."),
        ("ar", "قال إن المدينة هادئة."),
    ],
)
def test_everyday_words_and_names_of_people_are_no_places(language: str, text: str) -> None:
    assert find_places(text, language) == []


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Paris", ", ", "Texas", "Moscow", " and ", "莫斯科", "\n", "🙂", "القاهرة", " in ", "São Paulo", "."]
        ),
        max_size=20,
    ),
    st.sampled_from(["en", "zh", "ar", "pt"]),
)
def test_offsets_are_those_of_the_text_and_answers_repeat(parts: list[str], language: str) -> None:
    text = "".join(parts)
    found = find_places(text, language)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert found == find_places(text, language)


def test_the_gazetteer_is_small_and_opens_at_once() -> None:
    assert GAZETTEER.stat().st_size < 25_000_000
    started = time.perf_counter()
    assert Gazetteer().find(["jakarta"])
    assert time.perf_counter() - started < 0.1


def test_every_country_has_a_place_of_its_own() -> None:
    from dragoman.resolve.who_tables import state_codes

    assert [code for code in sorted(state_codes()) if gazetteer().country(code) is None] == []


def test_regions_lie_on_the_globe() -> None:
    assert len(regions()) >= 200
    assert all(-90 <= row.latitude <= 90 and -180 <= row.longitude <= 180 for row in regions().values())


@pytest.mark.parametrize(
    ("text", "words", "number"),
    [
        ("Вибух стався у Чернігові.", "Чернігові", 710735),
        ("Сили оборони стоять у Миколаєві.", "Миколаєві", 700569),
        ("Саміт пройшов у Празі.", "Празі", 3067696),
    ],
)
def test_stems_that_change_before_an_ending_are_changed_back(text: str, words: str, number: int) -> None:
    assert place(text, words, "uk").geonames_id == number
