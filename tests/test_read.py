"""Reading: given these files, these documents; given bad input, one error each and the rest is read."""

from __future__ import annotations

import gzip
import io
import json
import random
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import InputError, UsageError
from dragoman.read import count_inputs, read_documents
from dragoman.read.columns import language_code
from dragoman.read.days import iso_day
from dragoman.read.decode import decode
from dragoman.read.ids import UniqueIds
from dragoman.read.texts import markdown, plain_text
from dragoman.record import Document

PAGE = """<!doctype html><html lang="en"><head><title>Ministers meet in Vientiane - The Example Post</title>
<meta property="og:title" content="Ministers meet in Vientiane">
<meta property="og:site_name" content="The Example Post">
<meta property="article:published_time" content="2019-03-04T08:00:00+07:00">
<link rel="canonical" href="https://example.org/vientiane"></head><body><nav><a href="/">Home</a></nav><article>
<h1>Ministers meet in Vientiane</h1><p>Foreign ministers of four river states met on Monday to discuss the level of
water behind their dams, officials said after the talks.</p><p>They agreed to publish their figures every week and to
meet again in the autumn, when the dry season will have shown what the promise is worth.</p></article></body></html>"""


def read(*paths: Path | str, **options: Any) -> tuple[list[Document], list[InputError]]:
    errors: list[InputError] = []
    return list(read_documents([str(p) for p in paths], on_error=errors.append, **options)), errors


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_text_file_is_one_document_named_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "news/a.txt", "The envoys met.\r\nNobody spoke.\r\n")
    monkeypatch.chdir(tmp_path)
    [document], errors = read("news/a.txt", defaults={"published": "2020-05-01", "language": "en"})
    assert not errors
    assert (document.id, document.text) == ("news/a.txt", "The envoys met.\nNobody spoke.\n")
    assert (document.published, document.language, document.title) == ("2020-05-01", "en", None)


def test_folder_is_read_recursively_in_sorted_order_and_ids_do_not_depend_on_where_it_lies(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.md", ".hidden.txt", "photo.png", "a/.git/x.txt"):
        write(tmp_path, name, f"Report {name}.")
    documents, errors = read(tmp_path)
    assert [d.id for d in documents] == ["b.txt", "a/1.md", "a/2.txt"] and not errors


def test_folder_without_readable_files_is_one_error(tmp_path: Path) -> None:
    write(tmp_path, "photo.png", b"\x89PNG")
    documents, [error] = read(tmp_path)
    assert not documents and "no readable file" in error.cause


def test_json_lines_with_usual_column_names(tmp_path: Path) -> None:
    rows = [
        {"headline": "H", "body": "The text.", "date_published": "2021-12-14T10:00Z", "lang": "pt_BR", "link": "u"},
        {"id": 7, "text": ["One.", "Two."], "source": {"name": "Agency"}},
    ]
    path = write(tmp_path, "a.jsonl", "\n\n".join(json.dumps(r) for r in rows))
    (first, second), errors = read(path)
    assert not errors
    assert first.to_dict() == {
        "id": "a.jsonl:1", "text": "The text.", "title": "H", "language": "pt", "published": "2021-12-14",
        "source": None, "url": "u",
    }  # fmt: skip
    assert (second.id, second.text, second.source) == ("7", "One.\nTwo.", "Agency")


def test_own_column_names_come_first(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "text,artikel\nsummary,The whole report.\n")
    [document], errors = read(path, fields={"text": "artikel"})
    assert document.text == "The whole report." and not errors


def test_broken_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = [b'{"text": "One."}', b'{"text": "Two."', b"[1]", b'{"text": "\xff\xfe"}', b'{"title": "no text"}',
             b'{"text": "  "}', b'{"text": "Last."}']  # fmt: skip
    path = write(tmp_path, "a.jsonl", b"\n".join(lines))
    documents, errors = read(path)
    assert [d.text for d in documents] == ["One.", "Last."]
    assert [e.where for e in errors] == [f"{path}:{n}" for n in (2, 3, 4, 5, 6)]
    assert "broken JSON" in errors[0].cause and "title" in errors[3].cause and "empty" in errors[4].cause


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_with_any_delimiter_and_quoted_line_feeds(tmp_path: Path, delimiter: str) -> None:
    body = delimiter.join(("id", "published", "text")) + "\n"
    body += delimiter.join(("x", "14/12/2021", '"Line one.\nLine ""two""."')) + "\n\n"
    body += delimiter.join(("y", "", "Short.")) + "\n"
    documents, errors = read(write(tmp_path, "a.csv", "\ufeff" + body))
    assert [(d.id, d.published, d.text) for d in documents] == [
        ("x", "2021-12-14", 'Line one.\nLine "two".'),
        ("y", None, "Short."),
    ]
    assert not errors


def test_csv_without_text_column_is_one_error_that_names_the_columns(tmp_path: Path) -> None:
    documents, [error] = read(write(tmp_path, "a.csv", "nr,words\n1,One\n2,Two\n"))
    assert not documents and "nr, words" in error.cause and "text=COLUMN" in error.cause


def test_csv_rows_with_bad_bytes_or_too_many_cells_are_set_aside(tmp_path: Path) -> None:
    content = "id,text\n1,Señor Pérez llegó.\n".encode() + b"2,Se\xf1or\n3,a,b\n" + "4,Él también.\n".encode()
    path = write(tmp_path, "a.csv", content)
    documents, errors = read(path)
    assert [d.id for d in documents] == ["1", "4"]
    assert [e.where for e in errors] == [f"{path}:3", f"{path}:4"]


@pytest.mark.parametrize("wrap", ["{}", '{{"articles": {}}}'])
def test_json_list_and_wrapped_list(tmp_path: Path, wrap: str) -> None:
    path = write(tmp_path, "a.json", wrap.format('[{"text": "One."},\n {"text": "Two."}]'))
    documents, errors = read(path)
    assert [(d.id, d.text) for d in documents] == [("a.json:1", "One."), ("a.json:2", "Two.")] and not errors


def test_broken_json_list_gives_what_stands_before_the_break(tmp_path: Path) -> None:
    documents, [error] = read(write(tmp_path, "a.json", '[{"text": "One."}, {"text": '))
    assert [d.text for d in documents] == ["One."] and "element 2" in error.cause


def test_parquet(tmp_path: Path) -> None:
    import datetime

    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table({"body": ["One.", None], "date": [datetime.date(2001, 2, 3)] * 2, "other": [1, 2]})
    path = tmp_path / "a.parquet"
    pyarrow.parquet.write_table(table, path)
    [document], [error] = read(path)
    assert (document.text, document.published, document.id) == ("One.", "2001-02-03", "a.parquet:1")
    assert error.where == f"{path}:2"
    assert read(write(tmp_path, "b.parquet", "no parquet"))[1][0].where.endswith("b.parquet")


def test_html_gives_the_article_and_its_particulars(tmp_path: Path) -> None:
    [document], errors = read(write(tmp_path, "a.html", PAGE))
    assert not errors
    assert document.text.startswith("Foreign ministers") or "\nForeign ministers" in document.text
    assert "Home" not in document.text and "\n" in document.text
    assert (document.title, document.published) == ("Ministers meet in Vientiane", "2019-03-04")
    assert (document.source, document.url) == ("The Example Post", "https://example.org/vientiane")


def test_html_without_article_is_an_error(tmp_path: Path) -> None:
    documents, [error] = read(write(tmp_path, "a.html", "<html><body></body></html>"))
    assert not documents and "no article" in error.cause


def test_markdown_loses_its_markup_and_keeps_its_words() -> None:
    document = markdown(
        "---\ntitle: 'Talks resume'\ndate: 2020-01-02\n---\n# Ignored? No: kept\n\nThe **two** sides\nmet in "
        "[Oman](https://example.org/a_(b)).\n\n- first *point*\n- second\n\n> a quote\n\n```\ncode\n```\n![x](y.png)\n"
    )
    assert (document.title, document.published) == ("Talks resume", "2020-01-02")
    assert document.text == "The two sides met in Oman.\nfirst point\nsecond\na quote"


def test_markdown_title_comes_from_the_first_heading() -> None:
    document = markdown("# Talks _resume_\n\nsnake_case stays; 3 \\* 4 too.\n\n## Later\nEnd.")
    assert (document.title, document.text) == ("Talks resume", "snake_case stays; 3 * 4 too.\nLater\nEnd.")


def test_lines_broken_to_a_width_are_joined_without_moving_an_offset() -> None:
    words = "The delegations left the hall late at night and none of their members would say what had been agreed. " * 4
    lines, line = [], ""
    for word in words.split():
        if len(line) + len(word) > 70:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    text = "A HEADING\n\n" + "\n".join([*lines, line]) + "\n\nShort end."
    joined = plain_text(text).text
    assert len(joined) == len(text) and joined.split() == text.split()
    assert joined.count("\n") == 4
    assert plain_text("One.\nTwo.\nThree.\nFour.\nFive.\nSix.").text.count("\n") == 5


def test_packed_files_are_read_and_damaged_ones_reported(tmp_path: Path) -> None:
    packed = gzip.compress(b'{"text": "One."}\n' * 2000)
    write(tmp_path, "a.jsonl.gz", packed)
    write(tmp_path, "b.jsonl.gz", packed[:-20])
    write(tmp_path, "c.txt.gz", b"not packed")
    documents, errors = read(tmp_path)
    assert sum(d.id.startswith("a.jsonl.gz") for d in documents) == 2000
    assert [Path(e.where).name for e in errors] == ["b.jsonl.gz", "c.txt.gz"]


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (b' \n{"text": "One."}\n{"text": "Two."}', ["One.", "Two."]),
        (b'[{"text": "One."}]', ["One."]),
        (b"Just words.", ["Just words."]),
        (b"[AP] Just words.", ["[AP] Just words."]),
    ],
)
def test_standard_input_is_recognised(monkeypatch: pytest.MonkeyPatch, content: bytes, texts: list[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    documents, errors = read("-")
    assert [d.text for d in documents] == texts and not errors
    assert documents[0].id.startswith("stdin")


def test_html_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    assert read("-")[0][0].title == "Ministers meet in Vientiane"


def test_missing_path_and_unknown_field_end_the_run_at_once(tmp_path: Path) -> None:
    for paths, options in (
        ([str(tmp_path / "none")], {}),
        ([], {}),
        ([str(tmp_path)], {"fields": {"texte": "x"}}),
        ([str(tmp_path)], {"defaults": {"published": "soon"}}),
    ):
        with pytest.raises(UsageError):
            read_documents(paths, on_error=pytest.fail, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n ", "empty"),
        ("a.txt", bytes(range(256)) * 4, "binary"),
        ("a.txt", b"%PDF-1.7 ...", "PDF"),
        ("a.txt", bytes(b for b in random.Random(1).randbytes(4000) if b), "UTF-8"),
        ("a.txt", "Señor Pérez llegó ".encode() * 9 + b"\xf1", "UTF-8"),
        ("a.jsonl", b"", "empty"),
        ("a.csv", b"", "empty"),
        ("a.json", b'"text"', "string"),
        ("a.json", b"{", "broken JSON"),
        ("a.html", b"", "empty"),
    ],
)
def test_unusable_file_is_one_error_and_its_neighbour_is_read(
    tmp_path: Path, name: str, content: bytes, cause: str
) -> None:
    bad, good = write(tmp_path, name, content), write(tmp_path, "z.txt", "Fine.")
    documents, [error] = read(bad, good)
    assert [d.text for d in documents] == ["Fine."]
    assert cause in error.cause and error.where.startswith(str(bad))


def test_dangling_link_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    documents, [error] = read(tmp_path / "a.txt")
    assert not documents and "can't be read" in error.cause


OLD = {
    "koi8-r": "Министр иностранных дел заявил, что переговоры о границе продолжатся в апреле, а войска отойдут. ",
    "cp1251": "Міністр закордонних справ заявив, що перемовини про кордон продовжаться у квітні, а війська відійдуть. ",
    "cp1252": "El ministro dijo que la reunión con la señora embajadora terminó sin acuerdo y seguirá mañana. ",
    "cp1254": "Dışişleri Bakanı görüşmelerin nisan ayında süreceğini ve askerlerin geri çekileceğini açıkladı. ",
    "cp1256": "قال وزير الخارجية إن المفاوضات حول الحدود ستستمر في أبريل وإن القوات ستنسحب إلى مواقعها السابقة. ",
    "gb18030": "外交部长表示，关于边界的谈判将在四月继续，军队将撤回原来的位置，双方同意再次会面。",
    "utf-16": "Les ministres ont décidé de se revoir à Genève. ",
}


@pytest.mark.parametrize("encoding", OLD)
def test_old_encodings_are_recognised(encoding: str) -> None:
    text = OLD[encoding] * 8
    assert decode(text.encode(encoding)) == text


def test_repeated_ids_get_a_suffix(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", '{"id": "x", "text": "One."}\n' * 3)
    assert [d.id for d in read(path)[0]] == ["x", "x#2", "x#3"]


@given(st.lists(st.sampled_from(["a", "b", "a#2", "b#3", "c"]), max_size=30))
def test_ids_are_unique_whatever_comes(wanted: list[str]) -> None:
    ids = UniqueIds()
    given_ids = [ids.unique(name) for name in wanted]
    assert len(set(given_ids)) == len(wanted)


def test_ids_stay_unique_when_the_table_grows() -> None:
    ids = UniqueIds()
    names = [str(n) for n in range(5000)]
    assert [ids.unique(n) for n in names] == names
    assert ids.unique("17") == "17#2"


@pytest.mark.parametrize(
    "written",
    ["2021-12-14", "2021-12-14T10:00Z", "2021-12-14T23:59:59-05:00", "14/12/2021", "12/14/2021", "14.12.2021",
     "20211214", "20211214083000", "20211214T083000Z", 20211214, 1639476000, 1639476000000, "1639476000.5",
     "Tue, 14 Dec 2021 10:00:00 GMT", "December 14, 2021", "14 Desember 2021", "14 декабря 2021", "2021/12/14 08:30"],
)  # fmt: skip
def test_days_in_usual_writing(written: Any) -> None:
    assert iso_day(written) == "2021-12-14"


@pytest.mark.parametrize("written", ["soon", "yesterday", "2021", "December 2021", "2021-13-40", True, None, "", 3.5])
def test_what_is_no_day_is_none(written: Any) -> None:
    assert iso_day(written) is None


@given(st.dates())
@settings(max_examples=50)
def test_every_iso_day_stays_itself(day: Any) -> None:
    assert iso_day(day.isoformat()) == (day.isoformat() if 1000 <= day.year < 2200 else None)


def test_unreadable_date_is_reported_and_the_document_still_given(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", '{"text": "One.", "date": "soon"}')
    [document], [error] = read(path)
    assert document.published is None and error.where == f"{path}:1" and "soon" in error.cause


def test_language_columns_hold_codes_locales_or_names() -> None:
    known = {"ID": "id", "in": "id", "zh-Hans": "zh", "eng": "en", "Indonesian": "id", "xx": None, None: None}
    assert {name: language_code(name) for name in known} == known


def test_count_is_cheap_or_none(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "x")
    path = write(tmp_path, "b.jsonl", '{"text": "One."}\n{"text": "Two."}')
    assert count_inputs([str(tmp_path), str(path)]) == 5
    assert count_inputs(["-"]) is None


def test_memory_does_not_grow_with_the_input(tmp_path: Path) -> None:
    line = json.dumps({"text": "A report of some length. " * 40}) + "\n"
    path = write(tmp_path, "a.jsonl", line * 20_000)  # 20 MB
    listed = write(tmp_path, "a.json", "[" + ",".join([line] * 5_000) + "]")
    tracemalloc.start()
    number = sum(1 for _ in read_documents([str(path), str(listed)], on_error=pytest.fail))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert number == 25_000 and peak < 12_000_000


def test_one_line_of_fifty_megabytes_is_one_clear_line_and_takes_seconds(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"word, " * 8_400_000)
    marked = write(tmp_path, "a.md", b"[a*b " * 2_000_000)
    documents, errors = read(path, marked)
    assert not documents
    assert [e.where for e in errors] == [str(path), str(marked)]
    assert "50,400,000 characters" in str(errors[0])


def test_one_endless_document_is_set_aside_with_its_length_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_text("Iran condemned Israel. " * 100_000, encoding="utf-8")
    (tmp_path / "report.txt").write_text("Iran condemned Israel.", encoding="utf-8")
    documents, errors = read(tmp_path)
    assert [d.id for d in documents] == ["report.txt"]
    assert len(errors) == 1
    assert "2,300,000 characters" in str(errors[0]) or "2,299,999 characters" in str(errors[0])
    assert "dump.txt" in errors[0].where
