"""Reports in the corpus' format -> windows with labels, as tensors.

In: reports of `reports.py`. Out: `Example`s whose triggers, roles and sectors are token positions. A label whose words
can't be found in its window is unknown and costs nothing; nothing is dropped silently: `Example.lost` counts it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import torch

from dragoman.extract.labels import CONTEXTS, MODES, ROLES, SECTORS, STATUSES, TYPES
from dragoman.extract.nearness import nearness
from dragoman.extract.windows import Window, pack, pieces_of
from dragoman.train.reports import Report, text_of

BOS, PAD, EOS, UNK = 0, 1, 2, 3
IGNORE = -100


@dataclass
class Frame:
    """What is known of one event: tokens first..last of its trigger, then the indices of its labels."""

    first: int
    last: int
    kind: int
    mode: int
    status: int
    contexts: list[int] | None
    tags: dict[int, list[tuple[int, int]]]  # role -> token spans; a role that is absent from the dict is unknown
    sectors: list[tuple[int, int, int]]
    sentence: int


@dataclass
class Example:
    """One window with the frames in it and the type (0 for none) of each token."""

    window: Window
    frames: list[Frame] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    lost: int = 0


def examples(report: Report, tokenizer: Any, limit: int, context: bool = False) -> list[Example]:
    """One report -> its windows with labels; `context=False` while training: every sentence of a window is labelled."""
    text, starts = text_of(report)
    pieces = pieces_of([s["text"] for s in report["sentences"]], starts, tokenizer, limit)
    core = report.get("annotated") == "core"
    return [_label(w, report, text, starts, core) for w in pack(pieces, BOS, EOS, limit, context)]


def _tokens(window: Window, start: int, end: int) -> tuple[int, int] | None:
    """Characters -> first and last token of the window that overlap them."""
    inside = [
        i
        for i, (s, a, b) in enumerate(zip(window.sentence, window.starts, window.ends, strict=True))
        if s >= 0 and a < end and b > start
    ]
    return (inside[0], inside[-1]) if inside else None


def _label(window: Window, report: Report, text: str, starts: list[int], core: bool) -> Example:
    example = Example(window, types=[0] * len(window.ids))
    for n in range(window.own[0], window.own[1] + 1):
        sentence = report["sentences"][n]["text"]
        taken: set[int] = set()
        for event in report["sentences"][n]["events"]:
            at = event.get("trigger_at", _free(sentence, event["trigger"], taken))
            found = _tokens(window, starts[n] + at, starts[n] + at + len(event["trigger"])) if at >= 0 else None
            if not found:
                example.lost += 1
                continue
            taken.add(at)
            kind = TYPES.index(event["type"])
            for i in range(found[0], found[1] + 1):
                example.types[i] = example.types[i] or kind + 1
            example.frames.append(_frame(window, event, text, starts, n, found, at, core))
    return example


def _free(sentence: str, trigger: str, taken: set[int]) -> int:
    """The first occurrence of the trigger that no other event has, else its first occurrence, else -1."""
    at = sentence.find(trigger)
    while at in taken and at >= 0:
        at = sentence.find(trigger, at + 1)
    return at if at >= 0 else sentence.find(trigger)


def _frame(
    window: Window,
    event: dict[str, Any],
    text: str,
    starts: list[int],
    n: int,
    found: tuple[int, int],
    at: int,
    core: bool,
) -> Frame:
    middle = starts[n] + at
    ends = [*starts[1:], len(text) + 1]
    tags: dict[int, list[tuple[int, int]]] = {}
    sectors = []

    def span(words: str) -> tuple[int, int] | None:
        where = _nearest(text, words, starts[n], ends[n] - 1, middle)
        return _tokens(window, where, where + len(words)) if where >= 0 else None

    for role, people in (("actor", event["actors"]), ("recipient", event["recipients"])):
        spans = [span(p["text"]) for p in people]
        if all(spans):
            tags[ROLES.index(role)] = [s for s in spans if s]
        sectors += [
            (*s, SECTORS.index(p["sector"])) for s, p in zip(spans, people, strict=True) if s and p["sector"] in SECTORS
        ]
    if not core:
        counts = event.get("counts") or {}
        words = {
            "time": event.get("time"),
            "place": event.get("place"),
            "speaker": event.get("speaker"),
            **{k: counts.get(k) for k in ("killed", "injured", "arrested", "participants")},
        }
        for role, phrase in words.items():
            where = span(str(phrase)) if phrase else None
            if where or not phrase:
                tags[ROLES.index(role)] = [where] if where else []
    kind, mode = event["type"], event["mode"]
    return Frame(
        *found,
        TYPES.index(kind),
        1 + MODES.index((kind, mode)) if mode else 0,
        STATUSES.index(event["status"]),
        None if core else [CONTEXTS.index(c) for c in event.get("contexts", []) if c in CONTEXTS],
        tags,
        sectors,
        n,
    )


def _nearest(text: str, words: str, start: int, end: int, middle: int) -> int:
    """Where the words stand: in the sentence, nearest to the trigger; else last before it; else -1."""
    best, at = -1, text.find(words, start, end)
    while at >= 0:
        if best < 0 or abs(at - middle) < abs(best - middle):
            best = at
        at = text.find(words, at + 1, end)
    return best if best >= 0 else text.rfind(words, 0, start)


def batches(sample: list[Example], tokens: int, draw: random.Random | None) -> list[list[Example]]:
    """Windows of like length together, at most `tokens` padded tokens a batch; in random order when `draw` is given."""
    order = sorted(range(len(sample)), key=lambda i: (len(sample[i].window.ids), draw.random() if draw else i))
    out: list[list[Example]] = []
    for i in order:
        length = len(sample[i].window.ids)
        if out and length * (len(out[-1]) + 1) <= tokens:
            out[-1].append(sample[i])
        else:
            out.append([sample[i]])
    if draw:
        draw.shuffle(out)
    return out


def collate(batch: list[Example]) -> dict[str, torch.Tensor]:
    """Examples -> tensors: windows padded to the longest, frames of all windows one after the other."""
    width = max(len(e.window.ids) for e in batch)
    frames = [(row, f) for row, e in enumerate(batch) for f in e.frames]
    ids = torch.full((len(batch), width), PAD)
    types = torch.full((len(batch), width), IGNORE)
    place = torch.full((len(batch), width), -1)
    for row, e in enumerate(batch):
        ids[row, : len(e.window.ids)] = torch.tensor(e.window.ids)
        types[row, : len(e.types)] = torch.tensor(e.types)
        place[row, : len(e.types)] = torch.tensor(e.window.sentence)
    tags = torch.full((len(frames), len(ROLES), width), IGNORE)
    near = torch.zeros((len(frames), width), dtype=torch.long)
    contexts = torch.full((len(frames), len(CONTEXTS)), float("nan"))
    for k, (row, f) in enumerate(frames):
        near[k] = torch.from_numpy(nearness(place[row].numpy(), f.first, f.last))
        real = place[row] >= 0
        for role, spans in f.tags.items():
            tags[k, role] = torch.where(real, 0, IGNORE)
            for first, last in spans:
                tags[k, role, first : last + 1] = 2
                tags[k, role, first] = 1
        if f.contexts is not None:
            contexts[k] = 0
            contexts[k, f.contexts] = 1
    sectors = [(k, a, b, s) for k, (_, f) in enumerate(frames) for a, b, s in f.sectors]
    return {
        "ids": ids,
        "mask": (ids != PAD).long(),
        "types": types,
        "place": place,
        "sentence": _column(frames, "sentence"),
        "row": torch.tensor([r for r, _ in frames], dtype=torch.long),
        "first": _column(frames, "first"),
        "last": _column(frames, "last"),
        "kind": _column(frames, "kind"),
        "mode": _column(frames, "mode"),
        "status": _column(frames, "status"),
        "tags": tags,
        "near": near,
        "contexts": contexts,
        "sectors": torch.tensor(sectors, dtype=torch.long).view(-1, 4),
    }


def _column(frames: list[tuple[int, Frame]], name: str) -> torch.Tensor:
    return torch.tensor([getattr(f, name) for _, f in frames], dtype=torch.long)
