"""The short form in which reports are written by hand, and its way into the corpus' JSON Lines.

    ## g-en-0007 | agency | 2004-05-12            a report: id (its first letters name the language), outlet, published
    - Kyiv accused Moscow of massing troops.      a sentence
    > ACCUSE/allege occurred | accused | A Kyiv UKR GOV | R Moscow RUS GOV | C military
    > MOBILIZE/troops alleged | massing troops | A Moscow RUS MIL | S Kyiv | C military

An event line: TYPE or TYPE/mode, status, then fields parted by ` | `: the trigger first, then A actors and R recipients
(`words COUNTRY SECTOR`, several parted by ` ; `), T time, P place, S speaker, C contexts (commas), K counts
(`killed=at least 12; injured=30`). What a report leaves out is absent.

    python training/compact.py check FILE...          # every fault with its line
    python training/compact.py convert FILE > OUT     # JSON Lines; stops at a fault
"""

import argparse
import json
import pathlib
import re
import sys

from dragoman.corpus.check import COUNTRY, OUTLETS
from dragoman.ontology import CONTEXTS, COUNT_NAMES, SECTORS, STATUSES, TYPE_MODES


def people(text):
    """'Kyiv UKR GOV ; Paris FRA GOV' -> list of actor dicts; ValueError names what is wrong."""
    out = []
    for one in text.split(" ; "):
        words = one.strip().rsplit(None, 2)
        if len(words) != 3 or not COUNTRY.fullmatch(words[1]) or words[2] not in SECTORS:
            raise ValueError(f"actor {one!r}: want 'words COUNTRY SECTOR'")
        out.append({"text": words[0], "country": words[1], "sector": words[2]})
    return out


def event(line, sentence):
    """One event line -> event dict; ValueError names what is wrong."""
    head, *fields = [f.strip() for f in line.split("|")]
    kind, _, status = head.partition(" ")
    kind, _, mode = kind.partition("/")
    if kind not in TYPE_MODES or (mode and mode not in TYPE_MODES[kind]):
        raise ValueError(f"type or mode {head!r}")
    if status.strip() not in STATUSES:
        raise ValueError(f"status {status!r}")
    if not fields or fields[0] not in sentence:
        raise ValueError(f"trigger {fields[:1]} is not in the sentence")
    out = {
        "type": kind,
        "mode": mode,
        "status": status.strip(),
        "trigger": fields[0],
        "actors": [],
        "recipients": [],
        "time": "",
        "place": "",
        "speaker": "",
        "contexts": [],
        "counts": {},
    }
    for field in fields[1:]:
        key, _, value = field.partition(" ")
        value = value.strip()
        if not value:
            continue
        if key in "AR" and len(key) == 1:
            out["actors" if key == "A" else "recipients"] = people(value)
        elif key in ("T", "P"):
            if value not in sentence:
                raise ValueError(f"{key} {value!r} is not in the sentence")
            out["time" if key == "T" else "place"] = value
        elif key == "S":
            out["speaker"] = value
        elif key == "C":
            out["contexts"] = [c.strip() for c in value.split(",")]
            if bad := [c for c in out["contexts"] if c not in CONTEXTS]:
                raise ValueError(f"contexts {bad}")
        elif key == "K":
            out["counts"] = {k.strip(): v.strip() for k, _, v in (part.partition("=") for part in value.split(";"))}
            if bad := [k for k, v in out["counts"].items() if k not in COUNT_NAMES or v not in sentence]:
                raise ValueError(f"counts {bad}: unknown, or words not in the sentence")
        else:
            raise ValueError(f"field {field!r}")
    return out


def read(path):
    """FILE -> (reports, faults as 'path:line: cause')."""
    reports, faults = [], []
    for number, line in enumerate(pathlib.Path(path).read_text(encoding="utf-8").split("\n"), 1):
        line = line.strip()
        try:
            if line.startswith("## "):
                name, outlet, published = [p.strip() for p in line[3:].split("|")]
                if outlet not in OUTLETS or not re.fullmatch(r"\d{4}-\d\d-\d\d", published):
                    raise ValueError("outlet or date")
                reports.append(
                    {
                        "id": name,
                        "language": name.split("-")[1],
                        "outlet": outlet,
                        "published": published,
                        "annotated": "full",
                        "sentences": [],
                    }
                )
            elif line.startswith("- "):
                reports[-1]["sentences"].append({"text": line[2:].strip(), "events": []})
            elif line.startswith("> "):
                sentence = reports[-1]["sentences"][-1]
                sentence["events"].append(event(line[2:], sentence["text"]))
            elif line:
                raise ValueError("a line starts with '## ', '- ' or '> '")
        except (ValueError, IndexError) as cause:
            faults.append(f"{path}:{number}: {cause}")
    return reports, faults


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("do", choices=["check", "convert"])
    ask.add_argument("files", nargs="+")
    args = ask.parse_args()
    bad = 0
    for path in args.files:
        reports, faults = read(path)
        bad += len(faults)
        print("\n".join(faults), file=sys.stderr)
        if args.do == "convert" and not faults:
            for report in reports:
                print(json.dumps(report, ensure_ascii=False))
        elif args.do == "check":
            events = [e for r in reports for s in r["sentences"] for e in s["events"]]
            print(
                f"{path}: {len(reports)} reports, {sum(len(r['sentences']) for r in reports)} sentences, "
                f"{sum(not s['events'] for r in reports for s in r['sentences'])} of them without event, {len(events)} events, {len(faults)} faults"
            )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
