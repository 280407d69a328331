"""`dragoman link STORE`: copies of one report become stories, reports of one event become linked events."""

from __future__ import annotations

import time
from pathlib import Path

import typer

from dragoman.cli.progress import StepBar

EXAMPLES = """
Examples:

    dragoman link news.duckdb

    dragoman code today/ --into news.duckdb && dragoman link news.duckdb

    dragoman link news.duckdb --window 3 --no-vectors
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="link",
        help="Find near copies among the documents of a store (stories) and reports of the same event (linked events). "
        "What came since the last time is linked to what is there.",
        epilog=EXAMPLES,
    )(link)


def link(
    store: str = typer.Argument(..., metavar="STORE", help="A DuckDB file that `dragoman code --into` wrote."),
    window: int = typer.Option(7, min=0, help="Days within which a near copy belongs to the same story."),
    vectors: bool = typer.Option(
        True,
        "--vectors/--no-vectors",
        help="Compare sentences with the encoder where words can't tell, across languages above all.",
    ),
    model: Path | None = typer.Option(None, help="Another model file than the one in the package."),
    again: bool = typer.Option(False, "--again", help="Link everything anew, not only what is new."),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="No progress bar and no summary."),
) -> None:
    """Link a store."""
    from dragoman.store.linking import link_store

    made, version = None, ""
    if vectors:
        from dragoman.extract.model import Model
        from dragoman.link.vectors import SentenceVectors

        opened = Model(model)
        made, version = SentenceVectors(opened), opened.version
    started = time.perf_counter()
    with StepBar("linking", "events", quiet=quiet) as bar:
        done = link_store(store, window=window, vectors=made, model_version=version, again=again, progress=bar.show)
    if quiet:
        return
    if done.since is None:
        typer.echo(f"nothing new; {done.stories} stories, {done.linked_events} linked events", err=True)
        return
    typer.echo(
        f"{done.documents} new documents, {done.events} events linked since {done.since or 'the first'}, now "
        f"{done.stories} stories, {done.linked_events} linked events, {time.perf_counter() - started:.1f} s",
        err=True,
    )
