"""The PLOVER ontology as data: types, modes, statuses, sectors, contexts, scores and the CAMEO crosswalk.

Source of types, modes and scores: the PLOVER manual; of Goldstein values: the lookup file that GDELT publishes. Both
are named in the JSON files beside this module. Statuses and sectors: docs/codebook.md.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

CODEBOOK_VERSION = "dragoman-codebook-1"

TYPE_MODES: dict[str, tuple[str, ...]] = {
    "AGREE": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "SUPPORT": (),
    "CONCEDE": (),
    "COOPERATE": (),
    "AID": (),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize",
        "restrict",
        "censor",
        "curfew",
        "martial-law",
        "arrest",
        "deport",
        "withhold",
        "misinformation",
        "cyber",
    ),
    "ASSAULT": (
        "abduct",
        "beat",
        "torture",
        "sexual",
        "targeted",
        "destroy",
        "primitive",
        "firearms",
        "explosives",
        "suicide-attack",
        "aerial",
        "drone",
        "heavy-weapons",
        "crowd-control",
        "unconventional",
    ),
}
STATUSES = ("occurred", "planned", "hypothetical", "alleged", "denied", "historical")
SECTORS = (
    "GOV",
    "MIL",
    "COP",
    "JUD",
    "LEG",
    "PTY",
    "OPP",
    "REB",
    "CVL",
    "MED",
    "BUS",
    "EDU",
    "REL",
    "LAB",
    "NGO",
    "IGO",
    "REF",
    "ELI",
    "CRM",
    "UNK",
)
CONTEXTS = (
    "military",
    "intelligence",
    "executive",
    "legislative",
    "election",
    "political_institutions",
    "pro_democracy",
    "pro_autocracy",
    "economic",
    "legal",
    "reparations",
    "human_rights",
    "rights_freedoms",
    "repression",
    "human_security",
    "gender",
    "lgbt",
    "religion_ethnicity",
    "inequality",
    "diplomatic",
    "territory",
    "peacekeeping",
    "health",
    "asylum",
    "migration",
    "disasters",
    "natural_resource",
    "environment",
    "technology",
    "terrorism",
    "cbrn",
    "cyber",
    "misinformation",
    "crime",
    "corruption",
    "illegal_drugs",
    "trafficking",
)
COUNT_NAMES = ("killed", "injured", "arrested", "participants")
QUAD_NAMES = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}


@cache
def _table(name: str) -> dict[str, Any]:
    return dict(json.loads(files(__package__).joinpath(name).read_text(encoding="utf-8")))


def score(event_type: str, event_mode: str | None) -> float:
    """PLOVER conflict-cooperation score, -10 to 10, of a type and mode (the type's own where the mode has none)."""
    entry = _table("plover.json")["types"][event_type]
    return float(entry["modes"].get(event_mode or "", entry["score"]))


def quad_class(event_type: str) -> int:
    """1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""
    return int(_table("plover.json")["types"][event_type]["quad_class"])


def cameo_code(event_type: str, event_mode: str | None) -> str:
    """The CAMEO code that stands for a type and mode in exports."""
    codes = _table("plover.json")["cameo"]
    return str(codes.get(f"{event_type}/{event_mode}") or codes[event_type])


def goldstein(code: str, table: str = "gdelt") -> float | None:
    """Goldstein value, -10 to 10, of a CAMEO code; a code without one takes its parent's.

    table: whose values, gdelt, icews or phoenix: the three published tables differ in some codes.
    """
    data = _table("goldstein.json")
    differing, values = data["differences"].get(table, {}), data["goldstein"]
    while code and code not in values and code not in differing:
        code = code[:-1]
    return float(differing.get(code, values.get(code))) if code else None


def cameo_label(code: str) -> str | None:
    """The name of a CAMEO code as ICEWS prints it ("Consult"); a code without one takes its parent's."""
    labels = _table("cameo.json")["labels"]
    while code and code not in labels:
        code = code[:-1]
    return str(labels[code]) if code else None


def is_symmetric(event_type: str, event_mode: str | None) -> bool:
    """Whether several actors without a recipient are parties to each other (a meeting, an accord, a clash)."""
    names = _table("plover.json")["symmetric"]
    return event_type in names or f"{event_type}/{event_mode}" in names
