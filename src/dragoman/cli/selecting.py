"""Options that the analysing commands share, and what they all do: open, select, tell what was left out.

In: what a user typed. Out: open `Views` and a `Selection`; one line on standard error says what was counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dragoman.analyse import Selection, Views
    from dragoman.analyse.series import Placed

Events = Annotated[
    Path, typer.Argument(metavar="PATH", help="A .duckdb store, or events as .jsonl or .parquet (dragoman code).")
]
Actor = Annotated[str | None, typer.Option(help="Who acts: a country code (RUS) or name, or EUR, NATO, UNO ...")]
Recipient = Annotated[str | None, typer.Option(help="Whom it is done to.")]
Between = Annotated[
    tuple[str, str] | None, typer.Option("--between", metavar="A B", help="Both sides, in either direction.")
]
Since = Annotated[str | None, typer.Option(help="First day (YYYY-MM-DD) of the event, inclusive.")]
Until = Annotated[str | None, typer.Option(help="Last day (YYYY-MM-DD), inclusive.")]
Type = Annotated[list[str] | None, typer.Option("--type", help="PLOVER type (ASSAULT, AGREE ...); repeat it.")]
Status = Annotated[
    list[str] | None,
    typer.Option(help="occurred (the default), planned, hypothetical, alleged, denied, historical, all; repeat it."),
]
MinConfidence = Annotated[
    float | None, typer.Option("--min-confidence", min=0, max=1, help="Leave out events less likely to be right.")
]
Source = Annotated[list[str] | None, typer.Option("--source", help="Only events that this source reports; repeat it.")]
Count = Annotated[
    str, typer.Option(help="linked: an event once, whoever reports it (where linked); events: every report.")
]
ExpandBlocs = Annotated[
    bool, typer.Option("--expand-blocs", help="EUR, NATO, ASEAN ... stand for their members as of the event's day.")
]
Weight = Annotated[
    str | None, typer.Option(help="source: add counts in which each source's month counts alike; raw counts stay.")
]
Split = Annotated[list[str] | None, typer.Option(help="Apart by status, type, quad, source or language; repeat it.")]
Chart = Annotated[Path | None, typer.Option(help="Draw to this .html, .svg or .png (needs dragoman[charts]).")]
Format = Annotated[str | None, typer.Option("--format", "-f", help="table, csv, jsonl or parquet.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file; its ending gives the format.")]
Why = Annotated[bool, typer.Option("--why", help="In the table, under each row the sentences that it counts.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No summary on standard error.")]


def ready(format: str | None, out: Path | None, chart: Path | None) -> str:
    """The output format; a `UsageError` where it or the chart can't be had, before any work is done."""
    from dragoman.cli.outputs import chosen_format

    if chart:
        from dragoman.picture.saving import check_chart

        check_chart(chart)
    return chosen_format(format, out)


@contextmanager
def opened(path: Path, *, count: str = "linked", expand_blocs: bool = False) -> Iterator[Views]:
    """The events at a path, with a sign of life on a terminal while they load."""
    from rich.console import Console

    from dragoman.analyse import open_events

    console = Console(stderr=True)
    with console.status(f"Opening {path}") if console.is_terminal else _nothing():
        views = open_events(path, count=count, expand_blocs=expand_blocs)
    with views:
        yield views


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def selection(
    actor: str | None = None,
    recipient: str | None = None,
    between: tuple[str, str] | None = None,
    since: str | None = None,
    until: str | None = None,
    type: list[str] | None = None,
    status: list[str] | None = None,
    min_confidence: float | None = None,
    source: list[str] | None = None,
) -> Selection:
    """The filters of the shared options."""
    from dragoman.analyse import Selection

    return Selection(
        actor=actor,
        recipient=recipient,
        between=between,
        since=since,
        until=until,
        types=tuple(type or ()),
        status=tuple(status or ("occurred",)),
        min_confidence=min_confidence,
        sources=tuple(source or ()),
    )


def tell(views: Views, selection: Selection, *, placed: Placed | None = None, by: str | None = None) -> None:
    """One line: how many events of how many reports, of which status, and what no period holds."""
    where, values = selection.where()
    rows = f"SELECT DISTINCT counted_id, reports FROM dyads WHERE {where}"
    events, reports = views.frame(f"SELECT count(*), coalesce(sum(reports), 0)::BIGINT FROM ({rows})", values).row(0)
    parts = [
        f"{events} {'linked ' if views.linked else ''}events in {reports} reports, {' or '.join(selection.status)}"
    ]
    if "all" not in selection.status:
        everything = with_status(selection, ("all",))
        where, values = everything.where()
        others = views.frame(f"SELECT count(DISTINCT counted_id) FROM dyads WHERE {where}", values).item() - events
        if others:
            parts.append(f"{others} of other status not counted (--status)")
    if placed is not None:
        lost = [(placed.without_day, "without a first day"), (placed.too_long, f"of dates that don't fit one {by}"),
                (placed.out_of_reach, "more than a year from all publication (--since, --until)")]  # fmt: skip
        parts += [f"{number} {what} left out" for number, what in lost if number]
    typer.echo("; ".join(parts), err=True)


def with_status(selection: Selection, status: tuple[str, ...]) -> Selection:
    """The same filters with other statuses."""
    from dataclasses import replace

    return replace(selection, status=status)
