"""`dragoman dyads PATH`: who did how much to whom."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli import selecting as s

EXAMPLES = """
Examples:

    dragoman dyads events.duckdb --since 2022-01-01 --by year

    dragoman dyads events.jsonl --between CHN RUS --split status --status all --why

    dragoman dyads events.duckdb --actor EUR --expand-blocs --format csv --out dyads.csv --chart dyads.svg
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="dyads", help="Counts and mean scores by dyad: who acts, upon whom.", epilog=EXAMPLES)(dyads)


def dyads(
    path: s.Events,
    by: Annotated[str | None, typer.Option(help="Also by day, week, month or year.")] = None,
    split: s.Split = None,
    undirected: Annotated[bool, typer.Option("--undirected", help="Both directions of a pair as one.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first rows.")] = None,
    actor: s.Actor = None,
    recipient: s.Recipient = None,
    between: s.Between = None,
    since: s.Since = None,
    until: s.Until = None,
    type: s.Type = None,
    status: s.Status = None,
    min_confidence: s.MinConfidence = None,
    source: s.Source = None,
    count: s.Count = "linked",
    expand_blocs: s.ExpandBlocs = False,
    weight: s.Weight = None,
    chart: s.Chart = None,
    format: s.Format = None,
    out: s.Out = None,
    why: s.Why = False,
    quiet: s.Quiet = False,
) -> None:
    """Count by dyad."""
    from dragoman.analyse import dyads as count_dyads
    from dragoman.analyse.series import place_events
    from dragoman.cli.frames import write_frame

    kind = s.ready(format, out, chart)
    chosen = s.selection(actor, recipient, between, since, until, type, status, min_confidence, source)
    with s.opened(path, count=count, expand_blocs=expand_blocs) as views:
        frame = count_dyads(views, chosen, by=by, split=split or (), weight=weight, directed=not undirected)
        frame = frame if limit is None else frame.head(limit)
        if chart:
            from dragoman.picture import balance_chart, save

            whole = frame if by is None and not split else count_dyads(views, chosen, directed=not undirected)
            save(balance_chart(whole), chart)
        write_frame(frame, kind, out, views=views if why else None)
        if not quiet:
            s.tell(views, chosen, placed=place_events(views, chosen, by=by) if by else None, by=by)
