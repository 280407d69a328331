"""A folder of Parquet, as `dragoman code --into folder/` writes it, read back as tables of a DuckDB connection.

In: a folder on this machine. Out: tables with the rows of all batches that count. Must stay true: nothing is written;
batches that a kill left unfinished, and older copies of a document that a kill left behind, are passed over as the next
run would mend them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

MARK = "coded_documents"
# The key by which a table's rows belong to a document.
KEYS = {"documents": "id", "events": "document_id", "quotes": "document_id"}


def is_folder_store(path: Path) -> bool:
    """Whether a folder is a store: it says which version wrote it."""
    return (path / "meta" / "schema_version").is_file()


def load_folder(db: Any, path: Path, names: Iterable[str], into: str) -> None:
    """Add the rows of the named tables (of KEYS) to the tables of the same names in schema `into`, by its columns."""
    if not any((path / MARK).glob("*.parquet")):
        return
    db.execute(
        "CREATE TEMP TABLE counting AS SELECT document_id, max(parse_filename(filename, true)) AS batch "
        f"FROM read_parquet({_files(path, MARK)}, filename = true) GROUP BY document_id"
    )
    for name in names:
        if any((path / name).glob("*.parquet")):
            columns = [row[0] for row in db.execute(f"DESCRIBE {into}.{name}").fetchall()]
            listed = ", ".join(f'rows."{column}"' for column in columns)
            db.execute(
                f"INSERT INTO {into}.{name} BY NAME SELECT {listed} "
                "FROM (SELECT * EXCLUDE filename, parse_filename(filename, true) AS batch "
                f"FROM read_parquet({_files(path, name)}, filename = true)) AS rows "
                f"JOIN counting ON counting.document_id = rows.{KEYS[name]} AND counting.batch = rows.batch"
            )
    db.execute("DROP TABLE counting")


def _files(path: Path, name: str) -> str:
    """The files of a table as a list in SQL."""
    return "[" + ", ".join("'" + str(f).replace("'", "''") + "'" for f in sorted((path / name).glob("*.parquet"))) + "]"
