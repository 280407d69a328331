"""`dragoman code`: paths in, events out, one line of trouble for each input set aside, a summary at the end."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from dragoman.store import Writer


class Format(StrEnum):
    """How events are written."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"


EXAMPLES = """
Examples:

    dragoman code report.txt --published 2021-12-14

    dragoman code news/ --format jsonl --out events.jsonl

    dragoman code articles.csv --field text=artikel --field published=tanggal --into events.duckdb

    dragoman code news/ --into s3://bucket/news --no-text

    cat report.txt | dragoman code - --why
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="code",
        help="Code events from text, Markdown, HTML, JSON Lines, CSV, Parquet, folders of these, or - for "
        "standard input.",
        epilog=EXAMPLES,
    )(code)


def code(
    paths: list[str] = typer.Argument(..., metavar="PATH...", help="Files, folders, or - for standard input."),
    format: Format | None = typer.Option(
        None, "--format", "-f", help="Default: table on a terminal, else what --out's name says."
    ),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write events to this file instead of standard output."),
    into: str | None = typer.Option(
        None,
        "--into",
        metavar="STORE",
        help="Add documents, events and quotes to this DuckDB file, or as Parquet to a folder/ or s3://bucket/folder. "
        "What it holds already is passed over, so that a run cut short goes on where it stopped.",
    ),
    again: bool = typer.Option(False, "--again", help="Code anew what the store of --into already holds."),
    no_text: bool = typer.Option(
        False,
        "--no-text",
        help="Leave the text of documents, sentences and quotes out of the store (copyright); offsets and hashes stay.",
    ),
    why: bool = typer.Option(
        False, "--why", help="With each event its sentence, its dates and places, and what decided."
    ),
    published: str | None = typer.Option(None, help="Publication day (YYYY-MM-DD) of documents that have none."),
    language: str | None = typer.Option(
        None, help="Language (ISO 639-1) of documents that have none; found from the text otherwise."
    ),
    source: str | None = typer.Option(None, help="Source of documents that have none."),
    field: list[str] = typer.Option(
        [],
        "--field",
        metavar="NAME=COLUMN",
        help="Which column holds id, title, text, published, language, source or url.",
    ),
    model: Path | None = typer.Option(None, help="Another model file than the one in the package."),
    min_confidence: float | None = typer.Option(
        None, min=0, max=1, help="Leave out events less likely than this to be right."
    ),
    threads: int | None = typer.Option(
        None, min=1, help="Threads; changes no result. Default: the cores of this machine."
    ),
    batch_size: int = typer.Option(16, min=1, help="Documents under way at once; changes no result."),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="No progress bar and no summary."),
) -> None:
    """Code events."""
    from dragoman.cli.inputs import Inputs
    from dragoman.cli.outputs import open_output
    from dragoman.pipeline import Coder

    inputs = Inputs(
        paths, fields=field, defaults={"published": published, "language": language, "source": source}, quiet=quiet
    )
    coder = Coder(model, threads=threads, batch_size=batch_size, min_confidence=min_confidence)
    model_version = coder.model.version  # an unusable model is told before any input is read
    store = _store(into, model_version, min_confidence, no_text, again)
    # Another output beside the store wants every document, so nothing is passed over then.
    alone = store is not None and out is None and format in (None, Format.table)
    started, sentences, events = time.perf_counter(), 0, 0
    kind = format.value if format else None
    with open_output(kind, out, store, why=why) as output, inputs:
        documents = store.not_yet_coded(inputs) if store and alone else inputs
        for coded in coder.read_many(documents):
            output.write(coded)
            sentences += len(coded.sentences)
            events += len(coded.events)
    if not quiet:
        seconds = time.perf_counter() - started
        passed = f"{store.run.passed_over} passed over (already in {into}), " if store and alone else ""
        typer.echo(
            f"{inputs.read} documents, {passed}{sentences} sentences, {events} events, {inputs.set_aside} set aside, "
            f"{seconds:.1f} s",
            err=True,
        )
        if store and store.run.lapsed:
            typer.echo(
                f"{store.run.lapsed} corrections lapsed: their sentences have changed (dragoman correct {into} --list)",
                err=True,
            )
    if inputs.set_aside:
        raise typer.Exit(1)


def _store(
    into: str | None, model_version: str, min_confidence: float | None, no_text: bool, again: bool
) -> Writer | None:
    from dragoman.errors import UsageError

    if into is None:
        for name, given in (("--again", again), ("--no-text", no_text)):
            if given:
                raise UsageError(f"{name} says how a store is written: it needs --into STORE")
        return None
    from dragoman.store import Options, open_store

    options = Options(model_version=model_version, min_confidence=min_confidence, keep_text=not no_text)
    return open_store(into, options, again=again)
