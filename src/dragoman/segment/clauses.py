"""A sentence with its quotations in, its tokens out: words with their use in reported speech, and each quotation as
one token.

What must stay true: tokens come in order and point into the document's text; time is linear.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from dragoman.segment.quote_marks import Quoted
from dragoman.segment.speech_rules import CUE, SOURCES, TOKEN, QuoteRules, Use, fold

_NO_USE = Use(0)


class Token(NamedTuple):
    """kind: `w` word, `p` punctuation, `q` a whole quotation. capital: holds a capital letter."""

    start: int
    end: int
    word: str
    kind: str
    use: Use
    capital: bool


class Cue(NamedTuple):
    """A word or phrase of saying: tokens [first, last)."""

    first: int
    last: int
    use: Use


class Clause(NamedTuple):
    """Tokens of one stretch between sentence ends outside quotations, and its cues and sources in order."""

    start: int
    end: int
    tokens: list[Token]
    cues: list[Cue]
    sources: list[Cue]
    quoted: dict[int, int]
    """Token number of a quotation -> its number among the quotations of this clause."""
    wordless: bool
    """Nothing but quotations and marks."""

    def cues_near(self, token: int) -> list[Cue]:
        """The last three cues before a token and the first two behind it, found without going through all."""
        at = bisect_right(self.cues, token, key=attrgetter("first"))
        return self.cues[max(0, at - 3) : at + 2]

    def token_at(self, position: int) -> int:
        """Number of the first token that starts at or after a character of the text."""
        return bisect_left(self.tokens, position, key=attrgetter("start"))


def read_clause(text: str, start: int, end: int, quotations: Sequence[Quoted], rules: QuoteRules) -> Clause:
    """Splits text[start:end] into tokens; `quotations` are those inside it that stand for speech."""
    bare: list[tuple[int, int, str, str, bool]] = []
    quoted: dict[int, int] = {}
    position = start
    for number, quotation in enumerate(quotations):
        _words(text, position, quotation.outer_start, bare, rules)
        quoted[len(bare)] = number
        bare.append((quotation.outer_start, quotation.outer_end, "", "q", False))
        position = quotation.outer_end
    _words(text, position, end, bare, rules)
    uses, cues, sources = _uses(bare, rules)
    tokens = [Token(*parts[:4], use, parts[4]) for parts, use in zip(bare, uses, strict=True)]
    return Clause(start, end, tokens, cues, sources, quoted, wordless=all(t.kind != "w" for t in tokens))


def _words(text: str, start: int, end: int, into: list[tuple[int, int, str, str, bool]], rules: QuoteRules) -> None:
    for match in TOKEN.finditer(text, start, end):
        word, first = match[0], match.start()
        kind = "w" if word[0].isalnum() else "p"
        folded = fold(word)
        elided, mark, rest = folded.partition("'")
        if mark and rest and elided in rules.elided:
            into.append((first, first + len(elided) + 1, elided, kind, False))
            first, word, folded = first + len(elided) + 1, word[len(elided) + 1 :], rest
        into.append((first, match.end(), folded, kind, kind == "w" and word.lower() != word))


def _uses(bare: list[tuple[int, int, str, str, bool]], rules: QuoteRules) -> tuple[list[Use], list[Cue], list[Cue]]:
    """The use of every token; a phrase gives its use to all its tokens. A word with a capital behind another word is
    a name, not a verb."""
    lexicon = rules.lexicon
    words = [word for _, _, word, _, _ in bare]
    uses = [_NO_USE] * len(words)
    cues: list[Cue] = []
    sources: list[Cue] = []
    at = 0
    while at < len(words):
        phrase = lexicon.match(words, at) if words[at] else None
        if phrase is None:
            at += 1
            continue
        use, length = phrase
        last = at + length
        if use & CUE and at > 0 and bare[at][4] and bare[at - 1][3] == "w":
            use &= ~(CUE | Use.BARE)
        uses[at:last] = [use] * length
        if use & CUE:
            cues.append(Cue(at, last, use))
        elif use & SOURCES:
            sources.append(Cue(at, last, use))
        at = last
    return uses, cues, sources
