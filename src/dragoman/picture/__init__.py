"""Analyses in, pictures out: Vega-Lite charts by Altair, saved as self-contained HTML, SVG or PNG.

Titles state what the data say; captions name the counts. Colours are Okabe and Ito's, which colour-blind readers tell
apart. Same input, same bytes (HTML, SVG). Altair and vl-convert are the extra `dragoman[charts]`.
"""

from dragoman.picture.balance import balance_chart
from dragoman.picture.graph import network_chart
from dragoman.picture.lines import series_chart
from dragoman.picture.maps import map_chart
from dragoman.picture.moments import timeline_chart
from dragoman.picture.saving import save

__all__ = ["balance_chart", "map_chart", "network_chart", "save", "series_chart", "timeline_chart"]
