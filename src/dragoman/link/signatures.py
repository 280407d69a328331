"""A report's text -> its MinHash signature, by which near copies are known without comparing texts.

In: text. Out: 512 bytes (128 numbers of 32 bits). Must stay true: the same text gives the same bytes on every machine;
`SCHEME` names all that decides them, and signatures of another scheme are never compared.
Source: A. Broder, "On the resemblance and containment of documents", 1997; computed by rensa.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

NUMBERS = 128
SHINGLE = 3  # words
LEAST = 8  # shingles: of fewer, nothing can be said
SEED = 42

# A run of letters and digits is a word; scripts that part no words have a word a character.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+"
)


@cache
def scheme() -> str:
    """The name of all that decides a signature."""
    from rensa import RMinHash

    return f"rensa-rminhash-{RMinHash.ALGORITHM_VERSION}-{NUMBERS}-{SHINGLE}w-{SEED}"


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return _WORD.findall(text.lower())


def signature(text: str) -> bytes:
    """The signature of a text, empty where it is too short to tell anything."""
    from rensa import RMinHash

    words = words_of(text)
    shingles = {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
    if len(shingles) < LEAST:
        return b""
    hashed = RMinHash(num_perm=NUMBERS, seed=SEED)
    hashed.update(sorted(shingles))
    return np.array(hashed.digest(), dtype="<u4").tobytes()


def numbers(data: bytes) -> NDArray[np.uint32]:
    """A signature's numbers."""
    return np.frombuffer(data, dtype="<u4")


def similarity(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> float:
    """The estimated Jaccard similarity of two texts' shingles; its standard error is at most 0.044."""
    return float(np.count_nonzero(one == other)) / NUMBERS
