"""The MCP server, met by a real client session over standard input and output."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("mcp")
import anyio
from mcp import ClientSession, StdioServerParameters, stdio_client

from dragoman.record import Actor, Coded, Document, Quote, Span
from dragoman.store import Store

CRISIS = Path(__file__).parent.parent / "docs" / "data" / "crisis.jsonl"
SOURCE = str(Path(__file__).parent.parent / "src")


def session(path, talk):
    """Runs `talk(session)` against `dragoman mcp path`."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from dragoman.cli import main; main()", "mcp", str(path)],
        env={"PYTHONPATH": SOURCE},
    )

    async def whole():
        async with stdio_client(server) as (read, write), ClientSession(read, write) as client:
            await client.initialize()
            return await talk(client)

    return anyio.run(whole)


def test_a_client_lists_four_read_only_tools_and_follows_a_figure_to_its_sentence():
    async def talk(client):
        tools = (await client.list_tools()).tools
        line = await client.call_tool("dyad_series", {"actor": "Indonesia", "recipient": "MYS", "by": "month"})
        worst = min(line.structured_content["rows"], key=lambda row: row["mean_score"])
        found = await client.call_tool("event_evidence", {"event_ids": [*worst["event_ids"][:2], "nonsense"]})
        search = await client.call_tool("search_events", {"actor": "IDN", "words": "SENT ships", "limit": 2})
        wrong = await client.call_tool("search_events", {"actor": "Atlantis"})
        return tools, worst, found, search, wrong

    tools, worst, found, search, wrong = session(CRISIS, talk)
    assert {tool.name for tool in tools} == {"search_events", "dyad_series", "search_quotes", "event_evidence"}
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert worst["period"] == "2024-10-01" and worst["mean_score"] < 0
    assert len(found.structured_content["rows"]) == 2
    assert found.structured_content["unknown"] == ["nonsense"]
    assert all(row["sentence"].endswith(".") for row in found.structured_content["rows"])
    rows = search.structured_content["rows"]
    assert len(rows) == 2 and search.structured_content["left_off"] > 0
    assert all("sent ships" in row["sentence"] for row in rows)
    assert wrong.is_error and "Atlantis" in wrong.content[0].text


def test_quotes_of_a_store_are_searched_by_words_speaker_and_country(tmp_path):
    text = "“We will stay”, the minister said."
    speaker = Actor(text="minister", start=19, end=27, name="Retno Marsudi", country="IDN", sector="GOV")
    quote = Quote(
        document_id="a", text="We will stay", start=1, end=13, direct=True, speaker=speaker,
        sentence=Span(text=text, start=0, end=len(text)),
    )  # fmt: skip
    with Store(tmp_path / "q.duckdb") as store:
        document = Document(id="a", text=text, published="2022-01-02", source="Wire")
        store.write(Coded(document=document, sentences=[], quotes=[quote], events=[]))

    async def talk(client):
        asked = (
            {"words": "stay"},
            {"speaker": "retno"},
            {"country": "IDN"},
            {"words": "leave"},
            {"since": "2023-01-01"},
        )
        return [(await client.call_tool("search_quotes", one)).structured_content["rows"] for one in asked]

    found = session(tmp_path / "q.duckdb", talk)
    assert [len(rows) for rows in found] == [1, 1, 1, 0, 0]
    assert found[0][0]["quote"] == "We will stay" and found[0][0]["source"] == "Wire"
