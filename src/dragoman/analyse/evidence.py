"""Back to the words: events in the order of time with their sentences, and the reports behind given ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dragoman.analyse.selection import Selection

if TYPE_CHECKING:
    import polars

    from dragoman.analyse.opening import Views


def timeline(views: Views, selection: Selection | None = None, *, limit: int | None = None) -> polars.DataFrame:
    """The selected events by day, each once, with the sentence of its most confident report.

    Columns: day, date_start, date_end, date_precision, event_type, event_mode, status, quad_class, score, actors,
    recipients (names), actor_countries, recipient_countries, place_name, speaker_name, trigger, sentence, confidence,
    reports, sources, language, source, published, url, event_ids. Events without a day come last.
    """
    where, values = (selection or Selection()).where()
    cut = f"LIMIT {int(limit)}" if limit is not None else ""
    return views.frame(
        f"""
        WITH chosen AS (
            SELECT DISTINCT counted_id, day, c.event_type, c.event_mode, c.status, c.quad_class, c.score, c.reports,
                   len(c.sources) AS sources, c.confidence, c.event_ids
            FROM dyads c WHERE {where}),
        best AS (
            SELECT counted_id, arg_max(e.event_id, e.confidence) AS event_id
            FROM (SELECT counted_id, UNNEST(event_ids) AS event_id FROM chosen) JOIN events e USING (event_id)
            GROUP BY counted_id)
        SELECT c.day, e.date_start, e.date_end, e.date_precision, c.event_type, c.event_mode, c.status, c.quad_class,
               c.score, e.actor_names AS actors, e.recipient_names AS recipients, e.actor_countries,
               e.recipient_countries, e.place_name, e.speaker_name, e."trigger", e.sentence, c.confidence, c.reports,
               c.sources, e.language, e.source, e.published, e.url, c.event_ids
        FROM chosen c JOIN best USING (counted_id) JOIN events e USING (event_id)
        ORDER BY c.day NULLS LAST, e.document_id, e.trigger_start, e.event_id {cut}
        """,
        values,
    )


def evidence(views: Views, event_ids: Sequence[str]) -> polars.DataFrame:
    """The flat records of these events, in the order of publication: what a figure leads back to."""
    ids = list(dict.fromkeys(event_ids))
    return views.frame(
        "SELECT * FROM events WHERE list_contains(?, event_id) ORDER BY published NULLS LAST, document_id, "
        "trigger_start, event_id",
        [ids],
    )
