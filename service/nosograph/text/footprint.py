"""What a reader takes: time to open, memory, and time to read."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from nosograph.text.opening import open_reader

SENTENCE_END = re.compile(r"[.!?](?:\s|$)")
KIBIBYTES = 1024
STATUS = Path("/proc/self/status")
FIRST = "nocturnal leg and butt spasms"


def opening(rules: Path, lexicon: Path) -> dict[str, float]:
    """Return CPU seconds to open a reader and read a first text, and the peak memory in MiB.

    Measured in a process of its own, imports included.
    """
    command = [sys.executable, "-m", __name__, str(rules), str(lexicon)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, memory = map(float, printed.split())
    return {"reader_start_cpu_seconds": seconds, "reader_peak_memory_mb": memory}


def print_opening(rules: Path, lexicon: Path) -> None:
    """Open a reader, read, and print what this process took until now."""
    open_reader(rules, lexicon).read(FIRST)
    peak = re.search(r"VmHWM:\s+(\d+)", STATUS.read_text(encoding="ascii"))
    memory = int(peak[1]) / KIBIBYTES if peak else 0.0
    sys.stdout.write(f"{time.process_time():.3f} {memory:.1f}\n")


def sentences_per_cpu_second(read: Callable[[str], object], texts: Iterable[str]) -> float:
    """Return how many sentences of texts are read in a second of CPU time, once warm.

    A text without a full stop is one sentence.
    """
    listed = list(texts)
    for text in listed:
        read(text)
    start = time.process_time()
    for text in listed:
        read(text)
    taken = time.process_time() - start
    return sum(max(1, len(SENTENCE_END.findall(text))) for text in listed) / taken


if __name__ == "__main__":
    print_opening(*map(Path, sys.argv[1:]))
