"""`dragoman timeline PATH`: the events one by one in the order of time, each with its sentence."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli import selecting as s

if TYPE_CHECKING:
    import polars

EXAMPLES = """
Examples:

    dragoman timeline events.duckdb --between IND PAK --since 2019-02-01 --until 2019-03-31

    dragoman timeline events.jsonl --actor SDN --status all --chart crisis.html
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="timeline", help="Events in the order of time, each with its sentence.", epilog=EXAMPLES)(timeline)


def timeline(
    path: s.Events,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first events.")] = None,
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
    why: Annotated[bool, typer.Option("--why", help="In the table, the ids of the events behind each line.")] = False,
    quiet: s.Quiet = False,
) -> None:
    """Print events by day."""
    from dragoman.analyse import timeline as order
    from dragoman.cli.frames import write_frame
    from dragoman.cli.outputs import stream_to

    kind = s.ready(format, out, chart)
    chosen = s.selection(actor, recipient, between, since, until, type, status, min_confidence, source)
    with s.opened(path, count=count, expand_blocs=expand_blocs) as views:
        frame = order(views, chosen, limit=limit)
        if chart:
            from dragoman.picture import save, timeline_chart

            save(timeline_chart(frame, chosen), chart)
        if kind == "table":
            with stream_to(out) as stream:
                _print(frame, stream, why)
        else:
            write_frame(frame, kind, out)
        if not quiet:
            s.tell(views, chosen)


def _print(frame: polars.DataFrame, stream: IO[str], why: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    from dragoman.cli.frames import WIDTH_WITHOUT_TERMINAL
    from dragoman.cli.show import QUAD_STYLES

    console = Console(file=stream, width=None if stream.isatty() else WIDTH_WITHOUT_TERMINAL, highlight=False)
    for row in frame.iter_rows(named=True):
        line = Text(_when(row) + "  ")
        what = row["event_type"] + (f" {row['event_mode']}" if row["event_mode"] else "")
        line.append(what, style=QUAD_STYLES[row["quad_class"]])
        line.append("" if row["status"] == "occurred" else f"  {row['status']}")
        line.append(f"  {row['actors'] or '---'} -> {row['recipients'] or '---'}")
        line.append(f"  at {row['place_name']}" if row["place_name"] else "")
        line.append(f"  {row['reports']} reports" if row["reports"] > 1 else "")
        console.print(line, soft_wrap=True)
        origin = ", ".join(row[name] for name in ("source", "published", "url") if row[name])
        console.print(
            Text(f"    {row['sentence'] or '(text not kept)'}" + (f"  [{origin}]" if origin else "")), soft_wrap=True
        )
        if why:
            console.print(Text("    " + " ".join(row["event_ids"]), style="dim"), soft_wrap=True)


def _when(row: dict[str, Any]) -> str:
    if row["day"] is None:
        return "?" if row["date_end"] is None else f"..{row['date_end']}"
    if row["date_precision"] == "unknown":
        return f"({row['day']})"
    return (
        str(row["day"]) if row["date_end"] in (None, row["date_start"]) else f"{row['date_start']}..{row['date_end']}"
    )
