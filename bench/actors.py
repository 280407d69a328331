"""Country and sector of actors: how often the tables and the document's own evidence give what the corpus says.

    PYTHONPATH=src:training python bench/actors.py [--language en] [--held] [--sample 200] [--errors 50] [--no-hint]
    PYTHONPATH=src:training python bench/actors.py --fit     # writes src/dragoman/data/who/whose.tsv

In: the annotated spans of training/corpus, each with its own sector as hint, as the model would give it. Out: accuracy
by language; with `--errors N` the first N wrong spans. A span is right when the countries returned are those of all
annotated actors with that same text in that event. Held reports show figures only: their errors are not to be read.

`--fit` weighs the facts by which words without a country get theirs (who_whose): a conditional logit over the countries
that a document names, on the reports that are not held, with a Gaussian prior.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch

import data
from dragoman.record import Actor, Span
from dragoman.resolve import who, who_whose
from dragoman.resolve.who import ActorResolver, DocumentActors
from dragoman.resolve.who_tables import DATA
from dragoman.train.reports import held, text_of

PRIOR = 3.0  # strength of the prior; 2 to 6 move held accuracy by less than its noise
RARE = 8  # facts seen less often have no weight
Facts = dict[str, list[tuple[str, float]]]  # country -> facts that speak for it


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
    text, starts = text_of(report)
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
    text, starts = text_of(report)
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


def questions(reports: list[dict[str, Any]]) -> Iterator[tuple[str, Facts, str]]:
    """Spans whose words name no country: their kind, the candidates' facts, the right country."""
    asked: list[tuple[str, Facts]] = []
    decide = who.decide

    def listen(context: Any, position: int, phrase: Any, sector: str | None, group: str) -> tuple[str, str] | None:
        asked.append((group, who_whose.candidates(context, position, phrase, sector, group)))
        return decide(context, position, phrase, sector, group)

    who.decide = listen
    resolver = ActorResolver()
    for report in reports:
        document = document_of(report, resolver)
        for span, number, countries, sectors in spans_of(report):
            asked.clear()
            document.resolve(span, sentence=number, sector_hint=min(sectors))
            if len(asked) == 1 and len(countries) == 1 and min(countries) in asked[0][1]:
                yield (*asked[0], min(countries))
    who.decide = decide


def fit() -> None:
    """Weigh the facts and write the table."""
    rows = list(questions([report for report in data.reports() if not held(report)]))
    count = Counter(
        f"{words} {fact}"
        for group, facts, _ in rows
        for found in facts.values()
        for fact in {fact for fact, _ in found}
        for words in (group, "all")
    )
    names = sorted(name for name, times in count.items() if times >= RARE)
    weights = dict(zip(names, _solve(rows, {name: at for at, name in enumerate(names)}), strict=True))
    with (DATA / "who" / "whose.tsv").open("w", encoding="utf-8") as file:
        file.write("words\tfact\tweight\n")
        for name, weight in weights.items():
            words, _, fact = name.partition(" ")
            if abs(weight) >= 0.02:
                file.write(f"{words}\t{fact}\t{weight:.2f}\n")
    print(f"{len(rows)} spans, {len(names)} facts")


def _solve(rows: list[tuple[str, Facts, str]], column: dict[str, int]) -> list[float]:
    """The weights under which the right countries are likeliest."""
    cells: list[tuple[int, int, float]] = []
    question: list[int] = []
    gold: list[int] = []
    for number, (group, facts, right) in enumerate(rows):
        for code, found in facts.items():
            if code == right:
                gold.append(len(question))
            for fact, value in found:
                for name in (f"{group} {fact}", f"all {fact}"):
                    if name in column:
                        cells.append((len(question), column[name], value))
            question.append(number)
    where = torch.tensor([[row for row, _, _ in cells], [at for _, at, _ in cells]])
    matrix = torch.sparse_coo_tensor(where, torch.tensor([v for _, _, v in cells]), (len(question), len(column)))
    matrix = matrix.coalesce()
    owner, correct = torch.tensor(question), torch.tensor(gold)
    weight = torch.zeros(len(column), 1, requires_grad=True)
    steps = torch.optim.LBFGS([weight], max_iter=120, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        steps.zero_grad()
        score = torch.sparse.mm(matrix, weight)[:, 0]
        total = torch.zeros(len(rows)).scatter_add_(0, owner, torch.exp(score.clamp(max=40)))
        value = torch.log(total).sum() - score[correct].sum() + PRIOR / 2 * (weight**2).sum()
        value.backward()
        return value

    steps.step(loss)
    return weight.detach()[:, 0].tolist()


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--language", action="append", help="only this language; may be given several times")
    ask.add_argument(
        "--sample", type=int, default=0, help="at most so many reports a language, drawn from a fixed seed"
    )
    ask.add_argument("--held", action="store_true", help="only reports that are never trained on")
    ask.add_argument("--errors", type=int, default=0, help="print so many wrong spans a language")
    ask.add_argument("--no-hint", action="store_true", help="without the annotated sector as hint")
    ask.add_argument("--fit", action="store_true", help="fit data/who/whose.tsv on the reports that are not held")
    args = ask.parse_args()
    if args.fit:
        torch.set_num_threads(1)
        return fit()
    chosen: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for report in data.reports(args.language):
        if held(report) == args.held:
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
        if args.errors and not args.held:
            print("\n".join(random.Random(1).sample(score.wrong, min(args.errors, len(score.wrong)))))


if __name__ == "__main__":
    main()
