"""The store over time: the same twice changes nothing, a newer model supersedes, a kill loses nothing."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import StoreError, UsageError
from dragoman.record import Actor, Coded, Count, Date, Document, Event, Quote, Span
from dragoman.schema import arrow_schema
from dragoman.store import Options, Store, open_store
from dragoman.store.tables import VERSION, tables

MADE = {"run_id", "coded_at", "superseded_by", "superseded_at"}  # when and by which run: no part of the outcome


def event(document="d1", start=0, kind="ACCUSE", model="m1", **fields):
    given = {
        "event_id": f"{document}-{start}-{kind}",
        "document_id": document,
        "story_id": None,
        "event_type": kind,
        "event_mode": None,
        "contexts": ["military"],
        "status": "occurred",
        "actors": [Actor(text="Kyiv", start=0, end=4, name="Ukraine", country="UKR", sector="GOV")],
        "recipients": [Actor(text="Moscow", start=13, end=19, name="Russia", country="RUS", sector="GOV")],
        "speaker": Actor(text="Kyiv", start=0, end=4, name="Ukraine", country="UKR", sector="GOV"),
        "cue": None,
        "date": Date(start="2021-12-14", end="2021-12-14", precision="day"),
        "place": None,
        "trigger": Span(text="accused", start=start + 5, end=start + 12),
        "sentence": Span(text="Kyiv accused Moscow.", start=start, end=start + 20),
        "score": -2.0,
        "quad_class": 3,
        "goldstein": None,
        "cameo_code": "112",
        "counts": {"killed": Count(text="40", value=40)},
        "confidence": 0.9,
        "language": "en",
        "source": "Wire",
        "published": "2021-12-14",
        "url": None,
        "model_version": model,
        "codebook_version": "c1",
    }
    return Event(**(given | fields))


def coded(number, model="m1", text="Kyiv accused Moscow. ", **fields):
    name = f"d{number}"
    document = Document(id=name, text=text * 3, language="en", published="2021-12-14", source="Wire")
    quote = Quote(
        document_id=name,
        text="massing troops",
        start=3,
        end=9,
        direct=True,
        sentence=Span(text="He said.", start=0, end=8),
    )
    return Coded(
        document=document,
        sentences=[],
        quotes=[quote],
        events=[event(name, at, model=model, **fields) for at in (0, 21)],
    )


def write(path, items, options=None, **how):
    with open_store(path, options, **how) as store:
        by = {item.document.id: item for item in items}
        for document in store.not_yet_coded(item.document for item in items):
            store.write(by[document.id])
    return store.run


def contents(path, names=("documents", "events", "event_actors", "quotes", "coded_documents", "events_superseded")):
    """All rows of a store, without what tells runs apart, sorted."""
    out = {}
    for name in names:
        if Path(path).is_dir():
            rows = [
                row for part in sorted(Path(path, name).glob("*.parquet")) for row in pq.read_table(part).to_pylist()
            ]
        else:
            with duckdb.connect(str(path), read_only=True) as db:
                rows = db.sql(f"SELECT * FROM {name}").to_arrow_table().to_pylist()
        out[name] = sorted(repr({k: v for k, v in row.items() if k not in MADE}) for row in rows)
    return out


@pytest.fixture(params=["s.duckdb", "folder/"])
def place(request, tmp_path):
    return str(tmp_path) + "/" + request.param


def test_the_same_input_twice_changes_nothing_and_is_passed_over(place):
    items = [coded(n) for n in range(5)]
    assert write(place, items).documents == 5
    before = contents(place)
    second = write(place, items)
    assert (second.documents, second.passed_over) == (0, 5)
    assert contents(place) == before
    assert len(before["documents"]) == 5 and len(before["events"]) == 10 and len(before["event_actors"]) == 30


def test_again_codes_anew_and_the_same_outcome_changes_no_row(place):
    items = [coded(n) for n in range(3)]
    write(place, items)
    before = contents(place)
    assert write(place, items, again=True).documents == 3
    assert contents(place) == before


def test_a_newer_model_supersedes_and_keeps_what_it_replaced(place):
    write(place, [coded(0), coded(1)], Options("m1"))
    run = write(place, [coded(0, "m2", kind="REJECT")], Options("m2"))
    assert run.documents == 1
    rows = contents(place)
    assert len(rows["events"]) == 4 and sum("'REJECT'" in row for row in rows["events"]) == 2
    assert len(rows["events_superseded"]) == 2 and all("'m1'" in row for row in rows["events_superseded"])
    assert len(rows["documents"]) == 2 and len(rows["coded_documents"]) == 2


def test_what_was_superseded_stays_when_it_is_superseded_again(place):
    for model in ("m1", "m2", "m3"):
        write(place, [coded(0, model)], Options(model))
    write(place, [coded(1, "m3")], Options("m3"))
    rows = contents(place)
    assert len(rows["events_superseded"]) == 4 and len(rows["events"]) == 4


def test_the_run_that_superseded_is_named(tmp_path):
    write(tmp_path / "s.duckdb", [coded(0)], Options("m1"))
    run = write(tmp_path / "s.duckdb", [coded(0, "m2")], Options("m2"))
    with duckdb.connect(str(tmp_path / "s.duckdb")) as db:
        assert db.execute("SELECT DISTINCT superseded_by FROM events_superseded").fetchall() == [(run.run_id,)]
        assert db.execute("SELECT count(*), count(finished) FROM runs").fetchone() == (2, 2)


def test_changed_text_is_coded_again(place):
    write(place, [coded(0)])
    assert write(place, [coded(0, text="Another text. ")]).documents == 1
    assert "Another text" in contents(place)["documents"][0]


def test_another_threshold_is_coded_again(place):
    write(place, [coded(0)], Options("m1", min_confidence=0.5))
    assert write(place, [coded(0)], Options("m1", min_confidence=0.6)).documents == 1


def test_without_text_no_sentence_stays_but_offsets_and_hashes_do(place):
    write(place, [coded(0)], Options("m1", keep_text=False))
    rows = contents(place)
    everything = repr(rows)
    assert (
        "Kyiv accused Moscow" not in everything and "massing troops" not in everything and "He said." not in everything
    )
    assert "'trigger': {'text': 'accused', 'start': 5, 'end': 12}" in everything
    assert "'text_hash': None" not in everything


def test_text_left_out_later_is_left_out_of_what_it_replaces(place):
    write(place, [coded(0)], Options("m1"))
    write(place, [coded(0, "m2")], Options("m2", keep_text=False))
    rows = contents(place)
    assert len(rows["events_superseded"]) == 2 and "Kyiv accused Moscow" not in repr(rows)


def test_both_kinds_of_store_hold_the_same(tmp_path):
    for path in (tmp_path / "s.duckdb", str(tmp_path / "f") + "/"):
        write(path, [coded(n) for n in range(4)])
    assert contents(tmp_path / "s.duckdb") == contents(tmp_path / "f")


def test_an_object_store_takes_the_same_tables():
    import fsspec

    where = f"memory://store-{time.time_ns()}"
    assert write(where, [coded(0), coded(1)]).documents == 2
    assert write(where, [coded(0), coded(1)]).passed_over == 2
    fs = fsspec.filesystem("memory")
    files = fs.find(where)
    assert sum("/events/" in name for name in files) == 1 and not any("_unfinished" in name for name in files)


def test_a_place_that_cannot_be_reached_is_named(tmp_path):
    with pytest.raises(UsageError, match="nosuch"):
        open_store("nosuch://bucket/x")
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="file/inside"):
        open_store(f"{tmp_path}/file/inside/")


def old_file(path, items):
    """A file as Dragoman 0.1 wrote it: schema version 0."""
    import pyarrow as pa

    from dragoman.schema import nested_row

    with duckdb.connect(str(path)) as db:
        for name, kind, rows in (
            ("documents", Document, [c.document for c in items]),
            ("events", Event, [e for c in items for e in c.events]),
            ("quotes", Quote, [q for c in items for q in c.quotes]),
        ):
            rows_there = pa.Table.from_pylist([nested_row(row) for row in rows], schema=arrow_schema(kind))  # noqa: F841
            db.execute(f"CREATE TABLE {name} AS SELECT * FROM rows_there")
        db.execute(
            "CREATE TABLE runs (started TIMESTAMP, model_version VARCHAR, codebook_version VARCHAR, documents BIGINT, events BIGINT)"
        )
        db.execute("INSERT INTO runs VALUES ('2021-12-15', 'm1', 'c1', 2, 4)")


def test_a_file_of_version_0_is_migrated_when_opened(tmp_path):
    items = [coded(0), coded(1)]
    old_file(tmp_path / "old.duckdb", items)
    write(tmp_path / "new.duckdb", items)
    write(tmp_path / "old.duckdb", [])
    old, new = contents(tmp_path / "old.duckdb"), contents(tmp_path / "new.duckdb")
    for name in ("documents", "events", "event_actors", "quotes"):
        assert old[name] == new[name], name
    with duckdb.connect(str(tmp_path / "old.duckdb")) as db:
        assert db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone() == (str(VERSION),)
        assert db.execute("SELECT model_version, documents FROM runs ORDER BY started").fetchall()[0] == ("m1", 2)
    write(tmp_path / "old.duckdb", items)  # no fingerprints were kept then: coded once more, to the same rows
    assert contents(tmp_path / "old.duckdb") == contents(tmp_path / "new.duckdb")


def test_a_store_of_a_newer_version_is_refused(place):
    write(place, [coded(0)])
    if place.endswith("/"):
        Path(place, "meta", "schema_version").write_text("99")
    else:
        with duckdb.connect(place) as db:
            db.execute("UPDATE meta SET value = '99'")
    with pytest.raises(StoreError, match=r"newer Dragoman.*upgrade"):
        open_store(place)


def test_somebody_elses_file_or_folder_is_refused_and_left_alone(tmp_path):
    with duckdb.connect(str(tmp_path / "other.duckdb")) as db:
        db.execute("CREATE TABLE cats (name VARCHAR)")
    with pytest.raises(UsageError, match="not a Dragoman store"):
        Store(tmp_path / "other.duckdb")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("x")
    with pytest.raises(UsageError, match="no Dragoman store"):
        open_store(tmp_path / "letters")
    (tmp_path / "text.duckdb").write_text("not a database, but long enough to be read as one" * 100)
    with pytest.raises(UsageError, match=r"text\.duckdb"):
        Store(tmp_path / "text.duckdb")


def test_a_changed_table_needs_a_new_version():
    """When this fails, raise VERSION, write the migration, and pin the columns anew."""
    counted = {name: len(schema) for name, schema in tables().items()}
    assert VERSION == 1
    assert counted == {
        "documents": 9,
        "events": 27,
        "event_actors": 12,
        "quotes": 8,
        "coded_documents": 5,
        "events_superseded": 29,
        "runs": 10,
        "corrections": 9,
        "story_signatures": 3,
        "stories": 7,
        "linked_events": 19,
        "event_links": 5,
    }


def test_an_error_midway_keeps_what_was_coded(place):
    with pytest.raises(RuntimeError), open_store(place) as store:
        store.write(coded(0))
        raise RuntimeError("the coder broke")
    assert len(contents(place)["documents"]) == 1


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


parts = st.tuples(text, st.none() | text, st.none() | st.integers(0, 10**9), st.none() | st.dates().map(str))


@settings(max_examples=4, deadline=None)
@given(st.lists(parts, min_size=1, max_size=30))
def test_events_come_back_as_they_went_in(tmp_path_factory, given):
    from dragoman.schema import nested_row

    made = []
    for at, (name, role, value, start) in enumerate(given):
        actor = Actor(text=name, start=0, end=len(name), name=name, role=role)
        date = Date(start=start, end=None, precision="unknown")
        made.append(event(start=at, actors=[actor], counts={"killed": Count(text="x", value=value)}, date=date))
    path = tmp_path_factory.mktemp("s") / "s.duckdb"
    with Store(path) as store:
        store.write(Coded(document=Document(id="d1", text="x"), sentences=[], quotes=[], events=made))
    with duckdb.connect(str(path)) as db:
        kept = db.sql("SELECT * FROM events ORDER BY sentence.start").to_arrow_table().to_pylist()
    assert kept == [nested_row(e) for e in made]


CHEAP = """
import sys, time
sys.path.insert(0, {tests!r})
from test_store import coded
from dragoman.store import open_store
from dragoman.store.base import Writer
from dragoman.store.parquet_folder import ParquetStore
Writer.DOCUMENTS = ParquetStore.DOCUMENTS = 3
items = {{f"d{{n}}": coded(n) for n in range(30)}}
with open_store(sys.argv[1]) as store:
    for document in store.not_yet_coded(item.document for item in items.values()):
        time.sleep(0.004)
        store.write(items[document.id])
"""


def test_killed_at_random_moments_nothing_is_lost_and_nothing_twice(place, tmp_path):
    script = CHEAP.format(tests=str(Path(__file__).parent))
    draw, kills = random.Random(7), 0
    for _ in range(4):
        process = subprocess.Popen([sys.executable, "-c", script, place])
        started = time.monotonic()
        while not Path(place).exists() and process.poll() is None:  # the imports are not what we want to interrupt
            time.sleep(0.002)
        time.sleep(draw.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        assert time.monotonic() - started < 30
        if Path(place).is_file() and kills < 3:
            contents(place) if _is_whole(place) else None
    assert kills >= 2
    assert subprocess.run([sys.executable, "-c", script, place]).returncode == 0
    undisturbed = tmp_path / "undisturbed.duckdb"
    write(undisturbed, [coded(n) for n in range(30)])
    assert contents(place) == contents(undisturbed)


def _is_whole(path):
    """Whether a killed run got as far as making the tables: opening must work either way."""
    with duckdb.connect(path) as db:
        return bool(db.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'documents'").fetchone())


FULL = """
import resource, sys
sys.path.insert(0, {tests!r})
from test_store import coded
from dragoman.errors import StoreError
from dragoman.store import open_store
with open_store(sys.argv[1]) as store:
    store.write(coded(0))
try:
    with open_store(sys.argv[1]) as store:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
        for n in range(1, 200):
            store.write(coded(n, text=str(n) * 2000))
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs setrlimit")
def test_a_full_disk_is_told_and_what_was_written_stays(place):
    script = FULL.format(tests=str(Path(__file__).parent))
    done = subprocess.run([sys.executable, "-c", script, place], capture_output=True, text=True)
    assert "can't be written" in done.stdout and "goes on from there" in done.stdout, done.stderr
    assert len(contents(place)["coded_documents"]) == 1
    assert write(place, [coded(n) for n in range(5)]).documents == 4
    assert len(contents(place)["documents"]) == 5


def test_a_folder_of_parquet_is_read_back_and_analysed_as_a_duckdb_file_is(tmp_path):
    from dragoman.analyse import Selection, dyads, open_events
    from dragoman.store import count_events, read_events

    stores = [str(tmp_path / "s.duckdb"), str(tmp_path / "folder") + "/"]
    for where in stores:
        write(where, [coded(1), coded(2)])
        write(where, [coded(2, text="Kyiv accused Moscow again. "), coded(3)])
    one, other = (sorted(read_events(where), key=lambda e: e.event_id) for where in stores)
    assert one == other
    assert count_events(stores[1]) == len(one) > 0
    tables = []
    for where in stores:
        with open_events(where) as views:
            tables.append(dyads(views, Selection(status=("all",))))
    assert tables[0].equals(tables[1])
    assert tables[0].height > 0


def test_a_folder_counts_each_document_once_after_a_kill(tmp_path):
    """Two batches hold a document until the next run takes it out of the older one: readers see the newer alone."""
    from dragoman.store import read_events

    where = str(tmp_path / "folder") + "/"
    write(where, [coded(1)])
    [mark] = (tmp_path / "folder" / "coded_documents").glob("*.parquet")
    for name in ("documents", "events", "coded_documents"):
        file = tmp_path / "folder" / name / mark.name
        if file.exists():
            (file.with_name("99990101T000000000000-ffffff.parquet")).write_bytes(file.read_bytes())
    (tmp_path / "folder" / "events" / "99990102T000000000000-aaaaaa.parquet").write_bytes(
        (tmp_path / "folder" / "events" / mark.name).read_bytes()
    )  # a batch that was never marked
    assert len(list(read_events(where))) == 2
