"""Gold files: a document a line, its sentences with their events.

In: JSON Lines {id, language, date, sentences: [{n, text, events: [...]}]}. Out: `GoldDocument`s. The document's text is
its sentences joined by line feeds, so a coded event belongs to the sentence whose characters hold its own.
"""

from __future__ import annotations

import bisect
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from dragoman.errors import UsageError
from dragoman.record import Document, Event


class Unit(NamedTuple):
    """An event as the figures see it."""

    event_type: str
    mode: str
    status: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]


class GoldDocument(NamedTuple):
    """A document and the events that an analyst found in each sentence (number -> events)."""

    document: Document
    starts: list[int]
    numbers: list[int]
    events: dict[int, list[Unit]]


def read_gold(path: Path) -> list[GoldDocument]:
    """Read a gold file. Raises UsageError naming file and line."""
    out = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as cause:
        raise UsageError(f"{path}: {cause}") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                out.append(_document(json.loads(line)))
            except (ValueError, KeyError, TypeError) as cause:
                raise UsageError(
                    f"{path}:{number}: not a gold document ({cause!r}); want id, language, sentences"
                ) from None
    if not out:
        raise UsageError(f"{path}: holds no document")
    return out


def _document(row: dict[str, Any]) -> GoldDocument:
    starts, at = [], 0
    for sentence in row["sentences"]:
        starts.append(at)
        at += len(sentence["text"]) + 1
    text = "\n".join(s["text"] for s in row["sentences"])
    numbers = [s.get("n", i) for i, s in enumerate(row["sentences"])]
    events = {n: [_unit(e) for e in s["events"]] for n, s in zip(numbers, row["sentences"], strict=True)}
    published = row.get("date") or row.get("published")
    return GoldDocument(
        Document(id=row["id"], text=text, language=row.get("language"), published=published), starts, numbers, events
    )


def _unit(event: dict[str, Any]) -> Unit:
    return Unit(
        event["type"],
        event.get("mode") or "",
        event["status"],
        _codes(a.get("country") for a in event["actors"]),
        _codes(a.get("country") for a in event["recipients"]),
    )


def _codes(codes: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({code or "XXX" for code in codes}))


def units_of(gold: GoldDocument, events: Iterable[Event]) -> dict[int, list[Unit]]:
    """Coded events of that document -> units by sentence number."""
    found: dict[int, list[Unit]] = {}
    for e in events:
        n = gold.numbers[bisect.bisect_right(gold.starts, e.sentence.start) - 1]
        found.setdefault(n, []).append(
            Unit(
                e.event_type,
                e.event_mode or "",
                e.status,
                _codes(a.country for a in e.actors),
                _codes(a.country for a in e.recipients),
            )
        )
    return found
