"""Two mentions -> a score: the log-odds (base 2) that they report one event.

In: mentions and the weights of weights.json. Out: a number; above the threshold they are more likely one event than
two. Must stay true: no single wrong field decides; what one side lacks weighs nothing; the score is symmetric.
Source of the model: I. Fellegi and A. Sunter, "A theory for record linkage", JASA 64, 1969.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dragoman.link.mentions import Mention

Vectors = Callable[[Mention], NDArray[np.float32] | None]


class Weights(NamedTuple):
    """log2(m/u) by field and outcome; `prior` is the log-odds before any field is compared."""

    prior: float
    threshold: float
    fields: dict[str, dict[str, float]]
    cuts: dict[str, dict[str, float]]


@cache
def weights() -> Weights:
    """The weights in the package."""
    return weights_of(json.loads(files("dragoman.link").joinpath("weights.json").read_text(encoding="utf-8")))


def weights_of(table: dict[str, Any]) -> Weights:
    """A table as weights.json has it -> weights."""
    fields = {
        name: {outcome: math.log2(m / u) for outcome, (m, u) in outcomes.items()}
        for name, outcomes in table["fields"].items()
    }
    return Weights(table["prior"], table["threshold"], fields, table["cuts"])


def outcomes(a: Mention, b: Mention, cuts: dict[str, dict[str, float]]) -> dict[str, str]:
    """What comparing each field of two mentions gives; fields that can't be compared are left out."""
    out = {"type": _type(a, b)}
    for name, mine, theirs, across in (
        ("actors", a.actors, b.actors, (a.recipients, b.recipients)),
        ("recipients", a.recipients, b.recipients, (a.actors, b.actors)),
    ):
        if mine and theirs:
            out[name] = _side(mine, theirs, across)
    if a.names and b.names:
        out["names"] = "shared" if a.names & b.names else "apart"
    if date := _date(a, b):
        out["date"] = date
    if place := _place(a, b):
        out["place"] = place
    if shared := a.counts.keys() & b.counts.keys():
        out["counts"] = _counts(a, b, shared)
    if a.language == b.language:
        if a.words and b.words:
            out["words"] = level(_overlap(a.words, b.words), cuts["words"])
        out["trigger"] = "same" if a.trigger == b.trigger else "other"
    if a.document_id == b.document_id:
        out["document"] = "same"
    if out.get("words") == "copy" and (a.story != b.story or a.trigger != b.trigger):
        out["words"] = "high"  # daily bulletins are alike, too; in one story the same trigger must be the same
        if a.story == b.story:
            out["sentence"] = "same"
    if a.sentence == b.sentence:
        out["sentence"] = "same"
    if "sentence" in out:
        out.pop("words", None)  # one sentence is like itself whatever it reports
    return out


def score(a: Mention, b: Mention, use: Weights, vectors: Vectors | None = None) -> float:
    """The log-odds that two mentions report one event.

    vectors: gives a mention's sentence as a vector; asked only where words say little and a vector could turn the
    outcome, since it costs an encoder pass.
    """
    found = outcomes(a, b, use.cuts)
    total = use.prior + sum(use.fields[name].get(outcome, 0.0) for name, outcome in found.items())
    if vectors is None or found.get("words") in ("copy", "high") or "sentence" in found:
        return total
    bare = total - use.fields["words"].get(found.get("words", ""), 0.0)
    table = use.fields["vector"]
    if bare + max(table.values()) < use.threshold or bare + min(table.values()) >= use.threshold:
        return total
    one, other = vectors(a), vectors(b)
    if one is None or other is None:
        return total
    return bare + table[level(float(one @ other), use.cuts["vector"])]


def level(value: float, cuts: dict[str, float]) -> str:
    """The name of the highest cut that a value reaches, "few" below all."""
    return next((name for name, least in cuts.items() if value >= least), "few")


def _type(a: Mention, b: Mention) -> str:
    if a.event_type == b.event_type:
        return "same"
    return "same_quad" if a.quad == b.quad else "other"


def _side(mine: frozenset[str], theirs: frozenset[str], across: tuple[frozenset[str], frozenset[str]]) -> str:
    if mine == theirs:
        return "same"
    if mine & theirs:
        return "overlap"
    return "swapped" if mine & across[1] or theirs & across[0] else "disjoint"


def _date(a: Mention, b: Mention) -> str | None:
    """Days of the events where both texts name one; else those of the reports tell little, and only near or far off.

    A report without a date is printed on the day of its act or soon after: it is no sign against a dated report of
    some days before.
    """
    if not (a.dated and b.dated):
        one, other = _days(a), _days(b)
        if one is None or other is None:
            return None
        apart = max(one[0], other[0]) - min(one[1], other[1])
        return "together" if apart <= 1 else "far" if apart > 7 else None
    if not a.first or not b.first:
        return None
    gap = max(a.first, b.first) - min(a.last, b.last)
    if gap <= 0:  # they overlap
        return "same" if a.last - a.first <= 1 and b.last - b.first <= 1 else "within"
    return "day" if gap == 1 else "three_days" if gap <= 3 else "far"


def _days(mention: Mention) -> tuple[int, int] | None:
    """First and last day of the event, or the day of its report where the text names none."""
    if mention.dated and mention.first:
        return mention.first, mention.last
    return (mention.day, mention.day) if mention.day else None


def _place(a: Mention, b: Mention) -> str | None:
    if a.place is None or b.place is None:
        return None
    if (a.geonames_id is not None and a.geonames_id == b.geonames_id) or a.place == b.place:
        return "same"
    if a.place_country is None or b.place_country is None:
        return None
    if a.place_country != b.place_country:
        return "other"
    names = (a.place, b.place)
    inside = a.admin1 in names or b.admin1 in names or a.admin1 is None or b.admin1 is None
    return "inside" if inside else "same_country"


def _counts(a: Mention, b: Mention, shared: Iterable[str]) -> str:
    worst = "equal"
    for name in sorted(shared):
        (low, high), (other_low, other_high) = a.counts[name], b.counts[name]
        if high >= other_low and other_high >= low:
            continue
        small, large = sorted((high, other_high))
        if large > 2 * max(1, small):
            return "far"
        worst = "near"
    return worst


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared words as a share of the mean of both counts (Dice)."""
    return 2 * len(a & b) / (len(a) + len(b))


def fit_weights(
    pairs: Iterable[tuple[Mention, Mention, bool]], cuts: dict[str, dict[str, float]]
) -> dict[str, dict[str, list[float]]]:
    """Pairs from one block with the truth (one event or not) -> [m, u] by field and outcome, as weights.json has them.

    Half a pair is added to every outcome, so that one never seen weighs something but not everything.
    """
    seen: dict[bool, Counter[tuple[str, str]]] = {True: Counter(), False: Counter()}
    for a, b, same in pairs:
        seen[same].update(outcomes(a, b, cuts).items())
    fields: dict[str, dict[str, list[float]]] = {}
    for name, outcome in sorted(set(seen[True]) | set(seen[False])):
        fields.setdefault(name, {})[outcome] = [seen[truth][name, outcome] + 0.5 for truth in (True, False)]
    for table in fields.values():
        totals = [sum(row[at] for row in table.values()) for at in (0, 1)]
        for outcome, row in table.items():
            table[outcome] = [round(row[at] / totals[at], 4) for at in (0, 1)]
    return fields
