"""Text in, its language out as an ISO 639-1 code ("und" where there is nothing to go by).

py3langid names the language among a hundred; between close relatives, which it confuses in a headline, our own words
and letters decide (`data/segment/languages.json`, each group with its reason).
What must stay true: offline, the same text gives the same code, time is bounded whatever the length.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

UNKNOWN = "und"
_SAMPLE = 2000
"""Characters looked at. Of the 676 reports of our own corpus all are named rightly with 1,000 or 2,000 characters, all
but two with 500 and all but three with 300; 2,000 take 0.8 ms."""

_WORD_WEIGHT = 5.0
"""A telling word against the identifier's log likelihood. On the Indonesian and Malay sentences of our corpus, every
fifth report held out: identifier alone 0.86 and 0.88, words alone where they speak 0.95 and 0.90, with this weight and
the favour in the data 0.96 and 0.93; weights from 5 to 20 differ by less than 0.01."""

_LETTER_WEIGHT = 2
_WORD = re.compile(r"[^\W\d_]+")
_DATA = Path(__file__).resolve().parent.parent / "data" / "segment" / "languages.json"


class _Rivals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Languages mistaken for one another. letters: only (or mostly) this one of them has them; never: it has not;
    favour: log likelihood added because the identifier leans to the other side."""

    why: str
    words: dict[str, frozenset[str]]
    letters: dict[str, str] = {}
    never: dict[str, str] = {}
    favour: dict[str, float] = {}


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    folds: dict[str, str]
    rivals: list[_Rivals]


def identify_language(text: str) -> str:
    """The language of a report, a sentence or a headline."""
    sample = text[:_SAMPLE]
    if _WORD.search(sample) is None:
        return UNKNOWN
    table = _table()
    likely: dict[str, float] = {}
    for named, score in _identifier().rank(sample):  # best first
        likely.setdefault(table.folds.get(named, named), float(score))
    code = next(iter(likely))
    for group in table.rivals:
        if code in group.words:
            return _decide(sample.casefold(), likely, group)
    return code


def _decide(sample: str, likely: dict[str, float], group: _Rivals) -> str:
    """The rival that the identifier's score, the words and the letters together speak for."""
    words = Counter(_WORD.findall(sample))
    letters = Counter(sample)

    def score(rival: str) -> float:
        evidence = sum(words[word] for word in group.words[rival])
        evidence += _LETTER_WEIGHT * sum(letters[letter] for letter in group.letters.get(rival, ""))
        evidence -= _LETTER_WEIGHT * sum(letters[letter] for letter in group.never.get(rival, ""))
        return likely.get(rival, min(likely.values())) + _WORD_WEIGHT * evidence + group.favour.get(rival, 0.0)

    return max(group.words, key=score)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)


@lru_cache(maxsize=1)
def _table() -> _Table:
    return msgspec.json.decode(_DATA.read_bytes(), type=_Table)
