"""Words that count people become numbers or ranges, in every language that has a table."""

import pytest

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


def test_words_without_a_number_are_no_count():
    assert read_count("the crowd", "en") is None
    assert read_count("", "xx") is None
