"""The tables of a store, each as an Arrow schema; DuckDB tables and Parquet files are made from these.

In: the record classes. Out: schemas by table name. Must stay true: a column that a record class has is named and typed
as there; what a store adds (hashes, run, story) stands after it. A change here is a new `VERSION` with its migration.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dragoman.record import Actor, Document, Event, Quote
from dragoman.schema import arrow_schema

if TYPE_CHECKING:
    import pyarrow

VERSION = 1

# Tables that a coded document fills, with the column that names the document.
DOCUMENT_TABLES = {
    "documents": "id",
    "events": "document_id",
    "event_actors": "document_id",
    "quotes": "document_id",
    "story_signatures": "document_id",
}


@cache
def tables() -> dict[str, pyarrow.Schema]:
    """Every table but `meta`, in the order in which they are made."""
    import pyarrow as pa

    text, whole, when = pa.string(), pa.int64(), pa.timestamp("us")
    texts = pa.list_(text)

    def schema(*columns: tuple[str, pa.DataType]) -> pa.Schema:
        return pa.schema([pa.field(name, kind) for name, kind in columns])

    def wider(base: pa.Schema, *columns: tuple[str, pa.DataType]) -> pa.Schema:
        return pa.schema([*base, *schema(*columns)])

    events = arrow_schema(Event)
    actor = pa.schema([field for field in arrow_schema(Actor) if field.name != "why"])
    return {
        "documents": wider(arrow_schema(Document), ("text_hash", text), ("story_id", text)),
        "events": events,
        "event_actors": wider(
            schema(("event_id", text), ("document_id", text), ("side", text), ("position", whole)), *_columns(actor)
        ),
        "quotes": arrow_schema(Quote),
        "coded_documents": schema(
            ("document_id", text), ("fingerprint", text), ("run_id", text), ("coded_at", when), ("linked", pa.bool_())
        ),
        "events_superseded": wider(events, ("superseded_by", text), ("superseded_at", when)),
        "runs": schema(
            ("run_id", text),
            ("command", text),
            ("started", when),
            ("finished", when),
            ("model_version", text),
            ("codebook_version", text),
            ("options", text),
            ("documents", whole),
            ("events", whole),
            ("passed_over", whole),
        ),
        "corrections": schema(
            ("correction_id", text),
            ("event_id", text),
            ("document_id", text),
            ("field", text),
            ("old_value", text),
            ("new_value", text),
            ("note", text),
            ("made_by", text),
            ("made_at", when),
        ),
        "story_signatures": schema(("document_id", text), ("scheme", text), ("signature", pa.binary())),
        "stories": schema(
            ("story_id", text),
            ("first_document", text),
            ("first_published", text),
            ("last_published", text),
            ("documents", whole),
            ("sources", texts),
            ("title", text),
        ),
        "linked_events": schema(
            ("linked_event_id", text),
            ("event_type", text),
            ("event_mode", text),
            ("status", text),
            ("status_history", pa.list_(pa.struct([("status", text), ("seen", text), ("event_id", text)]))),
            ("actor_countries", texts),
            ("recipient_countries", texts),
            ("date_start", text),
            ("date_end", text),
            ("place_name", text),
            ("place_geonames_id", whole),
            ("first_seen", text),
            ("last_seen", text),
            ("reports", whole),
            ("stories", whole),
            ("sources", whole),
            ("conflicts", pa.list_(pa.struct([("field", text), ("value", text), ("event_ids", texts)]))),
            ("open_until", whole),
            ("merges", pa.list_(pa.struct([("day", whole), ("one", text), ("other", text)]))),
        ),
        "event_links": schema(
            ("linked_event_id", text),
            ("event_id", text),
            ("document_id", text),
            ("score", pa.float64()),
            ("joined", text),
        ),
    }


def _columns(schema: pyarrow.Schema) -> list[tuple[str, pyarrow.DataType]]:
    return [(field.name, field.type) for field in schema]
