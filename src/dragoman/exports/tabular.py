"""What a table format is, and its files: tab-separated, unquoted UTF-8, several at once where the format has several.

In: rows with the day they belong to. Out: one file, or a folder of the format's own file names. Must stay true: every
row has as many cells as the format has columns (PETRARCH's alone vary), and no more than `OPEN_FILES` are open at once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Protocol

from dragoman.errors import UsageError
from dragoman.exports.shape import Dyad, Summary, clean
from dragoman.record import Event

OPEN_FILES = 50


class Row(NamedTuple):
    """One row: its cells, its id in the format, the dyad it tells."""

    id: object
    cells: Iterable[object]
    dyad: Dyad


class Table(Protocol):
    """A table format; one object an export, since ids may count up."""

    columns: tuple[str, ...]
    header: bool

    def __init__(self, summary: Summary) -> None: ...

    @staticmethod
    def file_name(day: str) -> str:
        """The name that the format gives to the file in which a day's rows stand."""
        ...

    def rows(self, event: Event, day: str) -> Iterator[Row]:
        """An event as rows; none where the format can't hold it, counted in the summary."""
        ...


class Files:
    """Writes rows to one file, or to the files of a folder by the day of each row."""

    def __init__(self, target: Path, table: Table, *, folder: bool) -> None:
        self._target, self.table, self._folder = target, table, folder
        self._open: OrderedDict[Path, IO[str]] = OrderedDict()
        self.paths: list[Path] = []
        self._known: set[Path] = set()

    def __enter__(self) -> Files:
        if not self._folder:
            self._stream(self._target)  # a file that can't be written is told before any event is read
        return self

    def write(self, cells: Iterable[object], day: str) -> Path:
        """Write one row and say to which file."""
        path = self._target / self.table.file_name(day) if self._folder else self._target
        self._stream(path).write("\t".join(map(clean, cells)) + "\n")
        return path

    def _stream(self, path: Path) -> IO[str]:
        if path in self._open:
            self._open.move_to_end(path)
            return self._open[path]
        new = path not in self._known
        try:
            stream = open(path, "w" if new else "a", encoding="utf-8", newline="")  # noqa: SIM115  (closed in __exit__)
        except OSError as cause:
            raise UsageError(f"--out {path}: {cause.strerror}") from None
        if new:
            self._known.add(path)
            self.paths.append(path)
            if self.table.header:
                stream.write("\t".join(self.table.columns) + "\n")
        self._open[path] = stream
        if len(self._open) > OPEN_FILES:
            self._open.popitem(last=False)[1].close()
        return stream

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in self._open.values():
            stream.close()
