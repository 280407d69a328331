"""What each language says for "said", "according to", "that", "he": one data file a language in, a lexicon out.

What must stay true: phrases are compared by the same tokens as the text, so a phrase of several words, or of several
characters where words are not set apart, is found in one pass; the longest phrase at a place wins.
"""

from __future__ import annotations

import re
from enum import IntFlag
from functools import cached_property, lru_cache
from typing import NamedTuple

import msgspec

from dragoman.segment.rules import language_file

TOKEN = re.compile(
    r"\d++(?:[.,:]\d++)++|"
    r"[\u3040-\u30ff\u3400-\u9fff]"
    r"|(?:(?![\u3040-\u30ff\u3400-\u9fff_])[\w\u0300-\u036f\u064b-\u065f\u0670])++"
    r"(?:[-'’ʼ‑](?:(?![\u3040-\u30ff\u3400-\u9fff_])[\w\u0300-\u036f\u064b-\u065f\u0670])++)*+"
    r"|[^\w\s]"
)


class Use(IntFlag):
    """What a word or phrase does in reported speech; one may do several things."""

    VERB = 1  # says: with direct and indirect speech
    DIRECT = 2  # says only beside quotation marks (calls, replies)
    BARE = 4  # takes a clause with no word for "that"
    AFTER = 8  # its speaker always follows (kata, diyen)
    OWN = 16  # holds its pronoun (katanya, dit-il)
    THAT = 32
    SOURCE = 64  # according to: the speaker follows
    SOURCE_AFTER = 128  # the speaker precedes (göre)
    PRONOUN = 256
    NOT = 512
    STOP = 1024  # ends a speaker's name: prepositions, auxiliaries, days
    LEAD = 2048  # stands before the speaker without being part of it (but, meanwhile)
    TRAIL = 4096  # stands between speaker and verb (also, on Monday, has)
    RELATIVE = 8192
    JOIN = 16384  # inside a name or its title (of, bin)
    TITLE = 32768  # nouns for people and bodies that speak
    LINK = 65536  # ties what stands before it to the noun after it (的)
    PARTICIPLE = 131072  # its speaker is the subject of the main verb (saying, قائلا)
    OPINION = 262144  # opens a clause with who thinks so, if words in marks follow (for X, this is "a disgrace")
    COPULA = 524288  # is, was: stands before what is thought
    PROMISE = 2097152  # what follows in the infinitive is an act, not a statement (promete construir)
    BODY = 1048576  # a preposition before a body that speaks (в МИД сообщили)


CUE = Use.VERB | Use.DIRECT | Use.AFTER | Use.OWN | Use.PARTICIPLE
SOURCES = Use.SOURCE | Use.SOURCE_AFTER


class QuoteRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """`data/languages/<code>/quotes.json`. The lists are those of Use, and:

    marks: pairs of quotation marks. prefixes: letters written together with a verb (`وقال`). verb_first, verb_final:
    where the verb of saying stands. inverts: after a reported clause the speaker follows the verb (`, dijo el rey`).
    bare_quote_verb: no comma between a quotation and its verb. verb_second: after `according to X` the verb follows at
    once, and since nouns have capitals too, a small word ends X. comma_that: a comma stands before the word for "that"
    (elsewhere what follows a comma there is a relative clause). comma_complements: a comma, not a word, may open the
    reported clause. complement_endings: the word before the verb ends so when it closes a reported clause. not_cues:
    phrases in which a verb of saying is none. indefinite: articles that bring somebody new ("a spokesman").
    elided: words written together with the next one (`qu'il`), without their apostrophe. adverbs: may stand inside a
    verb of several words (`a également dit`). as_words: with a verb of saying after them they are a source (`según
    dijo X`). infinitives: words, or endings after a hyphen, of infinitives that follow a verb of saying at once.
    inserts: the verb may break a quotation inside its marks at a comma (`« Non, a dit X. Jamais. »`). drops_subject:
    a verb may go without a word for who speaks.
    """

    marks: list[str]
    prefixes: list[str] = []
    verb_first: bool = False
    verb_final: bool = False
    inverts: bool = False
    bare_quote_verb: bool = False
    verb_second: bool = False
    comma_that: bool = False
    comma_complements: bool = False
    inserts: bool = False
    drops_subject: bool = False
    complement_endings: list[str] = []
    elided: list[str] = []
    adverbs: list[str] = []
    as_words: list[str] = []
    infinitives: list[str] = []
    verbs: list[str] = []
    direct_verbs: list[str] = []
    bare_verbs: list[str] = []
    after_verbs: list[str] = []
    own_verbs: list[str] = []
    complementizers: list[str] = []
    sources_before: list[str] = []
    sources_after: list[str] = []
    own_sources: list[str] = []
    pronouns: list[str] = []
    negations: list[str] = []
    stops: list[str] = []
    leading: list[str] = []
    trailing: list[str] = []
    relatives: list[str] = []
    joiners: list[str] = []
    titles: list[str] = []
    linkers: list[str] = []
    participles: list[str] = []
    not_cues: list[str] = []
    indefinite: list[str] = []
    opinions: list[str] = []
    copulas: list[str] = []
    bodies: list[str] = []
    promises: list[str] = []

    @cached_property
    def lexicon(self) -> Lexicon:
        """All phrases by their first token, the longest first."""
        return Lexicon(self)

    @cached_property
    def cased(self) -> bool:
        """Does this language write capitals?"""
        return any(word.upper() != word for word in self.verbs)

    @cached_property
    def all_verbs(self) -> frozenset[str]:
        """Verbs of saying that are one word, folded: the sentence splitter asks for them."""
        lists = (self.verbs, self.direct_verbs, self.after_verbs, self.own_verbs)
        return frozenset(fold(word) for words in lists for word in words if " " not in word)


class Phrase(NamedTuple):
    """Tokens from `length` at a place, and what they do."""

    words: tuple[str, ...]
    use: Use


class Lexicon:
    """Phrases of one language, found by their first token."""

    def __init__(self, rules: QuoteRules) -> None:
        lists = (
            (rules.verbs, Use.VERB), (rules.direct_verbs, Use.DIRECT), (rules.bare_verbs, Use.BARE | Use.VERB),
            (rules.after_verbs, Use.AFTER), (rules.own_verbs, Use.OWN), (rules.own_sources, Use.OWN),
            (rules.complementizers, Use.THAT), (rules.sources_before, Use.SOURCE),
            (rules.sources_after, Use.SOURCE_AFTER), (rules.pronouns, Use.PRONOUN), (rules.negations, Use.NOT),
            (rules.stops, Use.STOP), (rules.leading, Use.LEAD), (rules.trailing, Use.TRAIL),
            (rules.relatives, Use.RELATIVE), (rules.joiners, Use.JOIN), (rules.titles, Use.TITLE),
            (rules.linkers, Use.LINK), (rules.participles, Use.PARTICIPLE | Use.VERB), (rules.not_cues, Use(0)),
            (rules.opinions, Use.OPINION), (rules.copulas, Use.COPULA), (rules.bodies, Use.BODY),
            (rules.promises, Use.PROMISE),
            ([f"{word} {verb}" for word in rules.as_words for verb in rules.verbs], Use.SOURCE),
        )  # fmt: skip
        uses: dict[tuple[str, ...], Use] = {}
        for phrases, use in lists:
            for phrase in phrases:
                words = tuple(TOKEN.findall(fold(phrase)))
                uses[words] = uses.get(words, Use(0)) | use
        self.prefixes = tuple(rules.prefixes)
        self.adverbs = sorted((tuple(TOKEN.findall(fold(a))) for a in rules.adverbs), key=len, reverse=True)
        self.infinitives = frozenset(word for word in rules.infinitives if word[0] != "-")
        self.infinitive_endings = tuple(word[1:] for word in rules.infinitives if word[0] == "-")
        self.by_first: dict[str, list[Phrase]] = {}
        for words, use in sorted(uses.items(), key=lambda item: (-len(item[0]), item[0])):
            self.by_first.setdefault(words[0], []).append(Phrase(words, use))

    def match(self, words: list[str], at: int) -> tuple[Use, int] | None:
        """Use and number of tokens of the longest phrase that starts with token `at`; a prefix written together with
        it is looked through."""
        word = words[at]
        found = self._longest(words, at, word)
        if found is None and self.prefixes and word.startswith(self.prefixes) and len(word) > 3:
            found = self._longest(words, at, word[1:])
        return found

    def is_infinitive(self, word: str) -> bool:
        """`être`, `s'être`, `negociar`."""
        word = word.rpartition("'")[2]
        return word in self.infinitives or (len(word) > 2 and word.endswith(self.infinitive_endings))

    def _longest(self, words: list[str], at: int, first: str) -> tuple[Use, int] | None:
        best: tuple[Use, int] | None = None
        for phrase in self.by_first.get(first, ()):
            length = len(phrase.words)
            if length == 1 or tuple(words[at + 1 : at + length]) == phrase.words[1:]:
                if best is None or length > best[1]:
                    best = (phrase.use, length)
                break
            length = self._spread(words, at, phrase) if self.adverbs and phrase.use & CUE else 0
            if length and (best is None or length > best[1]):
                best = (phrase.use, length)
        return best

    def _spread(self, words: list[str], at: int, phrase: Phrase) -> int:
        """Tokens of a verb that holds adverbs behind its first word (`a également dit`); 0 where it doesn't."""
        position = at + 1
        for _ in range(2):
            position += next((len(a) for a in self.adverbs if tuple(words[position : position + len(a)]) == a), 0)
        rest = len(phrase.words) - 1
        return position + rest - at if tuple(words[position : position + rest]) == phrase.words[1:] else 0


def fold(text: str) -> str:
    """For comparison: lower case, plain apostrophes, and the dotted capital I of Turkish as one letter."""
    return text.replace("İ", "i").replace("’", "'").casefold()


@lru_cache(maxsize=256)
def quote_rules(language: str | None) -> QuoteRules | None:
    """The rules of a language; None where it has no file."""
    return language_file(language, "quotes.json", QuoteRules)
