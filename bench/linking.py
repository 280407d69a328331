"""Speed, memory and growth of linking, and how well it finds a scripted truth, on made records (no extractor).

    python bench/linking.py [--sizes 3000 10000 30000 100000] [--per-day 100]

A made world: pairs of countries act on each other day after day; an event is written up by one to four newsrooms, each
text copied with small changes by up to three outlets. What the records say is disturbed as the coder disturbs it: types
mistaken, parties missing or wrong, dates not given. `--per-day` documents a day, so more documents are more days; what
an event is compared with grows over the first 30 days, while events stay open, and then no more. Each size runs in a
process of its own, so that its peak memory is its own. Vectors are off: the words are made up.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import math
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import NamedTuple

from dragoman.record import Actor, Coded, Count, Date, Document, Event, Span

COUNTRIES = ["UKR", "RUS", "USA", "CHN", "IND", "PAK", "IRN", "ISR", "IDN", "MYS", "PHL", "JPN", "KOR", "PRK"]
COUNTRIES += ["TUR", "GRC", "ARM", "AZE", "ETH", "ERI", "SDN", "EGY", "BRA", "VEN"]
TYPES = {"ACCUSE": 3, "ASSAULT": 4, "CONSULT": 1, "SANCTION": 4, "DEMAND": 3, "COOPERATE": 2, "THREATEN": 3, "AID": 2}
TYPE_WRONG, PARTY_MISSING, PARTY_WRONG, DATE_UNKNOWN, DAY_OFF, COUNT_OTHER = 0.15, 0.12, 0.05, 0.4, 0.05, 0.2
BACKGROUND = 30  # words of a text that every text on a pair of countries may use


class Happening(NamedTuple):
    """What happened in the made world."""

    id: int
    kind: str
    actor: str
    recipient: str
    day: dt.date
    words: list[str]
    killed: int


class Made(NamedTuple):
    """A document with its truth: its story, and the happening of each event."""

    coded: Coded
    story: str
    happenings: dict[str, str]


def world(documents: int, per_day: int = 100, seed: int = 0) -> Iterator[Made]:
    """Made documents in the order of their days."""
    draw = random.Random(seed)
    day, made, story, number = dt.date(2022, 1, 1), 0, 0, 0
    while made < documents:
        today = 0
        while today < per_day and made < documents:
            happenings = [_happening(number + n, day, draw) for n in range(draw.choice((1, 1, 2, 3)))]
            number += len(happenings)
            for _ in range(draw.choice((1, 1, 2, 3, 4))):
                story += 1
                text = [_sentence(h, draw) for h in happenings]
                for copy in range(draw.choice((1, 1, 2, 3))):
                    published = day + dt.timedelta(draw.choice((0, 0, 0, 1, 2)) + copy)
                    yield _document(made, story, happenings, text, published, draw)
                    made += 1
                    today += 1
        day += dt.timedelta(1)


def _happening(number: int, day: dt.date, draw: random.Random) -> Happening:
    actor, recipient = draw.sample(COUNTRIES, 2)
    words = [f"w{draw.randrange(20_000)}" for _ in range(14)]
    kind = draw.choice(list(TYPES))
    return Happening(number, kind, actor, recipient, day, words, draw.randrange(1, 60) if kind == "ASSAULT" else 0)


def _sentence(h: Happening, draw: random.Random) -> str:
    own = [w for w in h.words if draw.random() < 0.6]
    common = [f"{h.actor}{h.recipient}{draw.randrange(BACKGROUND)}" for _ in range(8)]
    both = [*own, *common]
    draw.shuffle(both)
    return " ".join([h.actor, draw.choice((h.kind.lower(), h.words[0])), h.recipient, *both])


def _document(
    number: int, story: int, happenings: list[Happening], text: list[str], published: dt.date, draw: random.Random
) -> Made:
    name, at, events, truth = f"d{number:07d}", 0, [], {}
    edited = [" ".join(w if draw.random() > 0.03 else "edited" for w in s.split()) for s in text]
    for h, sentence in zip(happenings, edited, strict=True):
        event = _event(name, at, h, sentence, published, draw)
        events.append(event)
        truth[event.event_id] = str(h.id)
        at += len(sentence) + 1
    whole = "\n".join(edited)
    document = Document(
        id=name, text=whole, title=None, language="en", published=published.isoformat(), source=f"outlet {number % 40}"
    )
    return Made(Coded(document=document, sentences=[], quotes=[], events=events), str(story), truth)


def _event(name: str, at: int, h: Happening, sentence: str, published: dt.date, draw: random.Random) -> Event:
    kind = draw.choice(list(TYPES)) if draw.random() < TYPE_WRONG else h.kind
    known, off = draw.random() > DATE_UNKNOWN, draw.random() < DAY_OFF
    day = (h.day + dt.timedelta(draw.choice((-1, 1)) if off else 0) if known else published).isoformat()
    trigger = sentence.split()[1]
    killed = h.killed + (draw.randrange(1, 10) if draw.random() < COUNT_OTHER else 0)
    return Event(
        event_id=f"{name}-{at}",
        document_id=name,
        story_id=None,
        event_type=kind,
        event_mode=None,
        contexts=[],
        status="occurred",
        actors=_side(h.actor, draw),
        recipients=_side(h.recipient, draw),
        speaker=None,
        cue=None,
        date=Date(start=day, end=day, precision="day" if known else "unknown"),
        place=None,
        trigger=Span(text=trigger, start=at + 4, end=at + 4 + len(trigger)),
        sentence=Span(text=sentence, start=at, end=at + len(sentence)),
        score=0.0,
        quad_class=TYPES[kind],
        goldstein=None,
        cameo_code=None,
        counts={"killed": Count(text=str(killed), value=killed)} if h.killed and draw.random() < 0.5 else {},
        confidence=0.8,
        language="en",
        source="",
        published=published.isoformat(),
        url=None,
        model_version="made",
        codebook_version="made",
    )


def _side(country: str, draw: random.Random) -> list[Actor]:
    if draw.random() < PARTY_MISSING:
        return []
    code = draw.choice(COUNTRIES) if draw.random() < PARTY_WRONG else country
    return [Actor(text=code, start=0, end=3, name=code, country=code, sector="GOV")]


def one_size(documents: int, per_day: int) -> dict[str, float]:
    """Make, store and link; figures of the linking."""
    import duckdb

    from dragoman.evaluate.pairs import score_groups
    from dragoman.store import Store
    from dragoman.store.linking import link_store

    path = pathlib.Path(tempfile.mkdtemp()) / "made.duckdb"
    stories, events = {}, {}
    started = time.perf_counter()
    with Store(path) as store:
        for made in world(documents, per_day):
            store.write(made.coded)
            stories[made.coded.document.id] = made.story
            events |= made.happenings
    written = time.perf_counter() - started
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    done = link_store(path)
    linked = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with duckdb.connect(str(path), read_only=True) as db:
        found_stories = dict(db.execute("SELECT id, story_id FROM documents").fetchall())
        found_events = dict(db.execute("SELECT event_id, linked_event_id FROM event_links").fetchall())
    rate, told = score_groups(stories, found_stories).rate, score_groups(events, found_events).rate
    return {
        "documents": documents,
        "events": done.events,
        "write_s": written,
        "link_s": linked,
        "peak_before_mb": before,
        "peak_mb": peak,
        "stories_p": rate.precision,
        "stories_r": rate.recall,
        "stories_f1": rate.f1,
        "events_p": told.precision,
        "events_r": told.recall,
        "events_f1": told.f1,
    }


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--sizes", type=int, nargs="+", default=[3_000, 10_000])
    ask.add_argument("--per-day", type=int, default=100)
    ask.add_argument("--one", type=int, help=argparse.SUPPRESS)
    args = ask.parse_args()
    if args.one:
        print(json.dumps(one_size(args.one, args.per_day)))
        return
    all_figures = []
    for size in args.sizes:
        command = [sys.executable, __file__, "--one", str(size), "--per-day", str(args.per_day)]
        f = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        all_figures.append(f)
        print(
            f"{size:7d} documents {f['events']:7.0f} events: written {f['write_s']:.1f} s, linked {f['link_s']:.1f} s, "
            f"{f['events'] / f['link_s']:.0f} events/s, peak {f['peak_mb']:.0f} MB ({f['peak_before_mb']:.0f} before)"
        )
        for name in ("stories", "events"):
            rates = "/".join(f"{f[f'{name}_{rate}']:.3f}" for rate in ("p", "r", "f1"))
            print(f"        {name} precision/recall/F1 over pairs {rates}", flush=True)
    for one, other in itertools.pairwise(all_figures):
        grown = math.log(other["documents"] / one["documents"])
        print(
            f"log-log slope {one['documents']} to {other['documents']}: time "
            f"{math.log(other['link_s'] / one['link_s']) / grown:.2f}, peak memory "
            f"{math.log(other['peak_mb'] / one['peak_mb']) / grown:.2f}"
        )


if __name__ == "__main__":
    main()
