"""Coded documents -> a terminal table, JSON Lines, CSV or Parquet, and a DuckDB file beside any of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from dragoman.errors import UsageError
from dragoman.exports.plain import Csv, EventWriter, Lines, Parquet

if TYPE_CHECKING:
    from dragoman.record import Coded
    from dragoman.store import Writer

ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
FORMATS = ("table", "csv", "jsonl", "parquet")


def chosen_format(kind: str | None, out: Path | None) -> str:
    """What --format and --out ask for; a `UsageError` where they can't be had, before any work is done."""
    kind = kind or (ENDINGS.get(out.suffix) if out else "table")
    if kind is None:
        raise UsageError(f"--out {out}: say --format, or end the name in {', '.join(ENDINGS)}")
    if kind not in FORMATS:
        raise UsageError(f"--format {kind}: say one of {', '.join(FORMATS)}")
    if kind == "parquet" and out is None:
        raise UsageError("--format parquet needs --out FILE")
    return kind


class Output(Protocol):
    """Where coded documents go."""

    def write(self, coded: Coded) -> None: ...


@contextmanager
def open_output(kind: str | None, out: Path | None, store: Writer | None, *, why: bool = False) -> Iterator[Output]:
    """What --format, --out and --into ask for. With --into alone nothing else is written."""
    kind = chosen_format(kind, out)
    with ExitStack() as stack:
        outputs: list[Output] = []
        if store is not None:
            outputs.append(stack.enter_context(store))
        if store is None or out is not None or kind != "table":
            stream = None if kind == "parquet" else stack.enter_context(stream_to(out))
            outputs.append(_writer(kind, stream, out, why, stack))
        yield _Both(outputs)


@contextmanager
def stream_to(out: Path | None) -> Iterator[IO[str]]:
    """The file of --out, or standard output."""
    if out is None:
        yield sys.stdout
        return
    try:
        with open(out, "w", encoding="utf-8", newline="") as stream:
            yield stream
    except OSError as cause:
        raise UsageError(f"--out {out}: {cause.strerror}") from None


def _writer(kind: str, stream: IO[str] | None, out: Path | None, why: bool, stack: ExitStack) -> Output:
    if kind == "parquet":
        assert out is not None
        return _Each(stack.enter_context(Parquet(out)))
    assert stream is not None
    if kind == "jsonl":
        return _Each(Lines(stream))
    if kind == "csv":
        return _Each(Csv(stream))
    from dragoman.cli.show import Table

    return stack.enter_context(Table(stream, why=why))


class _Both:
    def __init__(self, outputs: list[Output]) -> None:
        self._outputs = outputs

    def write(self, coded: Coded) -> None:
        for output in self._outputs:
            output.write(coded)


class _Each:
    """Hands each event of a document to a writer of events."""

    def __init__(self, writer: EventWriter) -> None:
        self._writer = writer

    def write(self, coded: Coded) -> None:
        for event in coded.events:
            self._writer.write(event)


__all__ = ["FORMATS", "Output", "chosen_format", "open_output", "stream_to"]
