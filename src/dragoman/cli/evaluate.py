"""`dragoman evaluate GOLD`: code the gold's own texts and print the figures, by language and by type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from dragoman.evaluate.score import Figures

EXAMPLES = """
Examples:

    dragoman evaluate gold.jsonl

    dragoman evaluate gold.jsonl --by-type --interval --fail-under type=0.60
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="evaluate", help="Score the coder against gold annotations.", epilog=EXAMPLES)(evaluate)


def evaluate(
    gold: list[Path] = typer.Argument(
        ..., metavar="GOLD...", help="JSON Lines: {id, language, date, sentences: [{n, text, events}]}."
    ),
    by_type: bool = typer.Option(False, "--by-type", help="Figures for each event type."),
    interval: bool = typer.Option(False, "--interval", help="95% intervals, resampling documents 1,000 times."),
    model: Path | None = typer.Option(None, help="Another model file than the one in the package."),
    min_confidence: float | None = typer.Option(
        None, min=0, max=1, help="Leave out events less likely than this to be right."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print the figures as one JSON object."),
    fail_under: list[str] = typer.Option(
        [], metavar="FIGURE=F1", help="Exit with 1 where detect, type, dyad, event F1 or status, mode falls below."
    ),
) -> None:
    """Score the coder."""
    from dragoman.errors import UsageError
    from dragoman.evaluate import score as scoring
    from dragoman.evaluate.gold import Unit, read_gold, units_of
    from dragoman.pipeline import Coder

    documents = [d for path in gold for d in read_gold(path)]
    coder = Coder(model, min_confidence=min_confidence)
    wanted: dict[tuple[str, int], list[Unit]] = {(d.document.id, n): e for d in documents for n, e in d.events.items()}
    found: dict[tuple[str, int], list[Unit]] = {}
    for document, coded in zip(documents, coder.read_many(d.document for d in documents), strict=True):
        found |= {(document.document.id, n): units for n, units in units_of(document, coded.events).items()}
    figures = scoring.score(wanted, found)
    languages = {d.document.id: d.document.language or "?" for d in documents}
    if as_json:
        typer.echo(json.dumps(_plain(figures)))
    else:
        typer.echo("figures are precision/recall/F1")
        typer.echo(line("all", figures))
        for code in sorted(set(languages.values())) if len(set(languages.values())) > 1 else []:
            typer.echo(
                line(
                    code,
                    scoring.score(
                        {k: v for k, v in wanted.items() if languages[k[0]] == code},
                        {k: v for k, v in found.items() if languages[k[0]] == code},
                    ),
                )
            )
        if by_type:
            for kind, (rate, count) in scoring.by_type(wanted, found).items():
                typer.echo(f"  {kind:10s} {rate.precision:.3f}/{rate.recall:.3f}/{rate.f1:.3f}  gold {count}")
        if interval:
            bounds = scoring.intervals(wanted, found)
            typer.echo("95%  " + "  ".join(f"{name} F1 {a:.3f} to {b:.3f}" for name, (a, b) in bounds.items()))
    below = []
    for bar in fail_under:
        name, _, least = bar.partition("=")
        plain = _plain(figures)
        if name not in plain or not least:
            raise UsageError(f"--fail-under {bar!r}: write FIGURE=VALUE, FIGURE one of {', '.join(plain)}")
        if plain[name] < float(least):
            below.append(f"{name} {plain[name]:.3f} is below {float(least):.3f}")
    if below:
        typer.echo("dragoman: " + "; ".join(below), err=True)
        raise typer.Exit(1)


def _plain(figures: Figures) -> dict[str, float]:
    return {
        **{name: rate.f1 for name, rate in figures.rates.items()},
        "status": figures.status,
        "mode": figures.mode,
        "noise": figures.noise,
    }


def line(name: str, figures: Figures) -> str:
    """One line of figures, as precision/recall/F1."""
    cells = "  ".join(f"{k} {r.precision:.3f}/{r.recall:.3f}/{r.f1:.3f}" for k, r in figures.rates.items())
    return (
        f"{name:6s} {cells}  status {figures.status:.3f}  mode {figures.mode:.3f}  noise {figures.noise:.0f}  "
        f"events gold/found {figures.gold}/{figures.found}"
    )
