"""Country and sector of actors: how often the tables and the document's own evidence give what the corpus says.

    PYTHONPATH=src:training python bench/actors.py [--language en] [--held] [--sample 200] [--errors 50] [--no-hint]

In: the annotated spans of training/corpus, each with its own sector as hint, as the model would give it. Out: accuracy
by language; with `--errors N` the first N wrong spans. A span is right when the countries returned are those of all
annotated actors with that same text in that event. Held reports show figures only: their errors are not to be read.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import data

from dragoman.record import Actor, Span
from dragoman.resolve.who import ActorResolver, DocumentActors


@dataclass
class Score:
    """Counts of one language."""

    spans: int = 0
    country: int = 0
    sector: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


def spans_of(report: dict[str, Any]) -> Iterator[tuple[Span, int, set[str], set[str]]]:
    """The annotated spans of a report: span, sentence, countries, sectors."""
    text, starts = data.text_of(report)
    for number, sentence in enumerate(report["sentences"]):
        for event in sentence["events"]:
            named: dict[str, list[dict[str, Any]]] = defaultdict(list)
            for actor in (*event["actors"], *event["recipients"]):
                named[actor["text"]].append(actor)
            for words, actors in named.items():
                at = text.find(words, starts[number], starts[number] + len(sentence["text"]))
                at = at if at >= 0 else text.rfind(words, 0, starts[number])
                if words and at >= 0:
                    span = Span(text=words, start=at, end=at + len(words))
                    yield span, number, {a["country"] for a in actors}, {a["sector"] for a in actors}


def document_of(report: dict[str, Any], resolver: ActorResolver) -> DocumentActors:
    """The report as the pipeline reads it."""
    text, starts = data.text_of(report)
    sentences = [
        Span(text=s["text"], start=at, end=at + len(s["text"]))
        for s, at in zip(report["sentences"], starts, strict=True)
    ]
    return resolver.for_document(text, sentences, report["language"], report["published"])


def measure(report: dict[str, Any], resolver: ActorResolver, score: Score, hint: bool) -> None:
    """Add one report to a language's counts."""
    started = time.perf_counter()
    document = document_of(report, resolver)
    for span, number, countries, sectors in spans_of(report):
        guess = min(sectors) if hint else None
        found = document.resolve(span, sentence=number, sector_hint=guess)
        score.spans += 1
        right = {actor.country for actor in found} == countries
        score.country += right
        score.sector += {actor.sector for actor in found} == sectors
        if not right:
            score.wrong.append(_show(report, number, span, countries, found))
    score.seconds += time.perf_counter() - started


def _show(report: dict[str, Any], number: int, span: Span, countries: set[str], found: list[Actor]) -> str:
    given = "; ".join(f"{a.country} ({a.why})" for a in found)
    sentence = report["sentences"][number]["text"]
    return f"{report['id']} [{span.text}] is {'+'.join(sorted(countries))}, given {given}\n    {sentence}"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--language", action="append", help="only this language; may be given several times")
    ask.add_argument("--sample", type=int, default=0, help="at most so many reports a language, drawn from a fixed seed")
    ask.add_argument("--held", action="store_true", help="only reports that are never trained on")
    ask.add_argument("--errors", type=int, default=0, help="print so many wrong spans a language")
    ask.add_argument("--no-hint", action="store_true", help="without the annotated sector as hint")
    args = ask.parse_args()
    chosen: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for report in data.reports(args.language):
        if data.held(report) == args.held:
            chosen[report["language"]].append(report)
    resolver = ActorResolver()
    for language, reports in sorted(chosen.items()):
        if args.sample:
            reports = random.Random(0).sample(reports, min(args.sample, len(reports)))
        score = Score()
        document_of(reports[0], resolver)
        for report in reports:
            measure(report, resolver, score, not args.no_hint)
        spans = max(score.spans, 1)
        print(
            f"{language}: {len(reports)} reports, {score.spans} spans, country {score.country / spans:.3f}, "
            f"sector {score.sector / spans:.3f}, {1000 * score.seconds / spans:.2f} ms a span",
            flush=True,
        )
        if not args.held:
            print("\n".join(random.Random(1).sample(score.wrong, min(args.errors, len(score.wrong)))), end="\n" if args.errors else "")


if __name__ == "__main__":
    main()
