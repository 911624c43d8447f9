"""Asks DuckDB what Uptake was asked, and says how long it took.

Reads one JSON object from standard input:
  parquet, memberships   where the exported days lie, and the roster's memberships
  database               a file for the native table; made anew
  first_day, last_day    the range
  queries                the names of the queries in this folder to ask
  repeats, seconds       each query is asked so often, or for so long
Writes one JSON object: version, load_seconds, database_bytes, answers by source and query, and times in milliseconds
by source, number of threads and query.

An answer is made into a table of DuckDB's own, so that its rows need not be turned into Python's to be timed.
"""

import json
import os
import pathlib
import sys
import time

import duckdb

HERE = pathlib.Path(__file__).parent


def sql(name):
    return (HERE / f"{name}.sql").read_text()


def open_lake(wanted):
    connection = duckdb.connect()
    for name in ("parquet", "memberships", "first_day", "last_day"):
        connection.execute(f"set variable {name} = ?", [wanted[name]])
    connection.execute(sql("lake"))
    return connection


def make_native(wanted):
    """Fills the native table from the Parquet files; how long that took, and how large it is."""
    path = pathlib.Path(wanted["database"])
    for old in (path, path.with_name(path.name + ".wal")):
        old.unlink(missing_ok=True)
    began = time.perf_counter()
    connection = duckdb.connect(str(path))
    for name in ("parquet", "memberships", "first_day", "last_day"):
        connection.execute(f"set variable {name} = ?", [wanted[name]])
    connection.execute("create schema lake; use lake")
    connection.execute(sql("lake"))
    connection.execute("use main")
    connection.execute(sql("native"))
    connection.execute("drop schema lake cascade")
    connection.execute("checkpoint")
    took = time.perf_counter() - began
    connection.close()
    return took, path.stat().st_size


def ask(connection, name, wanted):
    """Times one query; the first asking counts, too."""
    statement = f"create or replace temp table answer as {sql(name)}"
    times, began = [], time.perf_counter()
    while len(times) < wanted["repeats"] and (not times or time.perf_counter() - began < wanted["seconds"]):
        asked = time.perf_counter()
        connection.execute(statement)
        times.append((time.perf_counter() - asked) * 1e3)
    return times


def answer(connection):
    """The rows of the last answer, zeros left out."""
    rows = connection.execute("select day::varchar, key, value::bigint from answer where value <> 0").fetchall()
    return sorted(list(row) for row in rows)


def main():
    wanted = json.load(sys.stdin)
    load_seconds, database_bytes = make_native(wanted)
    sources = {"parquet": open_lake(wanted), "native": duckdb.connect(wanted["database"], read_only=True)}
    every = os.cpu_count() or 1
    times, answers = [], {}
    for source, connection in sources.items():
        answers[source] = {}
        for threads in sorted({1, every}):
            connection.execute(f"set threads = {threads}")
            for query in wanted["queries"]:
                took = ask(connection, query, wanted)
                times.append({"source": source, "threads": threads, "query": query, "ms": took})
                answers[source].setdefault(query, answer(connection))
                print(f"duckdb {source} threads={threads} {query}: {min(took):.0f} ms", file=sys.stderr)
        connection.close()
    json.dump(
        {
            "version": duckdb.__version__,
            "load_seconds": load_seconds,
            "database_bytes": database_bytes,
            "times": times,
            "answers": answers,
        },
        sys.stdout,
    )


main()
