"""`dragoman series PATH`: counts and scores by period, with bands, surges and change-points."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli import selecting as s

EXAMPLES = """
Examples:

    dragoman series events.duckdb --between RUS UKR --by month --chart series.html

    dragoman series events.jsonl --actor IDN --by week --split quad --format csv --out idn.csv

    dragoman series events.duckdb --type ASSAULT --since 2022-01-01 --weight source --why
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="series", help="Counts and mean scores by period; surges and change-points flagged.", epilog=EXAMPLES
    )(series)


def series(
    path: s.Events,
    by: Annotated[str, typer.Option(help="day, week, month or year.")] = "month",
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
    """Count by period."""
    from dragoman.analyse import series as count_series
    from dragoman.analyse.series import place_events
    from dragoman.cli.frames import write_frame

    kind = s.ready(format, out, chart)
    chosen = s.selection(actor, recipient, between, since, until, type, status, min_confidence, source)
    with s.opened(path, count=count, expand_blocs=expand_blocs) as views:
        frame = count_series(views, chosen, by=by, split=split or (), weight=weight)
        if chart:
            from dragoman.picture import save, series_chart

            whole = count_series(views, chosen, by=by, weight=weight) if split else frame
            save(series_chart(whole, chosen, by=by), chart)
        write_frame(frame, kind, out, views=views if why else None, hide=("reports",))
        if not quiet:
            s.tell(views, chosen, placed=place_events(views, chosen, by=by), by=by)
