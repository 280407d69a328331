"""`dragoman correct STORE EVENT_ID FIELD=VALUE...`: an event put right, with a record of who changed what and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.coding.correct import Change

EXAMPLES = """
Examples:

    dragoman correct news.duckdb 1f0c9a6d2b7e4411 status=planned event_type=AGREE

    dragoman correct news.duckdb 1f0c9a6d2b7e4411 "actor=Kyiv" "recipient=RUS; the Kremlin RUS GOV"

    dragoman correct news.duckdb 1f0c9a6d2b7e4411 delete --note "a football match"

    dragoman correct news.duckdb 1f0c9a6d2b7e4411 --undo

    dragoman correct news.duckdb --list
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="correct",
        help="Correct an event of a store: every analysis and export sees it, coding anew keeps it, `dragoman train` "
        "learns from it. FIELD: event_type, event_mode, status, actor, recipient; or `delete`. Parties are words of "
        "the report, countries' codes, or WORDS COUNTRY SECTOR; several are parted by `;`. Nothing after = means none.",
        epilog=EXAMPLES,
    )(correct)


def correct(
    store: str = typer.Argument(..., metavar="STORE", help="A DuckDB file that `dragoman code --into` wrote."),
    event_id: str | None = typer.Argument(None, metavar="EVENT_ID", help="The event_id of the event."),
    changes: list[str] = typer.Argument(None, metavar="FIELD=VALUE...", help="What it should be, or delete."),
    undo: bool = typer.Option(False, "--undo", help="Undo the event's last correction; again for the one before."),
    listed: bool = typer.Option(False, "--list", help="Print all corrections, or those of one event."),
    note: str | None = typer.Option(None, help="Why; kept with the correction."),
    by: str | None = typer.Option(None, metavar="NAME", help="Who corrects. Default: your user name."),
) -> None:
    """Correct an event."""
    from dragoman.store.corrections import correct_event, list_corrections, undo_correction

    if listed:
        if undo or changes:
            raise UsageError("--list prints and changes nothing: leave out --undo and FIELD=VALUE")
        for row in list_corrections(store, event_id):
            typer.echo(_line(row))
        return
    if event_id is None or undo == bool(changes):
        raise UsageError("say what to do: STORE EVENT_ID FIELD=VALUE..., EVENT_ID delete, EVENT_ID --undo, or --list")
    done = (
        undo_correction(store, event_id, note=note, made_by=by)
        if undo
        else correct_event(store, event_id, _wanted(changes), note=note, made_by=by)
    )
    for change in done:
        typer.echo(f"{event_id}  {_change(change)}")
    if not done:
        typer.echo(f"{event_id}  is so already", err=True)


def _wanted(changes: list[str]) -> dict[str, str] | None:
    """FIELD=VALUE texts as a dict; None for delete."""
    if changes == ["delete"]:
        return None
    wanted: dict[str, str] = {}
    for text in changes:
        name, sign, value = text.partition("=")
        if not sign:
            raise UsageError(f"{text!r}: write FIELD=VALUE, or delete alone")
        if name in wanted:
            raise UsageError(f"{name} is given twice; several parties are parted by ;")
        wanted[name] = value
    return wanted


def _change(change: Change) -> str:
    if change.field == "event":
        event = change.old or change.new
        return f"{'deleted' if change.old else 'back'}: {event.event_type} {event.trigger.text!r}"
    return f"{change.field}: {_shown(change.old)} -> {_shown(change.new)}"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(f"{p.text} {p.country} {p.sector}" for p in value) or "none"
    return value or "none"


def _line(row: dict[str, Any]) -> str:
    """A row of `corrections` on one line."""
    import msgspec

    from dragoman.coding.correct import Change
    from dragoman.record import Actor, Event

    def read(value: str | None) -> Any:
        kind = {"actors": list[Actor], "recipients": list[Actor], "event": Event}.get(row["field"])
        return msgspec.json.decode(value, type=kind) if kind and value else value

    change = Change(row["field"], read(row["old_value"]), read(row["new_value"]))
    note = f"  ({row['note']})" if row["note"] else ""
    when = f"{row['made_at']:%Y-%m-%d %H:%M}"
    return f"{when}  {row['made_by']}  {row['event_id']}  {row['state']}  {_change(change)}{note}"
