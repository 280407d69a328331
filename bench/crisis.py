"""A crisis of known truth: how well stories, linked events, monthly series and surges come back from its reports.

    python bench/crisis.py make FOLDER [--reports 3000] [--seed 0]     reports.jsonl and truth.jsonl
    python bench/crisis.py measure FOLDER                              codes, links (twice), prints the figures

Four real states (names that nobody bears can't be coded yet) in 18 months of acts that never happened: quiet months and
scripted surges. Each act is written up by outlets in en, id and es: rewrites and translations (stories of their own),
copies with light edits (one story), a plan before it, a mention in later reports, a corrected count, a denial. Some
plans come to nothing, some acts are only denied. Sentences: crisis_patterns.json. `measure` links (a) the coder's
events and (b) records made from the truth, so that linking is measured alone.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import pathlib
import random
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from typing import Any

from dragoman.ontology import TYPE_MODES, is_symmetric, quad_class, score
from dragoman.record import Actor, Coded, Count, Date, Document, Event, Place, Span

P = json.loads(pathlib.Path(__file__).with_name("crisis_patterns.json").read_text(encoding="utf-8"))
LANGUAGES, MONTHS, START = ("en", "id", "es"), 18, (2024, 1)
DYADS = list(itertools.combinations(sorted(P["states"]), 2))
QUIET, TENSE = 4, 26  # acts a month between two states, and in a month of surge on top
SURGES = {("IDN", "MYS"): (8, 15), ("PHL", "VNM"): (11,), ("MYS", "VNM"): (14,), ("IDN", "PHL"): (16,)}
HELD, DENIED_ONLY, DENIED_LATER, PLANNED, CALLED_OFF, CORRECTED = 14, 0.1, 0.15, 0.5, 0.25, 0.4  # days; shares


def month_start(month: int) -> dt.date:
    return dt.date(START[0] + (START[1] - 1 + month) // 12, (START[1] - 1 + month) % 12 + 1, 1)


def history(draw: random.Random) -> list[dict[str, Any]]:
    """The scripted acts in the order of their days; status: occurred, planned (called off), denied (only denied)."""
    acts = []
    for month, pair in itertools.product(range(MONTHS), DYADS):
        kinds = ["quiet"] * draw.randint(QUIET - 2, QUIET + 2)
        kinds += ["tense"] * (TENSE if month in SURGES.get(pair, ()) else 0)
        for kind in kinds:
            number = draw.choices(range(len(P["acts"])), [a[kind] for a in P["acts"]])[0]
            act, sides = P["acts"][number], draw.sample(pair, 2)
            status = "occurred"
            if "denied" in act and draw.random() < DENIED_ONLY:
                status = "denied"
            elif "planned" in act and draw.random() < PLANNED * CALLED_OFF:
                status = "planned"
            acts.append(
                {
                    "act": number, "type": act["type"], "mode": act["mode"], "status": status,
                    "actor": sides[0], "recipient": sides[1],
                    "place": draw.choice(P["places"][act["where"]][draw.choice(sides)]),
                    "day": (month_start(month) + dt.timedelta(draw.randrange(28))).isoformat(),
                    "topic": draw.randrange(len(P["topics"]["en"])), "bodies": [draw.randrange(3), draw.randrange(3)],
                    "count": draw.randint(200, 5000) // 50 * 50 if act["type"] == "PROTEST" else draw.randint(2, 40),
                }
            )  # fmt: skip
    acts.sort(key=lambda a: a["day"])
    return [{"kind": "event", "event": f"e{n:04d}"} | a for n, a in enumerate(acts)]


class Writer:
    """Writes reports of acts; `reports` and `truth` are the lines of both files."""

    def __init__(self, acts: list[dict[str, Any]], draw: random.Random) -> None:
        self.acts, self.draw = acts, draw
        self.reports: list[dict[str, Any]] = []
        self.truth: list[dict[str, Any]] = []
        self.left: dict[tuple[str, str, str], list[str]] = {}  # wordings that no text has used yet

    def act(self, act: dict[str, Any], rewrites: int) -> None:
        """All that is printed about an act."""
        day, told = dt.date.fromisoformat(act["day"]), P["acts"][act["act"]]
        later = lambda low, high: day + dt.timedelta(self.draw.randint(low, high))  # noqa: E731
        if act["status"] == "planned" or ("planned" in told and self.draw.random() < PLANNED):
            before = day - dt.timedelta(self.draw.randint(2, 12))
            for language in self.draw.sample(LANGUAGES, 2):
                self.article(act, language, before, "planned")
        if act["status"] == "denied":
            for language in self.draw.sample(LANGUAGES, 2):
                self.article(act, language, later(1, 2), "denied")
        if act["status"] != "occurred":
            return
        first = self.draw.choice(LANGUAGES)
        for language in [first, *(self.draw.choice(LANGUAGES) for _ in range(rewrites))]:
            self.article(act, language, later(0, 1), "told")
        if "count" in told and self.draw.random() < CORRECTED:
            act["corrected"] = act["count"] + self.draw.randint(1, 4)
            self.article(act, self.draw.choice(LANGUAGES), later(3, 6), "told", count=act["corrected"])
        if "denied" in told and self.draw.random() < DENIED_LATER:
            self.article(act, self.draw.choice(LANGUAGES), later(1, 3), "denied")

    def article(self, act: dict[str, Any], language: str, day: dt.date, way: str, count: int | None = None) -> None:
        """One text of 4 to 8 sentences, and its copies by other outlets in the days after."""
        told = [self.sentence(act, language, day, way, count)]
        if way == "told" and self.draw.random() < 0.3:
            told.append(self.sentence(act, language, day, way, count))
        earlier = [a for a in self.acts if a["status"] == "occurred" and self._recent(a, act, day)]
        told += [self.sentence(a, language, day, "told") for a in earlier[-1:] if self.draw.random() < 0.5]
        patterns = self.draw.sample(P["fillers"][language], self.draw.randint(4, 6) - len(told) + 1)
        texts: list[Any] = [*told, *(self.filler(language, pattern) for pattern in patterns)]
        rest = texts[1:]
        self.draw.shuffle(rest)
        texts, story = [texts[0], *rest], f"s{len(self.truth):05d}"
        outlets = self.draw.sample(P["outlets"][language], 3)
        for copy in range(self.draw.choice((1, 1, 2, 3))):
            shown = texts if copy == 0 else self.edited(texts, language)
            self.print(
                shown, language, day + dt.timedelta(self.draw.randint(0, 1) if copy else 0), outlets[copy], story
            )

    def _recent(self, earlier: dict[str, Any], act: dict[str, Any], day: dt.date) -> bool:
        same = {earlier["actor"], earlier["recipient"]} == {act["actor"], act["recipient"]}
        return same and earlier is not act and 2 <= (day - dt.date.fromisoformat(earlier["day"])).days <= HELD

    def sentence(
        self, act: dict[str, Any], language: str, day: dt.date, way: str, count: int | None = None
    ) -> dict[str, Any]:
        """A sentence on an act; what it says is kept beside it, for records made without the extractor."""
        told, when = P["acts"][act["act"]], dt.date.fromisoformat(act["day"])
        pattern = self.wording(act, language, way)
        apart = (day - when).days
        said = "day" if way == "planned" or apart > 5 else self.draw.choice(("day", "weekday", "weekday", ""))
        count = count or (act.get("corrected") if apart > 6 else None) or act["count"]
        forms = P["when"][language] | {"": ""}
        words = {
            "A": self.body(act["actor"], told["body"], language, act["bodies"][0]),
            "R": self.body(act["recipient"], "GOV" if told["body"] == "GOV" else "MIL", language, 0),
            "place": act["place"], "topic": P["topics"][language][act["topic"]], "n": count,
            "when": forms[said].format(d=when.day, m=P["months"][language][when.month - 1], y=when.year,
                                       w=P["weekdays"][language][when.weekday()]),
        }  # fmt: skip
        text = pattern.format(**words)
        text = text[0].upper() + text[1:] if text[0] != "[" else text
        start, end = text.index("["), text.index("]") - 1
        return {
            "text": text.replace("[", "").replace("]", ""), "trigger": [start, end], "event": act["event"],
            "status": {"told": "occurred"}.get(way, way), "dated": bool(said) and "{when}" in pattern,
            "placed": "{place}" in pattern, "count": count if "{n}" in pattern else None,
        }  # fmt: skip

    def body(self, state: str, kind: str, language: str, which: int) -> str:
        forms = P["bodies"][kind][language]
        return str(forms[which % len(forms)].format(*P["states"][state][language]))

    def wording(self, act: dict[str, Any], language: str, way: str) -> str:
        """A pattern that no text has used on this act, as long as there is one: desks that rewrite don't copy."""
        left = self.left.setdefault((act["event"], language, way), [])
        if not left:
            patterns = P["acts"][act["act"]][way][language]
            left += self.draw.sample(patterns, len(patterns))
        return str(left.pop())

    def filler(self, language: str, pattern: str) -> dict[str, Any]:
        place = self.draw.choice(sorted(P["geonames"]))
        topic = self.draw.choice(P["topics"][language])
        text = pattern.format(place=place, topic=topic, n=self.draw.randint(3, 99))
        return {"text": text[0].upper() + text[1:]}

    def edited(self, texts: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
        """A copy as another desk prints it: a sentence without event cut or put in, some words changed."""
        plain = [n for n, t in enumerate(texts) if "event" not in t]
        drop = self.draw.choice(plain) if plain and len(texts) > 4 and self.draw.random() < 0.6 else -1
        out = [self._reworded(t, language) for n, t in enumerate(texts) if n != drop]
        if len(out) < 8 and self.draw.random() < 0.3:
            out.append(self.filler(language, self.draw.choice(P["fillers"][language])))
        return out

    def _reworded(self, sentence: dict[str, Any], language: str) -> dict[str, Any]:
        text, (start, end) = sentence["text"], sentence.get("trigger", (0, 0))
        for one, other in P["edits"][language]:
            at = text.find(one)
            if at < 0 or self.draw.random() < 0.6 or not (at >= end or at + len(one) <= start):
                continue
            text = text[:at] + other + text[at + len(one) :]
            moved = len(other) - len(one) if at + len(one) <= start else 0
            start, end = start + moved, end + moved
        return sentence | ({"text": text, "trigger": [start, end]} if "event" in sentence else {"text": text})

    def print(self, texts: list[dict[str, Any]], language: str, day: dt.date, outlet: str, story: str) -> None:
        name, at, sentences = f"r{len(self.reports):05d}", 0, []
        for sentence in texts:
            if "event" in sentence:
                end = at + len(sentence["text"])
                sentences.append(sentence | {"start": at, "end": end, "trigger": [at + t for t in sentence["trigger"]]})
            at += len(sentence["text"]) + 1
        text = " ".join(t["text"] for t in texts)
        row = {"id": name, "text": text, "language": language, "published": day.isoformat(), "source": outlet}
        self.reports.append(row)
        self.truth.append({"kind": "report", "report": name, "story": story, "sentences": sentences})


def make(folder: pathlib.Path, wanted: int, seed: int) -> None:
    """Write both files; fewer reports than the whole: those of the first acts only."""
    draw = random.Random(seed)
    writer = Writer(acts := history(draw), draw)
    for act in acts:
        if len(writer.reports) >= wanted and wanted < 3000:
            break
        writer.act(act, draw.choice((1, 1, 2, 3)))
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("reports", writer.reports), ("truth", [*acts, *writer.truth])):
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        folder.joinpath(f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    print(f"{len(acts)} acts {dict(Counter(a['status'] for a in acts))}, {len(writer.reports)} reports to {folder}")


def read(path: pathlib.Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def perfect(report: dict[str, Any], truth: dict[str, Any], acts: dict[str, dict[str, Any]]) -> Coded:
    """The record of a report as a coder without mistakes would write it: what the sentences say, no more."""
    events = [_event(report, s, acts[s["event"]]) for s in truth["sentences"]]
    return Coded(document=Document(**report), sentences=[], quotes=[], events=events)


def _event(report: dict[str, Any], s: dict[str, Any], act: dict[str, Any]) -> Event:
    mode = act["mode"] if act["mode"] in TYPE_MODES[act["type"]] else None
    (start, end), text = s["trigger"], report["text"]
    span = lambda a, b: Span(text=text[a:b], start=a, end=b)  # noqa: E731
    sides = [
        [Actor(text=act[n], start=s["start"], end=s["start"] + 1, name=act[n], country=act[n])]
        for n in ("actor", "recipient")
    ]
    if is_symmetric(act["type"], mode):
        sides = [[*sides[0], *sides[1]], []]
    day = act["day"] if s["dated"] else report["published"]
    where = next(c for kinds in P["places"].values() for c, names in kinds.items() if act["place"] in names)
    place = Place(name=act["place"], text=act["place"], start=s["start"], end=s["start"] + 1,
                  geonames_id=P["geonames"][act["place"]], country=where)  # fmt: skip
    count = P["acts"][act["act"]].get("count")
    return Event(
        event_id=f"{report['id']}-{s['start']}", document_id=report["id"], story_id=None, event_type=act["type"],
        event_mode=mode, contexts=[], status=s["status"], actors=sides[0], recipients=sides[1],
        speaker=sides[0][0] if s["status"] == "denied" else None, cue=None,
        date=Date(start=day, end=day, precision="day" if s["dated"] else "unknown"),
        place=place if s["placed"] else None,
        trigger=span(start, end), sentence=span(s["start"], s["end"]), score=score(act["type"], mode),
        quad_class=quad_class(act["type"]), goldstein=None, cameo_code=None,
        counts={count: Count(text=str(s["count"]), value=s["count"])} if count and s["count"] else {},
        confidence=1.0, language=report["language"], source=report["source"], published=report["published"], url=None,
        model_version="truth", codebook_version="truth",
    )  # fmt: skip


def run(*arguments: str) -> None:
    """A command of the package in a process of its own; what it says of itself is printed."""
    start = "from dragoman.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", start, *arguments], check=True, capture_output=True, text=True)
    print("   ", " ".join([arguments[0], *(done.stderr or done.stdout).split()]), flush=True)


def measure(folder: pathlib.Path) -> None:
    """Code, link, compare with the truth."""
    from dragoman.store import Store

    rows, reports = read(folder / "truth.jsonl"), read(folder / "reports.jsonl")
    acts = {r["event"]: r for r in rows if r["kind"] == "event"}
    truths = {r["report"]: r for r in rows if r["kind"] == "report"}
    coded, made = folder / "coded.duckdb", folder / "perfect.duckdb"
    for path in (coded, made):
        path.unlink(missing_ok=True)
    run("code", str(folder / "reports.jsonl"), "--into", str(coded), "--threads", "1")
    with Store(made) as store:
        for report in reports:
            store.write(perfect(report, truths[report["id"]], acts))
    told = {s["event"] for t in truths.values() for s in t["sentences"]}
    for name, path in (("(a) the coder's events", coded), ("(b) events made from the truth", made)):
        print(name)
        run("link", str(path))
        compare(path, {r: t["story"] for r, t in truths.items()}, truths, acts)
        series_compared(path, [acts[e] for e in sorted(told)])


def compare(path: pathlib.Path, stories: dict[str, str], truths: dict[str, Any], acts: dict[str, Any]) -> None:
    """Pairwise rates of stories and of linked events, over those that stand in a true sentence."""
    import duckdb

    from dragoman.evaluate.pairs import score_groups

    with duckdb.connect(str(path), read_only=True) as db:
        found = dict(db.execute("SELECT id, story_id FROM documents").fetchall())
        links = dict(db.execute("SELECT event_id, linked_event_id FROM event_links").fetchall())
        events = db.execute(
            "SELECT event_id, document_id, event_type, trigger.start FROM events ORDER BY confidence DESC, event_id"
        ).fetchall()
    at_sentence: dict[tuple[str, int], list[tuple[Any, ...]]] = defaultdict(list)
    outside = 0
    for event in events:
        inside = [s for s in truths[event[1]]["sentences"] if s["start"] <= event[3] < s["end"]]
        outside += not inside
        for s in inside:
            at_sentence[event[1], s["start"]].append((acts[s["event"]]["type"] == event[2], event[0], s["event"]))
    best = [max(these, key=lambda t: t[0]) for these in at_sentence.values()]  # of the true type, or the surest
    sentences = sum(len(t["sentences"]) for t in truths.values())
    print(f"    {len(events)} events, {outside} outside true sentences; {len(best)} of {sentences} true sentences "
          f"found, {sum(b[0] for b in best)} with the true type")  # fmt: skip
    for name, rate in (
        ("stories", score_groups(stories, found).rate),
        ("linked events", score_groups({b[1]: b[2] for b in best}, links).rate),
    ):
        print(f"    {name}: precision {rate.precision:.3f} recall {rate.recall:.3f} F1 {rate.f1:.3f}")


def series_compared(path: pathlib.Path, acts: list[dict[str, Any]]) -> None:
    """Monthly series of each two states against the truth: counts, mean scores, surges."""
    from dragoman.analyse import Selection, open_events, series
    from dragoman.analyse.alarms import surges

    months = [month_start(m) for m in range(MONTHS)]
    last = month_start(MONTHS) - dt.timedelta(1)
    true = {(*pair, m): [] for pair in DYADS for m in months}
    for act in acts:
        if act["status"] == "occurred":
            pair = tuple(sorted((act["actor"], act["recipient"])))
            true[(*pair, dt.date.fromisoformat(act["day"]).replace(day=1))].append(score(act["type"], act["mode"]))
    scripted = {(*pair, month_start(m)) for pair, at in SURGES.items() for m in at}
    told = {(*pair, months[s.at]) for pair in DYADS for s in surges([len(true[(*pair, m)]) for m in months])}
    print(f"    surges: {len(scripted)} scripted; the rule finds {len(told & scripted)} and "
          f"{len(told - scripted)} more in the true counts")  # fmt: skip
    for way in ("linked", "events"):
        cells, flagged = {}, set()
        with open_events(path, count=way) as views:
            for pair in DYADS:
                chosen = Selection(between=pair, since=months[0].isoformat(), until=last.isoformat())
                for row in series(views, chosen).iter_rows(named=True):
                    cells[(*pair, row["period"])] = row["events"], row["mean_score"]
                    flagged |= {(*pair, row["period"])} if row["surge"] else set()
        keys = sorted(true)
        counts = statistics.correlation([len(true[k]) for k in keys], [cells.get(k, (0, None))[0] for k in keys])
        both = [k for k in keys if true[k] and cells.get(k, (0, None))[1] is not None]
        means = statistics.correlation([statistics.fmean(true[k]) for k in both], [cells[k][1] for k in both])
        total = sum(c[0] for c in cells.values())
        print(f"    monthly series, {way}: {total} events (true {sum(map(len, true.values()))}); correlation of "
              f"counts {counts:.3f}, of mean scores {means:.3f} ({len(both)} of {len(keys)} cells); "
              f"surges {len(flagged & scripted)} of {len(scripted)}, {len(flagged - scripted)} false")  # fmt: skip


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("do", choices=("make", "measure"))
    ask.add_argument("folder", type=pathlib.Path)
    ask.add_argument("--reports", type=int, default=3000, help="fewer: a first part of the history, for a quick look")
    ask.add_argument("--seed", type=int, default=0)
    args = ask.parse_args()
    make(args.folder, args.reports, args.seed) if args.do == "make" else measure(args.folder)


if __name__ == "__main__":
    main()
