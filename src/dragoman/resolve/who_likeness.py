"""How much a person's name sounds like the names of a country: "Hwang Jang-yop" is rather Korean than Japanese.

In: a name. Out: for each family of names (a group of countries whose persons bear like names) how likely it is. The
letters of the names in data/who/persons.tsv are all that is known of a family, the groups stand in name_families.tsv.
What must stay true: a hint among others, never a decision of its own; a name's likeness is computed once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from math import log

from dragoman.resolve.names import TOKEN, fold_word
from dragoman.resolve.who_tables import DATA, read_rows

SMOOTHING = 0.3
TEMPER = 0.4  # letters that overlap tell the same thing several times
FLOOR = -4.0


def likeness(name: str) -> dict[str, float]:
    """Country -> log probability of its family of names (at least FLOOR), for countries that have one."""
    scores = _family_scores(name)
    return {code: scores[family] for code, family in families().items() if family in scores}


@lru_cache(maxsize=1)
def families() -> dict[str, str]:
    """Country -> family of names."""
    return {
        code: row["family"]
        for _, row in read_rows(DATA / "who" / "name_families.tsv")
        for code in row["codes"].split()
    }


def _pieces(name: str) -> Iterator[str]:
    """Two and three letters in a row of each word, its edges marked."""
    for word in TOKEN.findall(name):
        marked = f"^{fold_word(word)}$"
        yield from (marked[at : at + 2] for at in range(len(marked) - 1))
        yield from (marked[at : at + 3] for at in range(len(marked) - 2))


@lru_cache(maxsize=1)
def _model() -> tuple[dict[str, Counter[str]], dict[str, int], int]:
    """Counts of pieces by family, their sums, the number of different pieces."""
    counts: dict[str, Counter[str]] = {}
    for _, row in read_rows(DATA / "who" / "persons.tsv"):
        family = families().get(row["country"])
        if family is not None:
            pieces = {piece for variant in row["variants"].split(";") for piece in _pieces(variant)}
            counts.setdefault(family, Counter()).update(pieces)
    return counts, {family: sum(c.values()) for family, c in counts.items()}, len({p for c in counts.values() for p in c})


@lru_cache(maxsize=4096)
def _family_scores(name: str) -> dict[str, float]:
    counts, sums, different = _model()
    raw = {family: 0.0 for family in counts}
    for piece in set(_pieces(name)):
        if not any(piece in count for count in counts.values()):
            continue
        for family, count in counts.items():
            raw[family] += log((count[piece] + SMOOTHING) / (sums[family] + SMOOTHING * different))
    best = max(raw.values())
    return {family: max(FLOOR, TEMPER * (score - best)) for family, score in raw.items()}
