"""What surrounds an expression and decides its reading: tense beside it, the days already named, the hemisphere.

In: the text, offsets, and cue words of the language. Out: `Context`, the only thing that resolving rules may ask.
What must stay true: a question costs at most the WINDOW characters on either side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from dragoman.resolve.when_calendar import Interval
from dragoman.resolve.when_lexicon import Lexicon

Direction = Literal["past", "future"]

# Characters looked at before and after an expression: about a clause.
WINDOW = 90
# Distances in words: a cue further away says nothing; crossing a comma or a conjunction, or standing behind the
# expression, or being known by its ending only, counts as that many words more. PARTICIPLE: words between an auxiliary
# and its participle.
REACH, CLAUSE_COST, AFTER_COST, ENDING_COST = 12, 4, 2, 4
PARTICIPLE = 3
# An expression with at most so many words before it opens its clause.
FRONTED = 3
COMMAS = ",،，、"
# A date without a year that follows one with a year within this many characters goes on in that year.
TELLING = 250
NUMBER_SIGNS = ("№", "#", "n°", "nº", "N°", "Nº", "Nr.", "nr.", "no.", "No.")
STOP = re.compile(r"[.!?。！？؟;；\n]")
NO_NOUN = re.compile(r"\s*(?:[.,;:)»”\]]|$)")
NEXT_WORD, LAST_WORD = re.compile(r"\s*([^\W\d_]+|%)"), re.compile(r"([^\W\d_]+)\s*$")
WORD = re.compile(r"[^\W\d_]+|[,،，、:]")


@dataclass(slots=True)
class Cues:
    """Words and endings that put a clause in the past or the future; `clause` words begin another clause."""

    words: dict[str, Direction]
    prefixes: tuple[tuple[str, Direction], ...]
    endings: tuple[tuple[str, Direction], ...]
    clause: frozenset[str]
    inside: re.Pattern[str] | None
    counted: tuple[str, ...]
    counting: frozenset[str]
    neutral: tuple[str, ...]
    numbered: tuple[str, ...]
    auxiliary: frozenset[str]

    @classmethod
    def of(cls, lexicon: Lexicon) -> Cues:
        words: dict[str, Direction] = {}
        prefixes: list[tuple[str, Direction]] = []
        endings: list[tuple[str, Direction]] = []
        sides: tuple[Direction, Direction] = ("past", "future")
        for side in sides:
            for form in lexicon.cues.get(side, ()):
                folded = lexicon.fold(form)
                if folded.startswith("-"):
                    endings.append((folded[1:], side))
                elif folded.endswith("-"):
                    prefixes.append((folded[:-1], side))
                else:
                    words[folded] = side
        weak = frozenset(lexicon.fold(form) for form in lexicon.cues.get("auxiliary", ()))
        inside = None
        neutral = tuple(lexicon.fold(form) for form in lexicon.cues.get("neutral", ()))
        if "unspaced" in lexicon.features:  # a neutral word that holds a cue (会 in 会议) is read as itself
            longest = sorted([*words, *neutral], key=lambda form: (-len(form), form))
            inside = re.compile("|".join(map(re.escape, longest)) + "|[,，、]")
        clause = frozenset(lexicon.fold(form) for form in lexicon.cues.get("clause", ()))
        counted = (*map(lexicon.fold, lexicon.cues.get("counted", ())), "%")
        counting = frozenset(lexicon.fold(form) for form in lexicon.cues.get("counting", ()))
        numbered = tuple(lexicon.fold(form) for form in lexicon.cues.get("numbered", ()))
        return cls(words, tuple(prefixes), tuple(endings), clause, inside, counted, counting, neutral, numbered, weak)

    def side(self, word: str, pair: str) -> tuple[Direction, int] | None:
        """The tense that a word, or it and the next one, gives, and what that costs."""
        found = self.words.get(pair) or self.words.get(word)
        if found:
            return found, 0
        if word in self.auxiliary:  # "est", "hat": past with a participle, and "est prévu" is none
            return "past", ENDING_COST
        if len(word) > 3 and not word.startswith(self.neutral):
            for prefix, tense in self.prefixes:
                if word.startswith(prefix):
                    return tense, ENDING_COST
            for ending, tense in self.endings:
                if len(word) > 4 and word.endswith(ending):
                    return tense, ENDING_COST
        return None


@dataclass(slots=True)
class Context:
    """One document while it is read: `day` is the last day named, `last` the last interval of any size."""

    text: str
    lexicon: Lexicon
    cues: Cues
    published: date | None
    day: date | None = None
    last: Interval | None = None
    start: int = 0
    end: int = 0
    leaning: Direction | None = None
    sure: bool = False
    told: tuple[date, int] | None = None  # the last date said with its year, and where it ends
    passing: bool = False  # counted from an event ("after the call"): nothing later counts from it
    notes: list[str] = field(default_factory=list)
    _southern: bool | None = None

    def at(self, start: int, end: int, leaning: Direction | None, sure: bool) -> None:
        """Moves on to the next expression; `leaning` is what its preposition says, `sure` that no verb overrules it."""
        self.start, self.end, self.leaning, self.sure = start, end, leaning, sure
        self.notes, self.passing = [], False

    def nearer(self) -> bool:
        """Whether "until" or "before" stands before: then the nearest such month is meant, whatever the tense."""
        return self.leaning is not None and not self.sure

    def anchor(self) -> date | None:
        """The day that "last week" counts from."""
        if self.published:
            self.notes.append(f"published {self.published}")
        return self.published

    def reference(self, whole: bool = False) -> date | None:
        """The day that "the next day" counts from: the last day named before, else the day of publication.

        whole: any interval named before will do ("a year later" after "in 2014").
        """
        named = self.last.start if whole and self.last else self.day
        if named is None:
            return self.anchor()
        self.notes.append(f"counted from {named}")
        return named

    def remember(self, interval: Interval) -> None:
        """Keeps what later expressions may count from."""
        if interval.start is None or self.passing:
            return
        self.last = interval
        if interval.precision == "day":
            self.day = interval.start

    def counts_things(self) -> bool:
        """Whether the number here counts people or things ("2014 soldiers", "some 1950 houses")."""
        after = NEXT_WORD.match(self.text, self.end, self.end + WINDOW)
        before = LAST_WORD.search(self.text[max(0, self.start - WINDOW) : self.start])
        fold = self.lexicon.fold
        if after and fold(after.group(1)).startswith(self.cues.counted):
            return True
        return bool(before and fold(before.group(1)) in self.cues.counting) or self.numbers_things()

    def numbers_things(self) -> bool:
        """Whether the number here is a law's, a resolution's, an article's ("Resolution 1701", "№ 2017")."""
        lead = self.text[max(0, self.start - WINDOW) : self.start].rstrip()
        if lead.endswith(NUMBER_SIGNS) or lead[-1:].isdigit():  # a digit: part of a telephone number
            return True
        before = LAST_WORD.search(lead)
        return bool(before and self.lexicon.fold(before.group(1)).startswith(self.cues.numbered))

    def stands_alone(self) -> bool:
        """Whether no noun follows that the word or number here could belong to ("en los 90.", "na segunda,")."""
        if self.ends_clause():
            return True
        after = NEXT_WORD.match(self.text, self.end, self.end + WINDOW)
        return bool(after and self.lexicon.fold(after.group(1)) in self.cues.clause)

    def ends_clause(self) -> bool:
        return bool(NO_NOUN.match(self.text, self.end))

    def starts_sentence(self) -> bool:
        """Whether nothing but a conjunction stands between the expression and the end of the sentence before."""
        before = self.text[max(0, self.start - 4) : self.start].rstrip(' "«„“')
        return not before or bool(STOP.search(before[-1]))

    def tells(self, interval: Interval) -> None:
        """Keeps a month or day said with its year: those that follow without one go on from it."""
        if interval.start and interval.precision in ("day", "month", "range"):
            self.told = interval.start, self.end

    def told_year(self, month: int, day: int | None) -> int | None:
        """The year of a month or day told shortly after one of an earlier year ("in May 2014 ... in July")."""
        if self.told is None or self.published is None or self.start - self.told[1] > TELLING:
            return None
        said, end = self.told
        between = self.text[end : self.start]
        if said.year >= self.published.year - 1 or len(STOP.findall(between)) > 1 or "\n\n" in between:
            return None
        return said.year + ((month, day or 31) < (said.month, said.day))

    def southern(self) -> bool:
        """Whether the text names a country where seasons are the other way round."""
        if self._southern is None:
            names = self.lexicon.cues.get("southern", ())
            self._southern = any(name in self.text for name in names)
        return self._southern

    def direction(self) -> Direction | None:
        """The tense of the nearest cue beside the expression, else what its preposition leans to."""
        if self.sure:
            return self.leaning
        best: tuple[int, Direction] | None = None
        for distance, side in self._cues_beside():
            if distance <= REACH and (best is None or distance < best[0]):
                best = (distance, side)
        if best:
            self.notes.append(f"{best[1]} by the verb beside it")
            return best[1]
        return self.leaning

    def _cues_beside(self) -> list[tuple[int, Direction]]:
        text, fold = self.text, self.lexicon.fold
        before = fold(text[max(0, self.start - WINDOW) : self.start])
        stops = [match.end() for match in STOP.finditer(before)]
        before = before[stops[-1] :] if stops else before
        after = fold(text[self.end : self.end + WINDOW])
        stop = STOP.search(after)
        after = after[: stop.start()] if stop else after
        pattern = self.cues.inside or WORD
        left, right = pattern.findall(before), pattern.findall(after)
        if right and right[0] in COMMAS and len(left) <= FRONTED:  # "En mai, il votera": no other clause
            right = right[1:]
        found: list[tuple[int, Direction]] = []
        for words, cost, backwards in ((left, 0, True), (right, AFTER_COST, False)):
            sides = self._sides(words)
            order = range(len(words) - 1, -1, -1) if backwards else range(len(words))
            for step, i in enumerate(order, 1):
                if self._parts(words[i]):
                    cost += CLAUSE_COST
                side = sides[i]
                if side:
                    found.append((step + cost + side[1], side[0]))
        return found

    def _parts(self, word: str) -> bool:
        return word in self.cues.clause or word in COMMAS

    def _sides(self, words: list[str]) -> list[tuple[Direction, int] | None]:
        """The tense of each word; a past form shortly behind a future auxiliary ("will be held") is its participle."""
        sides: list[tuple[Direction, int] | None] = []
        ahead = -9
        for i, word in enumerate(words):
            if self._parts(word):
                ahead = -9
            side = self.cues.side(word, f"{word} {words[i + 1]}" if i + 1 < len(words) else word)
            if side == ("future", 0):
                ahead = i
            elif side and side[0] == "past" and i - ahead <= PARTICIPLE:
                side = ("future", side[1])
            sides.append(side)
        return sides
