"""Events as people read them in a terminal: one line each, under the document they come from."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from dragoman.record import Actor, Event

if TYPE_CHECKING:
    from dragoman.record import Coded

QUAD_STYLES = {1: "blue", 2: "cyan", 3: "yellow", 4: "red"}
WIDTH_WITHOUT_TERMINAL = 160


class Table:
    """Prints each document's events as they come; colour only on a terminal."""

    def __init__(self, stream: IO[str], *, why: bool = False) -> None:
        from rich.console import Console

        terminal = stream.isatty()
        self._console = Console(file=stream, width=None if terminal else WIDTH_WITHOUT_TERMINAL, highlight=False)
        self._why = why
        self._width = self._console.width

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def write(self, coded: Coded) -> None:
        from rich.table import Table as Grid
        from rich.text import Text

        if not coded.events:
            return
        head = [coded.document.id, coded.document.language or "", coded.document.published or ""]
        self._console.print(Text("  ".join(part for part in head if part), style="bold"))
        if self._why:
            for event in coded.events:
                self._explain(event)
            return
        grid = Grid(box=None, show_header=True, header_style="dim", pad_edge=False, expand=False)
        for name in ("when", "who", "what", "status", "to whom", "where", "who says so", "trigger"):
            grid.add_column(name, no_wrap=name in ("when", "status", "what"), overflow="ellipsis")
        for event in coded.events:
            grid.add_row(*self._cells(event))
        self._console.print(grid)

    def _cells(self, event: Event) -> list[Any]:
        from rich.text import Text

        what = event.event_type + (f" {event.event_mode}" if event.event_mode else "")
        return [
            when(event),
            people(event.actors),
            Text(what, style=QUAD_STYLES[event.quad_class]),
            event.status,
            people(event.recipients),
            event.place.name if event.place else "",
            event.speaker.name if event.speaker else "",
            event.trigger.text,
        ]

    def _explain(self, event: Event) -> None:
        from rich.text import Text

        line = Text(f"{when(event)}  ")
        line.append(
            event.event_type + (f"/{event.event_mode}" if event.event_mode else ""), style=QUAD_STYLES[event.quad_class]
        )
        line.append(
            f"  {event.status}  {people(event.actors) or '-'} -> {people(event.recipients) or '-'}  "
            f"confidence {event.confidence:.2f}"
        )
        self._console.print(line)
        sentence = Text(f"  {event.sentence.text}")
        at = 2 + event.trigger.start - event.sentence.start
        sentence.stylize("bold underline", at, at + len(event.trigger.text))
        self._console.print(sentence)
        reasons = [
            f"{a.text!r} is {a.name} {a.country}/{a.sector}: {a.why}"
            for a in [*event.actors, *event.recipients]
            if a.why
        ]
        reasons += [f"says {event.speaker.name}: {event.speaker.text!r}"] if event.speaker else []
        reasons += [f"date {event.date.start or '..'} to {event.date.end or '..'}: {event.date.why}"]
        reasons += (
            [
                f"place {event.place.text!r} is {event.place.name} (GeoNames {event.place.geonames_id}): "
                f"{event.place.why}"
            ]
            if event.place
            else []
        )
        reasons += [f"{name}: {count.text}" for name, count in event.counts.items()]
        for reason in reasons:
            self._console.print(Text(f"    {reason}", style="dim"))


def when(event: Event) -> str:
    """2021-12-15, 2021-12-01..07, 2021.., ..2014; a day that only publication gives is in brackets."""
    start, end = event.date.start, event.date.end
    if start is None and end is None:
        return "?"
    if start == end:
        return f"({start})" if event.date.precision == "unknown" else str(start)
    return f"{start or ''}..{end or ''}"


def people(parties: list[Actor]) -> str:
    """ "Vladimir Putin RUS, Xi Jinping CHN"."""
    return ", ".join(f"{p.name} {p.country}" for p in parties)
