"""Bytes of unknown encoding in, text out, or a cause why not.

What must stay true: a text that is valid UTF-8 is read as UTF-8; anything else is only guessed at with clear
confidence, since a wrong guess would pass unseen into every record.
"""
from __future__ import annotations

import codecs

SAMPLE = 1 << 16
"""Bytes that decide about the encoding of a file that is read in a stream."""

_MAX_CHAOS = 0.05
_MIN_COHERENCE = 0.35
# charset-normalizer on the reports of our own corpus in the usual old encodings (KOI8-R, Windows-1251, -1252, -1254,
# -1256, GB 18030, UTF-16 without a mark): see tests/test_read.py, test_old_encodings_are_recognised.

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


def encoding_of(sample: bytes, *, whole: bool) -> str:
    """The encoding of a file from its first bytes; `whole` says that they are all of it. Raises Undecodable."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    for signature, name in _SIGNATURES:
        if sample.startswith(signature):
            raise Undecodable(f"is {name}, not text; convert it to plain text first")
    if b"\x00" in sample:
        raise Undecodable("is binary, not text")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=whole)
        return "utf-8"
    except UnicodeDecodeError as error:
        return _guess(sample, error)


def decode(raw: bytes) -> str:
    """All bytes of a file as text, without a byte order mark. Raises Undecodable."""
    try:
        return raw.decode("utf-8-sig") if b"\x00" not in raw[:SAMPLE] else raw.decode(encoding_of(raw, whole=True))
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode(encoding_of(raw, whole=True))
    except UnicodeDecodeError as error:
        raise Undecodable(f"is not valid {error.encoding} (byte {error.start}); save it as UTF-8") from error


def _guess(sample: bytes, error: UnicodeDecodeError) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample[:SAMPLE]).best()
    if best is None or best.chaos > _MAX_CHAOS or best.coherence < _MIN_COHERENCE:
        raise Undecodable(
            f"is not valid UTF-8 (byte {error.start}) and no other encoding is certain; save it as UTF-8"
        ) from error
    return best.encoding
