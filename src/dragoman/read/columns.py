"""Rows and JSON objects under any column names in, Documents out.

What must stay true: the text stays exactly as it stands in the row (offsets are into it; only lone surrogates, which
no output can hold, become U+FFFD); what can't be used is named with the columns that were there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from dragoman.errors import InputError, UsageError
from dragoman.read.days import iso_day
from dragoman.record import Document

FIELDS = ("id", "title", "text", "published", "language", "source", "url")
_DATA = Path(__file__).resolve().parent.parent / "data" / "read"
_SHOWN_COLUMNS = 20


# No report is as long as a book; one text of 50 MB is a dump of many, which would be coded for an hour without a word.
LONGEST = 1_000_000


class Reader:
    """How this run turns rows into documents: the user's column names, and values for documents that lack them.

    Keeps no document; warnings and errors go to `on_error`.
    """

    def __init__(
        self,
        fields: Mapping[str, str] | None,
        defaults: Mapping[str, str] | None,
        on_error: Callable[[InputError], None],
    ) -> None:
        self.fields = dict(fields or {})
        self.defaults = dict(defaults or {})
        self.on_error = on_error
        for name in (*self.fields, *self.defaults):
            if name not in FIELDS:
                raise UsageError(f"no field is called {name!r}; the fields are {', '.join(FIELDS)}")
        if "published" in self.defaults and iso_day(self.defaults["published"]) is None:
            raise UsageError(f"published: {self.defaults['published']!r} is no date; write it as 2021-12-14")

    def columns(self, names: list[str], where: str) -> dict[str, str]:
        """Field -> column name, for one table or object. Raises InputError where there is no column for the text."""
        by_folded = {name.strip().casefold(): name for name in reversed(names)}
        found: dict[str, str] = {}
        for field in FIELDS:
            own = self.fields.get(field)
            candidates = [own] if own else _aliases()[field]
            column = next((by_folded[c.casefold()] for c in candidates if c.casefold() in by_folded), None)
            if column is not None:
                found[field] = column
        if "text" not in found:
            shown = ", ".join(names[:_SHOWN_COLUMNS]) + (", ..." if len(names) > _SHOWN_COLUMNS else "")
            wanted = repr(self.fields["text"]) if "text" in self.fields else "the text"
            raise InputError(
                where, f"no column for {wanted}; the columns are: {shown}. Name yours with fields, as text=COLUMN"
            )
        return found

    def document(self, row: Mapping[str, Any], columns: Mapping[str, str], where: str, default_id: str) -> Document:
        """One row as a Document. Raises InputError where its text is missing."""
        values = {field: row.get(column) for field, column in columns.items()}
        text = _text(values.get("text"))
        if not text.strip():
            raise InputError(where, f"column {columns['text']!r} is empty")
        return self.finish(
            Document(
                id=_label(values.get("id")) or default_id,
                text=text,
                title=_label(values.get("title")),
                language=_label(values.get("language")),
                published=values.get("published"),
                source=_label(values.get("source")),
                url=_label(values.get("url")),
            ),
            where,
        )

    def finish(self, document: Document, where: str) -> Document:
        """Fills gaps from the defaults, and brings the day and the language code into the record's form."""
        if len(document.text) > LONGEST:
            raise InputError(
                where,
                f"holds {len(document.text):,} characters in one document, more than {LONGEST:,}: "
                "split it into reports",
            )
        for field, value in self.defaults.items():
            if getattr(document, field) in (None, ""):
                setattr(document, field, value)
        document.language = language_code(document.language)
        written = document.published
        document.published = iso_day(written)
        if document.published is None and written not in (None, ""):
            self.on_error(
                InputError(where, f"published: {str(written)[:60]!r} is no date; read without one (write 2021-12-14)")
            )
            document.published = iso_day(self.defaults.get("published"))
        return document


def language_code(value: str | None) -> str | None:
    """ISO 639-1 for a code, a locale (`pt_BR`) or a name; None where it is unknown, so that the text decides."""
    if not value:
        return None
    name = value.strip().casefold()
    known = _language_names()
    return known.get(name) or known.get(name.replace("_", "-").split("-")[0])


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = "\n".join(str(part) for part in value if part is not None)
    return _valid(value if isinstance(value, str) else "" if value is None else str(value))


def _label(value: Any) -> str | None:
    """A short value on one line; None where it is empty. JSON may hold an object or list here: the first name in it."""
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title")
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return (" ".join(_valid(str(value)).split()) or None) if value is not None and value == value else None


def _valid(text: str) -> str:
    """JSON may spell half a surrogate pair, which can't be written out again."""
    if text.isascii():
        return text
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


@lru_cache(maxsize=1)
def _aliases() -> dict[str, list[str]]:
    return msgspec.json.decode((_DATA / "columns.json").read_bytes(), type=dict[str, list[str]])


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    table = msgspec.json.decode((_DATA / "languages.json").read_bytes(), type=dict[str, list[str]])
    return {name: code for code, names in table.items() for name in (code, *names)}
