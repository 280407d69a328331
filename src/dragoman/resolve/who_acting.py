"""Which noun phrases of a report are somebody: not a place that only says where, nor the nationality of a thing.

In: a document's context and one of its mentions. Out: whether a reader would call it an actor. What must stay true: a
mention falls only for a reason that stands in its own sentence (a dateline, a preposition of place, a thing beside a
nationality), and the languages' words for these stand in actors.json (data/who/README.md).
"""

from __future__ import annotations

from dragoman.resolve.who_context import Context, Mention
from dragoman.resolve.who_reading import Reading

PLACES = frozenset({"state", "seat", "place"})
# Where no preposition stands before a name, the kinds of names that may be the nationality of a thing.
QUALITIES = frozenset({"people"})
PEOPLE = frozenset({"CVL", "REF"})
MARKS = ("—", "–", " - ", "(", ")", "（", "）")
DATELINE, MARK_WITHIN = 4, 40  # characters before a dateline's city, and from it to the mark that ends it
MOTION_WITHIN = 4  # words from "flew" to "to Rome"


def acts(context: Context, mention: Mention) -> bool:
    """Whether a mention is somebody who may act or be acted on."""
    reading, phrase = context.reading, mention.phrase
    if phrase.person is not None:
        return True
    if (
        _is_byline(reading, mention)
        or _is_letter(reading, mention)
        or _is_idle(reading, mention)
        or _is_participle(reading, mention)
    ):
        return False
    if _owns_thing(reading, mention):
        return False
    kinds = {choice.entry.kind for choice in phrase.countries}
    if phrase.role_key is None and kinds and kinds <= PLACES:
        return not (_is_dateline(reading, mention) or _says_where(reading, mention))
    if phrase.role_key is None and kinds and kinds <= QUALITIES:
        return not (_is_quality(reading, mention) or _says_where(reading, mention))
    return not (reading.tables.where_holds and phrase.sector not in PEOPLE and _is_inside(reading, mention))


def _is_letter(reading: Reading, mention: Mention) -> bool:
    """A single character of a script without spaces: part of some longer word."""
    phrase = mention.phrase
    return phrase.end - phrase.start == 1 and reading.text[phrase.start].lower() == reading.text[phrase.start].upper()


def _is_idle(reading: Reading, mention: Mention) -> bool:
    """Words like "missile", "town": with nobody named beside they are things."""
    phrase = mention.phrase
    if phrase.countries or phrase.unknown or not reading.tables.idle:
        return False
    names = {entry.name for hit in reading.hits_between(phrase.start, phrase.end) for entry in hit.values}
    return names <= reading.tables.idle


def _is_byline(reading: Reading, mention: Mention) -> bool:
    """A news agency in brackets after the dateline: "NAIROBI (Reuters) -"."""
    text, phrase = reading.text, mention.phrase
    line = text.rfind("\n", 0, phrase.start) + 1
    return (
        phrase.start - line < MARK_WITHIN
        and text[phrase.start - 1 : phrase.start] in ("(", "（")
        and phrase.start > line
        and phrase.sector == "MED"
    )


def _is_participle(reading: Reading, mention: Mention) -> bool:
    """ "fue detenido", "were displaced": a verb that looks like somebody."""
    if mention.last - mention.first > 1 or mention.first == 0 or mention.phrase.sector not in PEOPLE | {"LEG"}:
        return False
    return "passives" in reading.scene(mention.first - 1)


def _is_dateline(reading: Reading, mention: Mention) -> bool:
    """A city at the beginning of a line, with a dash or bracket soon after: "NAIROBI (Reuters) -"."""
    text, phrase = reading.text, mention.phrase
    line = text.rfind("\n", 0, phrase.start) + 1
    if phrase.start - line > DATELINE:
        return False
    after = text[phrase.end : phrase.end + MARK_WITHIN].split("\n")[0]
    words = text[phrase.start : phrase.end]
    stop = min((at for at in map(after.find, (*MARKS, ":")) if at >= 0), default=-1)
    if stop >= 0 and after[:stop].count(" ") <= 3 and not after[:1].isalpha():
        return after[:stop].strip() == "" or (after[:1] in ",/ " and after[:stop].strip()[:1] in (",", "/", ""))
    return words.isupper() and len(words) > 3 and after[:1] in (".", ",")


def _before(reading: Reading, first: int) -> int | None:
    """The token before a phrase, over articles and words like "eastern"; None where a mark stands between."""
    at = first - 1
    while at >= 0 and not reading.gap(at, at + 1).strip(" -'’"):
        kinds = reading.scene(at)
        if kinds & {"where", "whither", "motion"}:
            return at
        if reading.tokens[at].key not in reading.tables.articles and "sides" not in kinds:
            return at
        at -= 1
    return None


def _says_where(reading: Reading, mention: Mention) -> bool:
    """Whether a place's name follows "in", or "to" after a verb of motion, or has a case ending of place."""
    if _has_place_ending(reading, mention.last - 1):
        return True
    at = _before(reading, mention.first)
    if at is None:
        return False
    kinds = reading.scene(at)
    if "where" in kinds:
        return not _is_said(reading, mention.last)
    if "motion" in kinds:
        return True
    if "whither" not in kinds:
        return False
    city = all(choice.entry.kind != "state" for choice in mention.phrase.countries)
    return (city and reading.tables.whither_cities) or any(
        "motion" in reading.scene(back)
        for back in range(max(0, at - MOTION_WITHIN), at)
        if not any(mark in reading.text[reading.tokens[back].end : reading.tokens[at].start] for mark in ".!?؟。\n")
    )


def _is_said(reading: Reading, index: int) -> bool:
    """ "в Киеве заявили": a place that speaks is its government."""
    return (
        index < len(reading.tokens)
        and reading.gap(index - 1, index) == " "
        and reading.tokens[index].key in reading.tables.verbs
    )


def _has_place_ending(reading: Reading, index: int) -> bool:
    endings = reading.tables.where_suffixes
    if not endings:
        return False
    tokens = reading.tokens
    if index + 1 < len(tokens) and tokens[index + 1].key in endings and reading.gap(index, index + 1) in ("'", "’"):
        return True
    return tokens[index].key in endings and reading.gap(index - 1, index) in ("'", "’")


def _is_inside(reading: Reading, mention: Mention) -> bool:
    """ "in the parliament": an institution that says where."""
    at = _before(reading, mention.first)
    return at is not None and "where" in reading.scene(at)


def _owns_thing(reading: Reading, mention: Mention) -> bool:
    """Whether a listed thing stands beside a nationality: "minyak Rusia", "中国市场"."""
    tables = reading.tables
    if tables.nouns_before is None:
        return False
    if not tables.nouns_before:
        return mention.last < len(reading.tokens) and "things" in reading.scene(mention.last)
    at = mention.first - 1
    return at >= 0 and reading.gap(at, at + 1) == " " and "things" in reading.scene(at)


def _is_quality(reading: Reading, mention: Mention) -> bool:
    """Whether a people's adjective belongs to a word that is nobody: "Nigerian bonds", "el vino argentino"."""
    tables = reading.tables
    if tables.nouns_before is None or not tables.adjectives:
        return False
    hits = reading.hits_between(mention.phrase.start, mention.phrase.end)
    first, last = hits[0].first, hits[-1].last
    word = reading.tokens[last - 1]
    if not tables.adjectives.search(reading.text[word.start : word.end]):
        return False
    noun = first - 1 if tables.nouns_before else last
    if not 0 <= noun < len(reading.tokens) or reading.gap(min(noun, last - 1), max(noun, first)) not in (" ", "-"):
        return False
    if reading.mark_at.get(noun) or noun in reading.hit_of_token or reading.tokens[noun].key in tables.articles:
        return False
    letters = reading.text[reading.tokens[noun].start : reading.tokens[noun].end]
    if letters[0].isdigit() or (letters[0].isupper() and not tables.capital_nouns and not tables.nouns_before):
        return False
    if tables.capital_nouns and not letters[0].isupper():
        return False
    return not reading.tokens[noun].key.endswith(tables.agents)
