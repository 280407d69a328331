"""The commands shown in the documentation print what is shown there."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dragoman.cli import app

ROOT = Path(__file__).parent.parent / "docs"
BLOCKS = [
    (page, *block.split("\n", 1))
    for page in ("analysis.md", "sql.md")
    for block in re.findall(r"```text\n\$ dragoman (.*?)\n```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
]


def test_there_are_examples():
    assert len(BLOCKS) >= 8


@pytest.mark.parametrize(("page", "command", "shown"), BLOCKS, ids=[f"{b[0]}: {b[1][:40]}" for b in BLOCKS])
def test_the_example_prints_what_the_page_shows(page, command, shown, monkeypatch):
    monkeypatch.chdir(ROOT / "data")
    done = CliRunner().invoke(app, shlex.split(command))
    assert done.exit_code == 0, done.output
    printed = [line.rstrip() for line in [*done.stdout.splitlines(), *done.stderr.splitlines()]]
    assert printed == shown.splitlines()
