"""A polars frame -> a terminal table, CSV, JSON Lines or Parquet.

Must stay true: machine formats hold every column, `event_ids` too (in CSV joined by "; "); the table hides the ids and
shows with `--why` the sentences behind each row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from dragoman.cli.outputs import stream_to
from dragoman.errors import UsageError

if TYPE_CHECKING:
    import polars

    from dragoman.analyse import Views

WIDTH_WITHOUT_TERMINAL = 160
SHORT = {
    "direction": "",
    "verbal_cooperation": "verb+",
    "material_cooperation": "mat+",
    "verbal_conflict": "verb-",
    "material_conflict": "mat-",
    "mean_score": "score",
}
SENTENCES = 5  # shown under one row


def write_frame(
    frame: polars.DataFrame, kind: str, out: Path | None, *, views: Views | None = None, hide: tuple[str, ...] = ()
) -> None:
    """Write all rows. views: given for --why, to look up the sentences. hide: columns that the table leaves out."""
    if kind == "parquet":
        assert out is not None
        try:
            frame.write_parquet(out)
        except OSError as cause:
            raise UsageError(f"--out {out}: {cause.strerror or cause}") from None
        return
    with stream_to(out) as stream:
        if kind == "csv":
            stream.write(_plain(frame).write_csv())
        elif kind == "jsonl":
            for row in frame.iter_rows(named=True):
                stream.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        else:
            _table(frame, stream, views, hide)


def _plain(frame: polars.DataFrame) -> polars.DataFrame:
    """Lists of strings as one cell, "; " between; other nested cells as JSON."""
    import polars as pl

    cells: list[Any] = []
    for name, kind in frame.schema.items():
        if kind == pl.List(pl.String):
            cells.append(pl.col(name).list.join("; "))
        elif kind.is_nested():
            whole = [
                None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in frame[name].to_list()
            ]
            cells.append(pl.Series(name, whole, dtype=pl.String))
        else:
            cells.append(pl.col(name))
    return frame.select(cells)


def _table(frame: polars.DataFrame, stream: IO[str], views: Views | None, hide: tuple[str, ...]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(file=stream, width=None if stream.isatty() else WIDTH_WITHOUT_TERMINAL, highlight=False)
    ids = frame["event_ids"].to_list() if "event_ids" in frame.columns else [[]] * frame.height
    shown = frame.select([name for name in frame.columns if name != "event_ids" and name not in hide])

    def grid() -> Table:
        made = Table(box=None, show_header=True, header_style="dim", pad_edge=False)
        for name, kind in shown.schema.items():
            made.add_column(SHORT.get(name, name.replace("_", " ")), justify="right" if kind.is_numeric() else "left")
        return made

    if views is None:
        table = grid()
        for row in shown.iter_rows():
            table.add_row(*(_cell(value) for value in row))
        console.print(table)
        return
    for row, its in zip(shown.iter_rows(), ids, strict=True):
        table = grid()
        table.add_row(*(_cell(value) for value in row))
        console.print(table)
        for line in _sentences(views, its):
            console.print(line, soft_wrap=True, style="dim", markup=False)


def _sentences(views: Views, ids: list[str]) -> Iterator[str]:
    from dragoman.analyse import evidence

    for event in evidence(views, ids[:SENTENCES]).iter_rows(named=True):
        origin = ", ".join(str(event[name]) for name in ("source", "published") if event[name]) or event["document_id"]
        yield f"    {event['event_id']}  {event['sentence']}  [{origin}]"
    if len(ids) > SENTENCES:
        yield f"    and {len(ids) - SENTENCES} more: --format jsonl lists every id"


def _cell(value: Any) -> Any:
    from rich.text import Text

    if value is None:
        return ""
    if isinstance(value, float):
        return Text(f"{value:.2f}")
    if isinstance(value, list):
        return Text("; ".join(str(item) for item in value))
    return Text(str(value))
