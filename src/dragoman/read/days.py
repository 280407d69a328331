"""A publication date in any usual writing in, an ISO day out, or None where it can't be read.

What must stay true: the day is the one written (no time zone moves it), and nothing depends on today's date.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=\D|$)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4}(?:\d{2})?Z?)?$")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?=\D|$)")
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d+)?$")
_YEARS = range(1000, 2200)


def iso_day(value: Any) -> str | None:
    """The day as YYYY-MM-DD. Reads dates, datetimes, ISO 8601, 20211214, 14/12/2021 (the day comes first unless it
    can't), seconds or milliseconds since 1970, e-mail dates and dates with month names."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        value = f"{value:.0f}" if value == value and abs(value) < 1e15 else ""
    return _from_text(str(value).strip())


@lru_cache(maxsize=4096)
def _from_text(text: str) -> str | None:
    if match := _YEAR_FIRST.match(text) or _COMPACT.match(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.match(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        return _day(year, second, first) or _day(year, first, second)
    if match := _EPOCH.match(text):
        seconds = int(match[1]) // (1000 if len(match[1]) > 10 else 1)
        return datetime.fromtimestamp(seconds, tz=UTC).date().isoformat()
    if not 6 <= len(text) <= 60:
        return None
    return _from_mail(text) or _from_words(text)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if year in _YEARS else None
    except ValueError:
        return None


def _from_mail(text: str) -> str | None:
    """`Tue, 14 Dec 2021 10:00:00 GMT`, as feeds write it."""
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def _from_words(text: str) -> str | None:
    """`14 Desember 2021`, `December 14, 2021`: only with day, month and year, never relative to today."""
    import dateparser  # type: ignore[import-untyped]

    found = dateparser.parse(
        text,
        settings={"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "DMY"},
    )
    return found.date().isoformat() if found and found.year in _YEARS else None
