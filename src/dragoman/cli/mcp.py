"""`dragoman mcp PATH`: a Model Context Protocol server over standard input and output."""

from __future__ import annotations

import typer

from dragoman.cli import selecting as s

EXAMPLES = """
Tools: search_events, dyad_series, search_quotes, event_evidence; all read only. Needs dragoman[mcp]. Example:

    dragoman mcp events.duckdb
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="mcp", help="Serve events to an MCP client over standard input and output.", epilog=EXAMPLES)(mcp)


def mcp(path: s.Events, count: s.Count = "linked", expand_blocs: s.ExpandBlocs = False) -> None:
    """Serve until the client goes."""
    from dragoman.serve.mcp_server import build_server

    with s.opened(path, count=count, expand_blocs=expand_blocs) as views:
        build_server(views).run("stdio")
