"""The segmenter's data: one file a language in, typed rules out, read once and kept.

A language without a folder gets the rules that hold in most scripts (`data/segment/common.json`); nothing here or in
the modules that use these rules may name a language.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

from dragoman.errors import DataError

T = TypeVar("T", bound=msgspec.Struct)
_DATA = Path(__file__).resolve().parent.parent / "data"


class CommonRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Marks and abbreviations that hold in every language.

    terminators end a sentence when a space follows; closed_terminators need no space. The abbreviation classes are
    those of SegmentRules.
    """

    terminators: str
    closed_terminators: str
    closers: str
    openers: str
    quote_closers: str
    dashes: str
    abbreviations: frozenset[str]
    final_abbreviations: frozenset[str]
    numbered_abbreviations: frozenset[str]


class SegmentRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one language ends its sentences (`data/languages/<code>/segment.json`).

    spaces: words are set apart by spaces. abbreviations: a full stop after these never ends a sentence;
    final_abbreviations: it does before a word of `starters`; numbered_abbreviations: it does unless a digit follows.
    ordinal_dot: `15. Dezember` is one phrase. closers: marks that close a quotation here and open one elsewhere;
    spaced_closers: closing marks that may stand after a space. labels: `Group B.` ends a sentence, `John B.` does not.
    starters: capitalised words that mostly open a sentence. Words are written without their last full stop.
    """

    spaces: bool = True
    abbreviations: frozenset[str] = frozenset()
    final_abbreviations: frozenset[str] = frozenset()
    numbered_abbreviations: frozenset[str] = frozenset()
    ordinal_dot: bool = False
    closers: str = ""
    spaced_closers: str = ""
    labels: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def common_rules() -> CommonRules:
    """The rules of `data/segment/common.json`."""
    return msgspec.json.decode(_data("segment", "common.json") or b"", type=CommonRules)


@lru_cache(maxsize=256)
def segment_rules(language: str | None) -> SegmentRules:
    """The rules of a language, with the common abbreviations added; the defaults where it has no file.

    An abbreviation that the language puts in one class leaves its class in the common file.
    """
    own = language_file(language, "segment.json", SegmentRules) or SegmentRules()
    common = common_rules()
    listed = own.abbreviations | own.final_abbreviations | own.numbered_abbreviations
    return msgspec.structs.replace(
        own,
        abbreviations=own.abbreviations | (common.abbreviations - listed),
        final_abbreviations=own.final_abbreviations | (common.final_abbreviations - listed),
        numbered_abbreviations=own.numbered_abbreviations | (common.numbered_abbreviations - listed),
    )


def language_file(language: str | None, name: str, type_: type[T]) -> T | None:
    """One data file of a language decoded into `type_`; None where the language has none."""
    raw = _data("languages", language, name) if language and language.isalpha() else None
    if raw is None:
        return None
    try:
        return msgspec.json.decode(raw, type=type_)
    except msgspec.MsgspecError as error:
        raise DataError(f"data/languages/{language}/{name}: {error}") from error


def _data(*parts: str) -> bytes | None:
    path = _DATA.joinpath(*parts)
    return path.read_bytes() if path.is_file() else None
