"""Finding known names in running text: tokens with offsets in, the longest table entries that stand there out.

Every script goes the same way: a text becomes tokens (a run of letters or digits, or one Han character), each token is
folded (case, diacritics of Latin, the language's own letter variants), and a phrase table is walked from each token.
Inflection is data: a language lists the endings that its names take (`affixes` in actors.json); a token is looked up
as it stands and with each of them taken off. What must stay true: offsets are those of the text as given, the time
is linear in its length, and no entry is found across a line break or a full stop.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Arabic vowel signs and combining accents are no \w, yet stand inside words.
MARKS = "\u0300-\u036f\u064b-\u065f\u0670"
TOKEN = re.compile(f"[{HAN}]|(?:[^\\W_{HAN}][{MARKS}]*)+")
# What may stand between two tokens of one name: "U.S.", "Al-Shabaab", "Côte d'Ivoire", "Xi·Jinping".
INNER = frozenset(
    {
        "",
        " ",
        "  ",
        "-",
        ".",
        ". ",
        "'",
        "`",
        "/",
        "\u2019",
        "\u00a0",
        "\u2010",
        "\u2011",
        "\u2013",
        "\u00b7",
        "\u30fb",
        "\u200c",
        "\u02bb",
        "\u02bc",
    }
)
MAX_TOKENS = 12

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its place, its folded form."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Hit(Generic[V]):
    """Table values that stand at text[start:end]; tokens first..last (half-open)."""

    start: int
    end: int
    first: int
    last: int
    values: tuple[V, ...]


@dataclass(slots=True)
class Folding:
    """How a language's words are brought to table form; all of it is data of the language."""

    letters: dict[int, str] = field(default_factory=dict)
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    base_endings: tuple[str, ...] = ()
    min_stem: int = 3
    rounds: int = 1
    name_endings: tuple[str, ...] = ()
    alternations: tuple[tuple[str, str], ...] = ()
    compounds: bool = False
    min_base: int = 0
    prefix_changes: tuple[tuple[str, str], ...] = ()
    adjectives: tuple[tuple[str, tuple[str, ...]], ...] = ()
    plural_endings: tuple[str, ...] = ()
    rare_endings: tuple[str, ...] = ()
    tails: dict[str, int] = field(default_factory=dict)
    _cache: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Folding:
        """A folding from the `affixes` object of a language's actors.json."""

        def words(name: str) -> tuple[str, ...]:
            value = data.get(name, ())
            assert isinstance(value, (list, tuple))
            return tuple(sorted((str(word) for word in value), key=lambda word: (-len(word), word)))

        letters, changes = data.get("letters", {}), data.get("alternations", {})
        prefixed, adjectives = data.get("prefix_changes", {}), data.get("adjectives", {})
        assert isinstance(letters, Mapping) and isinstance(changes, Mapping)
        assert isinstance(prefixed, Mapping) and isinstance(adjectives, Mapping)
        return cls(
            letters=str.maketrans({str(k): str(v) for k, v in letters.items()}),
            prefixes=words("prefixes"),
            suffixes=words("suffixes"),
            base_endings=words("base_endings"),
            name_endings=words("name_endings"),
            plural_endings=words("plural_endings"),
            rare_endings=words("rare_endings"),
            alternations=tuple((str(stem), str(base)) for stem, base in changes.items()),
            min_stem=int(str(data.get("min_stem", 3))),
            rounds=int(str(data.get("rounds", 1))),
            compounds=bool(data.get("compounds", False)),
            min_base=int(str(data.get("min_base", 0))),
            prefix_changes=tuple((str(written), str(base)) for written, base in prefixed.items()),
            adjectives=tuple(
                (str(ending), tuple(str(base) for base in bases))
                for ending, bases in sorted(adjectives.items(), key=lambda pair: (-len(pair[0]), pair[0]))
            ),
        )

    @classmethod
    def for_places(cls, affixes: Mapping[str, object]) -> Folding:
        """How place names are inflected: `places` of `affixes` says what differs from other names; without it only
        the spelling of letters is folded."""
        own = affixes.get("places")
        if own is None:
            return cls.from_data({"letters": affixes.get("letters", {})})
        assert isinstance(own, Mapping)
        return cls.from_data({**affixes, **own})

    def fold(self, word: str) -> str:
        """The folded form of one token: case, Latin accents, the language's letter variants."""
        return fold_word(word).translate(self.letters) if self.letters else fold_word(word)

    def base(self, key: str) -> str:
        """The stem under which a table entry is kept beside its full form."""
        for ending in self.base_endings:
            if key.endswith(ending) and len(key) - len(ending) >= max(self.min_stem, self.min_base):
                return key[: -len(ending)]
        return key

    def table_forms(self, name: str) -> tuple[str, ...]:
        """A name as a table has it, and with the stem that it has before an ending: Харків, Харков-."""
        changed = []
        for stem, base in self.alternations:
            if len(base) > 1 and name.endswith(base) and len(name) - len(base) >= self.min_stem - 1:
                changed.append(name[: -len(base)] + stem)
            elif len(base) == 1 and len(name) > self.min_stem and name[-2] == base and name[-1] in self.base_endings:
                changed.append(name[:-2] + stem + name[-1])  # Гаага, в Гаазі
        return (name, *changed)

    def nominatives(self, key: str) -> tuple[str, ...]:
        """The base forms of an adjective that a name begins with: "Нижнем" Новгороде, "Амурской" области."""
        for ending, bases in self.adjectives:
            if key.endswith(ending) and len(key) - len(ending) >= self.min_stem:
                return tuple(key[: -len(ending)] + base for base in bases)
        return ()

    def base_forms(self, key: str) -> tuple[str, ...]:
        """The names that a word may be an inflected form of: an ending taken off, a base ending put on; stems that
        change before an ending (Чернігов-і, Чернігів) are changed back."""
        stems = [word for word in self.candidates(key) if len(key) - len(word) <= 3]
        stems += [
            stem[: -len(changed)] + base
            for stem in stems
            for changed, base in self.alternations
            if stem != key and stem.endswith(changed)
        ]
        found = [stem + ending for stem in stems for ending in ("", *self.name_endings)]
        # Мытищах, Мытищи; a short stem with a plural ending is seldom a name: "Потом" is no form of Поти.
        found += [stem + ending for stem in stems if len(stem) >= self.min_base for ending in self.plural_endings]
        if self.rare_endings and not self.nominatives(key):  # Джанкої, Джанкой; an adjective is no name
            longer = [stem for stem in stems if self.min_base < len(stem) < len(key)]
            found += [stem + ending for stem in longer for ending in self.rare_endings]
        return tuple(found)

    def clitic_forms(self, key: str) -> tuple[str, ...]:
        """A word without the particles that are written together with it: Arabic "and", "in", "to"."""
        return self.candidates(key)[1:] if self.prefixes or self.prefix_changes else ()

    def candidates(self, key: str) -> tuple[str, ...]:
        """The forms to look up for a folded token, itself first, then with fewer letters at either end."""
        known = self._cache.get(key)
        if known is None:
            known = self._candidates(key)
            if len(self._cache) > 200_000:
                self._cache.clear()
            self._cache[key] = known
        return known

    def _candidates(self, key: str) -> tuple[str, ...]:
        if len(key) > 60:
            return (key,)
        found = {key: None}
        frontier = [key]
        for written, base in self.prefix_changes:
            if key.startswith(written) and len(key) - len(written) >= self.min_stem:
                found.setdefault(base + key[len(written) :])
        for prefix in self.prefixes:
            if key.startswith(prefix) and len(key) - len(prefix) >= self.min_stem:
                found.setdefault(key[len(prefix) :])
                frontier.append(key[len(prefix) :])
        for turn in range(self.rounds):
            least = self.min_stem + 2 * turn  # a short stem left after two endings is seldom the word it looks like
            shorter = [
                word[: -len(ending)]
                for word in frontier
                for ending in self.suffixes
                if word.endswith(ending) and len(word) - len(ending) >= least
            ]
            for word in shorter:
                found.setdefault(word)
            frontier = shorter
        if self.compounds:
            tails = [f"*{word[at:]}" for word in found for at in range(2, len(word) - 3) if word[at:] in self.tails]
            for tail in tails:
                found.setdefault(tail)
        return tuple(found)


def fold_word(word: str) -> str:
    """Case-folded, compatibility-normalised, Latin letters without accents; other scripts keep theirs."""
    if word.isascii():
        return word.lower()
    word = unicodedata.normalize("NFKC", word).casefold()
    if word[0] < "\u0370" or "\u1e00" <= word[0] < "\u1f00":
        plain = "".join(ch for ch in unicodedata.normalize("NFD", word) if not unicodedata.combining(ch))
        return plain.translate(LATIN)
    return word.translate(OTHERS)


# Latin letters that no decomposition takes apart; in other scripts, spelling variants of one letter and vowel signs.
LATIN = str.maketrans(
    {
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "ʻ": "",
        "ʼ": "",
        "ʿ": "",
        "ʾ": "",
        "ə": "e",
    }
)
OTHERS = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ة": "ه",
        "ـ": "",
        "ک": "ك",
        "ی": "ي",
        "ё": "е",
        "ґ": "г",
        **{chr(code): "" for code in (*range(0x64B, 0x660), 0x670)},
    }
)


def tokenise(text: str, folding: Folding, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of text[start:end], in order, with offsets into the whole text."""
    stop = len(text) if end is None else end
    fold = folding.fold
    return [Token(m.start(), m.end(), fold(m.group())) for m in TOKEN.finditer(text, start, stop)]


class PhraseTable(Generic[V]):
    """Phrases of up to twelve tokens with values; `scan` finds the longest at each place of a text.

    A word with a capital in the table is found only where the text has one too, and an acronym only in capitals: "us"
    is no state, and "who" no organisation.
    """

    def __init__(self, folding: Folding) -> None:
        self.folding = folding
        self._root: dict[str, object] = {}

    def add(self, phrase: str, value: V) -> None:
        """Enter a phrase; `*word` (languages with compounds) stands for any word that ends so."""
        words = TOKEN.findall(phrase)
        keys = [self.folding.fold(word) for word in words]
        if not keys or len(keys) > MAX_TOKENS:
            return
        if phrase.startswith("*"):
            self.folding.tails[keys[0]] = 1
            self._insert((f"*{keys[0]}", *keys[1:]), 0, value)
            return
        case = _case(words)
        self._insert(keys, case, value)
        stems = [self.folding.base(key) for key in keys]
        if stems != keys:
            self._insert(stems, case, value)

    def _insert(self, keys: Sequence[str], case: int, value: V) -> None:
        node = self._root
        for key in keys:
            node = node.setdefault(key, {})  # type: ignore[assignment]
        values = node.setdefault("", [])
        assert isinstance(values, list)
        if (case, value) not in values:
            values.append((case, value))

    def scan(
        self, text: str, tokens: Sequence[Token], accept: Callable[[Hit[V]], bool] | None = None
    ) -> Iterator[Hit[V]]:
        """The longest entries, left to right, none overlapping another; those that `accept` refuses are passed over."""
        at = 0
        while at < len(tokens):
            hit = self.match(text, tokens, at)
            if hit is None or (accept is not None and not accept(hit)):
                at += 1
            else:
                yield hit
                at = hit.last

    def match(self, text: str, tokens: Sequence[Token], at: int) -> Hit[V] | None:
        """The longest entry that begins with token `at`."""
        best: tuple[int, tuple[V, ...]] | None = None
        nodes = [self._root]
        last = min(at + MAX_TOKENS, len(tokens))
        for index in range(at, last):
            token = tokens[index]
            if index > at and text[tokens[index - 1].end : token.start] not in INNER:
                break
            nodes = self._step(nodes, token.key)
            if not nodes:
                break
            values = tuple(dict.fromkeys(self._values(nodes, text, tokens[at : index + 1])))
            if values:
                best = (index + 1, values)
        if best is None:
            return None
        return Hit(tokens[at].start, tokens[best[0] - 1].end, at, best[0], best[1])

    def _step(self, nodes: list[dict[str, object]], key: str) -> list[dict[str, object]]:
        found = []
        for node in nodes:
            for form in self.folding.candidates(key):
                child = node.get(form)
                if child is not None:
                    found.append(child)
        return found  # type: ignore[return-value]

    def _values(self, nodes: Iterable[dict[str, object]], text: str, tokens: Sequence[Token]) -> Iterator[V]:
        for node in nodes:
            for case, value in node.get("", ()):  # type: ignore[attr-defined]
                if case == 0 or _fits(text, tokens, case):
                    yield value


def _case(words: Sequence[str]) -> int:
    """Which words must begin with a capital, as bits; -1 for an acronym, which must stand in capitals."""
    letters = [ch for word in words for ch in word if ch.isalpha()]
    if letters and len(letters) <= 7 and all(ch.isupper() for ch in letters):
        return -1
    return sum(1 << at for at, word in enumerate(words) if word[0].isupper())


def _fits(text: str, tokens: Sequence[Token], case: int) -> bool:
    if case == -1:
        return not any(ch.islower() for ch in text[tokens[0].start : tokens[-1].end])
    return all(not case >> at & 1 or not text[token.start].islower() for at, token in enumerate(tokens))
