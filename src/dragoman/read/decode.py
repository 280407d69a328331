"""Bytes of unknown encoding in, text out, or a cause why not.

What must stay true: a text that is valid UTF-8 is read as UTF-8; anything else is only guessed at with clear
confidence, since a wrong guess would pass unseen into every record.
"""

from __future__ import annotations

import codecs
from functools import lru_cache
from pathlib import Path

import msgspec

SAMPLE = 1 << 16
"""Bytes that decide about the encoding of a file that is read in a stream."""

_MAX_CHAOS = 0.05
_MIN_COHERENCE = 0.35
_MIN_COHERENCE_SEVERAL_BYTES = 0.1
# Measured with charset-normalizer 3.5 on eight reports of our own corpus a language in KOI8-R, Windows-1251, -1252,
# -1254, -1256, GB 18030 and Big5: chaos at most 0.014, coherence at least 0.47, at least 0.15 in the last two.
# tests/test_read.py, test_old_encodings_are_recognised, measures it again.

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "gzip data without the ending .gz"),
    (b"PAR1", "a Parquet file without the ending .parquet"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
)


class Undecodable(ValueError):
    """The bytes are no text that can be read; the message says why and what to do."""


def encoding_of(sample: bytes, *, whole: bool, rows: bool = False) -> str:
    """The encoding of a file from its first bytes; `whole` says that they are all of it. Raises Undecodable.

    With `rows`, a file that is UTF-8 but for some bytes counts as UTF-8, since its reader can set single rows aside.
    """
    marked = marked_encoding(sample)
    if marked is not None:
        return marked
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=whole)
        return "utf-8"
    except UnicodeDecodeError as error:
        if rows and _is_damaged_utf8(sample):
            return "utf-8"
        return _guess(sample, error)


def marked_encoding(sample: bytes) -> str | None:
    """The encoding that a byte order mark names, None without one. Raises Undecodable for what is no text at all."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    for signature, name in _SIGNATURES:
        if sample.startswith(signature):
            raise Undecodable(f"is {name}, not text; convert it to plain text first")
    if b"\x00" in sample[:SAMPLE]:
        raise Undecodable("is binary, not text")
    return None


def decode(raw: bytes) -> str:
    """All bytes of a file as text, without a byte order mark. Raises Undecodable."""
    marked = marked_encoding(raw)
    if marked is None:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
    try:
        return raw.decode(marked or encoding_of(raw, whole=True))
    except UnicodeDecodeError as error:
        raise Undecodable(f"is not valid {error.encoding} (byte {error.start}); save it as UTF-8") from error


def _guess(sample: bytes, error: UnicodeDecodeError) -> str:
    from charset_normalizer import from_bytes

    tables = _tables()
    best = from_bytes(sample[:SAMPLE]).best()
    least = _MIN_COHERENCE_SEVERAL_BYTES if best and best.encoding in tables.several_bytes else _MIN_COHERENCE
    if _is_damaged_utf8(sample) or best is None or best.chaos > _MAX_CHAOS or best.coherence < least:
        raise Undecodable(
            f"is not valid UTF-8 (byte {error.start}) and no other encoding is certain; save it as UTF-8"
        ) from error
    if best.encoding in tables.alike:
        page = tables.by_language.get(best.language, str(best.encoding))
        text = sample.decode(page, errors="replace")
        return next((t.then for t in tables.telltales if t.page == page and not t.letters.isdisjoint(text)), page)
    return str(best.encoding)


class _Telltale(msgspec.Struct, frozen=True):
    page: str
    letters: frozenset[str]
    then: str


def _is_damaged_utf8(sample: bytes) -> bool:
    """More characters beyond ASCII decode as UTF-8 than fail: no other encoding gives that by chance."""
    text = sample.decode("utf-8", errors="replace")
    failed = text.count("\ufffd")
    return sum(not c.isascii() for c in text) - failed > failed


class _Tables(msgspec.Struct, frozen=True):
    """`data/read/encodings.json`; its README says what the fields mean."""

    alike: frozenset[str]
    by_language: dict[str, str]
    telltales: list[_Telltale]
    several_bytes: frozenset[str]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    path = Path(__file__).resolve().parent.parent / "data" / "read" / "encodings.json"
    return msgspec.json.decode(path.read_bytes(), type=_Tables)
