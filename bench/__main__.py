"""Run every benchmark, print the figures and write them to `bench.json`."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from bench import answer_speed, model_speed, page_speed

OUTPUT = Path(__file__).resolve().parents[1] / "bench.json"


def main() -> None:
    """Measure, print and write."""
    figures = {**model_speed.measure(), **answer_speed.measure(), **page_speed.measure()}
    for name, value in figures.items():
        print(f"{name:56} {value:12,.4g}")
    written = {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"python": platform.python_version(), "cores": os.cpu_count()},
        "figures": {name: float(f"{value:.5g}") for name, value in figures.items()},
    }
    OUTPUT.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    print(f"written to {OUTPUT.name}")


if __name__ == "__main__":
    main()
