"""The label sets of the extractor, in the order of its outputs. A model file names them; a mismatch is an error."""

from __future__ import annotations

from dragoman.ontology import CONTEXTS, COUNT_NAMES, SECTORS, STATUSES, TYPE_MODES

TYPES: list[str] = list(TYPE_MODES)
MODES: list[tuple[str, str]] = [(kind, mode) for kind, modes in TYPE_MODES.items() for mode in modes]
ROLES: list[str] = ["actor", "recipient", "time", "place", "speaker", *COUNT_NAMES]

__all__ = ["CONTEXTS", "MODES", "ROLES", "SECTORS", "STATUSES", "TYPES", "label_sets"]


def label_sets() -> dict[str, list[str]]:
    """All label sets as plain lists, as a model's manifest holds them."""
    return {
        "types": TYPES,
        "modes": ["/".join(pair) for pair in MODES],
        "roles": ROLES,
        "statuses": list(STATUSES),
        "contexts": list(CONTEXTS),
        "sectors": list(SECTORS),
    }
