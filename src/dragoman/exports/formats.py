"""The formats by the names that users give: what each is, whether it can say an event's status, its file name.

In: a name. Out: its `Format`. Must stay true: a new table format is a module with a `Table` and a line here.
"""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.exports.gdelt import Events, Mentions
from dragoman.exports.icews import Icews
from dragoman.exports.phoenix import Petrarch, Phoenix
from dragoman.exports.polecat import Polecat
from dragoman.exports.tabular import Table


@dataclass(frozen=True)
class Format:
    """help: one line for users. table: its class, None for entities and Dragoman's own. status: whether the format has
    a field for an event's status; where it has none, an export takes occurred events alone unless told otherwise.
    file_name: in a folder, for the formats that are one file.
    """

    help: str
    table: type[Table] | None = None
    status: bool = False
    file_name: str = ""


FORMATS: dict[str, Format] = {
    "polecat": Format("POLECAT table, 40 columns, a row an event", Polecat),
    "gdelt": Format("GDELT 2.0 Events, 61 columns, a row a dyad", Events),
    "gdelt-mentions": Format("GDELT 2.0 Mentions, 16 columns, a row a dyad", Mentions),
    "icews": Format("ICEWS coded event data, 20 columns, a row a dyad", Icews),
    "phoenix": Format("Phoenix pipeline table, 26 columns, a row a dyad", Phoenix),
    "petrarch": Format("PETRARCH2 event file, a row a dyad", Petrarch),
    "ftm": Format("FollowTheMoney entities, JSON Lines", file_name="entities.ftm.json"),
    "jsonl": Format("the record, whole, JSON Lines", status=True, file_name="events.jsonl"),
    "csv": Format("one flat row an event, with a header", status=True, file_name="events.csv"),
    "parquet": Format("the record, nested, Parquet", status=True, file_name="events.parquet"),
}
