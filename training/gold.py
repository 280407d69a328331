"""The held part of the corpus as gold files for `dragoman evaluate`.

python training/gold.py      # build/held.jsonl (all), training/held/quick.jsonl (a fixed sample, which CI scores)
"""

from __future__ import annotations

import hashlib
import json
import pathlib
from typing import Any

from data import reports
from dragoman.train.reports import held

QUICK = 48  # reports, taken by the hash of their ids from those held: CI codes them in seconds


def gold(report: dict[str, Any]) -> dict[str, Any]:
    """A report in the format of gold files."""
    return {
        "id": report["id"],
        "language": report["language"],
        "date": report["published"],
        "outlet": report["outlet"],
        "sentences": [
            {
                "n": n,
                "text": s["text"],
                "events": [
                    {k: e[k] for k in ("type", "mode", "status", "trigger", "actors", "recipients")}
                    for e in s["events"]
                ],
            }
            for n, s in enumerate(report["sentences"], 1)
        ],
    }


def write(path: pathlib.Path, sample: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(gold(r), ensure_ascii=False) + "\n" for r in sample), encoding="utf-8")


def main() -> None:
    aside = sorted((r for r in reports() if held(r)), key=lambda r: hashlib.sha256(r["id"].encode()).hexdigest())
    write(pathlib.Path("build/held.jsonl"), aside)
    write(pathlib.Path("training/held/quick.jsonl"), aside[:QUICK])
    print(f"{len(aside)} held reports, {QUICK} of them in the quick sample")


if __name__ == "__main__":
    main()
