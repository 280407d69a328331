"""The code tables of the formats, and what they say of an actor, a country, a place, an event code.

In: records with ISO countries, codebook sectors, CAMEO codes. Out: each format's own codes and names. Must stay true:
all codes stand in tables/, none in code; what a table lacks is an empty cell and is counted by the caller.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from dragoman.data import rows_of
from dragoman.record import Actor, Place

Row = dict[str, str]
UNKNOWN = "XXX"
# Class by CAMEO root: GDELT's (1-4) as its rows have it, the Phoenix pipeline's (0-4) as its postprocess.py has it.
GDELT_QUADS = {1: "01 02 03 04 05", 2: "06 07 08 09", 3: "10 11 12 13 14", 4: "15 16 17 18 19 20"}
PHOENIX_CLASSES = {0: "01 02", 1: "03 04 05", 2: "06 07 08", 3: "09 10 11 12 13 16", 4: "14 15 17 18 19 20"}


@cache
def _rows(name: str) -> dict[str, Row]:
    return {row["code"]: row for row in rows_of(f"tables/{name}.tsv", __package__)}


@cache
def columns(name: str) -> tuple[str, ...]:
    """The columns of a table format, in order."""
    table: dict[str, Any] = json.loads(files(__package__).joinpath("tables", "columns.json").read_text("utf-8"))
    return tuple(table[name])


def country(code: str | None, field: str) -> str:
    """What a format calls a country; empty for a bloc, for XXX and for a code that the table lacks.

    field: iso2, name, fips, cow, gdelt, cameo, icews or polecat.
    """
    return _rows("countries").get(code or "", {}).get(field, "")


def bloc(code: str, field: str) -> str:
    """What a format calls a bloc (UNO, EUR, NATO, WST, IGO, NGO, MNC, IMG, ISM); empty for states."""
    return _rows("blocs").get(code, {}).get(field, "")


def sector(code: str, field: str) -> str:
    """What a format calls a sector; field: cameo, gdelt, polecat or icews."""
    return _rows("sectors").get(code, {}).get(field, "")


@dataclass(frozen=True)
class CameoActor:
    """An actor as CAMEO codes it: the full code and the fields into which GDELT splits it."""

    code: str = ""
    country: str = ""
    group: str = ""
    types: tuple[str, ...] = ()


def cameo_actor(actor: Actor, *, spelling: str) -> CameoActor:
    """USAGOV, IGOUNO, IGOWSTNATMIL, REB: country or bloc, then sector. spelling: gdelt or cameo country codes."""
    start = cameo_country(actor.country, spelling)
    kind = bloc(actor.country, "type")
    role = sector(actor.sector, "cameo")
    repeated = role == kind
    return CameoActor(
        code=start + ("" if repeated else role),
        country=bloc(actor.country, "country") or country(actor.country, spelling),
        group=bloc(actor.country, "group"),
        types=tuple(t for t in (kind, "" if repeated else sector(actor.sector, "gdelt")) if t),
    )


def cameo_country(code: str, spelling: str) -> str:
    """The country or bloc part of an actor code; empty for XXX and for a code that the tables lack."""
    return bloc(code, "cameo") or country(code, spelling)


def root_class(code: str, classes: dict[int, str]) -> int:
    """The class of a CAMEO code by its first two digits."""
    return next(number for number, roots in classes.items() if code[:2] in roots.split())


@dataclass(frozen=True)
class Where:
    """A place in the levels that formats have; kind is country, province, district, city or region."""

    kind: str
    city: str = ""
    district: str = ""
    province: str = ""


@cache
def _kinds() -> dict[int, str]:
    from dragoman.resolve import where_gazetteer as levels

    return {
        levels.COUNTRY: "country",
        levels.PROVINCE: "province",
        levels.DISTRICT: "district",
        levels.CITY: "city",
        levels.REGION: "region",
    }


def where(place: Place) -> Where:
    """The level of a place, from the gazetteer by its id; a place without a known id is told by its name alone."""
    from dragoman.resolve.where_gazetteer import gazetteer

    row = gazetteer().by_id(place.geonames_id) if place.geonames_id is not None else None
    if row is not None:
        kind = _kinds()[row.kind]
    elif place.name == country(place.country, "name"):
        kind = "country"
    else:
        kind = "province" if place.name == place.admin1 else "region"
    return Where(
        kind=kind,
        city=place.name if kind == "city" else "",
        district=place.name if kind == "district" else "",
        province=place.admin1 or "",
    )


def language(code: str | None) -> str | None:
    """The three-letter code (ISO 639-3) of a two-letter one; None for und and what is not listed."""
    return _rows("languages").get(code or "", {}).get("iso3")
