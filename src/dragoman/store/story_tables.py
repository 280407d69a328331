"""The stories of a store: new documents are compared with those of the days around them, old pairs are not done again.

In: an open connection inside a transaction. Out: `documents.story_id`, `events.story_id`, table stories; documents
whose story changed are marked as not linked. Must stay true: the stories are the connected components of all pairs of
near copies within the window, whatever the order in which documents came.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dragoman.link.mentions import day_of
from dragoman.link.signatures import scheme, signature
from dragoman.link.stories import Groups, Report, near_copies, story_id

DAY = "coalesce(try_cast(published AS DATE)::VARCHAR, '')"
SEP = "\x00"  # stands before the name of an old story, so that no document's id is like it


def find_stories(db: Any, window: int) -> None:
    """Give every document without a story its own or that of its near copies."""
    _sign(db)
    new = {
        name: (day, name)
        for name, day in db.execute(f"SELECT id, {DAY} FROM documents WHERE story_id IS NULL").fetchall()
    }
    if not new:
        return
    old = {
        story: (day, name)
        for story, name, day in db.execute(
            "SELECT story_id, first_document, coalesce(first_published, '') FROM stories"
        ).fetchall()
    }
    stories: dict[str, str] = {}
    groups = Groups()
    reports = _reports(db, {day for day, _ in new.values()}, window, stories)
    for one, other in near_copies(reports, window=window):
        if one in new or other in new:  # all other pairs are in the stories already
            groups.join(_node(one, stories), _node(other, stories))
    members: dict[str, list[str]] = {}
    for name in new:
        members.setdefault(groups.find(name), []).append(name)
    joined: dict[str, list[str]] = {}
    for story in sorted(set(stories.values())):
        joined.setdefault(groups.find(SEP + story), []).append(story)
    renamed: dict[str, str] = {}
    given: dict[str, str] = {}
    for root, names in members.items():
        olds = joined.get(root, [])
        earliest = min([*(new[name] for name in names), *(old[story] for story in olds)])[1]
        story = story_id(earliest)
        given |= dict.fromkeys(names, story)
        renamed |= {before: story for before in olds}
    _write(db, given, renamed)


def _node(name: str, stories: dict[str, str]) -> str:
    return SEP + stories[name] if name in stories else name


def _sign(db: Any) -> None:
    """Signatures of documents that have none of this scheme, where the text is there."""
    import pyarrow as pa

    missing = (
        "SELECT id, text FROM documents WHERE text <> '' AND id NOT IN "
        f"(SELECT document_id FROM story_signatures WHERE scheme = '{scheme()}') LIMIT 2000"
    )
    while rows := db.execute(missing).fetchall():
        made = pa.table(
            {
                "document_id": [name for name, _ in rows],
                "scheme": [scheme()] * len(rows),
                "signature": pa.array([signature(text) for _, text in rows], pa.binary()),
            }
        )
        db.register("made", made)
        db.execute("DELETE FROM story_signatures WHERE document_id IN (SELECT document_id FROM made)")
        db.execute("INSERT INTO story_signatures BY NAME SELECT * FROM made")
        db.unregister("made")


def _reports(db: Any, days: set[str], window: int, stories: dict[str, str]) -> Iterator[Report]:
    """The reports of the days with new documents and of the windows around them, in the order of their days; the
    stories of old ones are noted on the way."""
    query = (
        f"SELECT id, {DAY} AS day, signature, story_id FROM documents LEFT JOIN story_signatures "
        f"ON document_id = id AND scheme = '{scheme()}' WHERE {{}} ORDER BY day, id"
    )
    if "" in days:
        yield from _read(db.execute(query.format("try_cast(published AS DATE) IS NULL")), stories)
    for first, last in _stretches(sorted(days - {""}), window):
        between = f"try_cast(published AS DATE) BETWEEN '{first}'::DATE - {window} AND '{last}'::DATE + {window}"
        yield from _read(db.execute(query.format(between)), stories)


def _read(result: Any, stories: dict[str, str]) -> Iterator[Report]:
    while rows := result.fetchmany(2_000):
        for name, day, data, story in rows:
            if story is not None:
                stories[name] = story
            yield Report(name, day_of(day), data or b"")


def _stretches(days: list[str], window: int) -> list[tuple[str, str]]:
    """Days so near that their windows touch are read in one go, so that no report is read twice."""
    out: list[tuple[str, str]] = []
    for day in days:
        if out and day_of(day) - day_of(out[-1][1]) <= 2 * window + 1:
            out[-1] = (out[-1][0], day)
        else:
            out.append((day, day))
    return out


def _write(db: Any, given: dict[str, str], renamed: dict[str, str]) -> None:
    import pyarrow as pa

    changed = {before: after for before, after in renamed.items() if before != after}
    db.register("given", pa.table({"id": list(given), "story": list(given.values())}))
    db.register(
        "changed",
        pa.table({"old": pa.array(list(changed), pa.string()), "story": pa.array(list(changed.values()), pa.string())}),
    )
    db.execute(
        "UPDATE coded_documents SET linked = false WHERE document_id IN "
        "(SELECT id FROM documents JOIN changed ON story_id = old)"
    )
    for name, key in (("documents", "id"), ("events", "document_id")):
        db.execute(f"UPDATE {name} SET story_id = changed.story FROM changed WHERE story_id = changed.old")
        db.execute(f"UPDATE {name} SET story_id = given.story FROM given WHERE {name}.{key} = given.id")
    db.execute(
        "DELETE FROM stories WHERE story_id IN (SELECT old FROM changed UNION SELECT story FROM changed "
        "UNION SELECT story FROM given)"
    )
    db.execute(
        "INSERT INTO stories BY NAME SELECT story_id, "
        f"arg_min(id, ({DAY}, id)) AS first_document, nullif(min({DAY}), '') AS first_published, "
        f"nullif(max({DAY}), '') AS last_published, count(*) AS documents, "
        "coalesce(list(DISTINCT source ORDER BY source) FILTER (source IS NOT NULL), []) AS sources, "
        f"arg_min(title, ({DAY}, id)) AS title FROM documents "
        "WHERE story_id IN (SELECT story FROM given UNION SELECT story FROM changed) GROUP BY story_id"
    )
    for name in ("given", "changed"):
        db.unregister(name)
