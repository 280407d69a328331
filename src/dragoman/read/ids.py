"""Document ids in, the same ids out, with a suffix where one was used before in this run.

What must stay true: the same ids in the same order give the same result; memory is 16 to 32 bytes an id, whatever
its length (a hash of 64 bits stands for it; two ids in 10 million collide with probability 0.000003, and then the
second only gets a needless suffix).
"""

from __future__ import annotations

from array import array
from hashlib import blake2b

_FIRST_SLOTS = 1 << 10
_FULLEST = 0.5


class UniqueIds:
    """A hash set of 64-bit numbers in one flat array (open addressing, 0 marks a free slot), and a counter for each
    id that came more than once."""

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * _FIRST_SLOTS))
        self._used = 0
        self._repeats: dict[str, int] = {}

    def unique(self, wanted: str) -> str:
        """The id itself at its first use, then `id#2`, `id#3` ..."""
        given = wanted
        while not self._add(given):
            self._repeats[wanted] = self._repeats.get(wanted, 1) + 1
            given = f"{wanted}#{self._repeats[wanted]}"
        return given

    def _add(self, text: str) -> bool:
        key = int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little") or 1
        if self._used > _FULLEST * len(self._slots):
            self._grow()
        slot = self._slot(key)
        if self._slots[slot] == key:
            return False
        self._slots[slot] = key
        self._used += 1
        return True

    def _slot(self, key: int) -> int:
        mask = len(self._slots) - 1
        slot = key & mask
        while self._slots[slot] not in (0, key):
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        old = self._slots
        self._slots = array("Q", bytes(16 * len(old)))
        for key in old:
            if key:
                self._slots[self._slot(key)] = key
