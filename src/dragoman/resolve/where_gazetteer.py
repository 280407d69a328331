"""The gazetteer: places by name, from one read-only file that opens in milliseconds.

In: a folded name. Out: the places that bear it. What must stay true: nothing is read until it is asked for, the file
is never written, and the same name gives the same places in the same order (largest first).
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from functools import lru_cache

from dragoman.errors import DataError
from dragoman.resolve.names import fold_word
from dragoman.resolve.who_tables import DATA, read_rows

GAZETTEER = DATA / "where" / "gazetteer.sqlite"
COUNTRY, PROVINCE, DISTRICT, CITY, REGION = range(5)
COLUMNS = "SELECT id, name, latitude, longitude, country, admin1, population, kind FROM place"


@dataclass(frozen=True, slots=True)
class Row:
    """One place: coordinates in degrees, `admin1` the id of its province, `kind` one of the constants above."""

    id: int | None
    name: str
    latitude: float
    longitude: float
    country: str | None
    admin1: int | None
    population: int
    kind: int


class Gazetteer:
    """Look-ups by name and by id; safe to share between threads."""

    def __init__(self) -> None:
        if not GAZETTEER.exists():
            raise DataError(f"{GAZETTEER}: missing; reinstall the package or run tools/build_gazetteer.py")
        self._base = sqlite3.connect(f"file:{GAZETTEER}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        self._cache: dict[str, tuple[Row, ...]] = {}

    def find(self, keys: list[str]) -> dict[str, tuple[Row, ...]]:
        """The places of each known key."""
        missing = [key for key in dict.fromkeys(keys) if key not in self._cache]
        if len(self._cache) > 100_000:
            self._cache.clear()
        for at in range(0, len(missing), 500):
            self._load(missing[at : at + 500])
        return {key: self._cache[key] for key in keys if self._cache.get(key)}

    def _load(self, keys: list[str]) -> None:
        marks = ",".join("?" * len(keys))
        query = (
            f"SELECT name.key, place.id, place.name, latitude, longitude, country, admin1, population, kind "
            f"FROM name JOIN place ON place.id = name.place WHERE name.key IN ({marks})"
        )
        found: dict[str, list[Row]] = {key: [] for key in keys}
        with self._lock:
            for key, *row in self._base.execute(query, keys):
                found[key].append(_row(row))
        for key, rows in found.items():
            self._cache[key] = tuple(sorted(rows, key=lambda row: (-row.population, row.kind, row.id or 0)))

    @lru_cache(maxsize=4096)  # noqa: B019 - one gazetteer a process
    def by_id(self, number: int) -> Row | None:
        """The place with a GeoNames id."""
        with self._lock:
            row = self._base.execute(f"{COLUMNS} WHERE id = ?", (number,)).fetchone()
        return _row(row) if row else None

    @lru_cache(maxsize=512)  # noqa: B019
    def country(self, code: str) -> Row | None:
        """The country of an alpha-3 code."""
        with self._lock:
            row = self._base.execute(
                f"{COLUMNS} WHERE kind = 0 AND country = ? ORDER BY population DESC", (code,)
            ).fetchone()
        return _row(row) if row else None


def _row(row: tuple[object, ...] | list[object]) -> Row:
    number, name, latitude, longitude, country, admin1, population, kind = row
    return Row(
        int(str(number)),
        str(name),
        int(str(latitude)) / 10000,
        int(str(longitude)) / 10000,
        str(country),
        None if admin1 is None else int(str(admin1)),
        int(str(population)),
        int(str(kind)),
    )


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The one gazetteer of the process."""
    return Gazetteer()


@lru_cache(maxsize=1)
def regions() -> dict[str, Row]:
    """Seas, straits, regions and disputed places of where/regions.tsv, by the `why` of their entries."""
    return {
        f"where/regions.tsv:{number}": Row(
            int(row["geonames_id"]) if row["geonames_id"] else None,
            row["name"],
            float(row["latitude"]),
            float(row["longitude"]),
            row["country"] or None,
            None,
            1_000_000,
            REGION,
        )
        for number, row in read_rows(DATA / "where" / "regions.tsv")
    }


@lru_cache(maxsize=1)
def division_words() -> frozenset[str]:
    """Words for provinces and districts in all languages, folded."""
    lines = (DATA / "where" / "division_words.txt").read_text(encoding="utf-8").split()
    return frozenset(fold_word(line) for line in lines)
