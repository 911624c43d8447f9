"""Holds the API against another engine: every metric of docs/lake, computed by DuckDB from an exported archive, must
be what `GET /api/v1/metrics/...` says. Counts, credits and dollars to the last digit, ratios to nine.

    compare.py BIN_DIR REPORT.xml

Starts the real programs, writes a JUnit report, ends with 1 where anything differs.
"""

import json
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import duckdb

SQL = Path(__file__).resolve().parents[2] / "docs" / "lake"
GROUPS = ["activity", "adoption", "flow", "stickiness", "sums", "spread", "reviews"]
BUCKETS = ["day", "week", "month", "total"]
EXACT = {"people": 1, "count": 1, "tokens": 1, "credits": 10**6, "usd": 10**6}
# Organisations that differ in what they are about: rows of reviews with people in them, and without.
WORLDS = {
    "reviews by person": ["--users", "120", "--teams", "8", "--days", "100", "--seed", "11", "--reviews", "per-person"],
    "reviews by workspace": ["--users", "30", "--teams", "3", "--days", "50", "--seed", "12"],
}


class Program:
    """A running program whose output is read line by line."""

    def __init__(self, args, env=None, stream="stderr"):
        pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: subprocess.PIPE}
        self.process = subprocess.Popen(args, env=env, text=True, stdin=subprocess.DEVNULL, **pipes)
        self.lines = getattr(self.process, stream)

    def says(self, pattern):
        seen = []
        for line in self.lines:
            seen.append(line)
            if match := re.search(pattern, line):
                # A pipe that nobody reads on would fill and stop the program.
                threading.Thread(target=self.lines.read, daemon=True).start()
                return match.group(0)
        raise RuntimeError(f"{self.process.args[0]} ended without saying {pattern}:\n{''.join(seen)}")

    def stop(self):
        self.process.terminate()
        self.process.wait()


class World:
    """A simulated organisation, an installation that has fetched all of it, and its exported archive."""

    def __init__(self, bins, args):
        self.bins = bins
        self.folder = tempfile.TemporaryDirectory(prefix="uptake-lake-")
        self.at = Path(self.folder.name)
        self.today = datetime.now(timezone.utc).date()
        key, teams = self.at / "key", self.at / "teams.csv"
        self.simulator = Program(
            [bins / "simulator", *args, "--today", str(self.today), "--port", "0", "--key-file", key, "--teams-file", teams],
            stream="stdout",
        )
        said = json.loads(self.simulator.says(r"\{.*\}"))
        self.env = {
            "UPTAKE_ADDR": "127.0.0.1:0",
            "UPTAKE_DATA_DIR": str(self.at / "data"),
            "UPTAKE_CHATGPT_BASE_URL": said["base_url"],
            "UPTAKE_OPENAI_BASE_URL": said["base_url"],
            "UPTAKE_BACKFILL_DAYS": args[args.index("--days") + 1],
            "UPTAKE_LOG": "info",
        }
        self.run("connect", "--name", "main", "--workspace", said["workspace"], "--key-file", str(key))
        self.run("import", "teams", str(teams))
        self.token = self.run("token", "create", "--name", "lake", "--scope", "persons").strip()
        self.lake = self.at / "lake"
        self.run("export", "archive", "--out", str(self.lake))
        self.server = Program([bins / "uptake", "serve"], env=self.env)
        self.url = self.server.says(r"http://127\.0\.0\.1:\d+")
        self.until_ready()

    def run(self, *args):
        done = subprocess.run([self.bins / "uptake", *args], env=self.env, text=True, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"uptake {' '.join(args)} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def until_ready(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
        raise RuntimeError("the server was never ready")

    def api(self, path, **params):
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}?{urllib.parse.urlencode(params)}", headers={"Authorization": f"Bearer {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read(), parse_float=Decimal)

    def ranges(self):
        """Up to today, cut in the middle of weeks and months; and one that is all settled."""
        return [(self.today - timedelta(days=40), self.today), (self.today - timedelta(days=37), self.today - timedelta(days=9))]

    def stop(self):
        self.server.stop()
        self.simulator.stop()
        self.folder.cleanup()


def computed(lake, first, last, bucket):
    """What DuckDB says: (metric, key, start or None for the range) -> (exact, ratio)."""
    engine = duckdb.connect()
    engine.execute("SET VARIABLE lake = $lake", {"lake": str(lake)})
    engine.execute(f"SET VARIABLE first_day = DATE '{first}'")
    engine.execute(f"SET VARIABLE last_day = DATE '{last}'")
    engine.execute("SET VARIABLE bucket = $bucket", {"bucket": bucket})
    figures = {}
    for name in ["lake", *GROUPS, "retention"]:
        engine.execute((SQL / f"{name}.sql").read_text())
    for group in GROUPS:
        for metric, key, start, whole, exact, ratio in engine.execute(
            f"SELECT metric, key, start, whole, exact, ratio FROM metric_{group}"
        ).fetchall():
            at = (metric, key, None if whole else str(start))
            if at in figures:
                raise RuntimeError(f"{at} is computed twice")
            figures[at] = (exact, ratio)
    retention = engine.execute("SELECT cohort, later, size, people FROM metric_retention").fetchall()
    return figures, retention


def differs(unit, told, figure):
    """Why a figure is not what DuckDB says; None where it is."""
    exact, ratio = figure
    if unit in EXACT:
        value = None if told is None else Decimal(told) * EXACT[unit]
        return None if value == exact or (value is None and exact is None) else f"the API says {value}, DuckDB {exact}"
    if told is None or ratio is None:
        return None if told is None and ratio is None else f"the API says {told}, DuckDB {ratio}"
    close = abs(float(told) - ratio) <= 1e-9 * max(abs(ratio), 1e-300)
    return None if close else f"the API says {told}, DuckDB {ratio}"


def compare(answer, figures):
    """The figures of an answer that were compared, and those that differ."""
    compared, wrong, keys = 0, [], set()
    for series in answer["series"]:
        keys.add(series["key"])
        points = [(point["start"], point["value"], point["state"]) for point in series["points"]]
        points.append((None, series["total"], series["total_state"]))
        for start, value, state in points:
            if state == "gap":
                continue
            at = (answer["metric"], series["key"], start)
            why = differs(answer["unit"], value, figures[at]) if at in figures else "DuckDB does not compute it"
            compared += 1
            if why:
                wrong.append(f"{series['key']} {start or 'over the range'}: {why}")
    if answer["split"] == "team":
        for (metric, key, start), figure in figures.items():
            if metric == answer["metric"] and key not in keys | {"all"} and any(figure):
                wrong.append(f"{key} {start or 'over the range'}: DuckDB says {figure}, the API has no such line")
    return compared, wrong


def cases(name, world):
    """Every comparison of a world: its name, how many figures, what differs."""
    about = world.api("/metrics")
    for first, last in world.ranges():
        for bucket in BUCKETS:
            figures, _ = computed(world.lake, first, last, bucket)
            for metric in about:
                for split in ["none", "team"]:
                    if bucket not in metric["by"] or split not in metric["splits"]:
                        continue
                    asked = {"from": first, "to": last, "by": bucket, "split": split}
                    answer = world.api(f"/metrics/{metric['name']}", **asked)
                    compared, wrong = compare(answer, figures)
                    if not compared:
                        wrong.append("no figure could be compared")
                    yield f"{name}: {metric['name']} by {bucket}, split {split}, {first} to {last}", compared, wrong


def report(path, results):
    failed = sum(1 for _, _, wrong in results if wrong)
    lines = [f'<testsuites tests="{len(results)}" failures="{failed}" errors="0"><testsuite name="lake">']
    for name, _, wrong in results:
        body = f"<failure>{escape(chr(10).join(wrong[:20]))}</failure>" if wrong else ""
        lines.append(f"<testcase name={quoteattr(name)}>{body}</testcase>")
    lines.append("</testsuite></testsuites>\n")
    Path(path).write_text("\n".join(lines))
    return failed


def main(bins, path):
    results = []
    for name, args in WORLDS.items():
        world = World(Path(bins), args)
        try:
            results.extend(cases(name, world))
        finally:
            world.stop()
    for name, _, wrong in results:
        if wrong:
            print(f"{name}:\n  " + "\n  ".join(wrong[:5]))
    failed = report(path, results)
    figures = sum(compared for _, compared, _ in results)
    print(f"{figures} figures in {len(results)} answers compared with DuckDB {duckdb.__version__}: {failed} answers differ")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
