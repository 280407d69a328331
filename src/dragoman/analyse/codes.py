"""Country codes and their English names: what users type, and what charts print.

In: a code or a name in any of the languages of data/who/territories.tsv. Out: the code. Names: CLDR through Babel.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from dragoman.data import rows_of
from dragoman.errors import UsageError


@cache
def names() -> dict[str, str]:
    """English name by code; blocs and kinds of organisation too."""
    out = {row["code"]: row["en"] or row["code"] for row in rows_of("who/territories.tsv")}
    return out | {row["code"]: row["name"] for row in rows_of("who/blocs.tsv")}


def name_of(code: str) -> str:
    """The name to print; a code that no table knows stands for itself."""
    if code == "---":
        return "nobody named"
    return names().get(code, code).split(";")[0]


def code_of(words: str, option: str = "actor") -> str:
    """The code of a country that a user named by code or by name. Raises `UsageError` where none has it."""
    upper = words.strip().upper()
    if upper in names() or upper == "---":
        return upper
    by_name = _by_name()
    code = by_name.get(words.strip().casefold())
    if code:
        return code
    close = get_close_matches(words.casefold(), by_name, 3, 0.75)
    hint = f"; did you mean {' or '.join(sorted({by_name[name] for name in close}))}?" if close else ""
    raise UsageError(f"--{option} {words}: no country has this ISO 3166-1 alpha-3 code or name{hint}")


@cache
def _by_name() -> dict[str, str]:
    out: dict[str, str] = {}
    for row in rows_of("who/blocs.tsv"):
        out[row["name"].casefold()] = row["code"]
    for row in rows_of("who/territories.tsv"):
        for language, cell in row.items():
            if language != "code":
                for name in (cell or "").split(";"):
                    if name.strip():
                        out.setdefault(name.strip().casefold(), row["code"])
    return out
