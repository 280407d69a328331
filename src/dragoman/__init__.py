"""Dragoman: news reports in, sourced event records out.

    import dragoman
    events = dragoman.code("Kyiv accused Moscow of massing troops.", published="2021-12-14")
    dates = dragoman.find("dates", "The talks resume next Friday.", published="2021-12-14")

    dragoman.export(events, "icews", "events.2021.dragoman.tab")

`Coder` is the pipeline as an object for many documents. All names are loaded when first used.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.exports import export
    from dragoman.finding import find
    from dragoman.pipeline import Coder
    from dragoman.record import Coded, Document, Event
    from dragoman.tables import Events

__all__ = ["Coded", "Coder", "Document", "Event", "Events", "__version__", "code", "export", "find"]

_HOMES = {
    "Coder": "pipeline",
    "Coded": "record",
    "Document": "record",
    "Event": "record",
    "Events": "tables",
    "export": "exports",
    "find": "finding",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":  # looked up when asked for: it costs more than all the rest of this import
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("dragoman")
        except PackageNotFoundError:  # run from a source tree that is not installed
            return "0+source"
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"dragoman.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'dragoman' has no attribute {name!r}")


@cache
def _coder() -> Coder:
    from dragoman.pipeline import Coder

    return Coder()


def code(text: str | Document, *, published: str | None = None, **fields: Any) -> Events:
    """Code one text with the model in the package.

    text: a report, or a `Document`. published: its day as YYYY-MM-DD, against which "last Wednesday" is read. fields:
    id, title, language, source, url. Returns `Events`: loop over it, or take `.to_polars()`, `.to_pandas()` or
    `.to_arrow()`.
    """
    return _coder().code(text, published=published, **fields)
