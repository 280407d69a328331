"""Names of places that name no place where they stand: a government by its capital, a person by a surname.

In: a document's reading and a known name in it. Out: whether a reader would look for it on a map. What must stay
true: only what stands right beside the name decides, so that a doubtful case stays a place.
"""

from __future__ import annotations

from dragoman.resolve.names import Hit
from dragoman.resolve.where_forms import is_han
from dragoman.resolve.where_gazetteer import gazetteer, regions
from dragoman.resolve.who_reading import Reading
from dragoman.resolve.who_tables import Entry

MAX_LIST = 3


def names_nowhere(reading: Reading, hit: Hit[Entry]) -> bool:
    """Whether a capital acts as its government ("Moscow said"), or a title makes it a person ("Mr Washington")."""
    shared = any(entry.kind == "seat" or entry.why in regions() for entry in hit.values)
    if shared and " ".join(token.key for token in reading.tokens[hit.first : hit.last]) in reading.tables.not_places:
        return True  # 中方, "the Chinese side"; "Europäer"
    if not any(entry.kind == "seat" for entry in hit.values):
        return False
    before = hit.first - 1
    if before >= 0 and reading.is_honorific(before):
        return hit.last - hit.first == 1
    return _acts(reading, hit)


def _acts(reading: Reading, hit: Hit[Entry]) -> bool:
    """Whether a verb of governments follows the name, or stands before it and no preposition between."""
    if reading.tables.folding.name_endings and not _is_nominative(reading, hit):
        return False
    before = _head(reading, hit).first - 1
    if before >= 0 and reading.kinds(before) & {"breaks", "links"}:
        return False
    if before >= 0 and _may_be_noun(reading, before):
        return False
    if _is_act(reading, before) and _opens_clause(reading, before):
        return True
    at = hit
    for _ in range(MAX_LIST):
        if _act_at(reading, at.last):
            return True
        follows = reading.next_in_list(at)
        if follows is None or not any(entry.kind in ("seat", "state") for entry in follows.values):
            return False
        at = follows
    return False


def _may_be_noun(reading: Reading, index: int) -> bool:
    """Whether a name after token `index` may belong to a noun, where nothing parts the two: "Polis Jakarta"."""
    if not reading.tables.names_follow_nouns or _is_act(reading, index):
        return False
    if reading.tokens[index + 1].start in reading.sentence_starts or "and" in reading.kinds(index):
        return False
    return not reading.gap(index, index + 1).strip()


def _is_nominative(reading: Reading, hit: Hit[Entry]) -> bool:
    """Whether a name stands as the gazetteer has it: "Гватемали" is no subject."""
    key = " ".join(token.key for token in reading.tokens[hit.first : hit.last])
    return bool(gazetteer().find([key]))


def _head(reading: Reading, hit: Hit[Entry]) -> Hit[Entry]:
    """The first name of the list that a hit ends: "in" before "Benghazi and Tripoli" holds for both."""
    for _ in range(MAX_LIST):
        last = hit.first - 1
        if last > 0 and "and" in reading.kinds(last):
            last -= 1
        elif last < 0 or "," not in reading.gap(last, hit.first):
            return hit
        number = reading.hit_of_token.get(last)
        if number is None:
            return hit
        hit = reading.hits[number]
    return hit


def _act_at(reading: Reading, index: int) -> bool:
    """Whether a verb of governments begins with token `index`, nothing but a space before it."""
    if index >= len(reading.tokens) or reading.gap(index - 1, index).strip():
        return False
    start = reading.tokens[index].start
    if is_han(reading.text[start]):
        return reading.text.startswith(reading.tables.acts, start)
    word = reading.text[start : reading.tokens[index].end].casefold()
    return _is_act(reading, index) or (word in reading.tables.act_helpers and _is_act(reading, index + 1))


def _opens_clause(reading: Reading, verb: int) -> bool:
    """Whether a verb comes before its subject: at the head of a clause, or second in a sentence after a word that
    names nobody ("Darauf reagierte Peking")."""
    if verb == 0 or reading.gap(verb - 1, verb).strip():
        return True
    starts = {reading.tokens[verb].start, reading.tokens[verb - 1].start} & set(reading.sentence_starts)
    return (
        bool(starts) and verb - 1 not in reading.hit_of_token and not is_han(reading.text[reading.tokens[verb].start])
    )


def _is_act(reading: Reading, index: int) -> bool:
    if not 0 <= index < len(reading.tokens):
        return False
    token = reading.tokens[index]
    return reading.text[token.start : token.end].casefold() in reading.tables.acts
