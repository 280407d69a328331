"""`dragoman sql PATH "select ..."`: a reader's own question to the documented views."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli import selecting as s

EXAMPLES = """
Views: events, dyads, dyad_month, quotes, counted_events, reports (docs: SQL). Examples:

    dragoman sql events.duckdb "select actor, recipient, count(*) n from dyads group by all order by n desc limit 5"

    dragoman sql events.jsonl "select * from dyad_month where actor = 'RUS'" --out months.parquet
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="sql", help="One SELECT over the documented views, read-only.", epilog=EXAMPLES)(sql)


def sql(
    path: s.Events,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT.")],
    count: s.Count = "linked",
    expand_blocs: s.ExpandBlocs = False,
    format: s.Format = None,
    out: s.Out = None,
) -> None:
    """Ask."""
    from dragoman.cli.frames import write_frame
    from dragoman.cli.outputs import chosen_format

    kind = chosen_format(format, out)
    with s.opened(path, count=count, expand_blocs=expand_blocs) as views:
        frame = views.sql(query)
        write_frame(frame, kind, out)
