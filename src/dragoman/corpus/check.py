"""Annotated reports in, faults and a balance out.

A report is one JSON line: id, language, outlet, published, sentences [{text, events [...]}]. Each event: type, mode,
status, trigger, actors, recipients, and in a full annotation time, place, speaker, contexts, counts. Every span must
stand in its sentence, every code must be the codebook's, no id and no sentence may come twice.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec

from dragoman.errors import UsageError
from dragoman.ontology import CONTEXTS, COUNT_NAMES, SECTORS, STATUSES, TYPE_MODES

OUTLETS = ("agency", "national", "local", "broadcast", "analysis")
COUNTRY = re.compile(r"[A-Z]{3}|NATO")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SHINGLE = 6  # words in a row; two sentences that share half of theirs are near duplicates
NEAR = 0.5


def corpus_files(paths: Iterable[Path]) -> list[Path]:
    """JSON Lines files, and those in folders (two levels), sorted. Raises UsageError where there is none."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*.jsonl") if p.name != "grid.jsonl")
        elif path.is_file():
            found.append(path)
        else:
            raise UsageError(f"{path}: no such file or folder")
    if not found:
        raise UsageError("no .jsonl file in what was named")
    return found


def read_reports(files: Iterable[Path], faults: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(file:line, report) of every line that is a report; other lines go to `faults`."""
    for path in files:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    report = json.loads(line)
                    if not isinstance(report, dict) or not isinstance(report.get("sentences"), list):
                        raise ValueError("want an object with id, language, published, sentences")
                except ValueError as cause:
                    faults.append(f"{path}:{number}: {cause}")
                    continue
                yield f"{path}:{number}", report


class _Party(msgspec.Struct):
    text: str
    country: str
    sector: str


class _Event(msgspec.Struct):
    type: str
    status: str
    trigger: str
    mode: str | None = None
    actors: list[_Party] = []
    recipients: list[_Party] = []
    time: str | None = None
    place: str | None = None
    speaker: str | None = None
    contexts: list[str] | None = None
    counts: dict[str, Any] | None = None
    trigger_at: int | None = None  # where in the sentence the trigger begins, if its words stand there twice


class _Sentence(msgspec.Struct):
    text: Annotated[str, msgspec.Meta(min_length=1)]
    events: list[_Event] | None = None


class _Report(msgspec.Struct):
    sentences: list[_Sentence]
    id: str | None = None
    language: str | None = None
    annotated: str | None = None


def shape_fault(report: dict[str, Any]) -> str | None:
    """What keeps a line from being a report at all: a field that is missing or of the wrong kind."""
    try:
        msgspec.convert(report, _Report)
    except msgspec.ValidationError as cause:
        return str(cause)
    return None


def report_faults(report: dict[str, Any]) -> list[str]:
    """What is wrong with one report."""
    if shape := shape_fault(report):
        return [shape]
    found = []
    if not report.get("id") or not report.get("language"):
        found.append("id or language is missing")
    if not DAY.fullmatch(str(report.get("published"))):
        found.append(f"published {report.get('published')!r} is no day (YYYY-MM-DD)")
    if report.get("outlet") not in OUTLETS:
        found.append(f"outlet {report.get('outlet')!r}")
    return found + sentence_faults(report)


def sentence_faults(report: dict[str, Any]) -> list[str]:
    """What is wrong with the events of a report, whose shape is right."""
    return [
        f"sentence {n}: {fault}"
        for n, sentence in enumerate(report["sentences"], 1)
        for event in sentence.get("events") or []
        for fault in event_faults(event, sentence["text"])
    ]


def event_faults(event: dict[str, Any], sentence: str) -> list[str]:
    """What is wrong with one event of a sentence."""
    found = []
    kind, mode = event.get("type"), event.get("mode") or ""
    if kind not in TYPE_MODES:
        return [f"type {kind!r}"]
    if mode and mode not in TYPE_MODES[kind]:
        found.append(f"mode {mode!r} of {kind}")
    if event.get("status") not in STATUSES:
        found.append(f"status {event.get('status')!r}")
    if not event.get("trigger") or event["trigger"] not in sentence:
        found.append(f"trigger {event.get('trigger')!r} does not stand in the sentence")
    elif event.get("trigger_at") is not None and not sentence[event["trigger_at"] :].startswith(event["trigger"]):
        found.append(f"trigger {event['trigger']!r} does not stand at character {event['trigger_at']} of the sentence")
    for name in ("time", "place"):
        if event.get(name) and event[name] not in sentence:
            found.append(f"{name} {event[name]!r} does not stand in the sentence")
    for person in [*event.get("actors", []), *event.get("recipients", [])]:
        if not person.get("text") or not COUNTRY.fullmatch(str(person.get("country"))):
            found.append(f"actor {person!r}: text or country")
        if person.get("sector") not in SECTORS:
            found.append(f"sector {person.get('sector')!r}")
    found += [f"context {c!r}" for c in event.get("contexts") or [] if c not in CONTEXTS]
    found += [f"count {name!r}" for name in event.get("counts") or {} if name not in COUNT_NAMES]
    return found


def shingles(text: str) -> frozenset[str]:
    """Six words in a row, or twelve characters where words are not parted by spaces."""
    words = re.findall(r"\w+", text.casefold())
    if len(words) < len(text) / 12:
        flat = "".join(words)
        return frozenset(flat[i : i + 12] for i in range(max(0, len(flat) - 11)))
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(max(0, len(words) - SHINGLE + 1)))


def near_duplicates(sentences: Iterable[tuple[str, str]]) -> list[str]:
    """(where, text) -> a line for each pair that says the same in nearly the same words."""
    index: dict[str, list[int]] = defaultdict(list)
    kept: list[tuple[str, frozenset[str]]] = []
    found = []
    for where, text in sentences:
        mine = shingles(text)
        shared = Counter(other for s in mine for other in index[s])
        for other, count in shared.most_common(1):
            if count / len(mine | kept[other][1]) >= NEAR:
                found.append(f"{where}: nearly the same as {kept[other][0]}: {text[:80]}")
        for s in mine:
            index[s].append(len(kept))
        kept.append((where, mine))
    return found


class Balance:
    """What a corpus holds, counted report by report."""

    def __init__(self) -> None:
        self.languages: dict[str, Counter[str]] = defaultdict(Counter)
        self.events: dict[str, Counter[str]] = {name: Counter() for name in ("type", "mode", "status")}

    def add(self, report: dict[str, Any]) -> None:
        tally = self.languages[report["language"]]
        sentences = report["sentences"]
        tally["reports"] += 1
        tally["sentences"] += len(sentences)
        tally["without event"] += sum(not s["events"] for s in sentences)
        tally["several events"] += sum(len(s["events"]) > 1 for s in sentences)
        events = [e for s in sentences for e in s["events"]]
        tally["events"] += len(events)
        tally["reports without event"] += not events
        for event in events:
            self.events["type"][event["type"]] += 1
            self.events["status"][event["status"]] += 1
            if event.get("mode"):
                self.events["mode"][f"{event['type']}/{event['mode']}"] += 1

    def table(self) -> str:
        """Languages, then types, statuses and modes with their counts, as Markdown."""
        columns = ("reports", "sentences", "events", "without event", "several events", "reports without event")
        lines = ["| language | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
        total: Counter[str] = Counter()
        for language, tally in sorted(self.languages.items()):
            total += tally
            lines.append(f"| {language} | " + " | ".join(str(tally[c]) for c in columns) + " |")
        lines.append("| all | " + " | ".join(str(total[c]) for c in columns) + " |")
        for name, tally in self.events.items():
            lines += ["", f"{name}: " + ", ".join(f"{k} {n}" for k, n in tally.most_common())]
        return "\n".join(lines)
