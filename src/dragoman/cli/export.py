"""`dragoman export PATH --as FORMAT --out FILE_OR_FOLDER`: events in the formats of the field."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from dragoman.cli.progress import progress_bar

if TYPE_CHECKING:
    from dragoman.record import Event


class As(StrEnum):
    """The formats; what each is stands in dragoman.exports.formats, which is not loaded before it is needed."""

    polecat = "polecat"
    gdelt = "gdelt"
    gdelt_mentions = "gdelt-mentions"
    icews = "icews"
    phoenix = "phoenix"
    petrarch = "petrarch"
    ftm = "ftm"
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"


EXAMPLES = """
Examples:

    dragoman export events.duckdb --as icews --out events.2023.dragoman.tab

    dragoman export events.jsonl --as gdelt --out gdelt/ --keys keys.csv

    dragoman export events.parquet --as polecat --out polecat/ --since 2023-01-01 --until 2023-12-31

    dragoman export events.duckdb --as csv --out idn.csv --country IDN --type PROTEST --status all

    dragoman code news/ --format jsonl | dragoman export - --as ftm --out entities.ftm.json
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="export",
        help="Write events as POLECAT, GDELT, ICEWS, Phoenix, PETRARCH, FollowTheMoney, JSON Lines, CSV or Parquet.",
        epilog=EXAMPLES,
    )(export)


def export(
    path: str = typer.Argument(
        ..., help="A store of dragoman code --into, events as JSON Lines or Parquet, or - for standard input."
    ),
    format: As = typer.Option(..., "--as", "-a", help="The format."),
    out: str = typer.Option(
        ..., "--out", "-o", metavar="FILE_OR_FOLDER", help="A file, or an empty folder (end a new one's name in /)."
    ),
    since: str | None = typer.Option(None, help="First day (YYYY-MM-DD) of the events."),
    until: str | None = typer.Option(None, help="Last day (YYYY-MM-DD) of the events."),
    country: list[str] = typer.Option(
        [], metavar="CODE", help="Events with this country as actor, recipient or place (ISO alpha-3, UNO, EUR ...)."
    ),
    type: list[str] = typer.Option(
        [], metavar="TYPE[/MODE]", help="Events of this type, or type and mode, as in ASSAULT/aerial."
    ),
    status: list[str] = typer.Option(
        [],
        help="occurred, planned, hypothetical, alleged, denied, historical, or all. Default: occurred alone for "
        "formats that have no field for it, all for jsonl, csv and parquet.",
    ),
    min_confidence: float | None = typer.Option(
        None, min=0, max=1, help="Leave out events less likely than this to be right."
    ),
    keys: Path | None = typer.Option(
        None, help="Write here which row is which event, as CSV (table formats, whose ids are their own)."
    ),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="No progress bar and no summary."),
) -> None:
    """Export events."""
    from dragoman.exports import export as export_events
    from dragoman.exports import refuse_same
    from dragoman.store import count_events

    refuse_same(path, out)
    total = count_events(path)
    with _Reading(path, None if quiet else total) as events:
        summary = export_events(
            events,
            format.value,
            out,
            since=since,
            until=until,
            country=country,
            type=type,
            status=status or None,
            min_confidence=min_confidence,
            keys=keys,
        )
    if not quiet:
        for line in summary.lines():
            typer.echo(line, err=True)
        if not status and any(reason.startswith("--status") for reason in summary.left_out):
            typer.echo(f"  {format.value} has no field for status: --status all takes every event", err=True)
    if events.set_aside:
        typer.echo(f"{events.set_aside} lines set aside", err=True)
        raise typer.Exit(1)


class _Reading:
    """Loop over it for the events; lines that are none are told and counted, a terminal gets a progress bar."""

    def __init__(self, path: str, total: int | None) -> None:
        from dragoman.store import read_events

        self._events = read_events(path, on_error=self._report)
        self.set_aside = 0
        drawn = total is not None and sys.stderr.isatty()
        self._bar: Any = progress_bar("exporting", "events", total) if drawn else None

    def _report(self, error: Exception) -> None:
        self.set_aside += 1
        if self._bar:
            self._bar.console.print(f"set aside: {error}")
        else:
            typer.echo(f"set aside: {error}", err=True)

    def __iter__(self) -> Iterator[Event]:
        for event in self._events:
            if self._bar:
                self._bar.advance(self._bar.task_ids[0])
            yield event

    def __enter__(self) -> _Reading:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()
