"""When an event took place: its own words, the same act elsewhere, an interval between two acts, else publication."""

from dragoman.coding.event_dates import event_dates
from dragoman.record import Actor, Date, Frame, Span
from dragoman.resolve.when_offsets import find_offsets


def span(text, words):
    at = text.index(words)
    return Span(text=words, start=at, end=at + len(words))


def frame(text, words, kind="CONSULT", status="occurred", time=None, sentence=0):
    return Frame(
        sentence=sentence,
        trigger=span(text, words),
        event_type=kind,
        event_mode=None,
        status=status,
        contexts=[],
        actors=[],
        recipients=[],
        confidence=1,
        time=span(text, time) if time else None,
    )


def parties(*codes):
    return [Actor(text=c, start=0, end=0, name=c, country=c) for c in codes], []


def day(text, words, value):
    where = span(text, words)
    return Date(start=value, end=value, precision="day", text=words, start_char=where.start, end_char=where.end)


def test_an_event_takes_the_date_of_its_own_words():
    text = "They met on 3 May."
    dates = event_dates(
        [frame(text, "met", time="3 May")],
        [parties("FRA", "DEU")],
        [day(text, "3 May", "2021-05-03")],
        [],
        "2021-05-09",
    )
    assert (dates[0].start, dates[0].end) == ("2021-05-03", "2021-05-03")


def test_the_same_meeting_told_without_a_date_takes_it_from_the_sentence_that_has_one():
    text = "The two will meet. The talks will be held on 3 May."
    frames = [frame(text, "will meet", "AGREE", "planned"), frame(text, "will be held", "AGREE", "planned", "3 May", 1)]
    dates = event_dates(frames, [parties("FRA", "DEU")] * 2, [day(text, "3 May", "2021-05-03")], [], "2021-04-09")
    assert dates[0].start == "2021-05-03"
    assert "sentence 2" in dates[0].why


def test_eight_days_after_dates_the_earlier_act_from_the_later():
    text = "The summit on 15 May will come eight days after the call."
    frames = [frame(text, "summit", "AGREE", "planned", "15 May"), frame(text, "call")]
    dates = event_dates(
        frames,
        [parties("RUS", "CHN"), parties("RUS", "USA")],
        [day(text, "15 May", "2022-05-15")],
        find_offsets(text, "en"),
        "2022-05-10",
    )
    assert [d.start for d in dates] == ["2022-05-15", "2022-05-07"]


def test_an_interval_that_opens_its_sentence_counts_from_the_act_behind_it():
    text = "Two days after the coup on 1 May, troops fired."
    frames = [frame(text, "coup", "COERCE", time="1 May"), frame(text, "fired", "ASSAULT")]
    dates = event_dates(
        frames, [parties("MLI")] * 2, [day(text, "1 May", "2022-05-01")], find_offsets(text, "en"), "2022-05-10"
    )
    assert dates[1].start == "2022-05-03"


def test_without_words_status_and_publication_decide():
    text = "a b c"
    frames = [frame(text, "a"), frame(text, "b", status="planned"), frame(text, "c", status="historical")]
    dates = event_dates(frames, [parties()] * 3, [], [], "2020-01-02")
    assert [(d.start, d.end, d.precision) for d in dates] == [
        ("2020-01-02", "2020-01-02", "unknown"),
        ("2020-01-02", None, "unknown"),
        (None, "2020-01-02", "unknown"),
    ]


def test_unknown_publication_leaves_the_date_open():
    assert event_dates([frame("a", "a")], [parties()], [], [], None)[0].start is None
