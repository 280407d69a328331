"""Copies are one story, reports of one event are one linked event, and the order of arrival changes nothing."""

import importlib.util
import random
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dragoman.evaluate.pairs import score_groups
from dragoman.link import link
from dragoman.link.compare import outcomes, score, weights
from dragoman.link.mentions import mention_of
from dragoman.link.signatures import signature
from dragoman.link.stories import Report, stories_of
from dragoman.record import Actor, Coded, Count, Date, Document, Event, Place, Span
from dragoman.store import Options, Store
from dragoman.store.linking import link_store

ROOT = Path(__file__).parent.parent
spec = importlib.util.spec_from_file_location("made", ROOT / "bench" / "linking.py")
made = importlib.util.module_from_spec(spec)
sys.modules["made"] = made
spec.loader.exec_module(made)

WIRE = (
    "Rebels shelled the market of the northern town on Tuesday and killed forty people, the governor said. "
    "Ambulances took dozens of wounded to the regional hospital before nightfall. The army blamed fighters loyal to "
    "a former general and promised to answer. Aid groups asked both sides to open a road for families to leave."
)


def people(*codes):
    return [Actor(text=c, start=0, end=1, name=c, country=c, sector="GOV") for c in codes]


def event(document="a", text="Russian troops shelled Kharkiv", trigger="shelled", start=0, **fields):
    day = fields.pop("day", "2022-03-01")
    known = {
        "event_id": f"{document}-{start}",
        "document_id": document,
        "story_id": None,
        "event_type": "ASSAULT",
        "event_mode": None,
        "contexts": [],
        "status": "occurred",
        "actors": people("RUS"),
        "recipients": people("UKR"),
        "speaker": None,
        "cue": None,
        "date": Date(start=day, end=day, precision="day"),
        "place": None,
        "trigger": Span(text=trigger, start=start, end=start + len(trigger)),
        "sentence": Span(text=text, start=start, end=start + len(text)),
        "score": 0.0,
        "quad_class": 4,
        "goldstein": None,
        "cameo_code": None,
        "counts": {},
        "confidence": 0.9,
        "language": "en",
        "source": document,
        "published": day,
        "url": None,
        "model_version": "m1",
        "codebook_version": "c1",
    }
    return Event(**(known | fields))


def coded(name, *events, text=None, published="2022-03-01"):
    document = Document(
        id=name, text=text or " ".join(e.sentence.text for e in events), published=published, source=name
    )
    return Coded(document=document, sentences=[], quotes=[], events=list(events))


def groups(*documents, **how):
    """Linked events as sets of event ids."""
    out = {}
    for name, group in link(documents, **how).events.items():
        out.setdefault(group, set()).add(name)
    return sorted(map(sorted, out.values()))


def killed(number):
    return {"killed": Count(text=str(number), value=number)}


def test_an_edited_copy_in_another_outlet_is_the_same_story():
    edited = "Forty dead in market attack. " + WIRE.replace("the governor said", "officials said")
    other = "The finance ministers of both countries met in the capital to sign a treaty on fishing. " * 3
    reports = [Report("a", 10, signature(WIRE)), Report("b", 12, signature(edited)), Report("c", 12, signature(other))]
    stories = stories_of(reports)
    assert stories["a"] == stories["b"] != stories["c"]


def test_a_copy_outside_the_window_is_another_story():
    reports = [Report("a", 10, signature(WIRE)), Report("b", 18, signature(WIRE))]
    assert len(set(stories_of(reports).values())) == 2
    assert len(set(stories_of(reports, window=8).values())) == 1


def test_a_story_is_joined_over_a_copy_between_whatever_the_order():
    reports = [Report(n, d, signature(WIRE)) for n, d in (("a", 10), ("b", 16), ("c", 22))]
    assert len({tuple(sorted(stories_of(order).items())) for order in (reports, reports[::-1])}) == 1
    assert len(set(stories_of(reports).values())) == 1


def test_texts_too_short_to_tell_stay_apart():
    assert len(set(stories_of([Report(n, 10, signature("Talks held.")) for n in "ab"]).values())) == 2


def test_scripts_without_spaces_have_stories_too():
    text = "中国外交部发言人周三表示，中方坚决反对美方对两家企业实施的制裁，并将采取必要措施维护自身利益。"
    stories = stories_of([Report("a", 1, signature(text)), Report("b", 1, signature("据报道，" + text))])
    assert stories["a"] == stories["b"]


def test_two_reports_of_one_attack_are_one_event_though_one_field_is_wrong():
    place = Place(name="Kharkiv", text="Kharkiv", start=0, end=7, geonames_id=706483, country="UKR")
    first = event(
        "a", "Russian troops shelled a market in Kharkiv and killed 12 people", place=place, counts=killed(12)
    )
    for fields in (
        {"event_type": "COERCE"},
        {"actors": []},
        {"recipients": []},
        {"date": Date(start="2022-03-01", end="2022-03-01", precision="unknown")},
        {"place": None},
    ):
        known = {"place": place, "counts": killed(12)} | fields
        second = event("b", "A market in Kharkiv was shelled by Russian troops, 12 people died", **known)
        assert len(groups(coded("a", first), coded("b", second))) == 1, fields


def test_different_events_of_one_dyad_stay_apart():
    one = event("a", "Russian troops shelled a market in Kharkiv", counts=killed(12))
    others = [
        event("b", "A missile from Russia hit the port of Odesa", "hit", day="2022-03-04"),
        event(
            "c", "Moscow and Kyiv exchanged two hundred prisoners", "exchanged", event_type="COOPERATE", quad_class=2
        ),
        event("d", "Russian drones burnt an oil depot near Lviv", "burnt", counts=killed(1), day="2022-03-03"),
    ]
    assert len(groups(coded("a", one), *(coded(o.document_id, o) for o in others))) == 4


def test_two_acts_in_one_sentence_stay_apart_in_every_copy():
    text = "Kyiv accused Moscow of the attack and demanded that it withdraw its troops from the whole region at once"
    documents = [
        coded(
            name,
            event(
                name, text, "accused", 5, event_type="ACCUSE", quad_class=3, sentence=Span(text=text, start=0, end=99)
            ),
            event(
                name, text, "demanded", 38, event_type="DEMAND", quad_class=3, sentence=Span(text=text, start=0, end=99)
            ),
            text=text,
        )
        for name in "ab"
    ]
    assert groups(*documents) == [["a-38", "b-38"], ["a-5", "b-5"]]


def test_planned_then_occurred_is_one_event_with_its_history():
    when = Date(start="2022-05-20", end="2022-05-20", precision="day")
    common = {
        "event_type": "CONSULT",
        "quad_class": 1,
        "actors": people("IDN"),
        "recipients": people("MYS"),
        "date": when,
    }
    plan = event(
        "a",
        "Indonesia and Malaysia will meet in Jakarta on 20 May",
        "meet",
        status="planned",
        published="2022-05-02",
        **common,
    )
    done = event("b", "Indonesia and Malaysia met in Jakarta on Friday", "met", published="2022-05-21", **common)
    rows = link([coded("a", plan, published="2022-05-02"), coded("b", done, published="2022-05-21")]).linked_events
    assert len(rows) == 1
    assert [(h["status"], h["seen"]) for h in rows[0]["status_history"]] == [
        ("planned", "2022-05-02"),
        ("occurred", "2022-05-21"),
    ]
    assert (rows[0]["status"], rows[0]["first_seen"], rows[0]["last_seen"]) == ("occurred", "2022-05-02", "2022-05-21")


def test_conflicts_stay_visible_and_copies_count_once():
    text = "Russian troops shelled the central market in Kharkiv early on Tuesday"
    speaker = Actor(text="Moscow", start=0, end=6, name="Russia", country="RUS", sector="GOV")
    denial = event(
        "c", "Moscow denied that Russian troops shelled the market in Kharkiv", status="denied", speaker=speaker
    )
    documents = [
        coded("a", event("a", text, counts=killed(40)), text=WIRE),
        coded("a2", event("a2", text, counts=killed(40)), text=WIRE + " More follows."),
        coded(
            "b", event("b", "Troops from Russia shelled a market in Kharkiv on Tuesday", counts=killed(60)), text="x"
        ),
        coded("c", denial, text="y"),
    ]
    rows = link(documents).linked_events
    assert len(rows) == 1
    row = rows[0]
    assert (row["reports"], row["stories"], row["sources"], row["status"]) == (4, 3, 4, "occurred")
    told = {(c["field"], c["value"]): c["event_ids"] for c in row["conflicts"]}
    assert told["killed", "40"] == ["a-0", "a2-0"] and told["killed", "60"] == ["b-0"]
    assert told["status", "denied by Russia"] == ["c-0"] and told["status", "occurred"] == ["a-0", "a2-0", "b-0"]


def test_the_score_is_symmetric_and_what_is_missing_weighs_nothing():
    a, b = (
        mention_of(event("a", counts=killed(3))),
        mention_of(event("b", "Kharkiv was shelled", actors=[], day="2022-03-02")),
    )
    assert score(a, b, weights()) == score(b, a, weights())
    assert "actors" not in outcomes(a, b, weights().cuts) and "counts" not in outcomes(a, b, weights().cuts)
    for table in weights().fields.values():
        assert table


def test_reports_in_two_languages_are_linked_by_their_vectors(coder):
    from dragoman.link.vectors import SentenceVectors

    vectors = SentenceVectors(coder.model)
    unknown = Date(start="2022-03-01", end="2022-03-01", precision="unknown")
    english = event("a", "Russian missiles struck a hospital in Kharkiv.", "struck", date=unknown)
    same = event(
        "b", "Rudal Rusia menghantam rumah sakit di Kharkiv.", "menghantam", date=unknown, language="id", recipients=[]
    )
    other = event(
        "c", "Rusia menembaki kapal gandum di Laut Hitam.", "menembaki", date=unknown, language="id", recipients=[]
    )
    assert len(groups(*(coded(e.document_id, e) for e in (english, same, other)))) > 2
    assert groups(*(coded(e.document_id, e) for e in (english, same, other)), vectors=vectors) == [
        ["a-0", "b-0"],
        ["c-0"],
    ]


def tables_of(path):
    out = {}
    with duckdb.connect(str(path), read_only=True) as db:
        for name in ("stories", "linked_events", "event_links"):
            out[name] = sorted(map(repr, db.execute(f"SELECT * FROM {name}").fetchall()))
        out["documents"] = sorted(db.execute("SELECT id, story_id FROM documents").fetchall())
        out["events"] = sorted(db.execute("SELECT event_id, story_id FROM events").fetchall())
    return out


def store(path, items, **how):
    with Store(path, Options(**how)) as into:
        for item in items:
            into.write(item)


@pytest.fixture(scope="module")
def small_world():
    return list(made.world(160, per_day=20, seed=3))


@pytest.fixture(scope="module")
def at_once(small_world, tmp_path_factory):
    path = tmp_path_factory.mktemp("link") / "once.duckdb"
    store(path, [m.coded for m in small_world])
    link_store(path)
    return tables_of(path)


@pytest.mark.parametrize("order", ["by day", 1, 2])
def test_the_order_of_arrival_changes_nothing(order, small_world, at_once, tmp_path):
    items = [m.coded for m in small_world]
    if order == "by day":
        items.sort(key=lambda c: (c.document.published, c.document.id))
    else:
        random.Random(order).shuffle(items)
    for at in range(0, len(items), 40):
        store(tmp_path / "s.duckdb", items[at : at + 40])
        link_store(tmp_path / "s.duckdb")
    assert tables_of(tmp_path / "s.duckdb") == at_once


def test_memory_and_store_link_alike(small_world, at_once):
    found = link([m.coded for m in small_world])
    assert sorted(found.stories.items()) == at_once["documents"]
    assert len(found.linked_events) == len(at_once["linked_events"])


def test_nothing_new_is_nothing_to_do(small_world, tmp_path):
    store(tmp_path / "s.duckdb", [m.coded for m in small_world[:20]])
    assert link_store(tmp_path / "s.duckdb").documents == 20
    before = tables_of(tmp_path / "s.duckdb")
    assert link_store(tmp_path / "s.duckdb").since is None
    assert tables_of(tmp_path / "s.duckdb") == before


def test_a_run_cut_short_between_stories_and_events_is_made_good(small_world, at_once, tmp_path, monkeypatch):
    import dragoman.store.linking as linking

    store(tmp_path / "s.duckdb", [m.coded for m in small_world])
    monkeypatch.setattr(linking, "linked_event", lambda cluster: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        link_store(tmp_path / "s.duckdb")
    monkeypatch.undo()
    assert tables_of(tmp_path / "s.duckdb")["event_links"] == []
    link_store(tmp_path / "s.duckdb")
    assert tables_of(tmp_path / "s.duckdb") == at_once


def test_other_settings_link_everything_anew(small_world, tmp_path):
    store(tmp_path / "s.duckdb", [m.coded for m in small_world[:30]])
    link_store(tmp_path / "s.duckdb")
    assert link_store(tmp_path / "s.duckdb", window=0).since == min(
        m.coded.document.published for m in small_world[:30]
    )


def test_a_new_day_leaves_the_days_before_alone(small_world, tmp_path):
    items = sorted((m.coded for m in small_world), key=lambda c: c.document.published)
    last = items[-1].document.published
    store(tmp_path / "s.duckdb", [c for c in items if c.document.published < last])
    link_store(tmp_path / "s.duckdb")
    new = [c for c in items if c.document.published == last]
    store(tmp_path / "s.duckdb", new)
    done = link_store(tmp_path / "s.duckdb")
    assert done.since == last and done.documents == len(new) and done.events == sum(len(c.events) for c in new)


def test_documents_coded_anew_are_linked_anew(small_world, at_once, tmp_path):
    items = [m.coded for m in small_world]
    changed = [
        Coded(
            document=Document(**(c.document.to_dict() | {"text": "wholly other words here now " * 5})),
            sentences=[],
            quotes=[],
            events=[],
        )
        for c in items[10:25]
    ]
    store(tmp_path / "s.duckdb", items)
    link_store(tmp_path / "s.duckdb")
    store(tmp_path / "s.duckdb", changed)
    link_store(tmp_path / "s.duckdb")
    assert tables_of(tmp_path / "s.duckdb") != at_once
    store(tmp_path / "s.duckdb", items[10:25])
    link_store(tmp_path / "s.duckdb")
    assert tables_of(tmp_path / "s.duckdb") == at_once


def test_stories_are_found_without_the_text(small_world, at_once, tmp_path):
    store(tmp_path / "s.duckdb", [m.coded for m in small_world], keep_text=False)
    link_store(tmp_path / "s.duckdb")
    assert tables_of(tmp_path / "s.duckdb")["stories"] == at_once["stories"]


def test_a_made_world_is_found(small_world):
    found = link([m.coded for m in small_world])
    stories = score_groups({m.coded.document.id: m.story for m in small_world}, found.stories)
    events = score_groups({k: v for m in small_world for k, v in m.happenings.items()}, found.events)
    assert stories.rate.f1 > 0.98
    assert events.rate.precision > 0.9 and events.rate.recall > 0.7


def test_pairs_are_scored_as_by_hand():
    truth = {"a": 1, "b": 1, "c": 1, "d": 2, "x": 9}
    found = {"a": 1, "b": 1, "c": 2, "d": 2, "y": 9}
    graded = score_groups(truth, found)  # true pairs ab ac bc, found pairs ab cd, right ab
    assert graded.rate == (1 / 2, 1 / 3, 0.4)
    assert (graded.items, graded.unknown, graded.missing) == (4, 1, 1)


def test_the_command(small_world, tmp_path):
    def dragoman(*words):
        start = [sys.executable, "-c", "from dragoman.cli import main; main()"]
        return subprocess.run([*start, *map(str, words)], capture_output=True, text=True)

    store(tmp_path / "s.duckdb", [m.coded for m in small_world[:10]])
    done = dragoman("link", tmp_path / "s.duckdb", "--no-vectors")
    assert done.returncode == 0 and "10 new documents" in done.stderr
    assert "nothing new" in dragoman("link", tmp_path / "s.duckdb", "--no-vectors").stderr
    missing = dragoman("link", tmp_path / "none.duckdb", "--no-vectors")
    assert missing.returncode == 2 and "no such store" in missing.stderr
