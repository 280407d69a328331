"""The documented views over stores and files of events; linked events; SQL that only reads."""

import duckdb
import msgspec
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_events import event, party

from dragoman.analyse import Selection, dyads, open_events, series, timeline
from dragoman.errors import InputError, UsageError
from dragoman.record import Coded, Count, Document, Quote, Span
from dragoman.schema import FLAT_COLUMNS, flat_row
from dragoman.store import Store

COUNTS = st.none() | st.builds(lambda v: Count(text="x", value=v), st.integers(0, 9)) | st.builds(
    lambda a, b: Count(text="x", low=a, high=b), st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)
)  # fmt: skip
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "RUS", "RUS CHN RUS"]),
        COUNTS,
        st.text(max_size=20),
        st.lists(st.sampled_from(["military", "legal"]), max_size=2, unique=True),
        st.none() | st.just(party("FRA")),
    ),
    min_size=5,
    max_size=20,
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_the_flat_view_is_the_flat_row(opened, rows):
    made = [
        event(n, actors, counts={"killed": count} if count else {}, contexts=contexts, speaker=speaker,
              trigger=Span(text=words, start=0, end=len(words)))
        for n, (actors, count, words, contexts, speaker) in enumerate(rows)
    ]  # fmt: skip
    seen = opened(made).sql("SELECT * FROM events ORDER BY event_id").select(FLAT_COLUMNS).to_dicts()
    assert seen == [flat_row(one) for one in made]


def store_of(path, events):
    with Store(path) as store:
        for e in events:
            document = Document(id=e.document_id, text=e.sentence.text, source=e.source, published=e.published)
            quote = Quote(document_id=e.document_id, text="words", start=0, end=5, direct=True, sentence=e.sentence, speaker=party("RUS"))  # fmt: skip
            store.write(Coded(document=document, sentences=[], quotes=[quote], events=[e]))
    return path


def test_a_store_a_jsonl_and_a_parquet_file_give_the_same(tmp_path, opened):
    events = [event(n, "RUS BLR", "UKR", day=f"2022-0{n}-10") for n in range(1, 6)]
    from_lines = opened(events)
    pl.from_arrow(_arrow(events)).write_parquet(tmp_path / "e.parquet")
    store = store_of(tmp_path / "e.duckdb", events)
    before = store.read_bytes()
    for path in (tmp_path / "e.parquet", store):
        with open_events(path) as views:
            for count in (dyads, series):
                assert count(views).equals(count(from_lines)), path
    assert store.read_bytes() == before
    with open_events(store) as views:
        quotes = views.sql("SELECT quote, speaker_country, source FROM quotes")
        assert quotes.row(0) == ("words", "RUS", "Wire")


def _arrow(events):
    from dragoman.tables import Events

    return Events(events).to_arrow()


def link(path, groups):
    """Fills the link stage's tables: (id, status, event ids) a group."""
    with duckdb.connect(str(path)) as db:
        db.execute(
            "CREATE TABLE IF NOT EXISTS linked_events (linked_event_id VARCHAR, event_type VARCHAR, event_mode VARCHAR, "
            "status VARCHAR, actor_countries VARCHAR[], recipient_countries VARCHAR[], date_start VARCHAR, "
            "date_end VARCHAR, place_name VARCHAR)"
        )
        db.execute(
            "CREATE TABLE IF NOT EXISTS event_links (linked_event_id VARCHAR, event_id VARCHAR, document_id VARCHAR)"
        )
        for name, status, ids in groups:
            db.execute(
                "INSERT INTO linked_events BY NAME SELECT ? AS linked_event_id, 'ACCUSE' AS event_type, ? AS status, "
                "['RUS'] AS actor_countries, ['UKR'] AS recipient_countries, '2022-03-01' AS date_start, "
                "'2022-03-01' AS date_end",
                [name, status],
            )
            for one in ids:
                db.execute("INSERT INTO event_links BY NAME SELECT ? AS linked_event_id, ? AS event_id", [name, one])


def test_a_linked_event_is_counted_once_whoever_reports_it(tmp_path):
    events = [
        event(1, source="A"),
        event(2, source="B", status="planned"),
        event(3, source="A"),
        event(4, "CHN", "UKR"),
    ]
    path = store_of(tmp_path / "e.duckdb", events)
    link(path, [("L1", "occurred", ["e0001", "e0002"]), ("L2", "denied", ["e0003"])])
    with open_events(path) as views:
        assert views.linked
        frame = dyads(views, Selection(between=("RUS", "UKR")))
        row = frame.row(0, named=True)
        assert (row["events"], row["reports"], row["sources"]) == (1, 2, 2)
        assert row["event_ids"] == ["e0001", "e0002"]
        assert dyads(views, Selection(actor="CHN"))["events"].to_list() == [1]  # not linked yet: counts by itself
        split = dyads(views, Selection(between=("RUS", "UKR")), split=["source"])
        assert dict(split.select("source", "event_ids").rows()) == {"A": ["e0001"], "B": ["e0002"]}
        assert timeline(views)["reports"].to_list() == [2, 1]
        assert views.sql("SELECT linked_event_id FROM events ORDER BY event_id")["linked_event_id"].to_list()[:3] == ["L1", "L1", "L2"]  # fmt: skip
    with open_events(path, count="events") as views:
        assert dyads(views, Selection(between=("RUS", "UKR")))["events"].to_list() == [2]


def test_what_is_no_store_or_no_events_is_told_with_file_line_and_cause(tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(msgspec.json.encode(event(1)) + b'\n{"event_id": 3}\n')
    with pytest.raises(InputError, match=r"bad\.jsonl:2: not an event"):
        open_events(bad)
    (tmp_path / "x.duckdb").write_text("nothing of the kind, but long enough to be one" * 500)
    with pytest.raises(InputError, match=r"x\.duckdb: can't be opened"):
        open_events(tmp_path / "x.duckdb")
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "x.parquet")
    with pytest.raises(InputError, match=r"x\.parquet: not events"):
        open_events(tmp_path / "x.parquet")
    with pytest.raises(UsageError, match="no such file"):
        open_events(tmp_path / "none.duckdb")
    (tmp_path / "empty.jsonl").write_text("")
    assert dyads(open_events(tmp_path / "empty.jsonl")).is_empty()


@pytest.mark.parametrize(
    "query",
    ["DROP VIEW events", "COPY events TO 'x.csv'", "SELECT * FROM read_csv('/etc/hosts')", "SELECT 1; SELECT 2", "selec",
     "SELECT nothing FROM events", "ATTACH 'y.duckdb'", "INSERT INTO members VALUES (1, 2, NULL, NULL)"],
)  # fmt: skip
def test_sql_reads_and_nothing_else(opened, query, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        opened([event(1)]).sql(query)
    assert not (tmp_path / "x.csv").exists()
