"""Print how long the main jobs take: `python tests/benchmark.py [--home FOLDER]`.

A benchmark, not a test: nothing here passes or fails. Without ``--home`` a release is built into
a temporary folder and timed; with it, that folder's release is used and no build is timed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from nosograph import assembly
from nosograph.knowledge.release import current_release
from nosograph.settings import Settings

PRESENTATIONS = (
    "nocturnal leg and butt spasms",
    "nocturnal leg and butt spasms, one calf is swollen and warm",
    "nocturnal leg and butt spasms, no urge to move, cramps stop on stretching",
    "my calves cramp at night",
    "58yo woman, bum twitches when I lie down, no leg swelling, numb feet",
)
ROUNDS = 40


def main() -> None:
    """Run every measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    home = parser.parse_args().home
    with tempfile.TemporaryDirectory() as folder:
        if home is None:
            home = Path(folder)
            build(home)
        settings = Settings.from_environment({**os.environ, "NOSOGRAPH_HOME": str(home)})
        differential(settings)
        serve(home)


def build(home: Path) -> None:
    """Time a first build in a process of its own."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "nosograph", "build"]
    subprocess.run(command, check=True, env=environment(home), capture_output=True)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"build                     {seconds:8.1f} s     peak memory {peak} MB")
    name = (home / "current").read_text()
    manifest = json.loads((home / "releases" / name / "manifest.json").read_text())
    for step, duration in manifest["seconds"].items():
        print(f"  {step:24s}{duration:8.1f} s")


def differential(settings: Settings) -> None:
    """Time differentials in a warm process, over all conditions."""
    release = current_release(settings.home)
    start = time.perf_counter()
    consultation = assembly.consultation(settings, release)
    print(f"open a release            {time.perf_counter() - start:8.2f} s")
    conditions = len(consultation.likelihood.matrix.conditions)
    for text in PRESENTATIONS:
        consultation.diagnose_text(text)
    taken = []
    for _ in range(ROUNDS):
        for text in PRESENTATIONS:
            start = time.perf_counter()
            consultation.diagnose_text(text)
            taken.append((time.perf_counter() - start) * 1000)
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(
        f"differential, warm        {statistics.median(taken):8.1f} ms    p95 {p95:.1f} ms, "
        f"{conditions} conditions"
    )


def serve(home: Path) -> None:
    """Time how soon a server over a finished release is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = time.perf_counter()
    command = [sys.executable, "-m", "nosograph", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL)
    try:
        wait(f"http://127.0.0.1:{port}/health/ready")
        print(f"serve, until ready        {time.perf_counter() - start:8.1f} s")
    finally:
        server.terminate()
        server.wait()


def wait(address: str) -> None:
    """Wait until an address answers 200, for a minute at most."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server was not ready within a minute")


def environment(home: Path) -> dict[str, str]:
    """Return the environment with the given home."""
    return {**os.environ, "NOSOGRAPH_HOME": str(home)}


if __name__ == "__main__":
    main()
