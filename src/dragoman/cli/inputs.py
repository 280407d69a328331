"""The documents that a command was asked for, with a progress bar and one clear line for each that is set aside."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any

import typer

from dragoman.cli.progress import progress_bar
from dragoman.errors import InputError, UsageError
from dragoman.read import count_inputs, read_documents
from dragoman.record import Document

FIELDS = ("id", "title", "text", "published", "language", "source", "url")


class Inputs:
    """Loop over it once for the documents; `read` and `set_aside` count them."""

    def __init__(
        self,
        paths: Sequence[str],
        *,
        fields: Sequence[str] = (),
        defaults: dict[str, str | None] | None = None,
        quiet: bool = False,
    ) -> None:
        given = {k: v for k, v in (defaults or {}).items() if v}
        if "published" in given:
            given["published"] = _day(given["published"])
        self.read = 0
        self.set_aside = 0
        self._documents = read_documents(paths, fields=_mapping(fields), defaults=given, on_error=self._report)
        self._bar: Any = None
        if not quiet and sys.stderr.isatty():
            self._bar = progress_bar("coding", "documents", count_inputs(paths), elapsed=True)

    def _report(self, error: InputError) -> None:
        """Say what was set aside. A date that can't be read leaves its document in."""
        self.set_aside += 1
        (self._bar.console.print if self._bar else _plain)(f"set aside: {error}")

    def __iter__(self) -> Iterator[Document]:
        for document in self._documents:
            self.read += 1
            if self._bar:
                self._bar.advance(self._bar.task_ids[0])
            yield document

    def __enter__(self) -> Inputs:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()


def _plain(line: str) -> None:
    typer.echo(line, err=True)


def _mapping(pairs: Sequence[str]) -> dict[str, str]:
    out = {}
    for pair in pairs:
        name, sign, column = pair.partition("=")
        if not sign or name not in FIELDS or not column:
            raise UsageError(f"--field {pair!r}: write NAME=COLUMN, NAME one of {', '.join(FIELDS)}")
        out[name] = column
    return out


def _day(text: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"--published {text!r}: write a day as YYYY-MM-DD") from None
