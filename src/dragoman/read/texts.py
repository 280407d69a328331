"""One file that is one document in (plain text, Markdown, HTML), its text and what it says about itself out.

What must stay true: offsets are into the text given here, so nothing later may change it; the title stands beside the
text, never in it.
"""

from __future__ import annotations

import itertools
import logging
import re

from dragoman.errors import InputError
from dragoman.record import Document

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n((?:[^\n]*\n){1,200}?)---[ \t]*(?:\n|\Z)")
_FRONT_NAMES = {
    "title": "title", "date": "published", "published": "published", "lang": "language", "language": "language",
    "source": "source", "publisher": "source", "url": "url", "link": "url",
}  # fmt: skip
_LOOKS_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|\?xml[^>]{0,200}\?>\s*<(?:!doctype\s+)?html)", re.I)

# Markdown, a line at a time. Every repeat is bounded or over a class that excludes what follows: linear on any text.
_RULE = re.compile(r"[ ]{0,3}(?:[-*_][ \t]*){3,}$|[ ]{0,3}=+[ \t]*$")
_BLOCK = re.compile(r"[ \t]*(?:>[ \t]?)*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?")
_HEADING = re.compile(r"[ ]{0,3}(#{1,6})[ \t]+")
_FENCE = re.compile(r"[ ]{0,3}(```|~~~)")
_REFERENCE = re.compile(r"[ ]{0,3}\[[^\]\n]{1,200}\]:[ \t]+\S")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,500}\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])")
_LINK = re.compile(r"\[([^\[\]\n]{0,500})\](?:\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\)|\[[^\[\]\n]{0,200}\])")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^<>\s]{1,2000}>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,500}>|<!--[^\n]{0,2000}?-->")
_MARKS = re.compile(r"\\([!-/:-@\[-`{-~])|\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|~~|`+")

# A text counts as broken to a width when this share of the lines inside its paragraphs is within the slack of the
# longest one. Lines of verse, lists and one-line paragraphs vary more; mail and wire copy is 65 to 80 wide.
_WRAPPED_LONGEST = 100
_WRAPPED_SLACK = 25
_WRAPPED_SHARE = 0.8


def plain_text(text: str) -> Document:
    """The text as it stands, with line feeds for line ends. Lines that were broken to a width are joined by a space
    (one character for another: offsets stay those of the file)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Document(id="", text=_unwrapped(text))


def markdown(text: str) -> Document:
    """The words without markup, a paragraph a line; title and date from front matter, else the title from `# ...`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    about: dict[str, str] = {}
    if match := _FRONT_MATTER.match(text):
        about = _front_matter(match[1])
        text = text[match.end() :]
    title, lines = _markdown_lines(text)
    return Document(id="", text="\n".join(lines), title=about.pop("title", None) or title, **about)


def html(text: str, where: str) -> Document:
    """The article in a page, paragraphs joined by a line feed. Raises InputError where the page holds none."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings repeat what our errors say
    page = trafilatura.bare_extraction(text, include_comments=False, include_tables=False, with_metadata=True)
    if page is None or isinstance(page, dict) or not page.text or not page.text.strip():
        raise InputError(where, "no article found in this page")
    return Document(
        id="", text=page.text, title=page.title or None, published=page.date or None, source=page.sitename or None,
        url=page.url or None,
    )  # fmt: skip


def looks_html(start: bytes) -> bool:
    """Do these first bytes open an HTML page?"""
    return _LOOKS_HTML.match(start.removeprefix(b"\xef\xbb\xbf")) is not None


def _front_matter(block: str) -> dict[str, str]:
    """`name: value` lines; nested YAML is passed over."""
    found: dict[str, str] = {}
    for line in block.split("\n"):
        name, colon, value = line.partition(":")
        field = _FRONT_NAMES.get(name.strip().lower())
        value = value.strip().strip("\"'")
        if colon and field and value and not name.startswith((" ", "\t")):
            found.setdefault(field, value)
    return found


def _markdown_lines(text: str) -> tuple[str | None, list[str]]:
    title: str | None = None
    lines: list[str] = []
    joined: list[str] = []  # lines of the open paragraph
    fence: str | None = None

    def close() -> None:
        if joined:
            lines.append(" ".join(joined))
            joined.clear()

    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence or mark:
            close()
            fence = None if fence and mark and mark[1] == fence else fence or (mark[1] if mark else None)
            continue
        if not line.strip() or _RULE.match(line) or _REFERENCE.match(line):
            if title is None and not lines and len(joined) == 1 and line.startswith("==="):
                title = joined.pop()
            close()
            continue
        heading = _HEADING.match(line)
        body = line[heading.end() :].rstrip("# \t") if heading else line
        block = _BLOCK.match(body)
        words = _words(body[block.end() :] if block else body)
        if heading or (block and block[0].strip()) or words.startswith("|"):
            close()
        if heading and heading[1] == "#" and title is None and not lines:
            title = words
        elif words:
            joined.append(words.strip("|").replace("|", " ").strip() if words.startswith("|") else words)
        if heading:
            close()
    close()
    return title, lines


def _words(line: str) -> str:
    line = _AUTOLINK.sub("", _IMAGE.sub("", line))
    line = _TAG.sub("", _LINK.sub(r"\1", line))
    return _MARKS.sub(lambda match: match[1] or "", line).strip()


def _unwrapped(text: str) -> str:
    """Joins lines broken to a width, where nearly all lines inside paragraphs are about that wide."""
    lines = text.split("\n")
    inner = [len(line) for line, following in itertools.pairwise(lines) if line.strip() and following.strip()]
    if len(inner) < 4 or not 40 <= max(inner) <= _WRAPPED_LONGEST:
        return text
    width = max(inner)
    if sum(length >= width - _WRAPPED_SLACK for length in inner) < _WRAPPED_SHARE * len(inner):
        return text
    parts: list[str] = []
    for line, following in itertools.pairwise(lines):
        inside = following.strip() and len(line) >= width - _WRAPPED_SLACK and not following[0].isspace()
        parts += (line, " " if inside else "\n")
    return "".join((*parts, lines[-1]))
