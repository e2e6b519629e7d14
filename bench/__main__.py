"""Run the benchmarks and print their figures: `make bench`, or `python -m bench [NAME...]`.

All of them together are also written to `bench.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import (
    answer_speed,
    every_page_speed,
    history_page_speed,
    model_speed,
    page_speed,
    price_speed,
)
from bench.load import load_speed

PARTS = (
    model_speed,
    answer_speed,
    price_speed,
    page_speed,
    every_page_speed,
    history_page_speed,
    load_speed,
)
OUTPUT = Path(__file__).resolve().parents[1] / "bench.json"


def main() -> None:
    """Measure, print and write."""
    named = {part.__name__.rpartition(".")[2]: part for part in PARTS}
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(named)}")
    names = asked.parse_args().names
    if unknown := set(names) - named.keys():
        asked.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        # No figure of ours depends on the internet, or on prices this machine kept before.
        os.environ.update(CROSSOVER_OFFLINE="1", CROSSOVER_CACHE_DIR=folder)
        for name in names or named:
            figures |= named[name].measure()
    for name, value in figures.items():
        print(f"{name:64} {value:12,.4g}")
    if names:
        return
    written = {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"python": platform.python_version(), "cores": os.cpu_count()},
        "figures": {name: float(f"{value:.5g}") for name, value in figures.items()},
    }
    OUTPUT.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    print(f"written to {OUTPUT.name}")


if __name__ == "__main__":
    main()
