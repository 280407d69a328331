"""Events in, counts and series out: dyads, series, timelines, networks and rankings as polars frames.

    from dragoman.analyse import Selection, open_events, series
    with open_events("events.duckdb") as views:
        frame = series(views, Selection(between=("RUS", "UKR")), by="month")

Every row names the events that it counts (`event_ids`), so that each figure leads back to the words in the source.
"""

from dragoman.analyse.alarms import change_points, surges
from dragoman.analyse.dyads import dyads, top
from dragoman.analyse.evidence import evidence, timeline
from dragoman.analyse.network import actors_of, network
from dragoman.analyse.opening import Views, open_events
from dragoman.analyse.places import places
from dragoman.analyse.selection import Selection
from dragoman.analyse.series import series

__all__ = [
    "Selection",
    "Views",
    "actors_of",
    "change_points",
    "dyads",
    "evidence",
    "network",
    "open_events",
    "places",
    "series",
    "surges",
    "timeline",
    "top",
]
