"""`dragoman export`: each format as the field's own readers take it, and nothing lost without being counted."""

import csv
import io
import json
import re
import subprocess
import sys

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dragoman
from dragoman.errors import InputError, UsageError
from dragoman.exports import FORMATS, codes, day_of, dyads
from dragoman.ontology import SECTORS
from dragoman.record import Actor, Coded, Count, Date, Document, Event, Place, Span
from dragoman.store import Store, count_events, read_events

TABLES = [name for name, format in FORMATS.items() if format.table]
DYADIC = [name for name in TABLES if name != "polecat"]


def actor(name, country="XXX", sector="UNK", start=0, **more):
    return Actor(text=name, start=start, end=start + len(name), name=name, country=country, sector=sector, **more)


RUSSIA = actor("Russia", "RUS", "GOV")
UKRAINE = actor("Ukraine", "UKR", "GOV", 20)
TURKEY = actor("Türkiye", "TUR", "GOV", 40)
EU = actor("European Union", "EUR", "IGO", 60)
NATO = actor("NATO", "NATO", "IGO", 80)
NOBODY_KNOWN = actor("gunmen", start=100)
KYIV = Place(name="Kyiv", text="Kiev", start=50, end=54, geonames_id=703448, country="UKR", admin1="Kyiv City", latitude=50.4547, longitude=30.5238)  # fmt: skip


def on(start, end=None, precision="day"):
    return Date(start=start, end=end or start, precision=precision)


def event(**changes):
    plain = {
        "event_id": "31c95bc4fd44f001",
        "document_id": "courier_2022-05",
        "story_id": None,
        "event_type": "ACCUSE",
        "event_mode": "allege",
        "contexts": ["military", "human_rights"],
        "status": "occurred",
        "actors": [RUSSIA],
        "recipients": [UKRAINE],
        "speaker": None,
        "cue": None,
        "date": on("2022-05-20"),
        "place": KYIV,
        "trigger": Span(text="accused", start=10, end=17),
        "sentence": Span(text="Russia accused Ukraine in Kyiv.", start=0, end=31),
        "score": -3.5,
        "quad_class": 3,
        "goldstein": -2.0,
        "cameo_code": "112",
        "counts": {},
        "confidence": 0.87,
        "language": "en",
        "source": "The Courier",
        "published": "2022-05-21",
        "url": "https://www.courier.example/a",
        "model_version": "dragoman-1",
        "codebook_version": "dragoman-codebook-1",
    }
    return Event(**{**plain, **changes})


def exported(tmp_path, format, *events, **options):
    """Rows as lists of cells, and the summary."""
    out = tmp_path / f"{format}.out"
    summary = dragoman.export(list(events), format, out, **options)
    lines = out.read_text(encoding="utf-8").split("\n")
    assert lines.pop() == "", "the last line ends"
    return [line.split("\t") for line in lines], summary


def named(tmp_path, format, *events, **options):
    """Rows as dicts by column name, header or none."""
    rows, _ = exported(tmp_path, format, *events, **options)
    columns = codes.columns(format)
    if FORMATS[format].table.header:
        assert tuple(rows.pop(0)) == columns
    return [dict(zip(columns, row, strict=True)) for row in rows]


# Reading events back


def test_what_code_writes_is_read_back_whole(coded, tmp_path):
    """Real events: the same from a store, JSON Lines and Parquet."""
    events = [e for c in coded for e in c.events]
    with Store(tmp_path / "e.duckdb") as store:
        for one in coded:
            store.write(one)
    for format in ("jsonl", "parquet"):
        dragoman.export(events, format, tmp_path / f"e.{format}")
    for name in ("e.duckdb", "e.jsonl", "e.parquet"):
        assert list(read_events(tmp_path / name)) == events, name
    assert count_events(tmp_path / "e.duckdb") == count_events(tmp_path / "e.parquet") == len(events)
    assert count_events(tmp_path / "e.jsonl") is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"event_id,document_id\n1,2\n", "CSV"),
        (b"\x89PNG\r\n", "none of"),
        (b"PAR1 and nothing more", "Parquet"),
        (b"12345678DUCK and nothing more", "DuckDB"),
    ],
)
def test_a_file_that_holds_no_events_is_named_with_its_cause(tmp_path, content, says):
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=says) as error:
        list(read_events(path))
    assert str(path) in str(error.value)


def test_other_files_of_the_right_kind_are_refused(tmp_path):
    pl.DataFrame({"event_id": ["a"]}).write_parquet(tmp_path / "x.parquet")
    with pytest.raises(UsageError, match=r"lacks the columns .*actors"):
        list(read_events(tmp_path / "x.parquet"))
    import duckdb

    duckdb.connect(str(tmp_path / "x.duckdb")).execute("CREATE TABLE t (a INT)")
    with pytest.raises(UsageError, match="without a table of events"):
        list(read_events(tmp_path / "x.duckdb"))
    with pytest.raises(UsageError, match="folder"):
        read_events(tmp_path)
    with pytest.raises(UsageError, match="No such file"):
        read_events(tmp_path / "none.jsonl")


def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path):
    path = tmp_path / "e.jsonl"
    good = json.dumps(event().to_dict())
    path.write_text(f'{good}\n{{"event_id": 3}}\n\n{good}\n', encoding="utf-8")
    errors = []
    assert len(list(read_events(path, on_error=errors.append))) == 2
    assert [e.where for e in errors] == [f"{path}:2"]
    with pytest.raises(InputError):
        list(read_events(path))


# Who with whom


def test_every_actor_stands_with_every_recipient():
    assert len(dyads(event(actors=[RUSSIA, TURKEY], recipients=[UKRAINE, EU, NATO]))) == 6


def test_parties_to_a_meeting_stand_both_ways():
    pairs = dyads(event(event_type="CONSULT", event_mode="visit", actors=[RUSSIA, TURKEY], recipients=[]))
    assert [(a.name, r.name) for a, r in pairs] == [("Russia", "Türkiye"), ("Türkiye", "Russia")]


def test_fellow_protesters_are_no_parties_to_each_other():
    pairs = dyads(event(event_type="PROTEST", event_mode="demo", actors=[RUSSIA, TURKEY], recipients=[]))
    assert [(a.name, r) for a, r in pairs] == [("Russia", None), ("Türkiye", None)]


def test_one_side_alone_is_kept():
    assert dyads(event(actors=[])) == [(None, UKRAINE)]
    assert dyads(event(recipients=[])) == [(RUSSIA, None)]
    assert dyads(event(actors=[], recipients=[])) == []


@pytest.mark.parametrize("format", DYADIC)
def test_a_dyadic_format_has_a_row_a_dyad_and_counts_what_it_cannot_hold(tmp_path, format):
    rows, summary = exported(
        tmp_path,
        format,
        event(actors=[RUSSIA, TURKEY], recipients=[UKRAINE, EU]),
        event(actors=[], recipients=[]),
        event(cameo_code=None),
    )
    assert len(rows) - FORMATS[format].table.header == summary.rows == 4
    assert summary.unheld == {"no actor and no recipient": 1, "no CAMEO code": 1}
    assert (summary.read, summary.events) == (3, 1)


# When


@pytest.mark.parametrize(
    ("date", "published", "day", "says"),
    [
        (on("2022-05-20"), None, "2022-05-20", None),
        (on("2014-01-01", "2014-12-31", "year"), "2022-05-21", "2014-01-01", "longer period"),
        (on("2022-05-21", precision="unknown"), "2022-05-21", "2022-05-21", "publication"),
        (Date(start="2022-05-21", end=None, precision="unknown"), "2022-05-21", "2022-05-21", "bound"),
        (Date(start=None, end="2022-05-21", precision="unknown"), "2022-05-21", "2022-05-21", "bound"),
        (Date(start=None, end=None, precision="unknown"), "2022-05-21", "2022-05-21", "publication"),
    ],
)
def test_one_day_stands_for_a_date_and_the_summary_says_which(tmp_path, date, published, day, says):
    one = event(date=date, published=published)
    assert day_of(one)[0] == day
    [row], summary = exported(tmp_path, "phoenix", one)
    assert row[1] == day.replace("-", "")
    assert [says in remark for remark in summary.noted] == ([True] if says else [])


@pytest.mark.parametrize("format", TABLES)
def test_an_event_without_any_day_is_counted(tmp_path, format):
    _, summary = exported(tmp_path, format, event(date=Date(start=None, end=None, precision="unknown"), published=None))
    assert (summary.rows, summary.unheld) == (0, {"no date and no day of publication": 1})
    _, summary = exported(tmp_path, format, event(date=on("May 2022")))
    assert (summary.rows, summary.unheld) == (0, {"a date that is no ISO day": 1})


# Formats


def test_polecat(tmp_path):
    """Read as TGB's tkgl_polecat reads it (by place, rows with None dropped) and as pandas scripts do (by name)."""
    rows, _ = exported(tmp_path, "polecat", event(actors=[RUSSIA, EU]), event(actors=[NATO, NOBODY_KNOWN]))
    assert all(len(row) == 40 for row in rows)
    date, kind, source, target = (rows[1][at - 1] for at in (2, 3, 8, 16))
    assert (date, kind, source, target) == ("2022-05-20", "ACCUSE", "Russia;European Union", "Ukraine")
    first, second = named(tmp_path, "polecat", event(actors=[RUSSIA, EU]), event(actors=[NATO, NOBODY_KNOWN]))
    assert re.fullmatch(r"[0-9A-Za-z.-]+_ACCUSE_allege", first["Event ID"])
    assert second["Event ID"] == first["Event ID"] + "_2"
    assert first["Quad Code"] == "VERBAL CONFLICT"
    assert first["Event Intensity"] == "-3.5"
    assert first["Contexts"] == "military | human_rights"
    assert (first["Actor Country"], first["Actor COW"]) == ("Russia; European Union", "365; None")
    assert (second["Actor Country"], second["Primary Actor Sector"]) == ("None; None", "UNK")
    assert (first["Country"], first["Feature Type"], first["City"]) == ("UKR", "PPL", "Kyiv")
    empty = named(tmp_path, "polecat", event(actors=[], event_mode=None))[0]
    assert (empty["Actor Name"], empty["Event Mode"]) == ("None", "")
    assert empty["Event ID"].endswith("_ACCUSE")


def test_polecat_by_pandas(tmp_path):
    pandas = pytest.importorskip("pandas")
    dragoman.export([event(actors=[actor('"Wagner" group', "RUS", "REB")])], "polecat", tmp_path / "p.txt")
    frame = pandas.read_csv(tmp_path / "p.txt", sep="\t")
    assert tuple(frame.columns) == codes.columns("polecat")
    assert frame["Actor Name"][0] == "'Wagner' group"
    assert frame["Event Intensity"].dtype == float


def test_gdelt_rows(tmp_path):
    row = named(tmp_path, "gdelt", event())[0]
    assert len(row) == 61
    assert row["GLOBALEVENTID"].isdigit() and int(row["GLOBALEVENTID"]) < 2**53
    assert (row["SQLDATE"], row["MonthYear"], row["Year"], row["FractionDate"]) == ("20220520", "202205", "2022", "2022.3836")  # fmt: skip
    assert [row[f"Actor1{x}"] for x in ("Code", "Name", "CountryCode", "Type1Code")] == ["RUSGOV", "RUSSIA", "RUS", "GOV"]  # fmt: skip
    assert (row["EventCode"], row["EventBaseCode"], row["EventRootCode"]) == ("112", "112", "11")
    assert (row["QuadClass"], row["GoldsteinScale"]) == ("3", "-2")
    assert [row[f"ActionGeo_{x}"] for x in ("Type", "FullName", "CountryCode")] == ["4", "Kyiv, Kyiv City, Ukraine", "UP"]  # fmt: skip
    assert (row["Actor1Geo_Type"], row["Actor1Geo_FullName"]) == ("0", "")
    assert (row["DATEADDED"], row["SOURCEURL"]) == ("20220521000000", "https://www.courier.example/a")


# Fractions that real GDELT rows have (events2Transsamp of gdeltPyR and the UNDP files).
@pytest.mark.parametrize(("day", "fraction"), [("2007-07-04", "2007.5041"), ("2016-07-01", "2016.4959"), ("2013-05-01", "2013.3315")])  # fmt: skip
def test_gdelt_fraction_of_a_year_is_that_of_real_rows(tmp_path, day, fraction):
    assert named(tmp_path, "gdelt", event(date=on(day)))[0]["FractionDate"] == fraction


def test_gdelt_places(tmp_path):
    country = Place(name="Ukraine", text="Ukraine", start=0, end=7, geonames_id=690791, country="UKR", latitude=50.45, longitude=30.52)  # fmt: skip
    state = Place(
        name="Texas", text="Texas", start=0, end=5, country="USA", admin1="Texas", latitude=31.0, longitude=-99.0
    )
    sea = Place(name="Black Sea", text="Black Sea", start=0, end=9, latitude=43.0, longitude=34.0)
    rows = named(tmp_path, "gdelt", event(place=country), event(place=state), event(place=sea), event(place=None))
    seen = [[r[f"ActionGeo_{x}"] for x in ("Type", "FullName", "CountryCode", "ADM1Code")] for r in rows]
    assert seen == [
        ["1", "Ukraine", "UP", "UP"],
        ["2", "Texas, United States", "US", ""],
        ["4", "Black Sea", "", ""],
        ["0", "", "", ""],
    ]


@pytest.mark.parametrize(
    ("who", "cells"),
    [  # codes and their parts as they stand in real GDELT rows
        (actor("UN", "UNO", "IGO"), ["IGOUNO", "", "UNO", "IGO", ""]),
        (actor("UN council", "UNO", "LEG"), ["IGOUNOLEG", "", "UNO", "IGO", "LEG"]),
        (EU, ["IGOEUREEC", "EUR", "EEC", "IGO", ""]),
        (NATO, ["IGOWSTNAT", "WST", "NAT", "IGO", ""]),
        (actor("a party", "IDN", "PTY"), ["IDNPTY", "IDN", "", "", ""]),
        (actor("rebels", "XXX", "REB"), ["REB", "", "", "REB", ""]),
        (actor("Bucharest", "ROU", "GOV"), ["ROMGOV", "ROM", "", "GOV", ""]),
        (NOBODY_KNOWN, ["", "", "", "", ""]),
    ],
)
def test_gdelt_actors(tmp_path, who, cells):
    row = named(tmp_path, "gdelt", event(actors=[who]))[0]
    assert [row[f"Actor1{x}"] for x in ("Code", "CountryCode", "KnownGroupCode", "Type1Code", "Type2Code")] == cells


def test_gdelt_mentions_name_the_rows_of_the_events_table(tmp_path):
    several = [event(actors=[RUSSIA, TURKEY]), event(event_id="b", url=None, recipients=[], confidence=0.01)]
    events, mentions = (named(tmp_path, f, *several) for f in ("gdelt", "gdelt-mentions"))
    assert [r["GLOBALEVENTID"] for r in events] == [r["GLOBALEVENTID"] for r in mentions]
    assert len({r["GLOBALEVENTID"] for r in events}) == 3
    assert [r["MentionType"] for r in mentions] == ["1", "1", "2"]
    assert [r["MentionSourceName"] for r in mentions] == ["courier.example", "courier.example", "The Courier"]
    assert (mentions[2]["MentionIdentifier"], mentions[2]["Confidence"]) == ("courier_2022-05", "10")
    assert [r["Actor2CharOffset"] for r in mentions] == ["20", "20", "-1"]
    assert events[2]["SOURCEURL"] == "courier_2022-05"


def test_gdelt_by_py_gdelt(tmp_path):
    """gdelt-py 0.1.11: its parser drops a row that lacks what it wants, and its model checks ranges."""
    pytest.importorskip("py_gdelt")
    from py_gdelt.models.events import Event as GdeltEvent
    from py_gdelt.models.events import Mention
    from py_gdelt.parsers.events import EventsParser
    from py_gdelt.parsers.mentions import MentionsParser

    odd = actor('"A\u2028B\x85C"\tD\nE', "XXX", "CVL")
    several = [event(url=None, place=None, recipients=[]), event(actors=[odd]), event(actors=[]), event(actors=[EU])]
    for format in ("gdelt", "gdelt-mentions"):
        dragoman.export(several, format, tmp_path / format)
    parsed = [GdeltEvent.from_raw(raw) for raw in EventsParser().parse((tmp_path / "gdelt").read_bytes())]
    assert [e.event_code for e in parsed] == ["112"] * 4
    assert [e.actor1 and e.actor1.name for e in parsed] == ["RUSSIA", "'A B C' D E", None, "EUROPEAN UNION"]
    assert parsed[1].action_geo.country_code == "UP"
    mentions = [Mention.from_raw(raw) for raw in MentionsParser().parse((tmp_path / "gdelt-mentions").read_bytes())]
    assert [m.global_event_id for m in mentions] == [e.global_event_id for e in parsed]


def read_icews(text):
    """As the R package icews reads a file: readr with quote="", these column types, names by which it asks."""
    frame = pl.read_csv(io.StringIO(text), separator="\t", quote_char=None, infer_schema_length=0)
    for name in ("Event ID", "Story ID", "Sentence Number"):
        frame = frame.with_columns(pl.col(name).cast(pl.Int32, strict=True))
    for name in ("Intensity", "Latitude", "Longitude"):
        frame = frame.with_columns(pl.col(name).cast(pl.Float64, strict=True))
    return frame.with_columns(pl.col("Event Date").str.to_date("%Y-%m-%d", strict=True))


def test_icews(tmp_path):
    several = [
        event(actors=[RUSSIA, EU, NATO]),
        event(recipients=[], cameo_code="040"),
        event(actors=[actor("police", "PSE", "COP"), actor("the West", "WST", "UNK"), NOBODY_KNOWN]),
    ]
    summary = dragoman.export(several, "icews", tmp_path / "events.2022.x.tab")
    frame = read_icews((tmp_path / "events.2022.x.tab").read_text(encoding="utf-8"))
    assert tuple(frame.columns) == codes.columns("icews")
    assert frame.select("Event ID", "Event Date").is_unique().all(), "its SQL primary key"
    assert frame["Source Country"].to_list() == ["Russian Federation", None, None, "Russian Federation", "Occupied Palestinian Territory", None, None]  # fmt: skip
    assert frame["Source Sectors"].to_list()[:3] == [
        "Government",
        "International Government Organization,Regional Diplomatic IGOs,Regional",
        "International Government Organization,Global,Global Defense / Security IGOs",
    ]
    assert frame["Source Sectors"][4] == "Government,Police"
    assert frame["Target Name"].to_list()[3] is None
    assert frame["Event Text"].to_list()[2:4] == ["Accuse", "Consult"]
    assert frame["CAMEO Code"][3] == "040"
    assert frame["City"][0] == "Kyiv" and frame["Country"][0] == "Ukraine"
    assert frame["Story ID"].n_unique() == 1
    assert sum(summary.noted.values()) == 1, "the West alone can't be told"


def test_each_format_has_its_own_goldstein_value_and_class(tmp_path):
    """163: GDELT and ICEWS -8, Phoenix -6.5; its class is 4 by GDELT's rows, 3 by Phoenix. 165: ICEWS -7. 090: 2, 3."""
    sanction, probe = event(cameo_code="163"), event(cameo_code="090")
    gdelt, icews, phoenix = (named(tmp_path, f, sanction, probe) for f in ("gdelt", "icews", "phoenix"))
    assert (gdelt[0]["GoldsteinScale"], icews[0]["Intensity"], phoenix[0]["GoldsteinScore"]) == ("-8", "-8", "-6.5")
    assert (gdelt[0]["QuadClass"], phoenix[0]["PentaClass"]) == ("4", "3")
    assert (gdelt[1]["QuadClass"], phoenix[1]["PentaClass"]) == ("2", "3")
    assert named(tmp_path, "icews", event(cameo_code="016"))[0]["Intensity"] == "-5"
    assert named(tmp_path, "phoenix", event(cameo_code="019"))[0]["GoldsteinScore"] == "0"


def test_phoenix_as_phoxy_reads_it(tmp_path):
    """26 cells; five whole numbers first, numbers in 17, 19 and 20, quote = ""."""
    rows, _ = exported(tmp_path, "phoenix", event(actors=[RUSSIA, EU, NOBODY_KNOWN]), event(place=None, url=None))
    for row in rows:
        assert len(row) == 26
        assert all(cell.isdigit() and int(cell) < 2**31 for cell in row[:5])
        assert all(re.fullmatch(r"-?[\d.]+", row[at - 1]) or row[at - 1] == "" for at in (17, 19, 20))
    assert rows[0][1:5] == ["20220520", "2022", "05", "20"]
    assert [row[5:9] for row in rows[:3]] == [["RUSGOV", "RUS", "GOV", ""], ["IGOEUREEC", "IGO", "", "EUR;EEC"], ["---", "", "", ""]]  # fmt: skip
    assert rows[0][17] == "military,1;human_rights,1"
    assert rows[0][20:23] == ["Kyiv", "Kyiv City", "UKR"]
    assert rows[3][18:23] == [""] * 5
    story, _, sentence = rows[0][23].partition("_")
    assert "_" not in story and sentence == "0"


def test_petrarch(tmp_path):
    (full, bare), _ = exported(tmp_path, "petrarch", event(), event(actors=[], url=None, source=None, contexts=[]))
    assert full[:5] == ["20220520", "RUSGOV", "UKRGOV", "112", "military,1;human_rights,1"]
    assert full[6:] == ["https://www.courier.example/a", "The Courier", "Russia", "Ukraine", "accused"]
    assert bare[:5] == ["20220520", "---", "UKRGOV", "112", ""]
    assert bare[6:] == ["NULL", "---", "Ukraine", "accused"], "no URL, no column for it"


def test_ftm_entities_are_valid_and_refer_to_each_other(tmp_path):
    ftm = pytest.importorskip("followthemoney")
    several = [
        event(actors=[RUSSIA, EU], date=on("2022-05-01", "2022-05-31", "month")),
        event(
            event_id="b",
            event_type="CONSULT",
            event_mode=None,
            actors=[RUSSIA, TURKEY],
            recipients=[],
            status="planned",
        ),
        event(event_id="c", actors=[UKRAINE], date=Date(start=None, end=None, precision="unknown"), published=None),
    ]
    summary = dragoman.export(several, "ftm", tmp_path / "e.json", status="all")
    entities = {}
    for line in (tmp_path / "e.json").read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        schema = ftm.model.get(data["schema"])
        schema.validate(data)
        proxy = ftm.model.get_proxy({"id": data["id"], "schema": data["schema"], "properties": {}})
        for name, values in data["properties"].items():
            for value in values:
                before = len(proxy.get(name))
                proxy.add(name, value, cleaned=False)
                assert len(proxy.get(name)) == before + 1, f"{name}={value} is dropped by the reader"
        assert data["id"] not in entities
        entities[data["id"]] = proxy
    for proxy in entities.values():
        for prop, value in proxy.itervalues():
            if prop.type.name == "entity":
                assert entities[value].schema.is_a(prop.range), f"{proxy} {prop} {value}"
    kinds = [p.schema.name for p in entities.values()]
    assert (kinds.count("Event"), kinds.count("UnknownLink"), kinds.count("Article")) == (3, 3, 1)
    meeting = next(p for p in entities.values() if p.schema.name == "UnknownLink" and p.get("status") == ["planned"])
    assert meeting.get("role") == ["CONSULT"]
    month = next(
        p for p in entities.values() if p.schema.name == "Event" and p.get("recordId") == [several[0].event_id]
    )
    assert month.get("date") == ["2022-05"] and month.get("location") == ["Kyiv"] and month.get("country") == ["ua"]
    assert {c for p in entities.values() if p.schema.name == "LegalEntity" for c in p.get("country")} == {
        "ru",
        "eu",
        "tr",
        "ua",
    }
    assert summary.noted == {"actor and recipient are the same entity: no link, the event names it once": 1}
    assert summary.events == 3


def test_ftm_as_the_reference_describes_it(tmp_path):
    """Without the library: lists of strings, ids that may be referred to."""
    dragoman.export([event(place=KYIV), event(event_id="b")], "ftm", tmp_path / "e.json")
    entities = [json.loads(line) for line in (tmp_path / "e.json").read_text(encoding="utf-8").splitlines()]
    assert len(entities) == 8, "two events and links; document, two parties and place once"
    for entity in entities:
        assert re.fullmatch(r"[0-9a-zA-Z]([0-9a-zA-Z.\-]*[0-9a-zA-Z])?", entity["id"])
        assert all(value and all(isinstance(v, str) and v for v in value) for value in entity["properties"].values())


# Any text


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
COUNTRIES = st.sampled_from(
    ["RUS", "IDN", "XKX", "UNO", "EUR", "NATO", "WST", "IGO", "NGO", "MNC", "IMG", "ISM", "XXX"]
)
ACTORS = st.builds(actor, TEXTS, COUNTRIES, st.sampled_from(SECTORS), st.integers(0, 99), role=st.none() | TEXTS)
EVENTS = st.builds(
    event,
    event_id=TEXTS,
    document_id=TEXTS,
    actors=st.lists(ACTORS, max_size=2),
    recipients=st.lists(ACTORS, max_size=2),
    source=st.none() | TEXTS,
    url=st.none() | TEXTS,
    trigger=st.builds(Span, text=TEXTS, start=st.just(0), end=st.just(1)),
    counts=st.dictionaries(
        st.sampled_from(["killed", "injured"]), st.builds(Count, text=TEXTS, value=st.integers(0, 9))
    ),
    place=st.none() | st.builds(Place, name=TEXTS, text=TEXTS, start=st.just(0), end=st.just(1)),
)


@settings(max_examples=40, deadline=None)
@given(events=st.lists(EVENTS, min_size=1, max_size=3))
def test_events_come_back_from_jsonl_and_parquet_whatever_they_say(events, tmp_path_factory):
    folder = tmp_path_factory.mktemp("round")
    for format in ("jsonl", "parquet"):
        dragoman.export(events, format, folder / format)
        assert list(read_events(folder / format)) == events


@settings(max_examples=40, deadline=None)
@given(events=st.lists(EVENTS, min_size=1, max_size=3))
def test_no_text_breaks_a_row_for_any_reader(events, tmp_path_factory):
    """Split at tabs and at every line end that Python knows, and by a csv reader that takes quotes."""
    folder = tmp_path_factory.mktemp("rows")
    for format in TABLES:
        summary = dragoman.export(events, format, folder / format)
        text = (folder / format).read_text(encoding="utf-8")
        header = FORMATS[format].table.header
        assert len(text.splitlines()) == summary.rows + header
        width = len(codes.columns(format)) if format != "petrarch" else None
        for lines in (
            map(lambda line: line.split("\t"), text.splitlines()),
            csv.reader(io.StringIO(text), delimiter="\t"),
        ):
            for row in lines:
                assert len(row) == width if width else len(row) in (10, 11)


# Files, filters, keys, the command


def test_folders_get_the_names_that_each_format_has(tmp_path):
    several = [event(), event(event_id="b", date=on("2023-01-02"))]
    names = {
        "polecat": [r"ngecEvents\.DV\.2022\.txt", r"ngecEvents\.DV\.2023\.txt"],
        "gdelt": [r"20220520000000\.export\.CSV", r"20230102000000\.export\.CSV"],
        "icews": [r"events\.2022\.[0-9a-z]+\.tab", r"events\.2023\.[0-9a-z]+\.tab"],
        "phoenix": [r"events\.full\.20220520\.txt", r"events\.full\.20230102\.txt"],
        "petrarch": [r"evts\..*\.txt"],
        "ftm": [r"entities\.ftm\.json"],
        "csv": [r"events\.csv"],
    }
    for format, patterns in names.items():
        summary = dragoman.export(several, format, f"{tmp_path}/{format}/")
        found = sorted(p.name for p in (tmp_path / format).iterdir())
        assert found == sorted(p.name for p in summary.files)
        assert all(re.fullmatch(p, f) for p, f in zip(patterns, found, strict=True)), found
    with pytest.raises(UsageError, match="not empty"):
        dragoman.export(several, "icews", tmp_path / "icews")


def test_more_days_than_files_may_be_open(tmp_path):
    days = [f"2022-{month:02}-{day:02}" for day in range(1, 21) for month in range(1, 7)]
    events = [event(event_id=f"{n}", date=on(day)) for n, day in enumerate([*days, *days])]
    summary = dragoman.export(events, "phoenix", f"{tmp_path}/p/")
    assert len(summary.files) == 120
    assert all(len(path.read_text().splitlines()) == 2 for path in summary.files)


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({}, "a"),
        ({"status": "all"}, "abc"),
        ({"status": ["planned", "denied"]}, "bc"),
        ({"status": "all", "country": "TUR"}, "c"),
        ({"status": "all", "country": ["TUR", "RUS"]}, "abc"),
        ({"status": "all", "country": "UKR"}, "abc"),  # the place of each
        ({"status": "all", "type": "CONSULT"}, "c"),
        ({"status": "all", "type": "ACCUSE/allege"}, "a"),
        ({"status": "all", "since": "2022-05-21"}, "bc"),
        ({"status": "all", "since": "2022-05-21", "until": "2022-05-22"}, "b"),
        ({"status": "all", "min_confidence": 0.5}, "a"),
    ],
)
def test_filters(tmp_path, options, kept):
    several = [
        event(event_id="a"),
        event(event_id="b", event_mode=None, status="planned", date=on("2022-05-22"), confidence=0.4),
        event(
            event_id="c", event_type="CONSULT", status="denied", actors=[TURKEY], date=on("2022-06-01"), confidence=0.1
        ),
    ]
    summary = dragoman.export(several, "petrarch", tmp_path / "e.txt", keys=tmp_path / "k.csv", **options)
    assert "".join(row["event_id"] for row in csv.DictReader((tmp_path / "k.csv").open())) == kept
    assert summary.read == 3 == summary.events + sum(summary.left_out.values())


def test_dragomans_own_formats_take_every_status(tmp_path):
    for format in ("jsonl", "csv", "parquet"):
        assert dragoman.export([event(status="denied")], format, tmp_path / format).events == 1


@pytest.mark.parametrize(
    "options",
    [
        {"since": "May"},
        {"since": "2022-02-02", "until": "2022-01-01"},
        {"type": "MEET"},
        {"type": "ASSAULT/visit"},
        {"status": "done"},
        {"country": "XYZ"},
        {"min_confidence": 2},
    ],
)
def test_filters_that_cannot_be_are_refused(tmp_path, options):
    with pytest.raises(UsageError):
        dragoman.export([event()], "csv", tmp_path / "e.csv", **options)
    assert not (tmp_path / "e.csv").exists()


def test_unusable_formats_and_targets_are_refused(tmp_path):
    with pytest.raises(UsageError, match="no export format"):
        dragoman.export([event()], "cameo", tmp_path / "e")
    with pytest.raises(UsageError, match="--keys"):
        dragoman.export([event()], "ftm", tmp_path / "e", keys=tmp_path / "k")
    with pytest.raises(UsageError, match="No such file"):
        dragoman.export([event()], "icews", tmp_path / "none" / "e.tab")


def test_keys_lead_each_row_back_to_its_event(tmp_path):
    summary = dragoman.export([event(actors=[RUSSIA, EU])], "icews", f"{tmp_path}/i/", keys=tmp_path / "keys.csv")
    keys = list(csv.DictReader((tmp_path / "keys.csv").open()))
    assert [(k["file"], k["row_id"], k["actor"], k["recipient"]) for k in keys] == [
        (summary.files[0].name, "1", "Russia", "Ukraine"),
        (summary.files[0].name, "2", "European Union", "Ukraine"),
    ]
    assert {(k["event_id"], k["document_id"], k["sentence_end"]) for k in keys} == {("31c95bc4fd44f001", "courier_2022-05", "31")}  # fmt: skip


def test_the_same_events_give_the_same_bytes(coded, tmp_path):
    events = [e for c in coded for e in c.events]
    for format in FORMATS:
        for turn in "ab":
            dragoman.export(events, format, tmp_path / f"{format}.{turn}", status="all")
        assert (tmp_path / f"{format}.a").read_bytes() == (tmp_path / f"{format}.b").read_bytes(), format


def command(*arguments, stdin=None):
    return subprocess.run(
        [sys.executable, "-c", "from dragoman.cli import main; main()", "export", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_command_tells_what_it_wrote_and_left_out(tmp_path):
    with Store(tmp_path / "e.duckdb") as store:
        document = Document(id="courier_2022-05", text="Russia accused Ukraine in Kyiv.")
        store.write(
            Coded(document=document, sentences=[], quotes=[], events=[event(), event(event_id="b", status="denied")])
        )
    done = command(tmp_path / "e.duckdb", "--as", "icews", "--out", tmp_path / "events.2022.x.tab")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[0].startswith("2 events read, 1 written as 1 icews rows to ")
    assert "left out: 1 (--status: denied)" in done.stderr
    assert len((tmp_path / "events.2022.x.tab").read_text().splitlines()) == 2


def test_the_command_reads_standard_input_and_sets_bad_lines_aside(tmp_path):
    line = json.dumps(event().to_dict())
    done = command("-", "--as", "csv", "--out", tmp_path / "e.csv", "--quiet", stdin=f"{line}\n{{}}\n")
    assert done.returncode == 1
    assert done.stderr.startswith("set aside: -:2: ")
    assert pl.read_csv(tmp_path / "e.csv")["actor_names"].to_list() == ["Russia"]


def test_unusable_arguments_end_with_status_2_and_one_line(tmp_path):
    path = tmp_path / "e.jsonl"
    path.write_text(json.dumps(event().to_dict()) + "\n")
    for arguments in (
        ("none.duckdb", "--as", "icews", "--out", tmp_path / "x"),
        (path, "--as", "jsonl", "--out", path),
        (path, "--as", "icews", "--out", tmp_path / "x", "--since", "yesterday"),
    ):
        done = command(*arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert path.stat().st_size > 0
    assert command(path, "--as", "cameo", "--out", tmp_path / "x").returncode == 2


def test_the_command_offers_every_format():
    from dragoman.cli.export import As

    assert [one.value for one in As] == list(FORMATS)


# Whole numbers, numbers and text in the columns of GDELT's tables, as gdeltPyR's schema files have them.
GDELT_TYPES = "IIIIF" + "S" * 20 + "I" + "SSS" + "IFIIIF" + "ISSSSFFS" * 3 + "IS"
MENTION_TYPES = "IIIISSIIIIIIIFSS"


@pytest.mark.parametrize(("format", "types"), [("gdelt", GDELT_TYPES), ("gdelt-mentions", MENTION_TYPES)])
def test_gdelt_cells_are_of_their_columns_types(tmp_path, format, types):
    rows, _ = exported(tmp_path, format, event(), event(place=None), event(actors=[]), event(recipients=[], url=None))
    patterns = {"I": r"-?\d*", "F": r"(-?\d+(\.\d+)?)?", "S": r".*"}
    for row in rows:
        for kind, cell in zip(types, row, strict=True):
            assert re.fullmatch(patterns[kind], cell), (kind, cell)
