"""The analysing commands as a user types them."""

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

CRISIS = Path(__file__).parent.parent / "docs" / "data" / "crisis.jsonl"


def dragoman(*arguments):
    return subprocess.run(
        [sys.executable, "-c", "from dragoman.cli import main; main()", *map(str, arguments)],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_formats_hold_the_same_rows_and_the_ids_of_their_events(tmp_path):
    for name in ("d.csv", "d.jsonl", "d.parquet"):
        done = dragoman("dyads", CRISIS, "--by", "year", "--out", tmp_path / name)
        assert done.returncode == 0, done.stderr
        assert "of other status not counted" in done.stderr
    lines = [json.loads(line) for line in (tmp_path / "d.jsonl").read_text().splitlines()]
    frame = pl.read_parquet(tmp_path / "d.parquet")
    assert [row["event_ids"] for row in lines] == frame["event_ids"].to_list()
    assert ["; ".join(row["event_ids"]) for row in lines] == pl.read_csv(tmp_path / "d.csv")["event_ids"].to_list()


def test_the_table_shows_the_sentences_with_why():
    done = dragoman("top", CRISIS, "--of", "dyad", "--limit", "1", "--why", "--quiet")
    assert done.stderr == ""
    assert "and 99 more" in done.stdout
    assert "held talks with" in done.stdout or "criticised" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [("dyads", "none.duckdb"), ("series", CRISIS, "--by", "decade"), ("top", CRISIS, "--of", "weather"),
     ("network", CRISIS, "--format", "xml"), ("dyads", CRISIS, "--format", "parquet"), ("dyads", CRISIS, "--chart", "x.gif")],
)  # fmt: skip
def test_unusable_arguments_end_with_2_and_one_line(arguments):
    done = dragoman(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_the_scripted_crisis_is_as_its_script_writes_it(tmp_path):
    root = Path(__file__).parent.parent
    subprocess.run(
        [sys.executable, root / "tools" / "make_crisis.py", tmp_path / "again.jsonl"], check=True, capture_output=True
    )
    assert (tmp_path / "again.jsonl").read_bytes() == CRISIS.read_bytes()
