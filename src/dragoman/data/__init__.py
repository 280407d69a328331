"""Names, rules and words as data: one folder a language, tables of entities and places beside them.

Each folder's README.md names the source and licence of its tables.
"""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def language_table(language: str, name: str) -> dict[str, Any] | None:
    """The table data/languages/<language>/<name>.json, or None where that language has none."""
    path = files(__package__).joinpath("languages", language, f"{name}.json")
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None


def rows_of(name: str, package: str = __package__) -> list[dict[str, str]]:
    """The rows by column of a tab-separated table with a header line. name: its path in `package`, as who/blocs.tsv."""
    text = files(package).joinpath(*name.split("/")).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def languages() -> tuple[str, ...]:
    """The codes of all languages that have a folder."""
    folder = files(__package__).joinpath("languages")
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("_")))
