"""Events in the formats of the field, and in Dragoman's own: `export`.

In: events, or a file of them. Out: files that the field's own readers take, and a `Summary` of what was written, left
out, and can't be held. Must stay true: events stream; the same events give the same bytes.
"""

from __future__ import annotations

from dragoman.exports.filters import ALL, Filters
from dragoman.exports.formats import FORMATS, Format
from dragoman.exports.run import export, refuse_same
from dragoman.exports.shape import Summary, day_of, dyads

__all__ = ["ALL", "FORMATS", "Filters", "Format", "Summary", "day_of", "dyads", "export", "refuse_same"]
