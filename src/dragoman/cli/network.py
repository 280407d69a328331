"""`dragoman network PATH`: who deals with whom, as edges or nodes."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli import selecting as s

EXAMPLES = """
Examples:

    dragoman network events.duckdb --since 2023-01-01 --min-events 3 --chart network.svg

    dragoman network events.jsonl --nodes

    dragoman network events.duckdb --directed --format csv --out edges.csv
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="network", help="The network of actors: edges with counts and mean scores.", epilog=EXAMPLES)(
        network
    )


def network(
    path: s.Events,
    nodes: Annotated[bool, typer.Option("--nodes", help="Actors with their partners instead of edges.")] = False,
    directed: Annotated[bool, typer.Option("--directed", help="The two directions of a pair apart.")] = False,
    min_events: Annotated[int, typer.Option(min=1, help="Leave out edges of fewer events.")] = 1,
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
    chart: s.Chart = None,
    format: s.Format = None,
    out: s.Out = None,
    why: s.Why = False,
    quiet: s.Quiet = False,
) -> None:
    """Print the network."""
    from dragoman.analyse import actors_of
    from dragoman.analyse import network as edges_of
    from dragoman.cli.frames import write_frame

    kind = s.ready(format, out, chart)
    chosen = s.selection(actor, recipient, between, since, until, type, status, min_confidence, source)
    with s.opened(path, count=count, expand_blocs=expand_blocs) as views:
        edges = edges_of(views, chosen, directed=directed, min_events=min_events)
        if chart:
            from dragoman.picture import network_chart, save

            save(network_chart(edges_of(views, chosen, min_events=min_events)), chart)
        frame = actors_of(edges) if nodes else edges
        write_frame(frame, kind, out, views=views if why and not nodes else None, hide=("reports", "sources"))
        if not quiet:
            s.tell(views, chosen)
