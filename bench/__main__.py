"""Run every benchmark, print the figures and write them to `bench.json`."""

from __future__ import annotations

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
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        # No figure of ours depends on the internet, or on prices this machine kept before.
        os.environ.update(CROSSOVER_OFFLINE="1", CROSSOVER_CACHE_DIR=folder)
        for part in PARTS:
            figures |= part.measure()
    for name, value in figures.items():
        print(f"{name:64} {value:12,.4g}")
    written = {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"python": platform.python_version(), "cores": os.cpu_count()},
        "figures": {name: float(f"{value:.5g}") for name, value in figures.items()},
    }
    OUTPUT.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    print(f"written to {OUTPUT.name}")


if __name__ == "__main__":
    main()
