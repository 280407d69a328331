"""Writes docs/data/crisis.jsonl: scripted events of an invented dispute, for the pages and tests of the analyses.

Nothing in it happened. `python tools/make_crisis.py [FILE]`; the same bytes each time.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from hashlib import sha256
from pathlib import Path

import msgspec

from dragoman.ontology import CODEBOOK_VERSION, cameo_code, goldstein, quad_class, score
from dragoman.record import Actor, Date, Event, Place, Span

TARGET = Path(__file__).parent.parent / "docs" / "data" / "crisis.jsonl"
SOURCES = [("Invented Daily", 6), ("Strait Wire (invented)", 3), ("Harbour Post (invented)", 1)]
PEOPLE = {
    "IDN": [("Indonesian navy", "MIL"), ("Indonesian foreign ministry", "GOV"), ("Indonesian president", "GOV")],
    "MYS": [("Malaysian coast guard", "MIL"), ("Malaysian foreign ministry", "GOV"), ("Malaysian cabinet", "GOV")],
    "SGP": [("Singapore government", "GOV")],
    "PHL": [("Philippine coast guard", "MIL")],
    "AUS": [("Australian government", "GOV")],
    "IGO": [("ASEAN", "IGO")],
    "EUR": [("European Union", "IGO")],
}
PLACES = {
    "Tarakan": ("IDN", 1624725, 3.3, 117.6333),
    "Tawau": ("MYS", 1734199, 4.2448, 117.8912),
    "Natuna": ("IDN", 1633070, 4.0, 108.25),
    "Jakarta": ("IDN", 1642911, -6.2146, 106.8451),
    "Kuala Lumpur": ("MYS", 1735161, 3.1412, 101.6865),
    "Singapore": ("SGP", 1880252, 1.2897, 103.8501),
    "Zamboanga": ("PHL", 1679432, 6.9103, 122.0739),
    "Brussels": ("BEL", 2800866, 50.8505, 4.3488),
}
# phase: first month, last month, events a month, then (actor, recipient, type, mode, verb, places, weight)
SEA, CAPITALS = ("Tarakan", "Tawau", "Natuna"), ("Jakarta", "Kuala Lumpur")
TALKS = ("IDN", "MYS", "CONSULT", "visit", "held talks with", CAPITALS, 4)
QUIET = [
    TALKS,
    ("MYS", "IDN", "COOPERATE", None, "signed a fishing accord with", CAPITALS, 2),
    ("IDN", "SGP", "CONSULT", "phone", "telephoned", ("Singapore",), 2),
    ("PHL", "MYS", "CONSULT", None, "met", ("Zamboanga",), 1),
    ("EUR", "IDN", "AID", None, "gave aid to", ("Brussels", "Jakarta"), 1),
    ("IDN", "MYS", "ACCUSE", "disapprove", "criticised", CAPITALS, 1),
]
TENSE = [
    ("MYS", "IDN", "COERCE", "seize", "seized boats of", SEA, 5),
    ("IDN", "MYS", "ACCUSE", "disapprove", "criticised", CAPITALS, 6),
    ("IDN", "MYS", "MOBILIZE", "troops", "sent ships against", SEA, 4),
    ("MYS", "IDN", "REJECT", "change", "refused the demands of", CAPITALS, 3),
    ("IDN", "MYS", "THREATEN", "relations", "threatened to cut ties with", CAPITALS, 2),
    ("SGP", "IDN", "REQUEST", "change", "urged restraint upon", ("Singapore",), 2),
    ("AUS", "MYS", "REQUEST", "change", "urged restraint upon", ("Kuala Lumpur",), 1),
    ("PHL", "MYS", "ACCUSE", "disapprove", "criticised", ("Zamboanga",), 2),
    ("IDN", "", "PROTEST", "demo", "saw protests", ("Jakarta",), 2),
]
CALM = [
    ("IDN+MYS", "", "AGREE", None, "agreed to talk", ("Singapore",), 3),
    ("IGO", "IDN", "CONSULT", "third-party", "mediated with", ("Jakarta", "Singapore"), 2),
    ("IGO", "MYS", "CONSULT", "third-party", "mediated with", ("Kuala Lumpur",), 2),
    ("MYS", "IDN", "RETREAT", "release", "released boats of", SEA, 3),
    ("IDN", "MYS", "RETREAT", "withdraw", "withdrew ships facing", SEA, 2),
    TALKS,
    ("EUR", "MYS", "SUPPORT", None, "praised", ("Brussels",), 1),
    ("IDN", "MYS", "ACCUSE", "disapprove", "criticised", CAPITALS, 1),
]
PHASES = [(0, 8, 6, QUIET), (9, 12, 24, TENSE), (13, 17, 12, CALM)]
STATUSES = [("occurred", 14), ("planned", 2), ("denied", 1), ("alleged", 1), ("hypothetical", 1)]


def events() -> list[Event]:
    """About 200 acts, most reported once, some by two or three sources."""
    dice = random.Random(20240101)
    made = []
    for first, last, rate, acts in PHASES:
        for month in range(first, last + 1):
            for _ in range(rate + dice.randint(-2, 2)):
                act = dice.choices(acts, [a[-1] for a in acts])[0]
                status = dice.choices(*zip(*STATUSES, strict=True))[0]
                day = dt.date(2024 + month // 12, month % 12 + 1, dice.randint(1, 28))
                place = dice.choice(act[5])
                for copy in range(dice.choices([1, 2, 3], [6, 2, 1])[0]):
                    source = dice.choices(*zip(*SOURCES, strict=True))[0]
                    made.append(_event(act, status, day, place, source, copy, len(made), dice))
    return made


def _event(act, status, day, place, source, copy, number, dice):  # type: ignore[no-untyped-def]
    codes, other, kind, mode, verb, *_ = act
    actors = [(*dice.choice(PEOPLE[code]), code) for code in codes.split("+")]
    others = [(*dice.choice(PEOPLE[other]), other)] if other else []
    said = {
        "occurred": "",
        "planned": "will have ",
        "denied": "denied that it ",
        "alleged": "allegedly ",
        "hypothetical": "might have ",
    }[status]
    words = f"{said}{verb}"
    front = "The " + " and the ".join(name for name, *_ in actors) + " "
    sentence = front + words + (f" the {others[0][0]}" if others else "") + f" at {place}."
    document = f"crisis/{number:04d}.txt"
    published = day + dt.timedelta(copy + (day.day % 2))
    country, geonames, latitude, longitude = PLACES[place]

    def actor(entry):  # type: ignore[no-untyped-def]
        name, sector, code = entry
        at = sentence.index(name)
        return Actor(text=name, start=at, end=at + len(name), name=name, country=code, sector=sector)

    at = sentence.index(place)
    trigger = Span(text=verb, start=sentence.index(verb), end=sentence.index(verb) + len(verb))
    cameo = cameo_code(kind, mode)
    return Event(
        event_id=sha256(f"{document}{kind}".encode()).hexdigest()[:16],
        document_id=document,
        story_id=None,
        event_type=kind,
        event_mode=mode,
        contexts=["territory"] if place in SEA else ["diplomatic"],
        status=status,
        actors=[actor(entry) for entry in actors],
        recipients=[actor(entry) for entry in others],
        speaker=None,
        cue=None,
        date=Date(start=day.isoformat(), end=day.isoformat(), precision="day"),
        place=Place(
            name=place,
            text=place,
            start=at,
            end=at + len(place),
            geonames_id=geonames,
            country=country,
            latitude=latitude,
            longitude=longitude,
        ),
        trigger=trigger,
        sentence=Span(text=sentence, start=0, end=len(sentence)),
        score=score(kind, mode),
        quad_class=quad_class(kind),
        goldstein=goldstein(cameo),
        cameo_code=cameo,
        counts={},
        confidence=round(dice.uniform(0.45, 0.98), 2),
        language="en",
        source=source,
        published=published.isoformat(),
        url=None,
        model_version="scripted",
        codebook_version=CODEBOOK_VERSION,
    )


def main() -> None:
    """Write the file."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    made = events()
    target.write_bytes(b"".join(msgspec.json.encode(event) + b"\n" for event in made))
    print(f"{len(made)} events to {target}")


if __name__ == "__main__":
    main()
