"""Sentences of a document in, its direct quotations and clear indirect speech out, with speaker and cue.

What must stay true: offsets are into the document's text; a quotation comes once, whole, however many sentences it
has; words set in marks for distance, names and titles of works are no quotations; a speaker that is only a pronoun
carries the words of the last speaker named before it.
"""
from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from dragoman.record import Actor, Quote, Sentence, Span
from dragoman.segment.clauses import Clause, Cue, read_clause
from dragoman.segment.indirect import Reported, reported_speech
from dragoman.segment.quote_marks import Quoted, marks_of, quoted_spans
from dragoman.segment.speakers import OWN, Speaker, leading_speaker, speaker_of
from dragoman.segment.speech_rules import TOKEN, QuoteRules, Use, quote_rules

_FALLBACK = QuoteRules(marks=["“”", "„“", "„”", "«»", '""', "「」", "『』"])
_NEAR = 3  # words between a quotation of a few words and its verb
_FAR = 14  # words between a longer quotation and its verb
_FRAGMENT = 4  # words up to which a quotation may be a name or a word held at a distance
_FULL = 6  # words from which a quotation without any verb of saying is still speech
_FINAL = frozenset(".!?…。！？,，،")
_COLONS = frozenset(":：")


def find_quotes(document_id: str, text: str, sentences: Sequence[Sentence], language: str | None) -> list[Quote]:
    """All quotations of a document, in the order of the text."""
    return _Reader(document_id, text, sentences, quote_rules(language) or _FALLBACK).read()


class _Reader:
    """Reads one document from its first sentence to its last, keeping who spoke last."""

    def __init__(self, document_id: str, text: str, sentences: Sequence[Sentence], rules: QuoteRules) -> None:
        self.document_id = document_id
        self.text = text
        self.sentences = sentences
        self.rules = rules
        self.starts = [sentence.start for sentence in sentences]
        self.quotes: list[Quote] = []
        self.named: Actor | None = None  # the last speaker that is more than a pronoun
        self.seen: Actor | None = None  # the phrase that opened the last clause: somebody a pronoun may mean
        self.current: tuple[int, Actor | None] = (-1, None)  # paragraph and speaker of the last direct quotation
        self.announced: tuple[Actor | None, Span | None] | None = None  # by a clause that ended with a colon

    def read(self) -> list[Quote]:
        paragraphs = _paragraphs(self.sentences)
        spans = quoted_spans(self.text, paragraphs, marks_of(tuple(self.rules.marks)))
        for start, end, inside in _clauses(self.sentences, spans):
            self._read_clause(start, end, inside)
        return sorted(self.quotes, key=lambda quote: (quote.start, quote.end))

    def _read_clause(self, start: int, end: int, inside: list[Quoted]) -> None:
        speech = [quoted for quoted in inside if not self._is_fragment(quoted)]
        clause = read_clause(self.text, start, end, speech, self.rules)
        if not clause.cues and not clause.sources and not inside:
            self._remember(clause)
            return
        used: set[Cue] = set()
        for token, number in clause.quoted.items():
            self._direct(clause, token, speech[number], used)
        for quoted in inside:
            if quoted not in speech:
                self._fragment(clause, quoted, used)
        for reported in reported_speech(clause, used, self.rules):
            self._indirect(clause, reported)
        self._announce(clause)
        self._remember(clause)

    def _is_fragment(self, quoted: Quoted) -> bool:
        """So few words, and no sign that they are a statement: a name, a title, or words held at a distance."""
        words = sum(1 for match in TOKEN.finditer(self.text, quoted.start, quoted.end) if match[0][0].isalnum())
        limit = _FRAGMENT if self.rules.cased or " " in self.text[quoted.start : quoted.end] else 2 * _FRAGMENT
        if words > limit:
            return False
        before = self.text[: quoted.outer_start][-3:].rstrip()[-1:]
        after = self.text[quoted.outer_end : quoted.outer_end + 2].lstrip()[:1]
        said = self.text[quoted.end - 1] in _FINAL or (after in ",，،" and self.text[quoted.start].isupper() and after)
        return not (said or before in _COLONS) or quoted.single

    def _direct(self, clause: Clause, token: int, quoted: Quoted, used: set[Cue]) -> None:
        cue = self._nearest_cue(clause, token)
        paragraph = self._sentence(quoted.start).paragraph
        speaker: Actor | None = None
        cue_span: Span | None = None
        if cue is not None:
            used.add(cue)
            speaker, cue_span = self._actor(clause, speaker_of(clause, cue, self.rules), cue), self._span(clause, cue)
        elif token > 0 and clause.tokens[token - 1].word in _COLONS:
            speaker = self._actor(clause, leading_speaker(clause, token - 1, self.rules), None)
        elif self.announced is not None:
            speaker, cue_span = self.announced
        elif quoted.follows or self.current[0] == paragraph:
            speaker = self.current[1]
        elif not self._is_statement(quoted):
            return
        if quoted.single and cue_span is None:
            return
        self.current = (paragraph, speaker or self.current[1] if quoted.follows else speaker)
        self._add(quoted.start, quoted.end, True, speaker, cue_span)

    def _fragment(self, clause: Clause, quoted: Quoted, used: set[Cue]) -> None:
        """A few words in marks are quoted only when a verb of saying stands right before them."""
        starts = [token.start for token in clause.tokens]
        first = bisect_left(starts, quoted.outer_start)
        cue = next((c for c in clause.cues if 0 <= first - c.last <= _NEAR and c not in used), None)
        if cue is None or any(t.kind == "q" or t.word in ",;" for t in clause.tokens[cue.last : first]):
            return
        if self.text[quoted.start].isupper() and first > cue.last:
            return
        actor = self._actor(clause, speaker_of(clause, cue, self.rules), cue)
        self._add(quoted.start, quoted.end, True, actor, self._span(clause, cue))

    def _is_statement(self, quoted: Quoted) -> bool:
        """Long enough, and built like a sentence, to be speech although nothing says who speaks."""
        words = sum(1 for match in TOKEN.finditer(self.text, quoted.start, quoted.end) if match[0][0].isalnum())
        first, last = self.text[quoted.start], self.text[quoted.end - 1]
        return words >= _FULL and (first.isupper() or first.lower() == first.upper()) and last in _FINAL

    def _nearest_cue(self, clause: Clause, token: int) -> Cue | None:
        """The verb of saying that belongs to the quotation at `token`: the nearest, one after it if both are near."""
        firsts = [cue.first for cue in clause.cues]
        at = bisect_right(firsts, token)
        best: tuple[float, Cue] | None = None
        for cue in clause.cues[max(0, at - 3) : at + 2]:
            following = cue.first > token
            between = clause.tokens[token + 1 : cue.first] if following else clause.tokens[cue.last : token]
            if any(t.word in ";.!?" and t.kind == "p" for t in between):
                continue
            distance = sum(t.kind == "w" for t in between) + 4.0 * sum(t.kind == "q" for t in between)
            if cue.use & (Use.AFTER | Use.OWN) and not following and distance > _NEAR:
                continue
            if following and not between and not self.rules.bare_quote_verb and self._no_stop(clause, token):
                distance += _NEAR
            distance += 0.0 if following else 0.5
            if distance <= _FAR and (best is None or distance < best[0]):
                best = (distance, cue)
        return best[1] if best else None

    def _no_stop(self, clause: Clause, token: int) -> bool:
        end = clause.tokens[token].end
        return self.text[end - 2 : end - 1] not in _FINAL

    def _indirect(self, clause: Clause, reported: Reported) -> None:
        speaker = self._actor(clause, reported.speaker, reported.cue)
        if speaker is None:
            return
        first, last = clause.tokens[reported.first], clause.tokens[reported.last - 1]
        self._add(first.start, last.end, False, speaker, self._span(clause, reported.cue))

    def _actor(self, clause: Clause, speaker: Speaker | None, cue: Cue | None) -> Actor | None:
        """The speaker in words; of a pronoun, the words that it stands for."""
        if speaker is None:
            return None
        if speaker.pronoun:
            pronoun = self._span(clause, cue).text if speaker is OWN and cue else self._text(clause, speaker)
            meant = self.named or self.seen
            if meant is not None:
                return Actor(text=meant.text, start=meant.start, end=meant.end, name=meant.name, why=f"for {pronoun}")
            if speaker is OWN:
                return None
        start, end = clause.tokens[speaker.first].start, clause.tokens[speaker.last - 1].end
        actor = Actor(text=self.text[start:end], start=start, end=end, name=self.text[start:end])
        if not speaker.pronoun:
            self.named = actor
        return actor

    def _announce(self, clause: Clause) -> None:
        """`X explained:` at the end of a paragraph gives the next one its speaker."""
        self.announced = None
        if clause.tokens and clause.tokens[-1].word in _COLONS:
            cue = clause.cues[-1] if clause.cues else None
            last = len(clause.tokens) - 1
            speaker = speaker_of(clause, cue, self.rules) if cue else leading_speaker(clause, last, self.rules)
            self.announced = (self._actor(clause, speaker, cue), self._span(clause, cue) if cue else None)

    def _remember(self, clause: Clause) -> None:
        opening = leading_speaker(clause, min(len(clause.tokens), _FAR), self.rules) if self.rules.cased else None
        if opening and not opening.pronoun and any(t.capital for t in clause.tokens[opening.first + 1 : opening.last]):
            start, end = clause.tokens[opening.first].start, clause.tokens[opening.last - 1].end
            self.seen = Actor(text=self.text[start:end], start=start, end=end, name=self.text[start:end])

    def _add(self, start: int, end: int, direct: bool, speaker: Actor | None, cue: Span | None) -> None:
        sentence = self._sentence(start)
        self.quotes.append(
            Quote(
                document_id=self.document_id,
                text=self.text[start:end],
                start=start,
                end=end,
                direct=direct,
                sentence=Span(text=sentence.text, start=sentence.start, end=sentence.end),
                speaker=speaker,
                cue=cue,
            )
        )

    def _sentence(self, position: int) -> Sentence:
        return self.sentences[max(0, bisect_right(self.starts, position) - 1)]

    def _span(self, clause: Clause, cue: Cue) -> Span:
        start, end = clause.tokens[cue.first].start, clause.tokens[cue.last - 1].end
        return Span(text=self.text[start:end], start=start, end=end)

    def _text(self, clause: Clause, speaker: Speaker) -> str:
        return self.text[clause.tokens[speaker.first].start : clause.tokens[speaker.last - 1].end]


def _paragraphs(sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    last = -1
    for sentence in sentences:
        if sentence.paragraph == last:
            spans[-1] = (spans[-1][0], sentence.end)
        else:
            spans.append((sentence.start, sentence.end))
        last = sentence.paragraph
    return spans


def _clauses(sentences: Sequence[Sentence], spans: Sequence[Quoted]) -> Iterator[tuple[int, int, list[Quoted]]]:
    """Sentences with the quotations inside them; sentences that one quotation runs through are taken together."""
    number = 0
    first = 0
    while first < len(sentences):
        start, end = sentences[first].start, sentences[first].end
        last = first
        inside: list[Quoted] = []
        while number < len(spans) and spans[number].outer_start < end:
            inside.append(spans[number])
            while last + 1 < len(sentences) and sentences[last + 1].start < spans[number].outer_end:
                last += 1
            end = max(end, sentences[last].end)
            number += 1
        yield start, end, inside
        first = last + 1
