"""Where two known phrases stand side by side: one noun phrase or two.

In: a `Reading` and two hits that follow each other. Out: whether words between them hold them together ("Kenya's main
opposition party"), or whether one phrase ends and the next begins with no mark between ("Turkey the refugees" in
languages whose verb comes first). What must stay true: forms alone decide, those of actors.json (between, splits).
"""

from __future__ import annotations

from dragoman.resolve.names import Hit
from dragoman.resolve.who_reading import Reading
from dragoman.resolve.who_tables import Entry


def bridged(reading: Reading, left: Hit[Entry], right: Hit[Entry]) -> bool:
    """Whether unknown adjectives stand between a nationality and its role: "Kenya's main opposition party"."""
    tables = reading.tables
    between = list(range(left.last, right.first))
    if tables.between is None or not between or len(between) > 3:
        return False
    owner = bool(reading.kinds(between[0]) & {"links"}) and not tables.nouns_before
    words = between[1:] if owner else between
    if not 0 < len(words) < 3:
        return False
    state, role = (right, left) if tables.nouns_before else (left, right)
    if not (_are_states(state) and all(entry.kind in ("role", "carrier") for entry in role.values)):
        return False
    if not owner and any(entry.kind != "people" for entry in state.values):
        return False
    token = reading.tokens[state.last - 1]
    if not owner and not (tables.adjectives and tables.adjectives.search(reading.text[token.start : token.end])):
        return False
    gaps = [reading.gap(at, at + 1) for at in range(words[0] - 1, words[-1] + 1)]
    texts = [reading.text[reading.tokens[at].start : reading.tokens[at].end] for at in words]
    return all(gap in (" ", "-") for gap in gaps) and all(
        tables.between.search(word) and not reading.mark_at.get(at) for word, at in zip(texts, words, strict=True)
    )


def parted(reading: Reading, left: Hit[Entry], right: Hit[Entry]) -> bool:
    """Whether two phrases meet: two states side by side, or what the language's `splits` say."""
    if left.last < right.first:
        return "toward" in reading.kinds(left.last) and _are_states(left) and _are_states(right)
    if _are_states(left) and _are_states(right) and reading.gap(left.last - 1, right.first) == " ":
        return True
    before, after = reading.tokens[left.last - 1], reading.tokens[right.first]
    return any(
        split.parts(left, reading.text[before.start : before.end], right, reading.text[after.start : after.end])
        for split in reading.tables.splits
    ) and {entry.kind for entry in right.values} != {"carrier"}


def _are_states(hit: Hit[Entry]) -> bool:
    """Whether a hit can only be a state, its people or its capital."""
    return all(entry.kind in ("state", "people", "seat") and entry.country != "XXX" for entry in hit.values)
