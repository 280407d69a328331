"""How far two annotators, blind to each other, agree: the second reading of a sample of the corpus.

    python training/agreement.py blind --seed 1 --share 0.15 --language id > build/blind.txt   # sentences alone
    python training/agreement.py measure                                                       # training/second/*.txt

A second reader gets the reports without annotations, in the short form of compact.py, and adds event lines. `measure`
scores the second reading against the corpus as it stood when it was read (training/second/*.first.jsonl), by field.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
from collections import defaultdict
from typing import Any

from compact import read
from data import reports
from dragoman.evaluate.gold import Unit
from dragoman.evaluate.score import Figures, score

SECOND = pathlib.Path(__file__).parent / "second"


def blind(share: float, language: str, seed: int, prefix: str = "") -> tuple[list[dict[str, Any]], str]:
    """A sample of a language's reports whose ids begin so, and their text in the short form without a single event."""
    mine = [r for r in reports([language]) if r["id"].startswith(prefix)]
    sample = random.Random(f"{seed}-{language}").sample(mine, max(1, round(len(mine) * share)))
    text = "\n".join(
        f"## {r['id']} | {r['outlet']} | {r['published']}\n"
        + "\n".join(f"- {s['text']}" for s in r["sentences"])
        + "\n"
        for r in sample
    )
    return sample, text


def units(report: dict[str, Any]) -> dict[tuple[str, int], list[Unit]]:
    def codes(people: list[dict[str, str]]) -> tuple[str, ...]:
        return tuple(sorted({p["country"] for p in people}))

    return {
        (report["id"], n): [
            Unit(e["type"], e["mode"], e["status"], codes(e["actors"]), codes(e["recipients"])) for e in s["events"]
        ]
        for n, s in enumerate(report["sentences"])
    }


def speakers(first: dict[str, Any], second: dict[str, Any]) -> tuple[int, int]:
    """Events of one type in one sentence, once each in both readings: how many, and how many agree on the speaker."""
    same = total = 0
    for a, b in zip(first["sentences"], second["sentences"], strict=True):
        for event in a["events"]:
            twins = [e for e in b["events"] if e["type"] == event["type"]]
            if len(twins) == 1 and sum(e["type"] == event["type"] for e in a["events"]) == 1:
                total += 1
                one, other = event.get("speaker", "").casefold(), twins[0]["speaker"].casefold()
                same += one == other or bool(one and other and (one in other or other in one))
    return total, same


def row(name: str, f: Figures, talk: tuple[int, int], count: int) -> str:
    cells = " | ".join(f"{f.rates[k].f1:.3f}" for k in ("detect", "type", "dyad"))
    spoken = talk[1] / max(1, talk[0])
    return f"| {name} | {count} | {f.gold} / {f.found} | {cells} | {f.status:.3f} | {f.mode:.3f} | {spoken:.3f} |"


def measure() -> str:
    """The table of agreement, a row a language and one for all."""
    pairs: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = defaultdict(list)
    for path in sorted(SECOND.glob("*.first.jsonl")):
        firsts = {r["id"]: r for r in map(json.loads, path.open(encoding="utf-8"))}
        seconds, faults = read(str(path).replace(".first.jsonl", ".txt"))
        if faults:
            raise SystemExit("\n".join(faults))
        for second in seconds:
            first = firsts.get(second["id"])
            if first and [s["text"] for s in first["sentences"]] == [s["text"] for s in second["sentences"]]:
                pairs[first["language"]].append((first, second))
            else:
                print(f"left out: {second['id']} does not match its first reading")
    lines = [
        "| language | reports | events first / second | detect F1 | type F1 | dyad F1 | status | mode | speaker |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, group in [*sorted(pairs.items()), ("all", [p for ps in pairs.values() for p in ps])]:
        gold = {k: v for a, _ in group for k, v in units(a).items()}
        found = {k: v for _, b in group for k, v in units(b).items()}
        talk = [speakers(a, b) for a, b in group]
        lines.append(row(name, score(gold, found), (sum(t for t, _ in talk), sum(s for _, s in talk)), len(group)))
    return "\n".join(lines)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("do", choices=["blind", "measure"])
    ask.add_argument("--share", type=float, default=0.15)
    ask.add_argument("--language", default="id")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--prefix", default="", help="only reports whose ids begin so (n- for the second grid)")
    args = ask.parse_args()
    if args.do == "measure":
        print(measure())
        return
    sample, text = blind(args.share, args.language, args.seed, args.prefix)
    SECOND.mkdir(exist_ok=True)
    name = f"{args.language}-{args.seed}"
    (SECOND / f"{name}.first.jsonl").write_text(
        "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in sample), encoding="utf-8"
    )
    print(text)


if __name__ == "__main__":
    main()
