"""Kill `dragoman code --into` at random moments, twenty times, and compare with a run that nobody disturbed.

    python bench/killed.py [--kills 20] [--documents 60] [--seed 0] [--store x.duckdb | --store x/]

The examples are copied to some 60 documents with ids of their own. The command starts, is killed (SIGKILL) after a
random time, and starts again; after the last kill it runs to its end. Every table that coding fills must then hold the
same rows as after one undisturbed run, and every killed store must open. Prints what each start found done.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import duckdb

from dragoman.read import read_documents

EXAMPLES = pathlib.Path(__file__).parent.parent / "examples"
TABLES = ("documents", "events", "event_actors", "quotes", "coded_documents", "events_superseded")
NOT_COMPARED = {"run_id", "coded_at"}


def make_input(path: pathlib.Path, count: int) -> None:
    """`count` documents as JSON Lines: the examples again and again, each copy with its number."""
    originals = [*read_documents([str(EXAMPLES)], on_error=lambda error: sys.exit(str(error)))]
    with path.open("w", encoding="utf-8") as stream:
        for n in range(count):
            row = originals[n % len(originals)].to_dict()
            row = {k: v for k, v in row.items() if v is not None} | {"id": f"{row['id']}-{n}"}
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def command(source: pathlib.Path, store: str) -> list[str]:
    start = "from dragoman.cli import main; main()"
    return [sys.executable, "-c", start, "code", str(source), "--into", store, "--threads", "1", "--batch-size", "2"]


def rows(store: str) -> dict[str, list[str]]:
    out = {}
    with duckdb.connect() as db:
        if not store.endswith("/"):
            db.execute(f"ATTACH '{store}' AS s (READ_ONLY)")
        for name in TABLES:
            if store.endswith("/"):
                parts = [str(p) for p in pathlib.Path(store, name).glob("*.parquet")]
                found = db.read_parquet(parts).to_arrow_table().to_pylist() if parts else []
            else:
                found = db.sql(f"SELECT * FROM s.{name}").to_arrow_table().to_pylist()
            out[name] = sorted(repr({k: v for k, v in row.items() if k not in NOT_COMPARED}) for row in found)
    return out


def held(store: str) -> int:
    """Documents in a killed store. It must open; a kill before its first moment leaves none."""
    if not pathlib.Path(store).exists():
        return 0
    if store.endswith("/"):
        return len(rows(store)["coded_documents"])
    with duckdb.connect(store) as db:
        there = db.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'documents'").fetchone()
        return int(db.execute("SELECT count(*) FROM documents").fetchall()[0][0]) if there else 0


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--kills", type=int, default=20)
    ask.add_argument("--documents", type=int, default=60)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--store", default="killed.duckdb", help="name of the store; one that ends in / is Parquet")
    ask.add_argument(
        "--commit-seconds", type=float, default=0.3, help="seconds of work a batch (the command's own: 10)"
    )
    args = ask.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    source = folder / "documents.jsonl"
    make_input(source, args.documents)
    store, whole = f"{folder}/{args.store}", f"{folder}/whole-{args.store}"
    started = time.perf_counter()
    subprocess.run(command(source, whole), check=True)
    seconds = time.perf_counter() - started
    print(f"undisturbed: {args.documents} documents in {seconds:.1f} s")
    # Batches as short as the kills are close, so that kills fall between, inside and at the ends of batches.
    start = (
        "from dragoman.store.base import Writer; from dragoman.store.parquet_folder import ParquetStore; "
        f"Writer.SECONDS = ParquetStore.SECONDS = {args.commit_seconds}; from dragoman.cli import main; main()"
    )
    draw, killed, progress = random.Random(args.seed), 0, []
    while killed < args.kills:
        if held(store) >= args.documents:  # all done before the last kill: once more from the start
            shutil.rmtree(store) if store.endswith("/") else pathlib.Path(store).unlink()
            progress.append("(done; begun anew)")
        process = subprocess.Popen([command(source, store)[0], "-c", start, *command(source, store)[3:]], stderr=-3)
        time.sleep(draw.uniform(0.3, 0.5 * seconds))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        progress.append(str(held(store)))
    print(f"{killed} kills; documents held after each: {' '.join(progress)}")
    subprocess.run(command(source, store), check=True)
    want, got = rows(whole), rows(store)
    for name in TABLES:
        print(
            f"{name:18s} {len(want[name]):5d} rows undisturbed, {len(got[name]):5d} killed, "
            f"same: {want[name] == got[name]}"
        )
    shutil.rmtree(folder)
    sys.exit(want != got)


if __name__ == "__main__":
    main()
