"""The sample of the corpus that ships with the package, so that `dragoman train` does not make a model forget.

    python training/mix.py      # writes src/dragoman/train/mix.jsonl

Languages get equal shares; a third of each share are reports without events. Reports are taken one by one, each time
the one that adds most to types, statuses and modes still rare in the sample; ties go by the hash of their ids. Held
reports and those with a core annotation are left out.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
from collections import Counter
from typing import Any

from data import reports
from dragoman.train.reports import held

OUT = pathlib.Path("src/dragoman/train/mix.jsonl")
REPORTS = 204
LONGEST = 3400  # characters of a line: longer reports would cost the others their place under 600 KB


def line(report: dict[str, Any]) -> str:
    """A report as short as the format allows: what is empty in an event is left out."""
    sentences = [
        {"text": s["text"], "events": [{k: v for k, v in e.items() if v} for e in s["events"]]}
        for s in report["sentences"]
    ]
    report = {**report, "sentences": sentences}
    return json.dumps(report, ensure_ascii=False, separators=(",", ":")) + "\n"


def labels(report: dict[str, Any]) -> Counter[str]:
    events = [e for s in report["sentences"] for e in s["events"]]
    return Counter(
        label
        for e in events
        for label in (e["type"], f"{e['type']} {e['status']}", f"{e['type']}/{e['mode']}" if e["mode"] else "")
        if label
    )


def chosen(pool: list[dict[str, Any]], count: int, seen: Counter[str]) -> list[dict[str, Any]]:
    """`count` reports, each the one whose labels are rarest in what was taken before it, a sentence."""
    out = []
    for _ in range(min(count, len(pool))):
        best = max(pool, key=lambda r: sum(n / (1 + seen[k]) for k, n in labels(r).items()) / (3 + len(r["sentences"])))
        pool.remove(best)
        seen += labels(best)
        out.append(best)
    return out


def main() -> None:
    fit = [r for r in reports() if not held(r) and r.get("annotated") != "core" and len(line(r)) <= LONGEST]
    fit.sort(key=lambda r: hashlib.sha256(r["id"].encode()).hexdigest())
    languages = sorted({r["language"] for r in fit})
    share = REPORTS // len(languages)
    seen: Counter[str] = Counter()
    sample = []
    for language in languages:
        mine = [r for r in fit if r["language"] == language]
        quiet = [r for r in mine if not labels(r)][: share // 3]
        sample += quiet + chosen([r for r in mine if labels(r)], share - len(quiet), seen)
    OUT.write_text("".join(map(line, sample)), encoding="utf-8")
    types = Counter({k: n for k, n in seen.items() if k.isupper() and " " not in k and "/" not in k})
    print(f"{OUT}: {len(sample)} reports, {OUT.stat().st_size / 1e3:.0f} KB; {dict(types.most_common())}")


if __name__ == "__main__":
    main()
