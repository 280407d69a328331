"""The figures of event coding: detect, type, dyad and event F1, status and mode accuracy, noise.

In: gold and found units by (document, sentence). Out: `Figures`. Definitions:
detect: a sentence has an event or not. type: (sentence, type) with multiplicity. dyad: (sentence, type, actor country,
recipient country), each pair once; an act of several parties and no recipient gives its unordered pairs, one with one
side only (code, ---). event: (sentence, type, all actor countries, all recipient countries). status and mode: accuracy
over events paired by sentence and type, best pairs first. noise: events per 100 documents that hold none.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from dragoman.evaluate.gold import Unit

Key = tuple[str, int]
Units = Mapping[Key, list[Unit]]
FIGURES = ("detect", "type", "dyad", "event")


class Rate(NamedTuple):
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float
    f1: float


class Figures(NamedTuple):
    """All figures of one set of documents."""

    rates: dict[str, Rate]
    status: float
    mode: float
    noise: float
    gold: int
    found: int


def dyads(unit: Unit) -> set[tuple[str, str]]:
    """The pairs of country codes that an event spells out."""
    actors, recipients = unit.actors, unit.recipients
    if len(actors) > 1 and actors == recipients:
        recipients = ()
    if actors and recipients:
        return set(itertools.product(actors, recipients))
    if len(actors) > 1:
        return {(a, b) for a, b in itertools.combinations(actors, 2)}
    return {((actors or ("---",))[0], (recipients or ("---",))[0])}


def collect(units: Units) -> dict[str, Counter[tuple[object, ...]]]:
    """Units -> what each figure counts."""
    out: dict[str, Counter[tuple[object, ...]]] = {name: Counter() for name in FIGURES}
    for key, events in units.items():
        if events:
            out["detect"][key] = 1
        for e in events:
            out["type"][key, e.event_type] += 1
            symmetric = len(e.actors) > 1 and e.actors == e.recipients
            out["event"][key, e.event_type, e.actors, () if symmetric else e.recipients] += 1
            for pair in dyads(e):
                out["dyad"][key, e.event_type, pair] = 1
    return out


def rate(gold: Counter[tuple[object, ...]], found: Counter[tuple[object, ...]]) -> Rate:
    hit = (gold & found).total()
    precision, recall = hit / max(1, found.total()), hit / max(1, gold.total())
    return Rate(precision, recall, 2 * precision * recall / (precision + recall) if hit else 0.0)


def score(gold: Units, found: Units) -> Figures:
    """All figures; `gold` has every sentence, those without events too."""
    wanted, got = collect(gold), collect(found)
    matched = right_status = moded = right_mode = 0
    for key, events in gold.items():
        rest = list(found.get(key, []))
        for event in events:
            same = [e for e in rest if e.event_type == event.event_type]
            if not same:
                continue
            best = max(
                same,
                key=lambda e: (e.actors == event.actors, e.recipients == event.recipients, e.status == event.status),
            )
            rest.remove(best)
            matched += 1
            right_status += best.status == event.status
            moded += bool(event.mode)
            right_mode += bool(event.mode) and best.mode == event.mode
    documents = {d for d, _ in gold}
    quiet = documents - {d for (d, _), events in gold.items() if events}
    noise = 100 * sum(len(e) for (d, _), e in found.items() if d in quiet) / len(quiet) if quiet else 0.0
    return Figures(
        {name: rate(wanted[name], got[name]) for name in FIGURES},
        right_status / max(1, matched),
        right_mode / max(1, moded),
        noise,
        wanted["type"].total(),
        got["type"].total(),
    )


def by_type(gold: Units, found: Units) -> dict[str, tuple[Rate, int]]:
    """Type figures and gold events for each event type."""
    wanted, got = collect(gold)["type"], collect(found)["type"]
    kinds = sorted({str(k[-1]) for k in (*wanted, *got)})
    return {kind: (rate(_only(wanted, kind), _only(got, kind)), _only(wanted, kind).total()) for kind in kinds}


def _only(counter: Counter[tuple[object, ...]], kind: str) -> Counter[tuple[object, ...]]:
    return Counter({k: n for k, n in counter.items() if k[-1] == kind})


def intervals(gold: Units, found: Units, rounds: int = 1000) -> dict[str, tuple[float, float]]:
    """95% intervals of type and dyad F1: whole documents drawn anew, `rounds` times, from a fixed seed."""
    documents = sorted({d for d, _ in gold})
    tallies: dict[str, dict[str, tuple[int, int]]] = {"type": {}, "dyad": {}}
    for d in documents:
        wanted = collect({k: v for k, v in gold.items() if k[0] == d})
        got = collect({k: v for k, v in found.items() if k[0] == d})
        for name, tally in tallies.items():
            tally[d] = ((wanted[name] & got[name]).total(), wanted[name].total() + got[name].total())
    draw = random.Random(0)
    samples = [draw.choices(documents, k=len(documents)) for _ in range(rounds)]
    out = {}
    for name, tally in tallies.items():
        values = sorted(2 * sum(tally[d][0] for d in s) / max(1, sum(tally[d][1] for d in s)) for s in samples)
        out[name] = (values[int(rounds * 0.025)], values[int(rounds * 0.975) - 1])
    return out
