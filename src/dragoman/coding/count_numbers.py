"""Tokens -> the number that begins at one of them: "two hundred and five thousand", "خمسة وعشرون", "1,5 mil".

In: tokens, and where to begin. Out: an `Amount`. Units add up, a multiplier lifts what stands before it.
"""

from __future__ import annotations

from typing import NamedTuple

from dragoman.coding.count_words import Token, lexicon_of


class Amount(NamedTuple):
    """A number of people, its bounds where it has any, the tokens it takes, and whether it's only about so many."""

    low: float | None
    high: float | None
    start: int
    end: int
    about: bool = False


class _Sum:
    """A number as its words come: what is lifted already, the part that the next multiplier lifts, the last word."""

    def __init__(self, units_first: bool) -> None:
        self.total, self.part, self.last = 0.0, None, 0.0  # type: float, float | None, float
        self.units_first = units_first

    def __bool__(self) -> bool:
        return self.part is not None or self.total > 0

    def value(self) -> float:
        return self.total + (self.part or 0)

    def digits(self, value: float) -> bool:
        """Whether digits can stand here: first, or behind a multiplier ("2 bin 500")."""
        if self.part is not None or (self.total and value >= self.last):
            return False
        self.part, self.last = value, 0.5
        return True

    def unit(self, value: float) -> bool:
        """Whether a number word adds to what stands before it: "twenty" takes "three", not "thirty"."""
        if value == 0 and self:  # 一百零五
            return True
        fits = not self or value < room(self.last)
        if not fits and self.last < 10:
            teen = value == 10 and self.part is not None  # "خمسة عشر", "on beş" the other way round
            fits = teen or (self.units_first and 20 <= value < 100)
        if fits:
            self.part, self.last = (self.part or 0) + value, value
        return fits

    def lift(self, factor: float) -> None:
        """A multiplier lifts what stands before it."""
        if factor < 1000:  # "dua ratus lima puluh": the tens lift the five alone
            lower = (self.part or 0) % factor
            self.part = (self.part or 0) + (lower or 1) * factor - lower
        elif self.total >= factor:
            self.total, self.part = self.total + (1 if self.part is None else self.part) * factor, None
        else:
            self.total, self.part = (self.value() if self else 1) * factor, None
        self.last = factor

    def half(self) -> None:
        """Half of the last multiplier where nothing follows it ("a million and a half"), else half of one."""
        if self.part is None and self.total:
            self.total += 0.5 * self.last
        else:
            self.part = (self.part or 0) + 0.5 * (self.last if self.last in (12, 100) else 1)


def number_at(words: list[Token], at: int, language: str, joins: bool = True) -> Amount | None:
    """The number that begins at this token, in digits or words; `joins` is whether an "and" may stand within it."""
    lexicon = lexicon_of(language)
    number = _Sum(lexicon.units_first)
    start = end = at
    while at < len(words):
        kinds = words[at].kinds
        first = not number
        if "digits" in kinds:
            if not number.digits(kinds["digits"]):
                break
        elif "lift" in kinds and not ("number" in kinds and first) and (number or _singular(words, at)):
            number.lift(kinds["lift"])
        elif "number" in kinds:
            if (first and kinds.keys() & {"some", "round"}) or not number.unit(kinds["number"]):
                break
        elif "half" in kinds and (number or _lifted(words, at)):
            number.half()
            if number.part is None and _lifted(words, at) and words[at + 1].kinds.get("lift") == number.last:
                at += 1  # "مليون ونصف المليون"
        elif "article" in kinds and ((first and _lifted(words, at)) or number.part == 0.5):
            pass
        elif number and _inside(words, at, number, lexicon.joined, joins):
            at += 1
            continue
        else:
            break
        at = end = at + 1
    return Amount(number.value(), number.value(), start, end) if number else None


def _inside(words: list[Token], at: int, number: _Sum, joined: bool, joins: bool) -> bool:
    """Whether what stands here is within a number: "two hundred and five", "خمسة وعشرون", 五十多万."""
    kinds = words[at].kinds
    if joined and "least" in kinds and _lifted(words, at):
        return True
    if not joins or not kinds.keys() & {"and", "dash"} or words[at].text in {",", "،", "、"} or at + 1 == len(words):
        return False
    behind = words[at + 1].kinds
    if "half" in behind:
        return True
    if "number" in behind and number.last >= 1:
        value = behind["number"]
        return value < room(number.last) or (number.units_first and number.last < 10 and 20 <= value < 100)
    return 0 < behind.get("lift", 0) < number.last and number.part is None and "some" not in behind


def _singular(words: list[Token], at: int) -> bool:
    """Whether a multiplier without a number before it is one of them, and not "thousands"."""
    kinds = words[at].kinds
    if "singular" in kinds and at and "genitive" in words[at - 1].kinds:
        return True
    return not kinds.keys() & {"some", "round"}


def room(last: float) -> float:
    """What a number word behind this one must be less than to add to it: 20 takes units, 100 what is below 100."""
    step = 1
    while last >= step * 10 and last % (step * 10) == 0:
        step *= 10
    return step if last >= 1 else 0


def _lifted(words: list[Token], at: int) -> bool:
    """Whether a multiplier follows: "a hundred", "half a dozen"."""
    behind = at + 1
    if behind < len(words) and "article" in words[behind].kinds:
        behind += 1
    return behind < len(words) and "lift" in words[behind].kinds
