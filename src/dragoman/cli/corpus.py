"""`dragoman corpus check PATH...`: is this corpus fit to train on?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

EXAMPLES = """
Examples:

    dragoman corpus check training/corpus

    dragoman corpus check my-corrections.jsonl
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    group = typer.Typer(no_args_is_help=True, help="Annotated reports for training.")
    group.command(name="check", epilog=EXAMPLES)(check)
    app.add_typer(group, name="corpus")


def check(
    paths: list[Path] = typer.Argument(..., metavar="PATH...", help="JSON Lines files or folders of them."),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="Faults only, no table."),
) -> None:
    """Check spans, codes, ids and duplicates, and print the balance. Exit status 1 where there is a fault."""
    from dragoman.corpus.check import Balance, corpus_files, near_duplicates, read_reports, report_faults

    faults: list[str] = []
    balance = Balance()
    seen: dict[str | None, str] = {}
    sentences: list[tuple[str, str]] = []
    for where, report in read_reports(corpus_files(paths), faults):
        own = report_faults(report)
        faults += [f"{where}: {fault}" for fault in own]
        if report.get("id") in seen:
            faults.append(f"{where}: id {report['id']!r} stands at {seen[report['id']]} too")
        seen[report.get("id")] = where
        sentences += [(f"{where} sentence {n}", s["text"]) for n, s in enumerate(report["sentences"], 1)]
        if not own:
            balance.add(_plain(report))
    faults += near_duplicates(sentences)
    for fault in faults:
        typer.echo(fault, err=True)
    if not quiet:
        typer.echo(balance.table())
    typer.echo(f"{len(seen)} reports, {len(sentences)} sentences, {len(faults)} faults", err=True)
    if faults:
        raise typer.Exit(1)


def _plain(report: dict[str, Any]) -> dict[str, Any]:
    return {**report, "sentences": [{**s, "events": s.get("events", [])} for s in report["sentences"]]}
