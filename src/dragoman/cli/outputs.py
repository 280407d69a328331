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

ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}


class Output(Protocol):
    """Where coded documents go."""

    def write(self, coded: Coded) -> None: ...


@contextmanager
def open_output(kind: str | None, out: Path | None, store: Writer | None, *, why: bool = False) -> Iterator[Output]:
    """What --format, --out and --into ask for. With --into alone nothing else is written."""
    kind = kind or (ENDINGS.get(out.suffix) if out else None) or ("table" if out is None else None)
    if kind is None:
        raise UsageError(f"--out {out}: say --format, or end the name in {', '.join(ENDINGS)}")
    if kind == "parquet" and out is None:
        raise UsageError("--format parquet needs --out FILE")
    with ExitStack() as stack:
        outputs: list[Output] = []
        if store is not None:
            outputs.append(stack.enter_context(store))
        if store is None or out is not None or kind != "table":
            stream = stack.enter_context(_stream(kind, out))
            outputs.append(_writer(kind, stream, out, why, stack))
        yield _Both(outputs)


@contextmanager
def _stream(kind: str, out: Path | None) -> Iterator[IO[str] | None]:
    if kind == "parquet":
        yield None
    elif out is None:
        yield sys.stdout
    else:
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


__all__ = ["Output", "open_output"]
