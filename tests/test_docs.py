"""The documentation keeps up with the program."""

import re
from pathlib import Path

from typer.main import get_command

from dragoman.cli import app

ROOT = Path(__file__).parent.parent


def test_every_command_is_in_the_reference():
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    root = get_command(app)
    for name, command in root.commands.items():
        assert f"dragoman {name}" in text
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--"):
                    assert option in text, f"dragoman {name} {option} is not in docs/commands.md"


def test_the_readme_names_two_commands_and_each_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / "dev").read_text(encoding="utf-8")
    for word in ("demo", "test"):
        assert f"./dev {word}" in text
        assert re.search(rf"^{word}\)", script, re.MULTILINE)


def test_every_page_of_the_site_exists():
    listed = re.findall(r":\s*([\w-]+\.md)", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert listed
    for page in listed:
        assert (ROOT / "docs" / page).exists(), page
