"""Which stretches of a text may name a place of the gazetteer.

In: the tokens of a document and which of them are taken by known names. Out: candidates with their gazetteer rows.
What must stay true: linear in the text (at most MAX_WORDS look-ups a token), and everyday words are no places: a
candidate begins with a capital where the script has them, and a single word at the beginning of a sentence must be a
large place or stand elsewhere too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from dragoman.resolve.names import INNER, Folding, Hit, Token, fold_word
from dragoman.resolve.where_exonyms import SHORT, Exonym, match, row_of
from dragoman.resolve.where_forms import inflected_names, is_han, size_of
from dragoman.resolve.where_gazetteer import CITY, DISTRICT, PROVINCE, Row, division_words, gazetteer

MAX_WORDS = 4
MAX_HAN = 5
# Inhabitants from which a place counts without other support: below, surnames and everyday words crowd in. A sweep of
# SMALL from 5,000 to 15,000 on the training reports moved the country of actors by less than one point (fr +0.8).
LARGE = 15_000
LARGE_FIRST = 100_000
# Where the place's country is named besides.
SMALL = 5_000
# The same where no capital letter tells a name, and where all nouns have one, after "in".
NAMED = 30_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens first..last (half-open) that bear the name of `rows`; `sure` where the table of exonyms has it, or a
    word of places stands beside a large one; `own` are the ids that the language's own name stands for."""

    first: int
    last: int
    rows: tuple[Row, ...]
    sure: bool = False
    own: frozenset[int | None] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a document and its language say about what may be a place.

    `taken` tells whether a known name holds a token; `starts` are where sentences begin; `named` the countries that
    the text names; `beside` words that stand next to places alone ("city", "in"), `sounds` Han characters that spell
    foreign names; `titles` are the tokens of "Mr", "Saint" and the like, `links` those of "of"; `certain` those that
    begin a name which another table has too.
    """

    language: str
    taken: Callable[[int], bool]
    starts: Set[int]
    named: Set[str]
    not_places: Set[str]
    folding: Folding
    capital_nouns: bool = False
    beside: Set[str] = frozenset()
    sounds: str = ""
    titles: Set[int] = frozenset()
    links: Set[int] = frozenset()
    certain: Set[int] = frozenset()


def scan_places(text: str, tokens: Sequence[Token], evidence: Evidence) -> list[Candidate]:
    """Candidates from left to right, the longest at each place, none overlapping."""
    own, refused = _own_names(text, tokens, evidence)
    countries = {row.country for one in own.values() for row in one.rows} | set(evidence.named)
    spans = _spans(text, tokens, evidence)
    known = gazetteer().find([key for options in spans.values() for _, key in options])
    inflected = inflected_names(text, tokens, spans, known, evidence.folding, evidence.not_places)
    known.update(inflected)
    seen = {token.key for token in tokens if token.start not in evidence.starts and text[token.start].isupper()}
    found: list[Candidate] = []
    at = 0
    while at < len(tokens):
        best = next(
            (
                Candidate(at, last, known[key], _is_sure(text, tokens, at, last, known[key], evidence))
                for last, key in spans.get(at, ())
                if key in known
                and (at, last) not in refused
                and not (key in inflected and _begins(text, tokens, at, last, known[key], seen, countries, evidence))
                and _plausible(text, tokens, at, last, known[key], seen, _support(key, inflected, countries), evidence)
            ),
            None,
        )
        exonym = own.get(at)
        if exonym is not None and (best is None or exonym.last >= best.last):
            best = _with_namesakes(exonym, known, spans.get(at, ()))
        if best is not None:
            found.append(best)
        at = best.last if best is not None else at + 1
    return found


def _support(key: str, inflected: Mapping[str, object], countries: Set[str | None]) -> Set[str | None]:
    """The countries that bear a candidate out; none does for a word that may be another one's form, where no case
    tells names ("وتروي"), or one with an article ("القصير", short)."""
    return frozenset() if "\u0600" <= key[0] <= "\u06ff" and (key in inflected or key.startswith("ال")) else countries


def _begins(
    text: str,
    tokens: Sequence[Token],
    first: int,
    last: int,
    rows: Sequence[Row],
    seen: set[str],
    countries: Set[str | None],
    evidence: Evidence,
) -> bool:
    """Whether a short word that looks like an inflected name begins a sentence and nothing bears it out: "Сам"."""
    return (
        last - first == 1
        and tokens[first].start in evidence.starts
        and len(tokens[first].key) <= SHORT
        and tokens[first].key not in seen
        and not any(row.country in countries and row.population >= LARGE for row in rows)
    )


def _is_sure(
    text: str, tokens: Sequence[Token], first: int, last: int, rows: Sequence[Row], evidence: Evidence
) -> bool:
    """Whether a large town is meant though its name is a person's too: "à Nancy"."""
    if max(size_of(row) for row in rows) < LARGE_FIRST:
        return False
    return follows_word(text, tokens, first, evidence.beside)


def follows_word(text: str, tokens: Sequence[Token], index: int, words: Set[str]) -> bool:
    """Whether one of some words, those that stand before places say, comes right before a token."""
    if index == 0 or text[tokens[index - 1].end : tokens[index].start] != " ":
        return False
    return text[tokens[index - 1].start : tokens[index - 1].end].casefold() in words


def _with_namesakes(
    exonym: Candidate, known: Mapping[str, tuple[Row, ...]], options: Sequence[tuple[int, str]]
) -> Candidate:
    """An exonym's place before the others of that name: "Valencia" in Spain and in Venezuela."""
    key = next((key for last, key in options if last == exonym.last and key in known), None)
    if key is None:
        return exonym
    ids = {row.id for row in exonym.rows}
    others = (row for row in known[key] if row.id not in ids and (row.population >= LARGE or row.kind != CITY))
    latin = key[0] < "\u0370"  # there an alias alone ("Puno" for Pune) makes no namesake
    names = {key, *(fold_word(row.name) for row in exonym.rows)}
    same = (row for row in others if not latin or row.kind != CITY or fold_word(row.name) in names)
    return Candidate(exonym.first, exonym.last, (*exonym.rows, *same), True, exonym.own)


def _own_names(
    text: str, tokens: Sequence[Token], evidence: Evidence
) -> tuple[dict[int, Candidate], set[tuple[int, int]]]:
    """The exonyms in a text, by their first token; doubtful ones where the sure ones' countries or a word beside
    bear them out. Besides, the stretches of doubtful ones that nothing bears out."""
    sure: dict[int, Candidate] = {}
    doubtful: dict[int, Candidate] = {}
    for at, token in enumerate(tokens):
        if evidence.taken(at) or text[token.start].isdigit():
            continue
        hit = match(evidence.language, text, tokens, at)
        if hit is None or any(evidence.taken(index) for index in range(hit.first, hit.last)):
            continue
        if hit.last - hit.first == 1 and at - 1 in evidence.titles:
            continue  # "M. Nice"
        rows = tuple(dict.fromkeys(row for one in hit.values if (row := row_of(one)) is not None))
        if not rows or not (at in evidence.certain or _stands_alone(text, tokens, hit.first, hit.last, evidence)):
            continue
        if (
            all(one.doubtful for one in hit.values)
            and hit.last < len(tokens)
            and text[tokens[hit.last].start].isdigit()
        ):
            continue  # "Halle 3"
        weak = all(one.doubtful for one in hit.values) or _may_be_a_word(text, tokens, hit, evidence)
        (doubtful if weak else sure)[at] = Candidate(hit.first, hit.last, rows, True, frozenset(row.id for row in rows))
    countries = {row.country for one in sure.values() for row in one.rows} | set(evidence.named)
    for at, one in doubtful.items():
        neighbours = _neighbours(text, tokens, one.first, one.last, evidence)
        if any(row.country in countries for row in one.rows) or any(word in evidence.beside for word in neighbours):
            sure[at] = one
    refused = {(one.first, one.last) for at, one in doubtful.items() if at not in sure}
    return sure, refused


def _neighbours(text: str, tokens: Sequence[Token], first: int, last: int, evidence: Evidence) -> list[str]:
    """The words right before and after a name, and the one before "of"."""
    beside = [first - 1, last, *([first - 2] if first - 1 in evidence.links else [])]
    return [text[tokens[at].start : tokens[at].end].casefold() for at in beside if 0 <= at < len(tokens)]


def _may_be_a_word(text: str, tokens: Sequence[Token], hit: Hit[Exonym], evidence: Evidence) -> bool:
    """Whether a short inflected name begins a sentence, where every word has a capital: "Ниша" is no Niš."""
    return (
        hit.last - hit.first == 1
        and tokens[hit.first].start in evidence.starts
        and all(
            len(one.name) <= SHORT and one.name.casefold() != text[hit.start : hit.end].casefold() for one in hit.values
        )
    )


def _stands_alone(text: str, tokens: Sequence[Token], first: int, last: int, evidence: Evidence) -> bool:
    """Whether an exonym is no part of a longer unknown name."""
    letter = text[tokens[first].start]
    if is_han(letter):
        return not _within_sounds(text, tokens, first, last, evidence.sounds)
    if last - first > 1 or letter.upper() == letter.lower():
        return True
    if evidence.capital_nouns:
        return text[tokens[last - 1].end : tokens[last - 1].end + 1] != "-"
    return not _within_name(text, tokens, first, last, evidence)


def _within_sounds(text: str, tokens: Sequence[Token], first: int, last: int, sounds: str) -> bool:
    """Whether two characters are a piece of a longer foreign name: 尼斯 in 丹尼斯."""
    start, end = tokens[first].start, tokens[last - 1].end
    if end - start > 2 or not all(letter in sounds for letter in text[start:end]):
        return False
    around = tuple(sounds + "\u00b7")
    return text[max(0, start - 1) : start] in around or text[end : end + 1] in around


def _spans(text: str, tokens: Sequence[Token], evidence: Evidence) -> dict[int, list[tuple[int, str]]]:
    """For each token the stretches that begin there, longest first, with their keys."""
    taken, not_places = evidence.taken, evidence.not_places
    spans: dict[int, list[tuple[int, str]]] = {}
    for at, token in enumerate(tokens):
        letter = text[token.start]
        if letter.isdigit() or letter.islower() or taken(at):
            continue
        title = at in evidence.titles  # "Saint-Étienne" is a town, "Saint" alone is none
        words: list[str] = []
        options: list[tuple[int, str]] = []
        limit = MAX_HAN if is_han(letter) else MAX_WORDS
        for last in range(at, min(at + limit, len(tokens))):
            if taken(last) or (last > at and text[tokens[last - 1].end : tokens[last].start] not in INNER):
                break
            words.append(tokens[last].key)
            if text[tokens[last].start].islower() and len(words) > 1 and last + 1 == at + limit:
                break
            key = " ".join(words)
            if key not in not_places and not (last == at and (title or at - 1 in evidence.titles)):
                options.append((last + 1, key))
        spans[at] = options[::-1]
    return spans


def _plausible(
    text: str,
    tokens: Sequence[Token],
    first: int,
    last: int,
    rows: Sequence[Row],
    seen: set[str],
    countries: Set[str | None],
    evidence: Evidence,
) -> bool:
    letter = text[tokens[first].start]
    largest = max(size_of(row) for row in rows)
    supported = any(row.country in (evidence.named if evidence.capital_nouns else countries) for row in rows)
    if last - first == 1 and tokens[first].key in division_words():
        return False
    if letter.upper() == letter.lower():
        return _plausible_without_case(text, tokens, first, last, rows, countries, evidence)
    if text[tokens[last - 1].start].islower() and tokens[last - 1].key not in division_words():
        return False
    if len(tokens[first].key) < 3:
        return False
    if last - first > 1:
        # "Заводской район" is in a hundred towns
        common = (
            len(rows) > 1 and all(row.kind == DISTRICT for row in rows) and tokens[last - 1].key in division_words()
        )
        return not common or any(row.country in countries for row in rows)
    if _called_division(tokens, first, last) and any(row.kind != CITY and row.country in countries for row in rows):
        return True  # "Kadıköy ilçesinde"
    begins = tokens[first].start in evidence.starts and not _has_ending(text, tokens, first)
    if begins and largest < LARGE_FIRST and tokens[first].key not in seen:
        return False
    nouns = evidence.capital_nouns and not (follows_word(text, tokens, first, evidence.beside) and largest >= NAMED)
    if largest < (SMALL if supported else LARGE_FIRST if nouns else LARGE):
        return False
    if evidence.capital_nouns:
        return text[tokens[last - 1].end : tokens[last - 1].end + 1] != "-"
    return not _within_name(text, tokens, first, last, evidence)


def _called_division(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a word like "province" stands right before or after a name."""
    return any(0 <= at < len(tokens) and tokens[at].key in division_words() for at in (first - 1, last))


def _has_ending(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Whether an ending is parted by an apostrophe, as those of names are: "Kırklareli'nde"."""
    if index + 1 >= len(tokens) or text[tokens[index].end : tokens[index + 1].start] not in ("'", "\u2019"):
        return False
    return text[tokens[index + 1].start].islower() and tokens[index + 1].end - tokens[index + 1].start > 1


def _plausible_without_case(
    text: str,
    tokens: Sequence[Token],
    first: int,
    last: int,
    rows: Sequence[Row],
    countries: Set[str | None],
    evidence: Evidence,
) -> bool:
    """Han and Arabic: no capital tells a name, so that only large places and provinces count."""
    length = tokens[last - 1].end - tokens[first].start
    if is_han(text[tokens[first].start]):
        least = 2
        if _within_sounds(text, tokens, first, last, evidence.sounds):
            return False
    else:
        least = 4
    supported = length > least and any(row.country in countries and row.population >= NAMED for row in rows)
    called = is_han(text[tokens[first].start]) or _called_division(tokens, first, last)
    return length >= least and any(
        row.population >= LARGE_FIRST or (row.kind == PROVINCE and (called or row.country in countries)) or supported
        for row in rows
    )


def _within_name(text: str, tokens: Sequence[Token], first: int, last: int, evidence: Evidence) -> bool:
    """Whether the word is part of a longer unknown name: "Paris Hilton", "Mark Lancaster"."""
    taken, starts = evidence.taken, evidence.starts
    if (
        first > 0
        and not taken(first - 1)
        and text[tokens[first - 1].end : tokens[first].start] in (" ", ". ", "-")
        and text[tokens[first - 1].start].isupper()
        and tokens[first - 1].start not in starts
    ):
        return True
    return (
        last < len(tokens)
        and not taken(last)
        and text[tokens[last - 1].end : tokens[last].start] in (" ", "-")
        and text[tokens[last].start].isupper()
    )
