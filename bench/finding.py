"""Score `dragoman find` on tests/gold: are mentions found, and do they resolve to what a reader says?

    python bench/finding.py [--language ru] [--kind dates] [--errors 20]

In: tests/gold/*.txt, documents with their mentions marked (format: tests/gold/README.md). Out: a table by kind and
language: precision and recall of the mentions (spans that overlap, one to one), and how many of those found resolve
rightly; for dates also how many of all. These sets measure: nothing is tuned on them, and errors are read only to
understand a figure.
"""

from __future__ import annotations

import argparse
import math
import pathlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import dragoman
from dragoman.coding.counts import read_count
from dragoman.record import Document

GOLD = pathlib.Path(__file__).parent.parent / "tests" / "gold"
KINDS = ("actors", "dates", "places", "quotes", "counts")
MARK = re.compile(r"⟦([^⟧]*)⟧\{(\w+) ([^}]*)\}")
NEAR = 60.0  # km: a city's centre is given to a tenth of a degree, and gazetteers differ by some km


@dataclass
class Mention:
    start: int
    end: int
    values: list[str]


@dataclass
class Report:
    id: str
    language: str
    published: str
    kinds: list[str]
    text: str = ""
    mentions: dict[str, list[Mention]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Tally:
    gold: int = 0
    found: int = 0
    hit: int = 0
    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def read(path: pathlib.Path) -> Iterator[Report]:
    """The documents of one gold file; ValueError names a line that can't be read."""
    report: Report | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            if report:
                yield report
            parts = [p.strip() for p in line[3:].split("|")]
            if len(parts) != 4 or not set(parts[3].split()) <= set(KINDS):
                raise ValueError(f"{path.name}:{number}: want '## id | language | published | kinds'")
            report = Report(*parts[:3], parts[3].split())
        elif line.strip() and report:
            _add(report, line)
            if "⟦" in MARK.sub("", line):
                raise ValueError(f"{path.name}:{number}: a mark that can't be read")
    if report:
        yield report


def _add(report: Report, line: str) -> None:
    """One paragraph: its words, and its marks at their places."""
    text, last = report.text + ("\n" if report.text else ""), 0
    for mark in MARK.finditer(line):
        text += line[last : mark.start()]
        report.mentions[mark[2] + "s"].append(Mention(len(text), len(text) + len(mark[1]), mark[3].split()))
        text, last = text + mark[1], mark.end()
    report.text = text + line[last:]


def pairs(gold: list[Mention], found: list[dict[str, Any]]) -> list[tuple[Mention, dict[str, Any]]]:
    """Mentions that overlap, each in one pair, the greatest overlap first."""
    all_pairs = [
        (min(g.end, f["end"]) - max(g.start, f["start"]), i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if g.start < f["end"] and f["start"] < g.end
    ]
    taken: tuple[set[int], set[int]] = (set(), set())
    out = []
    for _, i, j in sorted(all_pairs, key=lambda p: (-p[0], p[1], p[2])):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            out.append((gold[i], found[j]))
    return out


def kilometres(a: float, b: float, c: float, d: float) -> float:
    """Great-circle distance between two points given as latitude and longitude in degrees."""
    a, b, c, d = map(math.radians, (a, b, c, d))
    return 6371 * math.acos(
        max(-1.0, min(1.0, math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(b - d)))
    )


def plain(words: str | None) -> str:
    return re.sub(r"[\W_]+", " ", words or "").casefold().strip()


def alike(a: str, b: str) -> bool:
    """One name holds the other, or their last words agree but for an inflected ending."""
    a, b = plain(a), plain(b)
    if not a or not b:
        return False
    one, other = a.split()[-1], b.split()[-1]
    stem = max(4, min(len(one), len(other)) - 2)
    return a in b or b in a or one[:stem] == other[:stem]


def judge(kind: str, gold: list[str], found: dict[str, Any]) -> dict[str, bool]:
    """What the found mention resolves to rightly, by field."""
    if kind == "dates":
        # "since May" and "until 2015" are marked open (..); `find` gives the date itself, the coder opens it
        start, end = gold[:2]
        date = found["date"]
        return {"date": start in ("..", date["start"]) and end in ("..", date["end"])}
    if kind == "places":
        name, country = gold[0], None if gold[1] == "-" else gold[1]
        same = country is None or found["country"] == country
        here = found["latitude"] is not None and (
            kilometres(float(gold[2]), float(gold[3]), found["latitude"], found["longitude"]) <= NEAR
        )
        return {"country": same, "place": same and (here or alike(name, found["name"]))}
    if kind == "quotes":
        speaker = found["speaker"]
        if gold[0] == "-":
            return {"speaker": speaker is None, "direct": found["direct"] == (gold[1] == "direct")}
        said = bool(speaker) and (alike(gold[0], speaker["text"]) or alike(gold[0], speaker["name"]))
        return {"speaker": said, "direct": found["direct"] == (gold[1] == "direct")}
    named = gold[2] != "-"
    return {"country": found["country"] == gold[0], "sector": found["sector"] == gold[1]} | (
        {"name": alike(gold[2], found["name"])} if named else {}
    )


def counted(report: Report, tally: Tally, wrong: list[str]) -> None:
    """Number phrases read as numbers; they are found by the extractor, so only the reading is scored."""
    for mention in report.mentions["counts"]:
        words = report.text[mention.start : mention.end]
        count = read_count(words, report.language)
        low, high = (None if v == ".." else int(v) for v in mention.values[:2])
        given = (count.value, count.value) if count and count.value is not None else count and (count.low, count.high)
        tally.gold += 1
        tally.found += count is not None
        tally.hit += count is not None
        tally.right["count"] += given == (low, high)
        if given != (low, high):
            wrong.append(f"{report.id} counts [{words}] is {mention.values[:2]}, given {given}")


def find(report: Report, kind: str) -> list[dict[str, Any]]:
    """What `dragoman find` gives for one document."""
    document = Document(id=report.id, text=report.text, published=report.published, language=report.language)
    return dragoman.find(kind, document)


def score(report: Report, kind: str, found: list[dict[str, Any]], tally: Tally, wrong: list[str]) -> None:
    """Add one document to a tally."""
    gold = report.mentions[kind]
    matched = pairs(gold, found)
    tally.gold += len(gold)
    tally.found += len(found)
    tally.hit += len(matched)
    met = {id(g) for g, _ in matched}
    wrong += [f"{report.id} {kind} [{report.text[g.start : g.end]}] not found" for g in gold if id(g) not in met]
    for mention, other in matched:
        for name, right in judge(kind, mention.values, other).items():
            tally.right[name] += right
            tally.right[f"{name} of"] += 1
            if not right:
                words = report.text[mention.start : mention.end]
                wrong.append(f"{report.id} {kind} {name} [{words}] is {mention.values}, given {_brief(other)}")


def _brief(found: dict[str, Any]) -> str:
    keys = ("text", "date", "name", "country", "sector", "speaker", "direct")
    return str({k: found[k] for k in keys if k in found})


def row(kind: str, language: str, t: Tally) -> str:
    precision, recall = t.hit / max(1, t.found), t.hit / max(1, t.gold)
    if kind == "counts":
        rights = f"count {t.right['count'] / max(1, t.gold):.3f} of all"
        return f"| {kind} | {language} | {t.gold} | – | – | {rights} |"
    names = sorted(n for n in t.right if not n.endswith(" of"))
    rights = ", ".join(f"{n} {t.right[n] / max(1, t.right[n + ' of']):.3f}" for n in names)
    if kind == "dates":
        rights += f" ({t.right['date'] / max(1, t.gold):.3f} of all)"
    return f"| {kind} | {language} | {t.gold} | {precision:.3f} | {recall:.3f} | {rights} |"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--language", action="append")
    ask.add_argument("--kind", action="append", choices=KINDS)
    ask.add_argument("--errors", type=int, default=0, help="print so many errors a language and kind")
    args = ask.parse_args()
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    errors: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in sorted(GOLD.glob("*.txt")):
        for report in read(path):
            if args.language and report.language not in args.language:
                continue
            for kind in report.kinds:
                if args.kind and kind not in args.kind:
                    continue
                found = [] if kind == "counts" else find(report, kind)
                for key in ((kind, report.language), (kind, "all")):
                    if kind == "counts":
                        counted(report, tallies[key], errors[key])
                    else:
                        score(report, kind, found, tallies[key], errors[key])
    print("| kind | language | gold | precision | recall | right of those found |\n|---|---|---|---|---|---|")
    for kind, language in sorted(tallies, key=lambda k: (KINDS.index(k[0]), k[1] != "all", k[1])):
        print(row(kind, language, tallies[kind, language]))
    for (kind, language), lines in sorted(errors.items()):
        if language != "all" and args.errors:
            print(f"\n{kind}, {language}:", *lines[: args.errors], sep="\n")


if __name__ == "__main__":
    main()
