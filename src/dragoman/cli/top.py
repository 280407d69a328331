"""`dragoman top PATH`: the most frequent actors, recipients, dyads, types, sources, places."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli import selecting as s

EXAMPLES = """
Examples:

    dragoman top events.duckdb

    dragoman top events.duckdb --of place --type ASSAULT --chart map.html

    dragoman top events.jsonl --of source --limit 50
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="top", help="The most frequent actors, recipients, dyads, types, sources or places.", epilog=EXAMPLES
    )(top)


def top(
    path: s.Events,
    of: Annotated[str, typer.Option(help="actor, recipient, dyad, type, status, source, language or place.")] = "actor",
    limit: Annotated[int, typer.Option(min=1, help="How many rows.")] = 20,
    split: s.Split = None,
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
    """Rank."""
    from dragoman.analyse import top as rank
    from dragoman.cli.frames import write_frame

    kind = s.ready(format, out, chart)
    chosen = s.selection(actor, recipient, between, since, until, type, status, min_confidence, source)
    with s.opened(path, count=count, expand_blocs=expand_blocs) as views:
        frame = rank(views, chosen, of=of, split=split or (), weight=weight, limit=limit)
        if chart:
            from dragoman.picture import balance_chart, map_chart, save

            if of == "place":
                save(map_chart(rank(views, chosen, of=of, limit=None)), chart)
            else:
                save(balance_chart(rank(views, chosen, of=of, limit=limit) if split else frame), chart)
        write_frame(frame, kind, out, views=views if why else None, hide=("latitude", "longitude"))
        if not quiet:
            s.tell(views, chosen)
