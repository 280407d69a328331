"""Progress bars on standard error, drawn on a terminal alone."""

from __future__ import annotations

import sys
from typing import Any


def progress_bar(label: str, unit: str, total: int | None = None, *, elapsed: bool = False) -> Any:
    """A rich Progress with one task, not started; it vanishes when it stops. elapsed: show the time gone by, too."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    times = (TimeElapsedColumn(), TimeRemainingColumn()) if elapsed else (TimeRemainingColumn(),)
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), *times)
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.add_task(unit, total=total)
    return bar


class StepBar:
    """For work that tells how far it is: use it in a `with`, hand over `show`. Nothing where quiet or no terminal."""

    def __init__(self, label: str, unit: str, *, quiet: bool) -> None:
        self._bar: Any = None if quiet or not sys.stderr.isatty() else progress_bar(label, unit)

    def show(self, done: int, total: int) -> None:
        """Draw `done` of `total`, which may turn out too low."""
        if self._bar:
            self._bar.update(self._bar.task_ids[0], completed=done, total=max(done, total))

    def __enter__(self) -> StepBar:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()
