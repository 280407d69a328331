"""Where: given these words in this report, this place."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.record import Place, Span
from dragoman.resolve.where import PlaceResolver, find_places
from dragoman.resolve.where_exonyms import EXONYMS
from dragoman.resolve.where_gazetteer import GAZETTEER, Gazetteer, gazetteer, regions
from dragoman.resolve.who import sentence_starts
from dragoman.resolve.who_tables import read_rows


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


MARKED = re.compile(r"\[([^|\]]+)\|([A-Z]{3}|-)\]")
SENTENCES = json.loads((Path(__file__).parent / "where_languages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("language", "marked"), [(code, line) for code, lines in SENTENCES.items() for line in lines])
def test_a_reader_and_the_finder_agree(language: str, marked: str) -> None:
    """Every `[words|country]` of a sentence is found, and nothing else; `-` belongs to no one state."""
    text = MARKED.sub(r"\1", marked)
    expected, shift = [], 0
    for mark in MARKED.finditer(marked):
        start = mark.start() - shift
        expected.append((start, start + len(mark[1]), None if mark[2] == "-" else mark[2]))
        shift += len(mark[0]) - len(mark[1])
    found = find_places(text, language)
    assert len(found) == len(expected), [one.text for one in found]
    for one, (start, end, country) in zip(found, expected, strict=True):
        assert one.start < end and start < one.end
        assert one.country == country, one


@pytest.mark.parametrize(
    ("language", "text", "words", "number"),
    [
        ("uk", "Вибух у Харкові.", "Харкові", 706483),
        ("uk", "Переговори в Женеві.", "Женеві", 2660646),
        ("uk", "У Харківській області тихо.", "Харківській області", 706482),
        ("uk", "У Кривому Розі тихо.", "Кривому Розі", 703845),
        ("ru", "В Нижнем Новгороде тихо.", "Нижнем Новгороде", 520555),
        ("ru", "В Амурской области тихо.", "Амурской области", 2027748),
        ("tr", "Şam yakınlarında çatışma.", "Şam", 170654),
        ("tr", "Atina'dan döndü.", "Atina", 264371),
        ("ar", "حريق في حلب.", "حلب", 170063),
        ("ar", "حريق بالموصل.", "بالموصل", 99072),
        ("zh", "哈尔科夫停电。", "哈尔科夫", 706483),
        ("de", "In Lüttich streiken sie.", "Lüttich", 2792413),
        ("pt", "No Rio Grande do Sul chove.", "Rio Grande do Sul", 3451133),
        ("es", "Huracán en Florida.", "Florida", 4155751),
        ("en", "In Georgia and Alabama, voters queued.", "Georgia", 4197000),
        ("en", "Protests in Dubai.", "Dubai", 292223),
    ],
)
def test_own_names_lead_to_the_place_meant(language: str, text: str, words: str, number: int) -> None:
    assert place(text, words, language).geonames_id == number


@pytest.mark.parametrize(
    ("language", "text", "kept"),
    [
        ("en", "Moscow said the talks failed.", []),
        ("en", "Beijing and Washington agreed on talks in Geneva.", ["Geneva"]),
        ("en", "Mr Washington declined.", []),
        ("en", "London has been a city of fog. Protesters gathered in Moscow.", ["London", "Moscow"]),
        ("de", "Darauf reagierte Peking mit Zöllen.", []),
        ("de", "In Bengasi und Tripolis wird gekämpft.", ["Bengasi", "Tripolis"]),
        ("fr", "Moscou a annoncé son retrait.", []),
        ("es", "En Caracas dijo que no.", ["Caracas"]),
        ("ru", "Москва заявила о победе.", []),
        ("ru", "В Москве заявили о победе.", ["Москве"]),
        ("uk", "Збірна Гватемали відкинула пропозицію.", ["Гватемали"]),
        ("tr", "Moskova'da açıkladı.", ["Moskova"]),
        ("ar", "قالت موسكو إنها ستنسحب.", []),
        ("zh", "莫斯科表示将退出。", []),
        ("zh", "中方表示反对。", []),
    ],
)
def test_a_capital_that_acts_is_its_government(language: str, text: str, kept: list[str]) -> None:
    assert [one.text for one in find_places(text, language)] == kept


def test_every_exonym_is_a_place_of_the_gazetteer() -> None:
    rows = [row for _, row in read_rows(EXONYMS)]
    assert len(rows) >= 900
    missing = [row["name"] for row in rows if gazetteer().by_id(int(row["geonames_id"])) is None]
    assert missing == []
    assert len({row["geonames_id"] for row in rows}) == len(rows)


def test_traditional_names_are_found_in_simplified_letters() -> None:
    assert Gazetteer().find(["四 川"]) and Gazetteer().find(["頓 涅 茨 克"]) and Gazetteer().find(["顿 涅 茨 克"])
