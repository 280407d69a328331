"""`dragoman find places|dates|quotes|actors PATH...`: every mention, resolved, one a line."""

from __future__ import annotations

import csv
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

import typer

from dragoman.cli.code import Format


class Kind(StrEnum):
    """What to find."""

    places = "places"
    dates = "dates"
    quotes = "quotes"
    actors = "actors"


EXAMPLES = """
Examples:

    dragoman find dates report.txt --published 2021-12-14

    dragoman find quotes news/ --format jsonl --out quotes.jsonl

    cat report.txt | dragoman find places - --why
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="find",
        help="Find every place, date, quote or actor in documents, part of an event or not.",
        epilog=EXAMPLES,
    )(find)


def find(
    kind: Kind = typer.Argument(..., help="What to find."),
    paths: list[str] = typer.Argument(..., metavar="PATH...", help="Files, folders, or - for standard input."),
    format: Format = typer.Option(Format.table, "--format", "-f", help="How mentions are written."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write to this file instead of standard output."),
    why: bool = typer.Option(False, "--why", help="In the table, say what decided."),
    published: str | None = typer.Option(None, help="Publication day (YYYY-MM-DD) of documents that have none."),
    language: str | None = typer.Option(None, help="Language (ISO 639-1) of documents that have none."),
    field: list[str] = typer.Option(
        [],
        "--field",
        metavar="NAME=COLUMN",
        help="Which column holds id, title, text, published, language, source or url.",
    ),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="No progress bar and no summary."),
) -> None:
    """Find mentions."""
    from dragoman.cli.inputs import Inputs
    from dragoman.errors import UsageError
    from dragoman.finding import find as find_in

    if format is Format.parquet and out is None:
        raise UsageError("--format parquet needs --out FILE")
    inputs = Inputs(paths, fields=field, defaults={"published": published, "language": language}, quiet=quiet)
    found = 0
    rows: list[dict[str, Any]] = []
    stream: IO[str] = sys.stdout
    if out and format is not Format.parquet:
        stream = open(out, "w", encoding="utf-8", newline="")  # noqa: SIM115  (closed below, where it is not stdout)
    writer: Any = None
    with inputs:
        for document in inputs:
            for mention in find_in(kind.value, document):
                found += 1
                if format is Format.jsonl:
                    stream.write(json.dumps(mention, ensure_ascii=False) + "\n")
                elif format is Format.table:
                    stream.write(_line(mention, why) + "\n")
                elif format is Format.csv:
                    flat = _flat(mention)
                    writer = writer or _csv(stream, flat)
                    writer.writerow(flat)
                else:
                    rows.append(_flat(mention))
    if format is Format.parquet:
        import polars as pl

        assert out is not None
        pl.DataFrame(rows, infer_schema_length=None).write_parquet(out)
    if stream is not sys.stdout:
        stream.close()
    if not quiet:
        typer.echo(f"{inputs.read} documents, {found} {kind.value}, {inputs.set_aside} set aside", err=True)
    if inputs.set_aside:
        raise typer.Exit(1)


def _csv(stream: IO[str], row: dict[str, Any]) -> csv.DictWriter[str]:
    writer = csv.DictWriter(stream, list(row), lineterminator="\n")
    writer.writeheader()
    return writer


def _flat(mention: dict[str, Any]) -> dict[str, Any]:
    """Nested fields as columns of their own: date_start, speaker_name, cue_text ..."""
    out: dict[str, Any] = {}
    for name, value in mention.items():
        if isinstance(value, dict):
            out |= {f"{name}_{inner}": cell for inner, cell in value.items()}
        elif value is None and name in ("speaker", "cue"):
            keys = (
                ("text", "start", "end", "name", "country", "sector", "role")
                if name == "speaker"
                else ("text", "start", "end")
            )
            out |= {f"{name}_{inner}": None for inner in keys}
        else:
            out[name] = value
    return out


def _line(mention: dict[str, Any], why: bool) -> str:
    """document, characters, words, and what they resolve to."""
    what = {
        "date": lambda m: f"{m['date']['start'] or ''}..{m['date']['end'] or ''} ({m['precision']})",
        "place": lambda m: (
            f"{m['name']}, {m['country']} (GeoNames {m['geonames_id']}) {m['latitude']} {m['longitude']}"
        ),
        "quote": lambda m: (
            f"by {m['speaker']['name'] if m['speaker'] else 'unknown'}"
            + (f", cue {m['cue']['text']!r}" if m["cue"] else "")
        ),
        "actor": lambda m: f"{m['name']} {m['country']} {m['sector']}",
    }[mention["kind"]](mention)
    reason = f"  [{mention['why']}]" if why and mention.get("why") else ""
    return f"{mention['document_id']}:{mention['start']}-{mention['end']}  {mention['text']!r}  ->  {what}{reason}"
