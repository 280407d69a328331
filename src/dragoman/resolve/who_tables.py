"""The knowledge base of actors: tables of states, seats, organisations, groups, persons and role words, per language.

In: the TSV files under data/who and actors.json of a language. Out: one `Tables` a language, built once, holding two
phrase tables: `names` (who stands there) and `grammar` (former, both, of, its ...). What must stay true: nothing here
knows a language by its code, and every entry remembers the file and row it came from (`why`).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from dragoman.errors import DataError
from dragoman.resolve.names import TOKEN, Folding, Hit, PhraseTable

DATA = Path(__file__).resolve().parent.parent / "data"
# Word lists of actors.json that the grammar table holds; each word's kind is the list's name.
GRAMMAR = (
    "former",
    "candidate",
    "breaks",
    "toward",
    "own",
    "pronouns",
    "pairs",
    "triples",
    "quantities",
    "and",
    "nothing",
    "honorifics",
    "links",
    "foreign",
    "other",
    "relative",
    "not_people",
    "attitudes",
)

# Words that tell a place or a thing from an actor; read apart, as "outside" may stand inside a ministry's name.
SCENE = ("where", "whither", "motion", "sides", "things", "passives")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a known phrase stands for.

    kind: state people union seat org group person place role carrier. A `union` phrase means all its entries
    ("中俄": China and Russia), any other means one of them. A carrier ("spokesman") takes the sector of what it belongs
    to. `start` and `end` are the ISO days between which the entry holds, empty where unbounded.
    """

    kind: str
    name: str
    country: str = "XXX"
    sector: str = "UNK"
    role: str | None = None
    start: str = ""
    end: str = ""
    why: str = ""
    stands_for: str = ""

    def holds(self, day: str | None) -> bool:
        """Whether the entry is in force on that day; without a day, always."""
        return day is None or ((not self.start or self.start <= day) and (not self.end or day <= self.end))


@dataclass(frozen=True, slots=True)
class Split:
    """Where one noun phrase ends and the next begins with no mark between: kinds and forms of the words that meet."""

    left: frozenset[str]
    ends: re.Pattern[str]
    right: frozenset[str]
    begins: re.Pattern[str]
    sectors: frozenset[str]

    def parts(self, left: Hit[Entry], last: str, right: Hit[Entry], first: str) -> bool:
        """Whether `last`, the end of one hit, and `first`, the beginning of the next, belong to two phrases."""
        return (
            all(entry.kind in self.left and (not self.sectors or entry.sector in self.sectors) for entry in left.values)
            and all(entry.kind in self.right for entry in right.values)
            and bool(self.ends.search(last) and self.begins.search(first))
        )


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that reading actors in one language needs."""

    language: str
    folding: Folding
    names: PhraseTable[Entry]
    grammar: PhraseTable[tuple[str, str]]
    head_last: bool
    home: str | None
    doubtful: frozenset[str]
    own_suffixes: tuple[str, ...] = ()
    capital_nouns: bool = False
    and_prefixes: tuple[str, ...] = ()
    not_places: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    place_folding: Folding = field(default_factory=Folding)
    place_words: frozenset[str] = frozenset()
    sound_letters: str = ""
    acts: tuple[str, ...] = ()
    act_helpers: frozenset[str] = frozenset()
    names_follow_nouns: bool = False
    idle: frozenset[str] = frozenset()
    agents: tuple[str, ...] = ()
    adjectives: re.Pattern[str] | None = None
    nouns_before: bool | None = None
    where_suffixes: frozenset[str] = frozenset()
    where_holds: bool = False
    whither_cities: bool = False
    splits: tuple[Split, ...] = ()
    posts_of: frozenset[str] = frozenset()
    between: re.Pattern[str] | None = None
    verbs: frozenset[str] = frozenset()
    scene: PhraseTable[str] = field(default_factory=lambda: PhraseTable(Folding()))


def languages() -> list[str]:
    """The languages that have an actors.json."""
    return sorted(path.parent.name for path in (DATA / "languages").glob("*/actors.json"))


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a TSV file with their line numbers; a row of another width is a DataError."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(reader)
        for number, row in enumerate(reader, start=2):
            if len(row) != len(header):
                wanted = ", ".join(header)
                raise DataError(f"{path.name}:{number}: {len(row)} fields, expected {len(header)} ({wanted})")
            yield number, dict(zip(header, row, strict=True))


@lru_cache(maxsize=1)
def shared_entries() -> list[tuple[str, Entry]]:
    """Phrases of all languages from the TSV files: (phrase, entry), longest-lived decisions first."""
    found: list[tuple[str, Entry]] = []
    for file, kind in (("seats", "seat"), ("organisations", "org"), ("groups", "group"), ("persons", "person")):
        for number, row in read_rows(DATA / "who" / f"{file}.tsv"):
            country = row.get("country") or row.get("code", "XXX")
            entry = Entry(
                kind,
                row["name"],
                country,
                row.get("sector", "GOV"),
                row.get("office") or None,
                row.get("from", ""),
                row.get("to", ""),
                f"who/{file}.tsv:{number}",
                state_names().get(country, "") if row.get("kind") == "city" else "",
            )
            found.extend((phrase, entry) for phrase in row["variants"].split(";"))
            if kind == "org":
                found.append((row["name"], entry))
    found.extend(_english_institutions())
    found.extend(_peoples())
    states = state_codes()
    everyday = _not_capitals()
    for number, row in read_rows(DATA / "who" / "capitals.tsv"):
        if row["code"] in states:
            state = state_names().get(row["code"], row["name"])
            entry = Entry("seat", row["name"], row["code"], "GOV", None, "", "", f"who/capitals.tsv:{number}", state)
            found.extend((phrase, entry) for phrase in row["variants"].split(";") if phrase not in everyday)
    for number, row in read_rows(DATA / "where" / "regions.tsv"):
        entry = Entry("place", row["name"], row["country"] or "XXX", "GOV", None, "", "", f"where/regions.tsv:{number}")
        found.extend((phrase, entry) for phrase in row["variants"].split(";"))
    return found


def _peoples() -> Iterator[tuple[str, Entry]]:
    """Peoples and regions that are no states, in all languages; of several states the likeliest first."""
    for number, row in read_rows(DATA / "who" / "peoples.tsv"):
        for phrase in row["names"].split(";"):
            for code in row["codes"].split():
                yield (
                    phrase,
                    Entry("people", state_names().get(code, code), code, "CVL", why=f"who/peoples.tsv:{number}"),
                )


def _not_capitals() -> frozenset[str]:
    """By-names of capitals that are everyday words."""
    lines = (DATA / "who" / "not_capitals.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _english_institutions() -> Iterator[tuple[str, Entry]]:
    """English names of national institutions serve every language: acronyms, and names of more than one word."""
    for code, rows in read_actors_json("en").get("local", {}).items():
        for row in rows:
            phrase, _, sector = row.partition("=")
            if " " in phrase or (phrase.isupper() and len(phrase) > 2):
                yield phrase, Entry("org", phrase, code, sector or "GOV", why=f"en/actors.json local {code}")


@lru_cache(maxsize=1)
def state_codes() -> frozenset[str]:
    """The alpha-3 codes that count as states of their own."""
    return frozenset(row["code"] for _, row in read_rows(DATA / "who" / "states.tsv"))


@lru_cache(maxsize=1)
def territories() -> dict[str, dict[str, str]]:
    """CLDR names: language -> code -> names joined by semicolons."""
    table: dict[str, dict[str, str]] = {}
    for _, row in read_rows(DATA / "who" / "territories.tsv"):
        for language, names in row.items():
            if language != "code":
                table.setdefault(language, {})[row["code"]] = names
    return table


@lru_cache(maxsize=1)
def initials() -> dict[str, str]:
    """For a letter of our scripts the Latin letters that may begin the same name."""
    return {row["letter"]: row["latin"] for _, row in read_rows(DATA / "who" / "initials.tsv")}


@lru_cache(maxsize=1)
def state_names() -> dict[str, str]:
    """English names of the states, the canonical ones, by code."""
    english = territories()["en"]
    names = {code: english[code].split(";")[0] for code in state_codes() if code in english}
    names.update({"UNO": "United Nations", "EUR": "European Union", "NATO": "NATO", "WST": "the West"})
    return names


def read_actors_json(language: str) -> dict[str, Any]:
    """A language's actors.json; English for a language that has none."""
    path = DATA / "languages" / language / "actors.json"
    if not path.exists():
        path = DATA / "languages" / "en" / "actors.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError(f"{path}: {error}") from error
    if not isinstance(data, dict):
        raise DataError(f"{path}: an object is expected")
    return data


@lru_cache(maxsize=32)
def load_tables(language: str, extra: tuple[tuple[str, Entry], ...] = ()) -> Tables:
    """The tables of a language, built once; `extra` entries (a user's overlay) come before all others."""
    data = read_actors_json(language)
    folding = Folding.from_data(data.get("affixes", {}))
    names: PhraseTable[Entry] = PhraseTable(folding)
    for phrase, entry in extra:
        names.add(phrase, entry)
    doubtful = frozenset(
        " ".join(folding.fold(word) for word in TOKEN.findall(phrase)) for phrase in data.get("doubtful", ())
    )
    not_names = frozenset(data.get("not_names", ()))
    for phrase, entry in _own_entries(language, data):
        names.add(phrase, entry)
    for phrase, entry in shared_entries():
        if phrase not in not_names:
            names.add(phrase, entry)
    grammar: PhraseTable[tuple[str, str]] = PhraseTable(folding)
    for kind in GRAMMAR:
        for word in data.get(kind, ()):
            grammar.add(word.lower(), (kind, ""))
    for group, words in data.get("both_nouns", {}).items():
        for word in words:
            grammar.add(word, ("noun", group))
    return Tables(
        language,
        folding,
        names,
        grammar,
        data.get("head") == "last",
        data.get("home"),
        doubtful,
        tuple(data.get("own_suffixes", ())),
        bool(data.get("capital_nouns")),
        tuple(data.get("and_prefixes", ())),
        frozenset(" ".join(folding.fold(part) for part in TOKEN.findall(word)) for word in data.get("not_places", ())),
        frozenset(folding.fold(word) for word in data.get("titles", ())),
        frozenset(data.get("posts", ())),
        frozenset(folding.fold(word) for word in data.get("articles", ())),
        Folding.for_places(data.get("affixes", {})),
        frozenset(word.casefold() for word in data.get("place_words", ())),
        data.get("sound_letters", ""),
        tuple(data.get("acts", ())),
        frozenset(data.get("act_helpers", ())),
        bool(data.get("names_follow_nouns")),
        frozenset(data.get("idle", ())),
        tuple(folding.fold(word) for word in data.get("agents", ())),
        re.compile(data["adjectives"]) if "adjectives" in data else None,
        data.get("nouns_before"),
        frozenset(data.get("where_suffixes", ())),
        bool(data.get("where_holds")),
        bool(data.get("whither_cities")),
        tuple(_splits(data)),
        frozenset(folding.fold(word) for word in data.get("posts_of", ())),
        re.compile(data["between"]) if "between" in data else None,
        frozenset(folding.fold(word) for word in data.get("verbs", ())),
        _scene(data, folding),
    )


def _scene(data: Mapping[str, Any], folding: Folding) -> PhraseTable[str]:
    table: PhraseTable[str] = PhraseTable(folding)
    for kind in SCENE:
        for word in data.get(kind, ()):
            table.add(word, kind)
    return table


def _splits(data: Mapping[str, Any]) -> Iterator[Split]:
    for row in data.get("splits", ()):
        left, ends, right, begins = row[:4]
        sectors = row[4].split() if len(row) > 4 else ()
        yield Split(
            frozenset(left.split()),
            re.compile(ends),
            frozenset(right.split()),
            re.compile(begins),
            frozenset(sectors),
        )


def _own_entries(language: str, data: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    """The entries of one language's own file, and CLDR's names in that language."""
    names = state_names()
    where = f"{language}/actors.json"
    not_names = frozenset(data.get("not_names", ()))
    for code, phrases in data.get("states", {}).items():
        yield from _named(phrases, Entry("state", names.get(code, code), code, "GOV", why=f"{where} states {code}"))
    for code, phrases in territories().get(language, territories()["en"]).items():
        if code in state_codes():
            kept = [phrase for phrase in phrases.split(";") if phrase and phrase not in not_names]
            yield from _named(kept, Entry("state", names.get(code, code), code, "GOV", why=f"CLDR {language} {code}"))
    for code, phrases in data.get("peoples", {}).items():
        sector = "GOV" if code in state_codes() or code in ("XXX", "WST") else "IGO"
        yield from _named(phrases, Entry("people", names.get(code, code), code, sector, why=f"{where} peoples {code}"))
    for phrase, codes in data.get("pair_names", {}).items():
        for code in codes:
            yield phrase, Entry("union", names.get(code, code), code, "GOV", why=f"{where} pair_names {phrase}")
    for phrase, codes in data.get("ethnic", {}).items():
        for code in codes:
            yield phrase, Entry("people", names.get(code, code), code, "CVL", why=f"{where} ethnic {phrase}")
    for code, rows in data.get("local", {}).items():
        for row in rows:
            phrase, _, sector = row.partition("=")
            yield phrase, Entry("org", phrase, code, sector or "GOV", why=f"{where} local {code}")
    for kind, part in (("role", "roles"), ("carrier", "carriers")):
        for sector, phrases in data.get(part, {}).items():
            for phrase in phrases:
                yield phrase, Entry(kind, phrase, "XXX", sector, phrase, why=f"{where} {part} {sector}")


def _named(phrases: Sequence[str], entry: Entry) -> Iterator[tuple[str, Entry]]:
    for phrase in phrases:
        yield phrase, entry
