"""Events as users take them: a stream to loop over, or a table for polars, pandas or Arrow.

In: an iterable of `Event`. Out: the same, or tables whose columns are those of the record (nested) or flat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, overload

from dragoman.record import Event
from dragoman.schema import arrow_schema, flat_row, nested_row

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

CHUNK = 5_000  # events turned into one Arrow batch


class Events:
    """Coded events. Looping over it streams; `len`, indexing and the tables take it whole, once, and keep it."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._list: list[Event] | None = events if isinstance(events, list) else None
        self._stream = iter(events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self._list) if self._list is not None else self._stream

    def to_list(self) -> list[Event]:
        """All events as a list."""
        if self._list is None:
            self._list = list(self._stream)
        return self._list

    def __len__(self) -> int:
        return len(self.to_list())

    @overload
    def __getitem__(self, at: int) -> Event: ...
    @overload
    def __getitem__(self, at: slice) -> list[Event]: ...
    def __getitem__(self, at: int | slice) -> Event | list[Event]:
        return self.to_list()[at]

    def __repr__(self) -> str:
        return f"Events({len(self)} events)" if self._list is not None else "Events(a stream not yet read)"

    def to_dicts(self) -> list[dict[str, Any]]:
        """Each event as plain dicts and lists, as its JSON line has it."""
        return [event.to_dict() for event in self.to_list()]

    def to_arrow(self, *, flat: bool = False) -> pyarrow.Table:
        """An Arrow table; nested as the record is, or `flat`: one plain cell a column, parties joined by "; "."""
        import pyarrow as pa

        if flat:
            return self.to_polars(flat=True).to_arrow()
        schema, batches, events = arrow_schema(), [], iter(self.to_list())
        while chunk := list(islice(events, CHUNK)):
            batches.append(pa.RecordBatch.from_pylist([nested_row(e) for e in chunk], schema=schema))
        return pa.Table.from_batches(batches, schema=schema)

    def to_polars(self, *, flat: bool = False) -> polars.DataFrame:
        """A polars DataFrame; nested by default, `flat` for one plain cell a column."""
        import polars as pl

        if not flat:
            frame = pl.from_arrow(self.to_arrow())
            assert isinstance(frame, pl.DataFrame)
            return frame
        return pl.DataFrame([flat_row(e) for e in self.to_list()], schema=flat_schema(), orient="row")

    def to_pandas(self, *, flat: bool = True) -> pandas.DataFrame:
        """A pandas DataFrame (needs pandas installed); flat by default, since pandas has no nested columns."""
        return self.to_polars(flat=True).to_pandas() if flat else self.to_arrow().to_pandas()


def flat_schema() -> dict[str, Any]:
    """Column names and polars types of the flat table."""
    import polars as pl

    from dragoman.schema import FLAT_COLUMNS

    kinds = {
        "score": pl.Float64,
        "goldstein": pl.Float64,
        "confidence": pl.Float64,
        "place_latitude": pl.Float64,
        "place_longitude": pl.Float64,
        "quad_class": pl.Int64,
        "place_geonames_id": pl.Int64,
        "trigger_start": pl.Int64,
        "trigger_end": pl.Int64,
        "sentence_start": pl.Int64,
        "sentence_end": pl.Int64,
    }
    return {name: kinds.get(name, pl.String) for name in FLAT_COLUMNS}
