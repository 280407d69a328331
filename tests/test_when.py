"""When: given this sentence, these days. The first test is the same two dozen expressions in every language."""

from __future__ import annotations

import calendar
import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.data import language_table, languages
from dragoman.errors import UsageError
from dragoman.record import Date
from dragoman.resolve.when import date_of_span, find_dates, infer_published, opened
from dragoman.resolve.when_feasts import easter, orthodox_easter
from dragoman.resolve.when_lexicon import load
from dragoman.resolve.when_rules import OPERATIONS

TABLE = json.loads((Path(__file__).parent / "when_languages.json").read_text("utf-8"))
NEWS = json.loads((Path(__file__).parent / "when_news.json").read_text("utf-8"))
LANGUAGES = languages()
ROWS = [
    (name, language, row["sentences"].get(language, ""), row["expect"])
    for name, row in TABLE["expressions"].items()
    for language in LANGUAGES
]
WEDNESDAY = "2021-12-15"


def found(text: str, language: str = "en", published: str | None = WEDNESDAY) -> list[tuple[str | None, str, str]]:
    """(words, interval, precision) of every date; the interval as `start` or `start/end`."""
    rows = []
    for one in find_dates(text, language, published=published):
        interval = one.start if one.start == one.end else f"{one.start}/{one.end}"
        rows.append((one.text, str(interval), one.precision))
    return rows


def values(text: str, language: str = "en", published: str | None = WEDNESDAY) -> list[str]:
    return [interval for _, interval, _ in found(text, language, published)]


@pytest.mark.parametrize(("name", "language", "sentence", "expect"), ROWS, ids=[f"{n}-{c}" for n, c, _, _ in ROWS])
def test_all_languages_read_the_same_expression_as_the_same_days(
    name: str, language: str, sentence: str, expect: list[str]
) -> None:
    dates = find_dates(sentence, language, published=TABLE["published"])
    assert [[one.start, one.end, one.precision] for one in dates] == [expect]


def bounds(short: str) -> tuple[str | None, str | None]:
    """The first and last day of "2018", "2018-03", "2018-03-14", "2016/2018-03" or "../2018"."""
    if short == "None":
        return None, None
    low, _, high = short.partition("/")
    high = high or low
    if len(high) == 7:
        high += f"-{calendar.monthrange(int(high[:4]), int(high[5:]))[1]}"
    start, end = low + {4: "-01-01", 7: "-01"}.get(len(low), ""), high + ("-12-31" if len(high) == 4 else "")
    return None if low == ".." else start, None if high == ".." else end


@pytest.mark.parametrize("language", NEWS["sentences"])
def test_news_sentences_hold_the_times_that_a_reader_finds(language: str) -> None:
    wrong = []
    for sentence, *expected in NEWS["sentences"][language]:
        dates = [(one.start, one.end) for one in find_dates(sentence, language, published=NEWS["published"])]
        if dates != [bounds(short) for short in expected]:
            wrong.append((sentence, expected, dates))
    assert not wrong


@pytest.mark.parametrize("language", NEWS["nothing"])
def test_news_sentences_without_a_time_have_none(language: str) -> None:
    assert [row for row in NEWS["nothing"][language] if find_dates(row, language, published=NEWS["published"])] == []


@pytest.mark.parametrize(
    ("year", "western", "orthodox"),
    [
        (1961, "1961-04-02", "1961-04-09"),
        (2008, "2008-03-23", "2008-04-27"),
        (2017, "2017-04-16", "2017-04-16"),
        (2024, "2024-03-31", "2024-05-05"),
    ],
)
def test_easter_falls_where_the_churches_kept_it(year: int, western: str, orthodox: str) -> None:
    assert (easter(year).isoformat(), orthodox_easter(year).isoformat()) == (western, orthodox)


def test_a_feast_without_its_year_is_the_near_one_or_the_one_of_its_tense() -> None:
    assert values("They met at Easter.", "en", "2018-04-10") == ["2018-04-01"]
    assert values("They will meet at Easter.", "en", "2018-09-10") == ["2019-04-21"]
    assert values("during Ramadan 2060", "en")[0].startswith("2060-02")  # past the table: the tabular calendar


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("The envoy arrived on Friday.", "2021-12-10"),
        ("The envoy arrived on Wednesday.", "2021-12-15"),
        ("The envoy will arrive on Friday.", "2021-12-17"),
        ("Both sides are to resume talks on Monday.", "2021-12-20"),
        ("Rebels must leave by Friday.", "2021-12-17"),
        ("They met last Friday.", "2021-12-10"),
        ("By Friday evening the town was empty.", "2021-12-10"),
        ("They meet next Monday.", "2021-12-20"),
        ("The vote is this Friday.", "2021-12-17"),
        ("They met on Friday last week.", "2021-12-10"),
    ],
)
def test_a_weekday_takes_the_side_of_its_verb(text: str, interval: str) -> None:
    assert values(text) == [interval]


def test_a_weekday_in_a_report_of_the_day_after_is_the_day_before() -> None:
    assert values("Polisi menangkap lima orang pada Jumat.", "id", "2021-12-18") == ["2021-12-17"]


def test_two_weekdays_of_one_sentence_each_follow_their_own_verb() -> None:
    text = "A spokesman said on Monday that observers will return on Friday."
    assert values(text) == ["2021-12-13", "2021-12-17"]


def test_the_date_in_brackets_decides_and_is_one_expression() -> None:
    text = "JAKARTA, Rabu (15/12/2021) - Menteri bertemu Jumat (17/12) malam."
    assert found(text, "id", "2021-12-18") == [
        ("Rabu (15/12/2021)", "2021-12-15", "day"),
        ("Jumat (17/12) malam", "2021-12-17", "day"),
    ]
    assert values("O ministro chegou nesta segunda-feira (13).", "pt") == ["2021-12-13"]
    assert values("双方周三（8日）会晤。", "zh") == ["2021-12-08"]


def test_a_bracketed_date_without_year_takes_the_year_in_which_the_weekday_is_right() -> None:
    assert values("Pawai digelar Minggu (14/8).", "id", "2022-02-10") == ["2022-08-14"]


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("Prices fell in May.", "2021-05-01/2021-05-31"),
        ("Voting will be held in May.", "2022-05-01/2022-05-31"),
        ("It was signed last December.", "2020-12-01/2020-12-31"),
        ("It was signed in January last year.", "2020-01-01/2020-01-31"),
        ("It ends before March.", "2022-03-01/2022-03-31"),
        ("It began on 5 November.", "2021-11-05"),
        ("Talks are to begin on January 5.", "2022-01-05"),
    ],
)
def test_a_month_without_a_year_is_the_last_one_unless_the_verb_looks_ahead(text: str, interval: str) -> None:
    assert values(text) == [interval]


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("from December to March 2020", "2019-12-01/2020-03-31"),
        ("from 30 April to 2 May 2014", "2014-04-30/2014-05-02"),
        ("May 3-5, 2014", "2014-05-03/2014-05-05"),
        ("from 2014 to 2016", "2014-01-01/2016-12-31"),
        ("Monday-Friday", "2021-12-13/2021-12-17"),
        ("the first half of 2014", "2014-01-01/2014-06-30"),
        ("the second half of January 2014", "2014-01-16/2014-01-31"),
        ("Q3 2015", "2015-07-01/2015-09-30"),
        ("the late 1980s", "1986-01-01/1989-12-31"),
        ("the winter of 2013-14", "2013-12-01/2014-02-28"),
        ("fiscal 2014", "2014-01-01/2014-12-31"),
        ("recent months", "None/2021-12-15"),
        ("within ten days", "2021-12-15/2021-12-25"),
        ("late last year", "2020-09-01/2020-12-31"),
        ("1445 AH", "2023-07-19/2024-07-07"),
        ("2564 BE", "2021-01-01/2021-12-31"),
        ("at the weekend", "2021-12-11/2021-12-12"),
    ],
)
def test_spans_parts_and_other_calendars(text: str, interval: str) -> None:
    assert values(text) == [interval]


@pytest.mark.parametrize(
    "text",
    [
        "She may resign, Mr May said.",
        "Protesters march on the capital.",
        "A 45-year-old man ran 10.30 km and scored 2-1.",
        "They held out for two weeks.",
        "The second minister came.",
        "Some 1950 houses burned.",
        "Flight MH17, the M23, the G20 and Covid-19.",
        "It cost $2014, or 20% of 1,950 euros.",
        "Every Wednesday they pray.",
        "It took three weeks.",
        "Half a million people fled.",
    ],
)
def test_what_only_looks_like_a_date_is_left_out(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("They signed on 3 May 2014. Eight days after the call, they met.", ["2014-05-03", "2014-05-11"]),
        ("They met on 3 May 2014. The next day he left.", ["2014-05-03", "2014-05-04"]),
        ("They signed in 2014. A year later it fell.", ["2014-01-01/2014-12-31", "2015-01-01/2015-12-31"]),
    ],
)
def test_an_expression_can_count_from_a_date_named_before(text: str, days: list[str]) -> None:
    assert values(text) == days


def test_words_that_only_say_how_far_a_date_lies_from_an_event_are_no_second_date() -> None:
    assert values("He left on Friday, five days after the vote.") == ["2021-12-10"]


def test_indonesian_counts_forward_and_back() -> None:
    text = "Aksi digelar 3 Mei 2014. Keesokan harinya polisi datang. Sehari sebelumnya jalan ditutup."
    assert values(text, "id") == ["2014-05-03", "2014-05-04", "2014-05-03"]
    assert values("kemarin lusa", "id") == ["2021-12-13"]
    assert values("3-5 Mei 2020", "id") == ["2020-05-03/2020-05-05"]
    assert values("awal pekan ini", "id") == ["2021-12-13/2021-12-14"]


def test_since_and_until_are_told_and_open_the_interval() -> None:
    since, until = find_dates("In force since 2014, it will hold until Friday.", "en", published=WEDNESDAY)
    assert (since.start, since.end) == ("2014-01-01", "2014-12-31")
    assert (opened(since).start, opened(since).end, opened(since).precision) == ("2014-01-01", None, "range")
    assert (opened(until).start, opened(until).end) == (None, "2021-12-17")
    assert "since" in (since.why or "") and "published 2021-12-15" in (until.why or "")


def test_numbers_in_other_scripts_and_orders() -> None:
    assert values("وقع في ١٥ ديسمبر ٢٠٢١", "ar") == ["2021-12-15"]
    assert values("二〇二一年十二月十五日", "zh") == ["2021-12-15"]
    assert values("上周三和本月20日", "zh") == ["2021-12-08", "2021-12-20"]
    assert values("12/15/2021 and 15/12/2021 and 2021-12-15T10:00:00Z") == ["2021-12-15"] * 3
    assert values("'98 and the '90s") == ["1998-01-01/1998-12-31", "1990-01-01/1999-12-31"]


def test_forms_that_carry_case_or_part_of_day() -> None:
    assert values("15 Aralık 2021'de imzalandı.", "tr") == ["2021-12-15"]
    assert values("2014'ten 2016'ya kadar sürdü.", "tr") == ["2014-01-01/2016-12-31"]
    assert values("Er kam am Montagabend.", "de") == ["2021-12-13"]
    assert values("Летом 2002-го они ушли, а в 1994-м вернулись.", "ru") == [
        "2002-06-01/2002-08-31",
        "1994-01-01/1994-12-31",
    ]
    assert values("Торік у грудні", "uk") == ["2020-12-01/2020-12-31"]


def test_seasons_turn_round_in_the_south() -> None:
    assert values("In Argentina it snowed in the winter of 2010.") == ["2010-06-01/2010-08-31"]


def test_without_a_day_of_publication_relative_dates_are_found_but_unknown() -> None:
    dates = find_dates("They met yesterday and on 3 May 2014.", "en", published=None)
    assert [(one.start, one.precision) for one in dates] == [(None, "unknown"), ("2014-05-03", "day")]


def test_a_language_without_rules_still_has_dates_all_in_figures() -> None:
    assert values("undertecknades 2021-12-15 och 14.12.2021 i fjol", "sv") == ["2021-12-15", "2021-12-14"]


def test_a_publication_day_that_is_no_day_is_refused_with_a_remedy() -> None:
    with pytest.raises(UsageError, match="write it as 2021-12-15"):
        find_dates("today", "en", published="yesterday")


def test_publication_is_inferred_from_the_dateline_else_from_the_latest_full_date() -> None:
    assert infer_published("KYIV, 3 May 2014 - Shelling went on. In 2020 it ended on 1 June 2020.", "en") == (
        "2014-05-03",
        "dateline '3 May 2014'",
    )
    day, why = infer_published("The treaty of 3 May 2014 ended when both left on 1 June 2020, he said.", "en")
    assert day == "2020-06-01" and why.startswith("latest full date")
    assert infer_published("Nothing happened yesterday.", "en")[0] is None


def test_the_date_of_a_span_is_the_one_that_shares_most_with_it() -> None:
    text = "It began on 3 May 2014 and ended on Friday."
    dates = find_dates(text, "en", published=WEDNESDAY)
    start = text.index("on Friday")
    assert date_of_span(dates, start, start + 9) is dates[1]
    assert date_of_span(dates, 0, 5) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_a_language_names_an_operation_and_its_words_are_whole(language: str) -> None:
    lexicon = load(language)
    assert {rule.operation for rule in lexicon.rules} <= OPERATIONS.keys()
    table = language_table(language, "dates")
    assert table is not None
    for form in [form for content in table["words"].values() for form in _forms(content)]:
        assert form == form.strip() and form, f"{language}: {form!r}"


def _forms(content: dict[str, list[str]] | list[str]) -> list[str]:
    return content if isinstance(content, list) else [form for forms in content.values() for form in forms]


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "zh"])
def test_month_and_weekday_names_agree_with_cldr(language: str) -> None:
    dates = pytest.importorskip("babel.dates")
    for number, name in dates.get_month_names("wide", "format", language).items():
        day = find_dates(f"3 {name} 2014", language, published=None)
        assert [one.start for one in day] == [f"2014-{number:02}-03"], name
    for number, name in dates.get_day_names("wide", "format", language).items():
        text = name if language not in ("tr",) else f"{name} günü"
        day = find_dates(text, language, published=WEDNESDAY)
        assert len(day) == 1 and _weekday(day[0]) == number, name


def _weekday(one: Date) -> int:
    return time.strptime(str(one.start), "%Y-%m-%d").tm_wday


PIECES = "3|31|32|2014|1999|00|-|–|/|.|,|(|)|'|May|Mei|mars|2014-16|12/31|\n|\n\n|the|of|de|bis|去年|年|月|日|İ|ß|١٥"
SCRAPS = st.sampled_from([sentence for _, _, sentence, _ in ROWS] + PIECES.split("|"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(SCRAPS, st.text(max_size=8)), max_size=12), st.sampled_from(LANGUAGES))
def test_offsets_match_and_dates_never_overlap_or_run_backwards(scraps: list[str], language: str) -> None:
    text = " ".join(scraps)
    dates = find_dates(text, language, published=WEDNESDAY)
    assert dates == find_dates(text, language, published=WEDNESDAY)
    last = 0
    for one in dates:
        assert one.start_char is not None and one.end_char is not None
        assert last <= one.start_char < one.end_char and text[one.start_char : one.end_char] == one.text
        assert one.start is None or one.end is None or one.start <= one.end
        last = one.end_char


@settings(max_examples=60, deadline=None)
@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")))
def test_a_written_day_is_read_back(day: date, pattern: str) -> None:
    dates = find_dates(f"({day.strftime(pattern)})", "id", published=None)
    assert [one.start for one in dates] == [day.isoformat()]


def test_cost_is_linear_in_one_long_line() -> None:
    def seconds(text: str) -> float:
        def once() -> float:
            began = time.process_time()
            find_dates(text, "en", published=WEDNESDAY)
            return time.process_time() - began

        return min(once() for _ in range(3))  # a busy machine slows one run, seldom three

    for scrap in ("1 ", "the ", "May ", "2014-", "on the 3rd of ", "x", "'"):
        short, long = scrap * (8_000 // len(scrap)), scrap * (64_000 // len(scrap))
        assert seconds(long) < 30 * max(seconds(short), 0.02)  # 8 times the text; quadratic cost would be 64


@pytest.mark.parametrize(
    ("text", "language", "start", "end"),
    [
        ("From May to July the port was shut.", "en", "2013-05-01", "2013-07-31"),
        ("Dari Mei sampai Juli pelabuhan ditutup.", "id", "2013-05-01", "2013-07-31"),
        ("Tadi pagi gudang itu meledak.", "id", "2014-03-18", "2014-03-18"),
    ],
)
def test_both_ends_of_a_range_without_a_year_lie_in_one_year(text: str, language: str, start: str, end: str) -> None:
    (found,) = find_dates(text, language, published="2014-03-18")
    assert (found.start, found.end) == (start, end)
