"""Text to runs of words that could belong to a date.

In: a text and a `Lexicon`. Out: `Run`s: neighbouring tokens that all mean something, with their offsets.
What must stay true: one pass, linear in the text; memory for one piece of bounded length at a time; offsets are those
of the text as given, also where the folded text differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from dragoman.resolve.when_lexicon import TATWEEL, Entry, Lexicon, Values, Word, number_values

# Texts are read in pieces of about this many characters, so that a 50 MB line needs no more memory than a book page.
PIECE = 65_536
# No number worth reading is longer: 2021-12-15 has 10 signs, 2014-2016 has 9.
LONGEST_NUMBER = 12
SENTENCE_END, SPACE = re.compile(r"[\n.!?。！？؟]\s*"), re.compile(r"\s")
ENDS_SENTENCE = frozenset('.!?。！？؟:"“”«»')
CURRENCY = frozenset("$€£¥₺₽₴#№%")
Raw = tuple[int, int, str, str]


@dataclass(slots=True)
class Token:
    start: int
    end: int
    entry: Entry


@dataclass(slots=True)
class Run:
    """Tokens with nothing but white space between them; `chars` has one character for each."""

    tokens: list[Token]
    chars: str


def runs(text: str, lexicon: Lexicon) -> Iterator[Run]:
    """Every run that holds at least one word able to anchor a date."""
    for low, high in _pieces(text):
        yield from _runs_of_piece(text, low, high, lexicon)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Bounds of pieces that end after a sentence where there is one, else after a space, else anywhere."""
    low = 0
    while len(text) - low > PIECE:
        high = low + PIECE
        for boundary in (SENTENCE_END, SPACE):
            ends = [match.end() for match in boundary.finditer(text, high - 2000, high)]
            if ends:
                high = ends[-1]
                break
        yield low, high
        low = high
    yield low, len(text)


def _runs_of_piece(text: str, low: int, high: int, lexicon: Lexicon) -> Iterator[Run]:
    piece = text[low:high]
    folded = lexicon.fold(piece)
    raws: list[Raw] = [
        (m.start(), m.end(), m.lastgroup or "", m.group()) for m in lexicon.token_pattern.finditer(folded)
    ]
    reader = _Reader(piece, folded, raws, lexicon)
    current: list[Token] = []
    place = 0
    while place < len(raws):
        tokens, place = reader.read(place)
        if not tokens or (current and not _joined(piece, current[-1].end, tokens[0].start)):
            yield from _finish(current, low, lexicon)
            current = []
        current.extend(tokens)
    yield from _finish(current, low, lexicon)


def _joined(piece: str, end: int, start: int) -> bool:
    """Whether only white space, and no blank line, stands between two tokens."""
    between = piece[end:start]
    return not between or (len(between) < 40 and between.isspace() and between.count("\n") < 2)


def _finish(tokens: list[Token], shift: int, lexicon: Lexicon) -> Iterator[Run]:
    chars = "".join(token.entry.char for token in tokens)
    if tokens and lexicon.anchor.search(chars):
        yield Run([Token(t.start + shift, t.end + shift, t.entry) for t in tokens], chars)


class _Reader:
    """Reads raw tokens of one piece into meanings: words, phrases, split prefixes, numbers."""

    def __init__(self, piece: str, folded: str, raws: list[Raw], lexicon: Lexicon) -> None:
        self.piece, self.folded, self.raws, self.lexicon = piece, folded, raws, lexicon
        self.spaced = "unspaced" not in lexicon.features

    def read(self, place: int) -> tuple[list[Token], int]:
        """The tokens that begin at `place` (none: a word without meaning here) and the next place."""
        start, end, kind, form = self.raws[place]
        if kind == "word":
            if TATWEEL in form:
                form = form.replace(TATWEEL, "")
            word = self.lexicon.words.get(form)
            if word is not None:
                return self._word(word, place)
            return self._unknown_word(form, place)
        if kind == "sign":
            word = self.lexicon.words.get(form)
            return self._word(word, place) if word else ([], place + 1)
        if kind == "ending":
            word = self.lexicon.words.get("+" + form)
            if word and word.lower and self._follows_known(place):
                return [Token(start, end, word.lower)], place + 1
            return self._ending_as_word(form, place)
        values = self._number(place)
        return ([Token(start, end, self.lexicon.entry(values))] if values else []), place + 1

    def _word(self, word: Word, place: int) -> tuple[list[Token], int]:
        start, end = self.raws[place][:2]
        for rest, phrase in word.phrases:
            last = self._phrase_end(rest, place)
            if last is not None:
                entry = self._spelling(phrase, place)
                if entry:
                    return [Token(start, self.raws[last][1], entry)], last + 1
        entry = self._spelling(word, place)
        if not entry:  # known only as the beginning of phrases
            return self._numeral(self.raws[place][3], place), place + 1
        if "num" in entry.values:
            return self._compound_number(entry, place)
        return [Token(start, end, entry)], place + 1

    def _phrase_end(self, rest: tuple[str, ...], place: int) -> int | None:
        """Index of the last raw token when the phrase goes on as `rest` says."""
        last = place + len(rest)
        if last >= len(self.raws):
            return None
        for i, form in enumerate(rest, place + 1):
            if self.raws[i][3] != form and self.raws[i][3].replace(TATWEEL, "") != form:
                return None
            if not _joined(self.piece, self.raws[i - 1][1], self.raws[i][0]):
                return None
        return last

    def _spelling(self, word: Word, place: int) -> Entry | None:
        if word.upper is word.lower:
            return word.lower
        start = self.raws[place][0]
        if not self.piece[start].isupper():
            return word.lower
        if (
            place == 0
            or self.raws[place - 1][3] in ENDS_SENTENCE
            or "\n" in self.piece[self.raws[place - 1][1] : start]
        ):
            return word.either
        return word.upper

    def _compound_number(self, entry: Entry, place: int) -> tuple[list[Token], int]:
        """`forty-eight`, `treinta y siete`: a ten and a unit, hyphenated or joined by a word of the data."""
        start, end = self.raws[place][:2]
        tens = entry.values["num"]
        if tens >= 20 and tens % 10 == 0:
            after = place + 1
            if after < len(self.raws) and (self.raws[after][3] == "-" or self.raws[after][3] in self.lexicon.joiners):
                after += 1
            if after < len(self.raws) and _joined(self.piece, end, self.raws[place + 1][0]):
                word = self.lexicon.words.get(self.raws[after][3])
                units = word.lower.values.get("num", 0) if word and word.lower else 0
                if 0 < units < 10 and _joined(self.piece, self.raws[after - 1][1], self.raws[after][0]):
                    whole = self.lexicon.entry({"num": tens + units})
                    return [Token(start, self.raws[after][1], whole)], after + 1
        return [Token(start, end, entry)], place + 1

    def _unknown_word(self, form: str, place: int) -> tuple[list[Token], int]:
        """A written numeral, or a known word behind a one-letter prefix such as Arabic `wa-` and `bi-`."""
        start = self.raws[place][0]
        numeral = self._numeral(form, place)
        if numeral:
            return numeral, place + 1
        for prefix in self.lexicon.prefixes:
            word = self.lexicon.words.get(form[len(prefix) :]) if form.startswith(prefix) else None
            lead = self.lexicon.words.get(prefix) if word else None
            if word and lead and lead.lower and len(form) - len(prefix) > 2:
                tokens, after = self._word(word, place)
                if tokens:
                    tokens[0].start = start + len(prefix)
                    return [Token(start, start + len(prefix), lead.lower), *tokens], after
        return [], place + 1

    def _numeral(self, form: str, place: int) -> list[Token]:
        """The token of a number written in the numerals of the data (`digits`), or none."""
        start, end = self.raws[place][:2]
        digits = self.lexicon.digits
        if not digits or not all(letter in digits for letter in form):
            return []
        return [Token(start, end, self.lexicon.entry(number_values(str(written_number(form, digits)))))]

    def _ending_as_word(self, form: str, place: int) -> tuple[list[Token], int]:
        word = self.lexicon.words.get(form)
        return self._word(word, place) if word else ([], place + 1)

    def _follows_known(self, place: int) -> bool:
        """Whether the token just before means something: an ending on an unknown word is part of that word."""
        if place == 0 or self.raws[place - 1][1] != self.raws[place][0]:
            return False
        before = self.raws[place - 1]
        return before[2] in ("number", "short") or before[3].replace(TATWEEL, "") in self.lexicon.words

    def _number(self, place: int) -> Values | None:
        kind, form = self.raws[place][2:]
        if kind == "iso":
            return _numeric_date(form[:10].split("-"), "ymd")
        if kind == "short":
            return {"year2": int(form[1:])}
        if len(form) > LONGEST_NUMBER or self._glued(place):
            return None
        if form.isdigit():
            return number_values(form) if len(form) <= 4 else None
        return _clustered(form, self.lexicon.numeric_order)

    def _glued(self, place: int) -> bool:
        """Part of a name, a sum or a measure (M23, Su-27, $2000, 15km, 20%), so no number of a date."""
        start, end, _, _ = self.raws[place]
        before = self.folded[start - 1] if start else " "
        after = self.folded[end] if end < len(self.folded) else " "
        if before in CURRENCY or after in CURRENCY:
            return True
        if after.isalpha() and (self.spaced or after.isascii()):
            follows = self.raws[place + 1] if place + 1 < len(self.raws) else None
            if not follows or follows[2] != "ending":
                return True
        if before.isalpha() and (self.spaced or before.isascii()):
            return not (place and self.raws[place - 1][3].replace(TATWEEL, "") in self.lexicon.words)
        if before == "-" and start > 1 and self.folded[start - 2].isalnum():
            earlier = self.raws[place - 2][3] if place > 1 else ""
            return earlier.isalpha() and earlier not in self.lexicon.words
        return False


def written_number(form: str, digits: dict[str, int]) -> int:
    """The value of numerals written as words of one letter, by place (二〇二一) or by tens (二十一)."""
    if all(digits[letter] < 10 for letter in form):
        return int("".join(str(digits[letter]) for letter in form))
    total, current = 0, 0
    for letter in form:
        value = digits[letter]
        if value >= 10:
            total, current = total + (current or 1) * value, 0
        else:
            current = value
    return total + current


def _clustered(form: str, order: str) -> Values | None:
    """Numbers joined by one kind of sign: a date, a day and month, a time, a span of days or of years."""
    parts = re.split(r"[.,:/\-]", form)
    signs = {sign for sign in form if not sign.isdigit()}
    if len(signs) != 1:
        return None
    sign = signs.pop()
    if len(parts) == 3 and sign in "./-":
        return _numeric_date(parts, order)
    if len(parts) != 2:
        return None
    (left, right), (a, b) = parts, map(int, parts)
    values: Values = {}
    if sign in "./" and len(left) <= 2 and len(right) <= 2:
        day_month = (b, a) if order == "ymd" else (a, b)
        if order != "ymd" and a <= 12 < b:
            day_month = (b, a)
        if 1 <= day_month[0] <= 31 and 1 <= day_month[1] <= 12:
            values["daymonth" if sign == "/" else "dotted"] = day_month
    if sign in ":." and a <= 24 and b < 60 and len(right) == 2:
        values["time"] = (a, b)
    if sign == "-" and len(left) <= 2 and len(right) <= 2 and 1 <= a < b <= 31:
        values["dayspan"] = (a, b)
    if sign in "-/" and len(left) == 4 and 1000 <= a <= 2199:
        if len(right) == 4 and a < b <= 2199:
            values["yearspan"] = (a, b)
        elif len(right) == 2 and (b > a % 100 or (a + 1) % 100 == b):
            values["yearspan"] = (a, a // 100 * 100 + b + (100 if b <= a % 100 else 0))
        elif len(right) == 2 and 1 <= b <= 12 and sign == "-":
            values["yearmonth"] = (a, b)
    return values or None


def _numeric_date(parts: list[str], order: str) -> dict[str, Any] | None:
    """Year, month and day of an all-number date; the order that the calendar allows wins over the language's own."""
    a, b, c = map(int, parts)
    if len(parts[0]) == 4:
        candidates = [(a, b, c)]
    elif len(parts[2]) == 4 or len(parts[2]) == 2:
        year = c if len(parts[2]) == 4 else (1900 if c >= 50 else 2000) + c
        candidates = [(year, b, a), (year, a, b)]
        if order == "mdy":
            candidates.reverse()
    else:
        return None
    for year, month, day in candidates:
        try:
            return {"numdate": date(year, month, day)}
        except ValueError:
            continue
    return None
