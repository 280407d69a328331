"""The corpus as the recipe reads it: all reports, or some."""

from __future__ import annotations

import json
import pathlib
from typing import Any

CORPUS = pathlib.Path(__file__).parent / "corpus"


def reports(languages: list[str] | None = None, files: list[str] | None = None) -> list[dict[str, Any]]:
    """All reports, or those of some languages or files ("id/start.jsonl"), in the order of language, file and line."""
    out = []
    for part in sorted(CORPUS.glob("*/*.jsonl")):
        if (not languages or part.parent.name in languages) and (
            not files or f"{part.parent.name}/{part.name}" in files
        ):
            out += [json.loads(line) for line in part.open(encoding="utf-8")]
    return out
