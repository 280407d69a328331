"""Events by place, for maps: one row a GeoNames place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.analyse.selection import Selection
from dragoman.analyse.views import QUAD_COUNTS

if TYPE_CHECKING:
    import polars

    from dragoman.analyse.opening import Views


def places(views: Views, selection: Selection | None = None) -> polars.DataFrame:
    """Places of the selected events, most events first; events without a place are left out.

    Columns: place, country (alpha-3), geonames_id, latitude, longitude (degrees, WGS 84), events, reports, mean_score,
    the four quad counts, first, last, event_ids.
    """
    where, values = (selection or Selection()).where()
    return views.frame(
        f"""
        SELECT place_name AS place, place_country AS country, place_geonames_id AS geonames_id,
               place_latitude AS latitude, place_longitude AS longitude, count(*) AS events,
               sum(reports)::BIGINT AS reports, round(avg(score), 4) AS mean_score, {QUAD_COUNTS},
               min(day) AS first, max(day) AS last, list_sort(flatten(list(event_ids))) AS event_ids
        FROM (SELECT DISTINCT counted_id, place_name, place_country, place_geonames_id, place_latitude,
                     place_longitude, reports, score, quad_class, day, event_ids
              FROM dyads WHERE {where} AND place_name IS NOT NULL)
        GROUP BY ALL ORDER BY events DESC, place, geonames_id
        """,
        values,
    )
