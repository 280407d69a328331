"""Corrections and reports in the corpus' format (training/corpus/README.md) -> reports fit to train on. No torch here.

In: JSON Lines files, folders, stores that hold corrections. Out: reports as dicts. Must stay true: a report with a
fault never trains anything; the first fault ends the command, with file and line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from dragoman.corpus.check import corpus_files, read_reports, sentence_faults, shape_fault
from dragoman.errors import UsageError
from dragoman.record import Sentence
from dragoman.store.reading import DUCK

Report = dict[str, Any]
PACKAGED_MIX = "mix.jsonl"


def text_of(report: Report) -> tuple[str, list[int]]:
    """The report's text, sentences joined by line feeds, and where each starts."""
    starts, at = [], 0
    for sentence in report["sentences"]:
        starts.append(at)
        at += len(sentence["text"]) + 1
    return "\n".join(s["text"] for s in report["sentences"]), starts


def sentences_of(report: Report) -> tuple[str, list[Sentence]]:
    """The report's text and its sentences as the pipeline has them."""
    text, starts = text_of(report)
    return text, [
        Sentence(text=s["text"], start=a, end=a + len(s["text"]), index=n, paragraph=n)
        for n, (s, a) in enumerate(zip(report["sentences"], starts, strict=True))
    ]


def held(report: Report) -> bool:
    """A tenth of the corpus' reports, chosen by the hash of their ids, is never trained on."""
    return hashlib.sha256(report["id"].encode()).digest()[0] < 26


def size(reports: Iterable[Report]) -> int:
    """Sentences in all."""
    return sum(len(r["sentences"]) for r in reports)


def read_corrections(paths: Sequence[Path]) -> list[Report]:
    """The reports of files and folders of JSON Lines, and of the documents of a store that somebody corrected.

    Raises UsageError for the first report with a fault, and where there is nothing to train on.
    """
    out: list[Report] = []
    for path in paths:
        out += _from_store(path) if is_store(path) else read_corpus([path])
    if not out:
        raise UsageError(f"{', '.join(map(str, paths))}: no report to train on")
    return out


def read_corpus(paths: Sequence[Path]) -> list[Report]:
    """The reports of files and folders in the corpus' format, each complete and checked."""
    unread: list[str] = []
    faults: list[str] = []
    out: list[Report] = []
    for where, report in read_reports(corpus_files(paths), unread):
        shape = shape_fault(report)
        own = [shape] if shape else sentence_faults(report)
        faults += [f"{where}: {fault}" for fault in own]
        if not own:
            out.append(_complete(report, where))
    if all_faults := unread + faults:
        more = f" (and {len(all_faults) - 1} more; `dragoman corpus check` lists them all)" if all_faults[1:] else ""
        raise UsageError(all_faults[0] + more)
    return out


def read_mix(path: Path | None) -> list[Report]:
    """The reports that keep a model from forgetting: a file or folder, or the sample in the package."""
    if path is not None:
        return read_corpus([path])
    return read_corpus([Path(str(files("dragoman.train").joinpath(PACKAGED_MIX)))])


def is_store(path: Path) -> bool:
    """Whether a path is a DuckDB file, by its first bytes."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(12)[8:] == DUCK


def _from_store(path: Path) -> list[Report]:
    from dragoman.train.stored import corrected_reports

    return corrected_reports(path)


def _complete(report: Report, where: str) -> Report:
    """The report with every field that training asks for; what is missing is absent, as the format has it."""
    empty: dict[str, Any] = {"mode": "", "actors": [], "recipients": []}
    sentences = [
        {**s, "events": [{**empty, **{k: v for k, v in e.items() if v is not None}} for e in s.get("events") or []]}
        for s in report["sentences"]
    ]
    return {**report, "id": report.get("id") or where, "sentences": sentences}
