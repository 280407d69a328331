"""Sentences of a document in, its direct quotations and clear indirect speech out, with speaker and cue.

What must stay true: offsets are into the document's text; a quotation comes once, whole, however many sentences it
has; words set in marks for distance, names and titles of works are no quotations; a speaker that is only a pronoun
carries the words of the last speaker named before it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice

from dragoman.record import Actor, Quote, Sentence, Span
from dragoman.segment.clauses import Clause, Cue, Token, read_clause
from dragoman.segment.indirect import Reported, after_mark, reported_speech
from dragoman.segment.insertions import dash_speech, without_insertions
from dragoman.segment.quote_marks import Quoted, marks_of, quoted_spans
from dragoman.segment.rules import segment_rules
from dragoman.segment.speakers import OWN, Speaker, leading_speaker, opinion_speaker, source_speaker, speaker_of
from dragoman.segment.speech_rules import CUE, TOKEN, QuoteRules, Use, fold, quote_rules

_FALLBACK = QuoteRules(marks=["“”", "„“", "„”", "«»", '""', "「」", "『』"])
# The limits below were set by reading the quotations found in our own corpus, language by language: it annotates the
# speakers of events, not quotations, so that there is no score to sweep them against yet.
_NEAR = 3  # words between a quotation of a few words and its verb
_FAR = 14  # words between a longer quotation and its verb
_FARTHEST = 60  # tokens of any kind in those words
_FRAGMENT = 4  # words up to which a quotation may be a name or a word held at a distance
_FULL = 6  # words from which a quotation without any verb of saying is still speech
_FINAL = frozenset(".!?…。！？,，،")
_COLONS = frozenset(":：")


def find_quotes(document_id: str, text: str, sentences: Sequence[Sentence], language: str | None) -> list[Quote]:
    """All quotations of a document, in the order of the text."""
    return _Reader(document_id, text, sentences, language).read()


class _Reader:
    """Reads one document from its first sentence to its last, keeping who spoke last."""

    def __init__(self, document_id: str, text: str, sentences: Sequence[Sentence], language: str | None) -> None:
        self.document_id = document_id
        self.text = text
        self.sentences = sentences
        self.rules = quote_rules(language) or _FALLBACK
        self.starts = [sentence.start for sentence in sentences]
        self.unspaced = 1 if segment_rules(language).spaces else 2  # a character is about half a word
        self.quotes: list[Quote] = []
        self.named: Actor | None = None  # the last speaker that is more than a pronoun
        self.holders: dict[str, Actor] = {}  # who was named with a title: "governor" -> "Governor John Smith"
        self.seen: Actor | None = None  # the phrase that opened the last clause: somebody a pronoun may mean
        self.current: tuple[int, Actor | None] = (-1, None)  # paragraph and speaker of the last direct quotation
        self.announced: tuple[Actor | None, Span | None] | None = None  # by a clause that ended with a colon

    def read(self) -> list[Quote]:
        paragraphs = _paragraphs(self.sentences)
        spans = quoted_spans(self.text, paragraphs, marks_of(tuple(self.rules.marks)))
        spans = without_insertions(self.text, spans, self.rules)
        free = _without(paragraphs, spans)
        spans = sorted([*spans, *dash_speech(self.text, free, self.rules)])
        for start, end, inside in _clauses(self.sentences, spans):
            self._read_clause(start, end, inside)
        return sorted(self.quotes, key=lambda quote: (quote.start, quote.end))

    def _read_clause(self, start: int, end: int, inside: list[Quoted]) -> None:
        speech: list[Quoted] = []
        fragments: list[Quoted] = []
        for quoted in inside:
            if speech and self.text[: quoted.outer_start][-2:].rstrip()[-1:] in ",،" and self._is_short(quoted):
                quoted = quoted._replace(follows=True)  # `"Peace", X said, "can wait"`
            (fragments if self._is_fragment(quoted) else speech).append(quoted)
        clause = read_clause(self.text, start, end, speech, self.rules)
        if not clause.cues and not clause.sources and not inside:
            self._remember(clause)
            return
        used: set[Cue] = set()
        for token, number in clause.quoted.items():
            self._direct(clause, token, speech[number], used)
        for quoted in fragments:
            self._fragment(clause, quoted, used)
        for reported in reported_speech(clause, used, self.rules):
            self._indirect(clause, reported)
        self._announce(clause)
        self._remember(clause)

    def _is_fragment(self, quoted: Quoted) -> bool:
        """So few words, and no sign that they are a statement: a name, a title, or words held at a distance."""
        if quoted.follows or quoted.broken or not self._is_short(quoted):
            return False
        before = self.text[: quoted.outer_start][-3:].rstrip()[-1:]
        after = self.text[quoted.outer_end : quoted.outer_end + 2].lstrip()[:1]
        begins = self.text[quoted.start].isupper() or self._verb_at(quoted.outer_end)
        said = self.text[quoted.end - 1] in _FINAL or (after in ",，،" and begins and after)
        whole = (
            after == "."
            and self.text[quoted.start].isupper()
            and self._sentence(quoted.start).start == quoted.outer_start
        )
        return not (said or whole or before in _COLONS) or quoted.single

    def _verb_at(self, position: int) -> bool:
        """In scripts without capitals: does a verb of saying follow right behind the comma at `position`?"""
        if self.rules.cased:
            return False
        words = [fold(m[0]) for m in islice(TOKEN.finditer(self.text, position), 4)]
        if len(words) < 2 or words[1].startswith(self.rules.lexicon.prefixes):
            return False  # "..., and he said" is about something else
        found = self.rules.lexicon.match(words, 1)
        return found is not None and bool(found[0] & CUE)

    def _is_short(self, quoted: Quoted) -> bool:
        return self._word_count(quoted) <= _FRAGMENT * self.unspaced

    def _word_count(self, quoted: Quoted) -> int:
        return sum(1 for match in TOKEN.finditer(self.text, quoted.start, quoted.end) if match[0][0].isalnum())

    def _direct(self, clause: Clause, token: int, quoted: Quoted, used: set[Cue]) -> None:
        cue = self._nearest_cue(clause, token, quoted)
        colon = token > 0 and clause.tokens[token - 1].word in _COLONS
        closes = colon and all(t.kind == "p" for t in clause.tokens[token + 1 :])
        paragraph = self._sentence(quoted.start).paragraph
        # `"We are ready," X said. "It is money."`: nothing but the mark, right behind a quotation
        goes_on = self.current[0] == paragraph and (clause.wordless or quoted.follows)
        if self._is_short(quoted) and not closes and not goes_on and not self._beside(clause, token, cue):
            return
        speaker: Actor | None = None
        cue_span: Span | None = None
        if cue is not None:
            used.add(cue)
            said_by = speaker_of(clause, cue, self.rules, quotation_after=cue.first < token)
            speaker, cue_span = self._actor(clause, said_by, cue), self._span(clause, cue)
        elif colon:
            speaker = self._actor(clause, leading_speaker(clause, token - 1, self.rules), None)
        elif (source := self._source(clause, token)) is not None:
            speaker, cue_span = self._actor(clause, source[1], source[0]), self._span(clause, source[0])
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

    def _source(self, clause: Clause, token: int) -> tuple[Cue, Speaker] | None:
        """`According to X, "..."`, `For X, "..."`: the phrase that says whose words these are."""
        tokens = clause.tokens
        for source in clause.sources:
            speaker = source_speaker(clause, source, self.rules)
            if speaker is not None and speaker is not OWN and not speaker.last > token >= speaker.first:
                return source, speaker
        opinion = opinion_speaker(clause, self.rules)
        return opinion if opinion and token > 0 and tokens[token - 1].word in ",،" else None

    def _beside(self, clause: Clause, token: int, cue: Cue | None) -> bool:
        """Does the cue stand so near that even a few words between marks are speech, not a name?"""
        if cue is None:
            return False
        between = clause.tokens[token + 1 : cue.first] if cue.first > token else clause.tokens[cue.last : token]
        return sum(t.kind == "w" for t in between) <= (_NEAR if cue.first > token else 0)

    def _fragment(self, clause: Clause, quoted: Quoted, used: set[Cue]) -> None:
        """A few words in marks are quoted only when a verb of saying stands right before them, or right after them
        where no comma is written there."""
        first, last = clause.token_at(quoted.outer_start), clause.token_at(quoted.outer_end)
        near = (c for c in clause.cues_near(first) if c not in used)
        cue = next((c for c in near if self._touches(clause, c, first, last)), None)
        if cue is None and not self.text[quoted.start].isupper():
            self._opinion(clause, quoted, first)
        if cue is None or (self.text[quoted.start].isupper() and cue.last < first):
            return
        if not self.rules.cased and self._word_count(quoted) < 2:
            return
        used.add(cue)
        said_by = speaker_of(clause, cue, self.rules, quotation_after=cue.first < first)
        if said_by is not None and said_by.first < first < said_by.last:
            said_by = said_by._replace(last=first)
        actor = self._actor(clause, said_by, cue)
        self._add(quoted.start, quoted.end, True, actor, self._span(clause, cue))

    def _opinion(self, clause: Clause, quoted: Quoted, first: int) -> None:
        """`For X, this is "a disgrace"`."""
        found = opinion_speaker(clause, self.rules)
        if found is None or not any(t.use & Use.COPULA for t in clause.tokens[found[1].last : first]):
            return
        if any(t.use & (Use.STOP | CUE) and not t.use & Use.COPULA for t in clause.tokens[max(0, first - 2) : first]):
            return
        actor = self._actor(clause, found[1], found[0])
        self._add(quoted.start, quoted.end, True, actor, self._span(clause, found[0]))

    def _touches(self, clause: Clause, cue: Cue, first: int, last: int) -> bool:
        """Is the cue at the tokens [first, last) of a fragment? Those that follow their speaker never precede it."""
        if self.rules.verb_final or cue.use & (Use.AFTER | Use.OWN):
            return cue.first == last and self.rules.verb_final
        if not 0 <= first - cue.last <= _NEAR:
            return False
        between = clause.tokens[cue.last : first]
        if any(t.use & Use.THAT for t in between):  # "сказал, что «...»"
            between = [t for t in between if t.word != ","]
        return not any(t.kind == "q" or t.word in ",;" for t in between)

    def _is_statement(self, quoted: Quoted) -> bool:
        """Long enough, and built like a sentence, to be speech although nothing says who speaks."""
        words = self._word_count(quoted)
        first, last = self.text[quoted.start], self.text[quoted.end - 1]
        return words >= _FULL and (first.isupper() or first.lower() == first.upper()) and last in _FINAL

    def _nearest_cue(self, clause: Clause, token: int, quoted: Quoted) -> Cue | None:
        """The verb of saying that belongs to the quotation at `token`: the nearest, one after it if both are near."""
        best: tuple[float, Cue] | None = None
        for cue in clause.cues_near(token):
            distance = self._distance(clause, token, quoted, cue)
            if distance is not None and (best is None or distance < best[0]):
                best = (distance, cue)
        return best[1] if best else None

    def _distance(self, clause: Clause, token: int, quoted: Quoted, cue: Cue) -> float | None:
        """Words between a quotation and a cue, with some handicap for the less likely side; None: not its cue."""
        following = cue.first > token
        if abs(cue.first - token) > _FARTHEST:
            return None
        between = clause.tokens[token + 1 : cue.first] if following else clause.tokens[cue.last : token]
        if any(t.kind == "p" and t.word in ";.!?" for t in between):
            return None
        distance = sum(t.kind == "w" for t in between) + 4.0 * sum(t.kind == "q" for t in between)
        bound = cue.use & (Use.AFTER | Use.OWN)
        if bound and ((not following and distance > _NEAR) or not after_mark(clause.tokens, cue)):
            return None
        if following and not self._may_follow(quoted, between, cue):
            return None
        if following and self.text[quoted.start].islower():
            distance += _NEAR  # the quotation goes on from a clause of its own: "he was ready «to do it», X said"
        distance += 0.0 if following else 0.5
        return distance if distance <= _FAR * self.unspaced else None

    def _may_follow(self, quoted: Quoted, between: Sequence[Token], cue: Cue) -> bool:
        """A verb after a quotation belongs to it only across its last mark or comma, where the language writes one."""
        if self.rules.bare_quote_verb or self.text[quoted.end - 1] in _FINAL:
            return True
        return between[0].kind == "p" if between else bool(cue.use & (Use.AFTER | Use.OWN))

    def _indirect(self, clause: Clause, reported: Reported) -> None:
        speaker = self._actor(clause, reported.speaker, reported.cue)
        if speaker is None and reported.speaker is not OWN:
            return
        first, last = clause.tokens[reported.first], clause.tokens[reported.last - 1]
        self._add(first.start, last.end, False, speaker, self._span(clause, reported.cue))

    def _actor(self, clause: Clause, speaker: Speaker | None, cue: Cue | None) -> Actor | None:
        """The speaker in words; of a pronoun, the words that it stands for."""
        if speaker is None:
            return None
        if speaker.pronoun:
            pronoun = self._span(clause, cue).text if speaker is OWN and cue else self._text(clause, speaker)
            before = clause.tokens[cue.first if speaker is OWN and cue else speaker.first].start
            meant = self._antecedent(clause, before)
            if meant is not None:
                return _meant_by(pronoun, meant)
            if speaker is OWN:
                return None
        start, end = clause.tokens[speaker.first].start, clause.tokens[speaker.last - 1].end
        actor = Actor(text=self.text[start:end], start=start, end=end, name=self.text[start:end])
        if not speaker.pronoun:
            actor = self._holder(clause.tokens[speaker.first : speaker.last], actor)
            self.named = actor
        return actor

    def _holder(self, words: Sequence[Token], actor: Actor) -> Actor:
        """Of a bare title ("the governor said") the person who was named with it before; of a title with a name,
        itself, remembered."""
        titles = [fold(t.word) for t in words if t.use & Use.TITLE]
        if not titles:
            return actor
        if self.rules.cased and any(t.capital and not t.use & Use.TITLE for t in words[1:]):
            self.holders |= dict.fromkeys(titles, actor)
            return actor
        bare = len(words) <= 1 + sum(bool(t.use) for t in words) and fold(words[0].word) not in self.rules.indefinite
        holder = self.holders.get(titles[-1])
        return _meant_by(actor.text, holder) if bare and holder else actor

    def _announce(self, clause: Clause) -> None:
        """`X explained:` at the end of a paragraph gives the next one its speaker."""
        self.announced = None
        if clause.tokens and clause.tokens[-1].word in _COLONS:
            cue = clause.cues[-1] if clause.cues else None
            last = len(clause.tokens) - 1
            speaker = speaker_of(clause, cue, self.rules) if cue else leading_speaker(clause, last, self.rules)
            self.announced = (self._actor(clause, speaker, cue), self._span(clause, cue) if cue else None)

    def _antecedent(self, clause: Clause, before: int) -> Actor | None:
        """Whom a pronoun means: the last of those who spoke, opened the clause before or open this one."""
        known = (self.named, self.seen, self._opening(clause))
        return max((a for a in known if a is not None and a.end <= before), key=lambda a: a.start, default=None)

    def _opening(self, clause: Clause) -> Actor | None:
        """The phrase that opens a clause, where it clearly names somebody: a title, or a name of two words."""
        opening = leading_speaker(clause, min(len(clause.tokens), _FAR), self.rules)
        if opening is None or opening.pronoun:
            return None
        words = clause.tokens[opening.first : opening.last]
        if self.rules.verb_first:
            title = next((at for at, t in enumerate(words[:3]) if t.use & Use.TITLE), len(words))
            words = words[title : title + _NEAR]
        elif not self.rules.cased:
            while words and not words[-1].use & Use.TITLE:
                words.pop()
        if not words:
            return None
        if not any(t.use & Use.TITLE for t in words) and sum(t.capital and not t.use for t in words) < 2:
            return None
        start, end = words[0].start, words[-1].end
        return Actor(text=self.text[start:end], start=start, end=end, name=self.text[start:end])

    def _remember(self, clause: Clause) -> None:
        opening = self._opening(clause)
        if opening is not None:
            words = [t for t in clause.tokens if opening.start <= t.start and t.end <= opening.end]
            self._holder(words, opening)
        self.seen = opening or self.seen

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


def _meant_by(words: str, actor: Actor) -> Actor:
    """The actor for whom a pronoun or bare title stands, which says so."""
    return Actor(text=actor.text, start=actor.start, end=actor.end, name=actor.name, why=f"for {words}")


def _without(paragraphs: Sequence[tuple[int, int]], spans: Sequence[Quoted]) -> list[tuple[int, int]]:
    """The paragraphs in which no quotation stands between marks."""
    starts = [start for start, _ in paragraphs]
    taken = {bisect_right(starts, quoted.outer_start) - 1 for quoted in spans}
    return [span for number, span in enumerate(paragraphs) if number not in taken]


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
