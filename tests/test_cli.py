"""The commands as a user types them: output formats, one clear line for each bad input, exit status 0, 1, 2."""

import json
import subprocess
import sys
import time

import polars as pl
import pytest

SENTENCE = "Ukraine accused Russia of shelling Kharkiv."


def dragoman(*arguments, stdin=None):
    return subprocess.run(
        [sys.executable, "-c", "from dragoman.cli import main; main()", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    return path


def test_a_text_file_gives_a_table_and_status_0(report):
    done = dragoman("code", report, "--published", "2022-05-01")
    assert done.returncode == 0, done.stderr
    assert "ACCUSE" in done.stdout
    assert "UKR" in done.stdout
    assert "1 documents, 1 sentences" in done.stderr


def test_why_shows_the_sentence(report):
    done = dragoman("code", report, "--why")
    assert SENTENCE in done.stdout


def test_standard_input_gives_json_lines():
    done = dragoman("code", "-", "--format", "jsonl", "--quiet", stdin=SENTENCE)
    assert json.loads(done.stdout.splitlines()[0])["sentence"]["text"] == SENTENCE
    assert done.stderr == ""


def test_formats_hold_the_same_events(report, tmp_path):
    for name in ("e.csv", "e.parquet", "e.jsonl"):
        done = dragoman("code", report, "--out", tmp_path / name)
        assert done.returncode == 0, done.stderr
    ids = [json.loads(line)["event_id"] for line in (tmp_path / "e.jsonl").read_text().splitlines()]
    assert pl.read_csv(tmp_path / "e.csv")["event_id"].to_list() == ids
    assert pl.read_parquet(tmp_path / "e.parquet")["event_id"].to_list() == ids


def test_bad_inputs_are_set_aside_one_line_each_and_the_rest_is_coded(tmp_path, report):
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "picture.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "lines.jsonl").write_text(
        json.dumps({"id": "a", "text": SENTENCE}) + "\n{broken\n" + json.dumps({"id": "c", "titel": "x"}) + "\n"
    )
    (tmp_path / "page.html").write_text("<html><body></body></html>")
    done = dragoman("code", tmp_path, "--format", "jsonl")
    assert done.returncode == 1
    aside = [line for line in done.stderr.splitlines() if line.startswith("set aside:")]
    assert len(aside) == 5, done.stderr
    assert any("lines.jsonl:2" in line for line in aside)
    assert {json.loads(line)["document_id"].split("/")[-1] for line in done.stdout.splitlines()} >= {"a"}
    assert "5 set aside" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("code", "no-such-file.txt"),
        ("code", "-", "--published", "yesterday"),
        ("code", "-", "--model", "none.model"),
        ("code", "-", "--field", "body"),
        ("code", "-", "--format", "parquet"),
        ("code",),
        ("find", "dates", "no-such-file.txt"),
        ("evaluate", "no-such-gold.jsonl"),
    ],
)
def test_unusable_arguments_end_with_status_2_and_one_line(arguments):
    done = dragoman(*arguments, stdin=SENTENCE)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_duckdb_file_holds_the_events_once_however_often_they_are_coded(report, tmp_path):
    import duckdb

    for _ in range(2):
        assert dragoman("code", report, "--into", tmp_path / "e.duckdb").returncode == 0
    with duckdb.connect(str(tmp_path / "e.duckdb"), read_only=True) as db:
        assert db.execute("SELECT count(*) FROM documents").fetchone() == (1,)
        assert db.execute("SELECT count(*), count(DISTINCT event_id) FROM events").fetchone()[0] >= 1
        assert db.execute("SELECT count(*) = count(DISTINCT event_id) FROM events").fetchone() == (True,)
        assert db.execute("SELECT actors[1].country FROM events WHERE event_type = 'ACCUSE'").fetchone() == ("UKR",)


def test_how_a_store_is_written_needs_a_store(report):
    done = dragoman("code", report, "--no-text")
    assert done.returncode == 2 and "needs --into" in done.stderr


def test_a_store_without_text_and_then_again(report, tmp_path):
    import duckdb

    store = tmp_path / "e.duckdb"
    assert "0 passed over" in dragoman("code", report, "--into", store, "--no-text").stderr
    assert "1 passed over" in dragoman("code", report, "--into", store, "--no-text").stderr
    assert "0 passed over" in dragoman("code", report, "--into", store, "--no-text", "--again").stderr
    with duckdb.connect(str(store), read_only=True) as db:
        assert db.execute("SELECT text, length(text_hash) FROM documents").fetchall() == [("", 64)]
        assert db.execute("SELECT DISTINCT sentence.text FROM events").fetchall() == [("",)]


def test_find_prints_one_mention_a_line(tmp_path):
    done = dragoman(
        "find",
        "dates",
        "-",
        "--published",
        "2021-12-14",
        "--format",
        "jsonl",
        "--language",
        "en",
        stdin="They met on 3 May 2021.",
    )
    mention = json.loads(done.stdout.splitlines()[0])
    assert mention["date"] == {"start": "2021-05-03", "end": "2021-05-03"}
    assert mention["kind"] == "date"


def test_help_answers_at_once():
    started = time.perf_counter()
    done = dragoman("--help")
    assert done.returncode == 0
    assert time.perf_counter() - started < 2  # measured 0.3 s; bench/start.sh has the figure, this only a guard
    assert "code" in done.stdout
    assert "Examples" in dragoman("code", "--help").stdout
