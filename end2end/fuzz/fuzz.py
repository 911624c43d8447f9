"""Asks the HTTP API thousands of odd questions, made from its own description, and holds every answer against that
description: no fault of the server, no status, header or shape that is not described.

    fuzz.py BIN_DIR REPORT.xml

Starts the real programs, writes a JUnit report, ends with 1 where anything is amiss. The questions are the same each
time; `SEED=7 fuzz.py …` asks others.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lake"))
from compare import Program  # noqa: E402

ORGANISATION = ["--users", "60", "--teams", "5", "--days", "60", "--seed", "21", "--today", "2026-10-31"]
SEED = os.environ.get("SEED", "1")
# Which questions, with which scope, how many of each kind. A token that may revoke tokens may hit itself: that one
# asks about nothing else.
RUNS = {
    "as admin": ("admin", ["--exclude-operation-id", "revoke_token"], 40),
    "as reader": ("read", ["--exclude-operation-id", "revoke_token"], 15),
    "revoking": ("admin", ["--include-operation-id", "revoke_token"], 40),
}


class World:
    """A simulated organisation, and an installation that has fetched it and in which nobody asks too much."""

    def __init__(self, bins, folder):
        self.bins = bins
        key, teams = folder / "key", folder / "teams.csv"
        files = ["--port", "0", "--key-file", key, "--teams-file", teams]
        self.simulator = Program([bins / "simulator", *ORGANISATION, *files], stream="stdout")
        said = json.loads(self.simulator.says(r"\{.*\}"))
        self.env = {
            "UPTAKE_ADDR": "127.0.0.1:0",
            "UPTAKE_DATA_DIR": str(folder / "data"),
            "UPTAKE_CHATGPT_BASE_URL": said["base_url"],
            "UPTAKE_API_REQUESTS": "1000000000",
            "UPTAKE_ATTRIBUTION": "on",
        }
        self.run("connect", "--name", "main", "--workspace", said["workspace"], "--key-file", str(key))
        self.run("import", "teams", str(teams))
        self.server = Program([bins / "uptake", "serve"], env=self.env)
        self.url = self.server.says(r"http://127\.0\.0\.1:\d+")
        self.until_ready()

    def run(self, *args):
        done = subprocess.run([self.bins / "uptake", *args], env=self.env, text=True, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"uptake {' '.join(args)} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout.strip()

    def until_ready(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                pass
        raise RuntimeError("the server was never ready")

    def stop(self):
        self.server.stop()
        self.simulator.stop()


def main(bins, report):
    folder = Path(tempfile.mkdtemp(prefix="uptake-fuzz-"))
    world = World(Path(bins).resolve(), folder)
    whole, failed = ElementTree.Element("testsuites"), 0
    try:
        for name, (scope, filters, examples) in RUNS.items():
            token = world.run("token", "create", "--name", name, "--scope", scope)
            path = folder / f"{name}.xml"
            command = [
                Path(sys.executable).with_name("schemathesis"),
                "run",
                f"{world.url}/api/v1/openapi.json",
                "--header", f"Authorization:Bearer {token}",
                "--checks", "all",
                # Rules between parameters (to after from, a client or a model) have no words in a description; and
                # many wrong tokens from one address are told to wait, which is tested elsewhere.
                "--exclude-checks", "positive_data_acceptance,ignored_auth",
                "--seed", SEED,
                "--max-examples", str(examples),
                "--phases", "examples,coverage,fuzzing",
                "--continue-on-failure",
                "--generation-database", "none",
                "--report", "junit",
                "--report-junit-path", str(path),
                *filters,
            ]
            print(f"== {name}", flush=True)
            failed |= subprocess.run(command, cwd=folder, check=False).returncode
            whole.extend(ElementTree.parse(path).getroot())
    finally:
        world.stop()
    for total in ("tests", "failures", "errors"):
        whole.set(total, str(sum(int(suite.get(total, 0)) for suite in whole)))
    ElementTree.ElementTree(whole).write(report, encoding="utf-8", xml_declaration=True)
    print(f"{whole.get('tests')} operations asked, {int(whole.get('failures')) + int(whole.get('errors'))} of them amiss")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
