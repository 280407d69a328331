"""The sampling grid of the training corpus: what each report must be, decided by a seed before anyone writes.

Out: `training/corpus/grid.jsonl`, one cell a line (a report with the cell's id fills it). `check` compares the
written reports with their cells. Nothing here depends on the clock or on the order of files.

    python training/grid.py plan     # writes training/corpus/grid.jsonl
    python training/grid.py check    # which cells are unfilled, or filled by a report of another kind
"""

import argparse
import json
import pathlib
import random
import sys

from grid_lists import (
    ACTORS,
    BEATS,
    CONTRASTS,
    DECADES,
    DENSE_FROM,
    EVERYDAY,
    FORMS,
    HOME,
    MODES,
    NEWS,
    OUTLETS,
    POLITICS,
    POSITIONS,
    QUIET,
    REBALANCED_FROM,
    REGIONS,
    REPORTS,
    SEED,
    STATUSES,
    STILL,
    TRAITS,
    VOICES,
    WEB_BEATS,
    WEB_FROM,
    WEB_HALF,
    WEB_HOME,
    WEB_TRAITS,
    WEB_VOICES,
)

CORPUS = pathlib.Path(__file__).parent / "corpus"


def news_cells():
    """Yield every cell of the second grid."""
    for language, reports in NEWS.items():
        draw = random.Random(f"{SEED}-news-{language}")
        beats, webs, still, deck = [], [], [], []
        for n in range(1, reports + 1):
            web = n >= WEB_FROM.get(language, n + 1) or bool(language in WEB_HALF and n % 2)
            voices = (WEB_VOICES if language != "en" else dict(list(WEB_VOICES.items())[:-1])) if web else VOICES
            voice = draw.choice(list(voices))
            cell = {
                "id": f"n-{language}-{n:04d}",
                "language": language,
                "outlet": voices[voice],
                "voice": voice,
                "published": list(draw.choice(DECADES[1:])),
                "region": HOME[language] if draw.random() < 0.35 else draw.choice(REGIONS),
                "sentences": draw.choice([[12, 15], [14, 18], [16, 20]]),
            }
            if web and draw.random() < 0.5:
                cell["region"] = draw.choice(WEB_HOME.get(language, [HOME[language]]))
            quiet = n % 10 == 4 if n >= DENSE_FROM.get(language, n + 1) else n % 5 in (2, 4)
            if quiet and not (web and n % 10 == 2):
                still = still or draw.sample(STILL, len(STILL))
                yield cell | {"kind": "quiet", "topic": still.pop()}
                continue
            if web:
                webs = webs or draw.sample(WEB_BEATS, len(WEB_BEATS))
                cell |= {
                    "kind": "news",
                    "beat": webs.pop(),
                    "focus": [],
                    "events": draw.choice([[4, 7], [6, 10], [8, 13]]),
                }
                yield cell | {"traits": draw.sample(WEB_TRAITS, 3)}
                continue
            beats = beats or draw.sample(BEATS, len(BEATS))
            deck = deck or draw.sample(EVERYDAY + MODES, len(EVERYDAY + MODES))
            cell |= {"kind": "news", "beat": beats.pop(), "focus": ["/".join(filter(None, deck.pop()))]}
            yield cell | {"events": draw.choice([[3, 5], [4, 7], [6, 10]]), "traits": draw.sample(TRAITS, 2)}


def cells():
    """Yield every cell of the first grid, then of the second, in a fixed order."""
    yield from first_cells()
    yield from news_cells()


def first_cells():
    """Yield every cell of the first grid."""
    rare = [("COOPERATE", ""), ("AID", ""), ("CONCEDE", ""), ("SUPPORT", ""), ("AGREE", "")] * 3
    first = list(_draw(random.Random(SEED), REPORTS, MODES + rare, ACTORS))
    again = {
        c["id"]: c
        for language, reports in REPORTS.items()
        for c in _draw(
            random.Random(f"{SEED}-{language}"),
            {language: reports},
            MODES + EVERYDAY * 3,
            ACTORS + POLITICS * 2,
            home=0.4,
        )
    }
    for cell in first:
        later = int(cell["id"].rsplit("-", 1)[1]) >= REBALANCED_FROM.get(cell["language"], 1)
        yield again[cell["id"]] if later else cell


def _draw(draw, plan, modes, actors, home=0.0):
    """Cells of each language of `plan`, every choice from `draw`; `home`: share of reports from the language's own region."""
    for language, reports in plan.items():
        deck, quiet, status = [], [], []
        for n in range(1, reports + 1):
            decade = draw.choice(DECADES)
            cell = {
                "id": f"g-{language}-{n:04d}",
                "language": language,
                "outlet": draw.choice(OUTLETS),
                "published": list(decade),
                "region": draw.choice(REGIONS),
                "sentences": draw.choice([[6, 8], [7, 9], [8, 10]]),
            }
            if home and draw.random() < home:
                cell["region"] = HOME[language]
            if n % 3 == 0:
                quiet = quiet or draw.sample(QUIET, len(QUIET))
                yield cell | {"kind": "quiet", "topic": quiet.pop()}
                continue
            focus = []
            while len(focus) < 3:
                deck = deck or draw.sample(modes, len(modes))
                focus.append("/".join(filter(None, deck.pop())))
            if len(status) < 2:
                status = status + draw.sample(STATUSES, 5)
            cell |= {
                "kind": "contrast" if n % 6 == 1 else "political",
                "focus": focus,
                "statuses": [status.pop(), status.pop()],
                "actors": draw.choice(actors),
                "form": draw.choice(FORMS),
                "position": draw.choice(POSITIONS),
                "traits": draw.sample(TRAITS, 2),
            }
            if cell["kind"] == "contrast":
                cell["contrast"] = draw.choice(CONTRASTS)
            yield cell


def faults(cell, report):
    """What in a report departs from its cell: a list of short texts, empty where it fills the cell."""
    found = []
    if report["language"] != cell["language"]:
        found.append(f"language {report['language']}, not {cell['language']}")
    if not cell["published"][0] <= int(report["published"][:4]) <= cell["published"][1]:
        found.append(f"published {report['published']}, not in {cell['published']}")
    if not cell["sentences"][0] - 2 <= len(report["sentences"]) <= cell["sentences"][1] + 3:
        found.append(f"{len(report['sentences'])} sentences")
    events = [e for s in report["sentences"] for e in s["events"]]
    if cell["kind"] == "quiet":
        return found + (["events in a quiet report"] if events else [])
    if "events" in cell and not cell["events"][0] - 1 <= len(events) <= cell["events"][1] + 4:
        found.append(f"{len(events)} events")
    types = {e["type"] for e in events}
    found += [f"no {focus}" for focus in cell["focus"] if focus.split("/")[0] not in types]
    found += [f"no {status}" for status in cell.get("statuses", []) if status not in {e["status"] for e in events}]
    return found


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("do", choices=["plan", "check"])
    do = ask.parse_args().do
    path = CORPUS / "grid.jsonl"
    if do == "plan":
        path.write_text("".join(json.dumps(c, ensure_ascii=False) + "\n" for c in cells()), encoding="utf-8")
        return 0
    reports = {}
    for part in sorted(CORPUS.glob("*/*.jsonl")):
        reports |= {r["id"]: r for r in map(json.loads, part.open(encoding="utf-8"))}
    plan = [json.loads(line) for line in path.open(encoding="utf-8")]
    written = [c for c in plan if c["id"] in reports]
    amiss = [(c["id"], f) for c in written if (f := faults(c, reports[c["id"]]))]
    for name, found in amiss:
        print(f"{name}: {'; '.join(found)}")
    print(f"{len(plan)} cells, {len(written)} written, {len(written) - len(amiss)} as planned")
    return 0


if __name__ == "__main__":
    sys.exit(main())
