"""docs/picture.svg: the events of an example report, as the terminal shows them.

python tools/make_picture.py
"""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from dragoman import Coder
from dragoman.cli.show import Table
from dragoman.read import read_documents

ROOT = Path(__file__).parent.parent


def main() -> None:
    reports = read_documents([str(ROOT / "examples" / "perundingan-astana.html")], on_error=lambda error: print(error))
    table = Table(io.StringIO())
    table._console = Console(record=True, width=150, force_terminal=True, file=io.StringIO(), highlight=False)
    for coded in Coder().read_many(reports):
        table.write(coded)
    table._console.save_svg(str(ROOT / "docs" / "picture.svg"), title="dragoman code examples/perundingan-astana.html")


if __name__ == "__main__":
    main()
