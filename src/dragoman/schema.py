"""Schemas derived from the record model: Arrow for tables and Parquet, JSON Schema for readers, flat rows for CSV.

In: the classes of record.py. Out: schemas and rows. Must stay true: nothing here names a field that record.py lacks;
a test compares them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from dragoman import record
from dragoman.ontology import COUNT_NAMES
from dragoman.record import Actor, Count, Event

if TYPE_CHECKING:
    import pyarrow


def arrow_schema(kind: type[msgspec.Struct] = Event) -> pyarrow.Schema:
    """The Arrow schema of a record class; nested records are structs, dicts of counts a struct of the four counts."""
    import pyarrow as pa

    return pa.schema([pa.field(name, _arrow(hint)) for name, hint in _hints(kind).items()])


def json_schema(kind: type[msgspec.Struct] = Event) -> dict[str, Any]:
    """The JSON Schema of a record class."""
    return msgspec.json.schema(kind)


def _hints(kind: type[msgspec.Struct]) -> dict[str, Any]:
    hints = get_type_hints(kind, vars(record))
    return {name: hints[name] for name in kind.__struct_fields__}


def _arrow(hint: Any) -> Any:
    import pyarrow as pa

    if get_origin(hint) in (Union, type(int | None)):
        hint = next(a for a in get_args(hint) if a is not type(None))
    plain = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    if hint in plain:
        return plain[hint]
    if get_origin(hint) is list:
        return pa.list_(_arrow(get_args(hint)[0]))
    if get_origin(hint) is dict:
        return pa.struct([(name, _arrow(get_args(hint)[1])) for name in COUNT_NAMES])
    return pa.struct([pa.field(name, _arrow(inner)) for name, inner in _hints(hint).items()])


def nested_row(item: record.Record) -> dict[str, Any]:
    """A record as the Arrow schema wants it: all four counts present, null where the text gives none."""
    row = item.to_dict()
    if "counts" in row:
        row["counts"] = {name: row["counts"].get(name) for name in COUNT_NAMES}
    return row


FLAT_COLUMNS = (
    "event_id",
    "document_id",
    "story_id",
    "event_type",
    "event_mode",
    "contexts",
    "status",
    "actor_names",
    "actor_countries",
    "actor_sectors",
    "recipient_names",
    "recipient_countries",
    "recipient_sectors",
    "speaker_name",
    "speaker_country",
    "date_start",
    "date_end",
    "date_precision",
    "date_text",
    "place_name",
    "place_geonames_id",
    "place_country",
    "place_latitude",
    "place_longitude",
    "trigger",
    "trigger_start",
    "trigger_end",
    "sentence",
    "sentence_start",
    "sentence_end",
    "score",
    "quad_class",
    "goldstein",
    "cameo_code",
    "killed",
    "injured",
    "arrested",
    "participants",
    "confidence",
    "language",
    "source",
    "published",
    "url",
    "model_version",
    "codebook_version",
)


def flat_row(event: Event) -> dict[str, Any]:
    """One event as one row of plain cells; several parties are joined by "; ", a count range is "20000-"."""
    e, place, speaker = event, event.place, event.speaker
    row: dict[str, Any] = {name: getattr(e, name) for name in FLAT_COLUMNS if name in Event.__struct_fields__}
    row["contexts"] = "; ".join(e.contexts)
    for side, people in (("actor", e.actors), ("recipient", e.recipients)):
        row[f"{side}_names"] = _joined(people, "name")
        row[f"{side}_countries"] = _joined(people, "country")
        row[f"{side}_sectors"] = _joined(people, "sector")
    row |= {
        "speaker_name": speaker and speaker.name,
        "speaker_country": speaker and speaker.country,
        "date_start": e.date.start,
        "date_end": e.date.end,
        "date_precision": e.date.precision,
        "date_text": e.date.text,
        "place_name": place and place.name,
        "place_geonames_id": place and place.geonames_id,
        "place_country": place and place.country,
        "place_latitude": place and place.latitude,
        "place_longitude": place and place.longitude,
        "trigger": e.trigger.text,
        "trigger_start": e.trigger.start,
        "trigger_end": e.trigger.end,
        "sentence": e.sentence.text,
        "sentence_start": e.sentence.start,
        "sentence_end": e.sentence.end,
    }
    row |= {name: _count(e.counts.get(name)) for name in COUNT_NAMES}
    return {name: row[name] for name in FLAT_COLUMNS}


def _joined(people: list[Actor], field: str) -> str:
    return "; ".join(str(getattr(person, field)) for person in people)


def _count(count: Count | None) -> str | None:
    if count is None:
        return None
    if count.value is not None:
        return str(count.value)
    return f"{'' if count.low is None else count.low}-{'' if count.high is None else count.high}"
