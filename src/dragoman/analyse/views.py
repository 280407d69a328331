"""The documented views as SQL over the tables of a store: `events`, `dyads`, `dyad_month`, `quotes`.

In: which tables there are (those of an attached store, or `events` alone), how to count, whether blocs are expanded.
Out: CREATE VIEW statements, in order. Must stay true: everything that names a column of a store stands in this module,
and the columns of `events` are those of `schema.FLAT_COLUMNS` with the values of `schema.flat_row`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dragoman.ontology import COUNT_NAMES
from dragoman.schema import FLAT_COLUMNS

NOBODY = "---"  # stands for the missing side of a one-sided event
NO_SOURCE = "(no source)"
OWN = {"events", "reports", "counted_events", "pairs", "dyads", "dyad_month", "quotes", "members"}
QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
QUAD_COUNTS = ", ".join(f"count(*) FILTER (quad_class = {n}) AS {name}" for n, name in enumerate(QUADS, 1))

_CELLS = {
    "contexts": "array_to_string(contexts, '; ')",
    "speaker_name": "speaker.name",
    "speaker_country": "speaker.country",
    "date_start": 'date."start"',
    "date_end": 'date."end"',
    "date_precision": 'date."precision"',
    "date_text": 'date."text"',
    "place_name": 'place."name"',
    "place_geonames_id": "place.geonames_id",
    "place_country": "place.country",
    "place_latitude": "place.latitude",
    "place_longitude": "place.longitude",
    "trigger": 'trigger."text"',
    "trigger_start": 'trigger."start"',
    "trigger_end": 'trigger."end"',
    "sentence": 'sentence."text"',
    "sentence_start": 'sentence."start"',
    "sentence_end": 'sentence."end"',
}
for _side in ("actor", "recipient"):
    for _plural, _field in (("names", "name"), ("countries", "country"), ("sectors", "sector")):
        _CELLS[f"{_side}_{_plural}"] = f"array_to_string([p.{_field} for p in {_side}s], '; ')"
for _name in COUNT_NAMES:
    _count = f"counts.{_name}"
    _CELLS[_name] = (
        f'CASE WHEN {_count} IS NULL THEN NULL WHEN {_count}."value" IS NOT NULL '
        f"THEN {_count}.\"value\"::VARCHAR ELSE coalesce({_count}.low::VARCHAR, '') || '-' || "
        f"coalesce({_count}.high::VARCHAR, '') END"
    )

# The country codes of a side, each once; an organisation with a known list of members keeps its name behind the code.
_PARTIES = (
    "list_sort(list_distinct([CASE WHEN p.country = 'IGO' AND list_contains([{known}], 'IGO/' || p.name) "
    "THEN 'IGO/' || p.name ELSE coalesce(p.country, 'XXX') END for p in {side}s]))"
)
_REPORTS = """
SELECT event_id AS counted_id, event_type, event_mode, status, quad_class, score,
       TRY_CAST(date."start" AS DATE) AS date_start, TRY_CAST(date."end" AS DATE) AS date_end,
       date."precision" AS date_precision, TRY_CAST(published AS DATE) AS published,
       place."name" AS place_name, place.country AS place_country, place.geonames_id AS place_geonames_id,
       place.latitude AS place_latitude, place.longitude AS place_longitude,
       confidence, event_id, document_id, coalesce(story_id, document_id) AS story,
       coalesce(source, '{no_source}') AS source, coalesce(language, '') AS language,
       {actors} AS actor_parties, {recipients} AS recipient_parties
FROM {base}.events
"""
_EACH_REPORT = """
SELECT * EXCLUDE (event_id, document_id, story, source, language), 1::BIGINT AS reports, [event_id] AS event_ids,
       [source] AS sources, [story] AS stories, [language] AS languages
FROM reports {where}
"""
# One row a linked event: what the link stage settled, and from the most confident report of that type what it did not.
_EACH_LINKED = """
SELECT * EXCLUDE (actor_codes, recipient_codes, actor_known, recipient_known),
       {actors} AS actor_parties, {recipients} AS recipient_parties
FROM (
    SELECT l.linked_event_id AS counted_id, any_value(l.event_type) AS event_type,
           any_value(l.event_mode) AS event_mode, any_value(l.status) AS status,
           arg_max(r.quad_class, (r.event_type = l.event_type)::INT + r.confidence) AS quad_class,
           arg_max(r.score, (r.event_type = l.event_type)::INT + r.confidence) AS score,
           any_value(TRY_CAST(l.date_start AS DATE)) AS date_start, any_value(TRY_CAST(l.date_end AS DATE)) AS date_end,
           arg_max(r.date_precision, r.confidence) AS date_precision, min(r.published) AS published,
           coalesce(any_value(l.place_name), arg_max(r.place_name, r.confidence)) AS place_name,
           arg_max(r.place_country, r.confidence) AS place_country,
           arg_max(r.place_geonames_id, r.confidence) AS place_geonames_id,
           arg_max(r.place_latitude, r.confidence) AS place_latitude,
           arg_max(r.place_longitude, r.confidence) AS place_longitude,
           max(r.confidence) AS confidence,
           coalesce(any_value(l.actor_countries), []) AS actor_codes,
           coalesce(any_value(l.recipient_countries), []) AS recipient_codes,
           list_distinct(flatten(list(r.actor_parties))) AS actor_known,
           list_distinct(flatten(list(r.recipient_parties))) AS recipient_known,
           count(*) AS reports, list_sort(list(r.event_id)) AS event_ids,
           list_sort(list_distinct(list(r.source))) AS sources, list_sort(list_distinct(list(r.story))) AS stories,
           list_sort(list_distinct(list(r.language))) AS languages
    FROM {base}.linked_events l
    JOIN (SELECT DISTINCT linked_event_id, event_id FROM {base}.event_links) k USING (linked_event_id)
    JOIN reports r USING (event_id)
    GROUP BY l.linked_event_id)
"""
# The settled codes; of organisations, those that the reports name.
_SETTLED = (
    "list_sort(list_concat([c for c in {side}_codes if c <> 'IGO'], "
    "[p for p in {side}_known if p LIKE 'IGO%' AND list_contains({side}_codes, 'IGO')]))"
)
_COUNTED = """
SELECT * EXCLUDE (actor_parties, recipient_parties), actor_parties, recipient_parties,
       list_sort(list_distinct([split_part(p, '/', 1) for p in actor_parties])) AS actor_countries,
       list_sort(list_distinct([split_part(p, '/', 1) for p in recipient_parties])) AS recipient_countries,
       CASE WHEN date_start IS NULL AND date_end IS NULL THEN published ELSE date_start END AS day,
       CASE WHEN date_start IS NOT NULL THEN date_diff('day', date_start, coalesce(date_end, date_start)) + 1
            WHEN date_end IS NULL AND published IS NOT NULL THEN 1 END AS days
FROM ({rows})
"""
_PAIRS = """
SELECT c.* EXCLUDE (actor_parties, recipient_parties), pair.a AS actor_party, pair.b AS recipient_party, direction
FROM (
    SELECT *,
        CASE WHEN len(actor_parties) > 1 AND len(recipient_parties) = 0 THEN '<->' ELSE '->' END AS direction,
        CASE WHEN len(actor_parties) > 1 AND len(recipient_parties) = 0
             THEN flatten([[{{'a': actor_parties[i], 'b': actor_parties[j]}}
                            for j in range(i + 1, len(actor_parties) + 1)]
                           for i in range(1, len(actor_parties) + 1)])
             ELSE flatten([[{{'a': a, 'b': b}}
                            for b in if(len(recipient_parties) = 0, ['{nobody}'], recipient_parties)]
                           for a in if(len(actor_parties) = 0, ['{nobody}'], actor_parties)])
        END AS pairs
    FROM counted_events
) c, UNNEST(c.pairs) AS u(pair)
"""
_DYADS = """
SELECT DISTINCT * EXCLUDE (pairs, actor_party, recipient_party),
       CASE WHEN direction = '<->' THEN least({actor}, {recipient}) ELSE {actor} END AS actor,
       CASE WHEN direction = '<->' THEN greatest({actor}, {recipient}) ELSE {recipient} END AS recipient
FROM pairs p {joins}
"""
_MEMBERS = (
    "LEFT JOIN members {m} ON {m}.party = p.{side}_party AND coalesce(p.day, p.date_end) "
    "BETWEEN coalesce({m}.\"from\", DATE '0001-01-01') AND coalesce({m}.\"to\", DATE '9999-12-31')"
)
_DYAD_MONTH = """
SELECT actor, direction, recipient, date_trunc('month', day)::DATE AS month, count(*) AS events,
       sum(reports)::BIGINT AS reports, avg(score) AS mean_score, {quads},
       list_sort(flatten(list(event_ids))) AS event_ids
FROM dyads WHERE status = 'occurred' AND day IS NOT NULL AND days <= 31
GROUP BY ALL
"""
_QUOTES = """
SELECT q.document_id, q."text" AS quote, q."start" AS quote_start, q."end" AS quote_end, q.direct,
       q.speaker.name AS speaker_name, q.speaker.country AS speaker_country, q.speaker.sector AS speaker_sector,
       q.speaker.role AS speaker_role, q.cue."text" AS cue, q.sentence."text" AS sentence,
       q.sentence."start" AS sentence_start, q.sentence."end" AS sentence_end,
       d.language, d.source, d.published, d.url
FROM {base}.quotes q LEFT JOIN {base}.documents d ON d.id = q.document_id
"""


def view_statements(
    base: str, tables: Collection[str], blocs: Collection[str], *, linked: bool, expand_blocs: bool
) -> Iterator[str]:
    """The statements that make all views.

    base: the schema with the tables, `store.main` or `loaded`. tables: their names. blocs: the parties that the table
    `members` knows. linked: count an event once, whoever reports it. expand_blocs: a bloc's members as of
    the event's day stand for it in `dyads`.
    """
    links = "(SELECT event_id, min(linked_event_id) AS linked_event_id FROM {}.event_links GROUP BY event_id)"
    has_links = "event_links" in tables
    join = f"LEFT JOIN {links.format(base)} USING (event_id)" if has_links else ""
    extra = "linked_event_id" if has_links else "NULL::VARCHAR AS linked_event_id"
    cells = ", ".join(f'{_CELLS.get(name, f"e.{name}")} AS "{name}"' for name in FLAT_COLUMNS)
    yield f"CREATE VIEW events AS SELECT {cells}, {extra} FROM {base}.events e {join}"
    known = ", ".join("'" + bloc.replace("'", "''") + "'" for bloc in sorted(blocs))
    sides = {f"{side}s": _PARTIES.format(side=side, known=known) for side in ("actor", "recipient")}
    yield "CREATE VIEW reports AS " + _REPORTS.format(base=base, no_source=NO_SOURCE, **sides)
    rows = _EACH_REPORT.format(where="")
    if linked:
        unlinked = f"WHERE event_id NOT IN (SELECT event_id FROM {base}.event_links)"
        settled = {f"{side}s": _SETTLED.format(side=side) for side in ("actor", "recipient")}
        rows = f"{_EACH_LINKED.format(base=base, **settled)} UNION ALL BY NAME ({_EACH_REPORT.format(where=unlinked)})"
    yield "CREATE VIEW counted_events AS " + _COUNTED.format(rows=rows)
    yield "CREATE VIEW pairs AS " + _PAIRS.format(nobody=NOBODY)
    yield "CREATE VIEW dyads AS " + _dyads(expand_blocs)
    yield "CREATE VIEW dyad_month AS " + _DYAD_MONTH.format(quads=QUAD_COUNTS)
    if "quotes" in tables:
        yield "CREATE VIEW quotes AS " + _QUOTES.format(base=base)
    if base != "loaded":
        for name in sorted(set(tables) - OWN):
            yield f'CREATE VIEW "{name}" AS SELECT * FROM {base}."{name}"'


def _dyads(expand: bool) -> str:
    if not expand:
        return _DYADS.format(
            actor="split_part(p.actor_party, '/', 1)", recipient="split_part(p.recipient_party, '/', 1)", joins=""
        )
    joins = " ".join(_MEMBERS.format(m=m, side=side) for m, side in (("ma", "actor"), ("mr", "recipient")))
    names = {
        "actor": "coalesce(ma.member, split_part(p.actor_party, '/', 1))",
        "recipient": "coalesce(mr.member, split_part(p.recipient_party, '/', 1))",
    }
    # a bloc acting on its own member is no act of that member on itself
    own = f"WHERE NOT ({names['actor']} = {names['recipient']} AND (ma.member IS NOT NULL OR mr.member IS NOT NULL))"
    return _DYADS.format(joins=f"{joins} {own}", **names)
