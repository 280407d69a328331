"""Words that count people become numbers or ranges, in every language that has a table."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.coding.counts import read_count

CASES = [
    ("en", "12", (12, None, None)),
    ("en", "at least 12", (None, 12, None)),
    ("en", "1,200 people", (1200, None, None)),
    ("en", "twenty-three", (23, None, None)),
    ("en", "two hundred and fifty-one", (251, None, None)),
    ("en", "between 40 and 60", (None, 40, 60)),
    ("en", "tens of thousands", (None, 20000, None)),
    ("en", "dozens of", (None, 24, None)),
    ("en", "1.5 million", (1500000, None, None)),
    ("en", "up to 300", (None, None, 300)),
    ("id", "puluhan ribu", (None, 20000, None)),
    ("id", "sedikitnya 10.000", (None, 10000, None)),
    ("id", "dua ratus lima puluh", (250, None, None)),
    ("id", "tiga belas", (13, None, None)),
    ("id", "12 ribu", (12000, None, None)),
    ("id", "seorang", (1, None, None)),
    ("ms", "sekurang-kurangnya lapan", (None, 8, None)),
    ("es", "al menos quince", (None, 15, None)),
    ("es", "decenas de miles", (None, 20000, None)),
    ("pt", "mais de 2 mil", (None, 2000, None)),
    ("fr", "une vingtaine", (None, 20, None)),
    ("fr", "12 000", (12000, None, None)),
    ("de", "mindestens drei", (None, 3, None)),
    ("de", "12.000", (12000, None, None)),
    ("ru", "не менее 40", (None, 40, None)),
    ("ru", "десятки тысяч", (None, 20000, None)),
    ("uk", "понад 5 тисяч", (None, 5000, None)),
    ("tr", "en az 30", (None, 30, None)),
    ("tr", "binlerce", (None, 2000, None)),
    ("ar", "٢٥ شخصا", (25, None, None)),
    ("ar", "عشرات", (None, 20, None)),
    ("zh", "二十三", (23, None, None)),
    ("zh", "3万", (30000, None, None)),
    ("zh", "至少40", (None, 40, None)),
    ("zh", "数千", (None, 2000, None)),
]


@pytest.mark.parametrize(("language", "words", "numbers"), CASES, ids=[f"{a}: {b}" for a, b, _ in CASES])
def test_counts(language, words, numbers):
    count = read_count(words, language)
    assert count is not None
    assert (count.value, count.low, count.high) == numbers
    assert count.text == words


PHRASES = json.loads((Path(__file__).parent / "counts_languages.json").read_text(encoding="utf-8"))
"""Phrases as news has them, by language: a number, [low, high], or null where no number of people is given."""


@pytest.mark.parametrize("language", PHRASES)
def test_phrases_of_a_language(language):
    wrong = {}
    for words, expected in PHRASES[language].items():
        count = read_count(words, language)
        given = count and (count.value if count.value is not None else [count.low, count.high])
        if given != expected:
            wrong[words] = (given, expected)
    assert not wrong


@pytest.mark.parametrize("language", [*PHRASES, "xx"])
@given(number=st.integers(min_value=0, max_value=10**9))
def test_plain_digits_are_read_in_every_language(language, number):
    assert read_count(str(number), language).value == number


@pytest.mark.parametrize("language", PHRASES)
@given(data=st.data())
def test_any_words_are_read_without_an_error(language, data):
    parts = [*PHRASES[language], "-", "(", ":", "1,5", "%", "、", "'"]
    words = " ".join(w for p in data.draw(st.lists(st.sampled_from(parts), max_size=5)) for w in p.split())
    cut = data.draw(st.integers(min_value=0, max_value=len(words)))
    count = read_count(words[cut:], language)
    assert count is None or count.low is None or count.high is None or count.low <= count.high


def test_words_without_a_number_are_no_count():
    assert read_count("the crowd", "en") is None
    assert read_count("", "xx") is None
