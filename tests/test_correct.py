"""Corrections of a store's events: made, listed, undone, and kept when documents are coded anew."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from dragoman import Coder, Document
from dragoman.cli import app
from dragoman.coding.correct import corrected, with_values
from dragoman.errors import UsageError
from dragoman.exports import export
from dragoman.ontology import STATUSES, TYPE_MODES, goldstein, score
from dragoman.record import Coded
from dragoman.store import Options, Store, read_events
from dragoman.store.corrections import correct_event, list_corrections, undo_correction
from dragoman.train.stored import corrected_reports

TEXT = (
    "Ukraine accused Russia on Monday of shelling Kharkiv. French officials said nothing.\n"
    "The United States imposed sanctions on Iran."
)
DOCUMENT = Document(id="d1", text=TEXT, language="en", published="2022-05-04", source="Wire")


@pytest.fixture(scope="module")
def found(coder: Coder) -> Coded:
    return next(coder.read_many([DOCUMENT]))


@pytest.fixture
def store(tmp_path, found):
    path = tmp_path / "s.duckdb"
    write(path, found)
    return path


def write(path, coded, model="m1", **options):
    with Store(path, Options(model_version=model, **options), again=True) as store:
        store.write(coded)
    return store.run


def events(path):
    return {e.event_id: e for e in read_events(path)}


def accused(coded):
    return next(e for e in coded.events if e.event_type == "ACCUSE")


def test_a_correction_changes_the_row_its_scores_and_its_parties(store, found):
    one = accused(found)
    correct_event(store, one.event_id, {"event_type": "THREATEN", "status": "planned"}, made_by="rina", note="why")
    now = events(store)[one.event_id]
    assert (now.event_type, now.event_mode, now.status) == ("THREATEN", None, "planned")
    assert now.score == score("THREATEN", None) and now.goldstein == goldstein(now.cameo_code)
    rows = {r["field"]: r for r in list_corrections(store)}
    assert rows["status"]["old_value"] == "occurred" and rows["status"]["new_value"] == "planned"
    assert rows["event_mode"]["old_value"] == one.event_mode and rows["event_mode"]["new_value"] is None
    assert {(r["made_by"], r["note"], r["state"]) for r in rows.values()} == {("rina", "why", "stands")}


@pytest.mark.parametrize(
    ("wanted", "parties"),
    [
        ("POL", [("Russia", "POL", "Poland")]),  # as many codes as parties: the words stay
        ("French officials", [("French officials", "FRA", None)]),
        ("RUS; FRA", [("Russia", "RUS", "Russia"), ("French officials", "FRA", None)]),  # words that name it are found
        ("Kharkiv POL MIL", [("Kharkiv", "POL", None)]),
        ("", []),
    ],
)
def test_parties_are_codes_or_words_of_the_report(found, wanted, parties):
    changed, _ = corrected(accused(found), DOCUMENT, {"recipient": wanted})
    assert [(p.text, p.country) for p in changed.recipients] == [p[:2] for p in parties]
    assert all(p.name == name for p, (_, _, name) in zip(changed.recipients, parties, strict=True) if name)
    assert all(TEXT[p.start : p.end] == p.text for p in changed.recipients)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"event_type": "QUARREL"}, "event_type 'QUARREL'"),
        ({"event_mode": "demo"}, "event_mode of ACCUSE 'demo'"),
        ({"status": "maybe"}, "status 'maybe'"),
        ({"actor": "the Pope"}, "don't stand in the report d1"),
        ({"actor": "BRA"}, "no words of the report d1 name it"),
        ({"actor": "Kharkiv QQQ"}, "QQQ is no code"),
        ({"actor": "Kharkiv UKR QQQ"}, "sector 'QQQ'"),
        ({"date": "2020"}, "'date' can't be corrected"),
    ],
)
def test_what_is_no_code_and_no_words_of_the_report_is_refused(found, wanted, says):
    event = accused(found)
    wanted = {"actor": f"{wanted['actor']}; Russia"} if wanted.get("actor") == "BRA" else wanted
    with pytest.raises(UsageError, match=says):
        corrected(event, DOCUMENT, wanted)


def test_exports_see_it(store, found, tmp_path):
    correct_event(store, accused(found).event_id, {"recipient": "POL"})
    export(store, "csv", tmp_path / "e.csv")
    assert "POL" in (tmp_path / "e.csv").read_text()


@pytest.mark.parametrize("wanted", [{"status": "denied", "recipient": "POL"}, {"event_type": "THREATEN"}, None])
def test_undo_brings_back_what_was(store, found, wanted):
    before = events(store)
    correct_event(store, accused(found).event_id, wanted)
    assert events(store) != before
    undo_correction(store, accused(found).event_id)
    assert events(store) == before
    assert {r["state"] for r in list_corrections(store)} == {"undone"}
    with pytest.raises(UsageError, match="no correction of event"):
        undo_correction(store, accused(found).event_id)


def test_undoing_twice_goes_back_twice(store, found):
    one = accused(found).event_id
    correct_event(store, one, {"status": "denied"})
    correct_event(store, one, {"status": "planned"})
    undo_correction(store, one)
    assert events(store)[one].status == "denied"
    undo_correction(store, one)
    assert events(store)[one].status == "occurred"


def test_coding_anew_keeps_a_correction_and_renews_the_rest(store, found):
    one = accused(found)
    correct_event(store, one.event_id, {"event_type": "THREATEN", "recipient": "POL"})
    standing = events(store)[one.event_id]
    write(store, found)  # the same model
    assert events(store)[one.event_id] == standing
    newer = [msgspec.structs.replace(e, model_version="m2", status="alleged") for e in found.events]
    # a newer model may well find at these words what the correction says, under another id
    newer = [msgspec.structs.replace(e, event_id="new", event_type="THREATEN") if e == newer[0] else e for e in newer]
    write(store, msgspec.structs.replace(found, events=newer), model="m2")
    now = events(store)
    assert now[one.event_id] == standing and "new" not in now
    assert {e.status for name, e in now.items() if name != one.event_id} == {"alleged"}


def test_coding_anew_does_not_bring_a_deleted_event_back_until_that_is_undone(store, found):
    one = accused(found).event_id
    correct_event(store, one, None)
    write(store, found)
    assert one not in events(store)
    undo_correction(store, one)
    write(store, found)
    assert events(store) == {e.event_id: e for e in found.events}


def test_a_correction_lapses_when_its_sentence_changes_and_that_is_said(store, found):
    one = accused(found)
    correct_event(store, one.event_id, {"status": "denied"})
    other = msgspec.structs.replace(DOCUMENT, text=TEXT.replace("on Monday", "on Friday"))
    run = write(store, msgspec.structs.replace(found, document=other))
    assert run.lapsed == 1
    assert events(store)[one.event_id].status == "occurred"
    assert [r["state"] for r in list_corrections(store)] == ["lapsed"]
    assert write(store, msgspec.structs.replace(found, document=other)).lapsed == 0


def test_a_correction_stands_when_another_sentence_changes(store, found):
    one = accused(found)
    correct_event(store, one.event_id, {"status": "denied"})
    longer = msgspec.structs.replace(DOCUMENT, text=TEXT + " More was to come.", source="Paper")
    assert write(store, msgspec.structs.replace(found, document=longer)).lapsed == 0
    now = events(store)[one.event_id]
    assert (now.status, now.source) == ("denied", "Paper")


def test_without_text_a_correction_stands_and_no_sentence_is_kept(store, found):
    one = accused(found)
    correct_event(store, one.event_id, {"status": "denied"})
    write(store, found, keep_text=False)
    assert events(store)[one.event_id].status == "denied"
    assert events(store)[one.event_id].sentence.text == ""
    with pytest.raises(UsageError, match="text of d1 is not in it"):
        corrected_reports(store)


def test_a_corrected_event_is_linked_anew(store, found):
    from dragoman.store.linking import link_store

    link_store(store)
    assert link_store(store).since is None
    correct_event(store, accused(found).event_id, {"status": "denied"})
    assert link_store(store).since is not None


def test_documents_with_corrections_are_reports_to_train_on(store, found):
    with pytest.raises(UsageError, match="holds no corrections"):
        corrected_reports(store)
    correct_event(store, accused(found).event_id, {"status": "denied", "recipient": "French officials"})
    (report,) = corrected_reports(store)
    assert [s["text"] for s in report["sentences"]] == [
        "Ukraine accused Russia on Monday of shelling Kharkiv.",
        "French officials said nothing.",
        "The United States imposed sanctions on Iran.",
    ]
    one = next(e for e in report["sentences"][0]["events"] if e["type"] == "ACCUSE")
    assert one["status"] == "denied" and one["recipients"][0]["text"] == "French officials"
    assert report["sentences"][2]["events"], "events that nobody corrected count as right"


values = st.fixed_dictionaries(
    {},
    optional={"event_type": st.sampled_from([*TYPE_MODES]), "status": st.sampled_from(STATUSES)},
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values)
def test_a_change_put_back_is_the_event_as_it_was(found, wanted):
    event = accused(found)
    changed, changes = corrected(event, DOCUMENT, wanted)
    assert with_values(changed, {c.field: c.old for c in changes}) == event


def test_the_command_says_what_it_did(store, found):
    one = accused(found).event_id

    def run(*arguments):
        return CliRunner().invoke(app, ["correct", str(store), *arguments], catch_exceptions=True)

    assert f"{one}  status: occurred -> planned" in run(one, "status=planned", "--by", "rina").stdout
    assert f"{one}  deleted: ACCUSE 'accused Russia'" in run(one, "delete").stdout
    assert f"{one}  back: ACCUSE 'accused Russia'" in run(one, "--undo").stdout
    lines = run("--list").stdout.splitlines()
    assert len(lines) == 2 and "rina" in lines[0] and "stands" in lines[0] and "undone" in lines[1]
    for arguments in ((one,), (one, "status"), (one, "--undo", "delete"), (one, "status=x", "status=y")):
        assert isinstance(run(*arguments).exception, UsageError)


@pytest.mark.parametrize("where", ["none.duckdb", "folder/"])
def test_what_is_no_duckdb_file_is_refused(tmp_path, where):
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError):
        correct_event(tmp_path / where, "x", {"status": "denied"})
