"""Fuzz one target after the other: `make fuzz`, or `python -m tests.fuzz --runs N [NAME...]`.

Exit status 1 when a target met an error; the inputs that show it are kept in test-artifacts/fuzz.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from time import monotonic

from tests.fuzz.registry import TARGETS, inputs_of


def main() -> int:
    """Run the targets and print a line for each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=1_000_000, help="inputs of all targets together")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("names", nargs="*", metavar="NAME", help="targets; all if none is named")
    arguments = asked.parse_args()
    counts = inputs_of(arguments.runs)
    names = arguments.names or [target.name for target in TARGETS]
    total, failed, started = 0, False, monotonic()
    for name in names:
        runs = counts[name] if not arguments.names else arguments.runs
        summary = _run(name, runs, arguments.seed)
        total += int(summary.get("inputs", 0))
        failed = failed or bool(summary.get("errors", ["stopped"]))
    print(f"{total:,} inputs in {monotonic() - started:,.0f} s", flush=True)
    return int(failed)


def _run(name: str, runs: int, seed: int) -> dict[str, object]:
    """Fuzz one target in a process of its own, so that one that hangs or dies is one."""
    started = monotonic()
    command = [sys.executable, "-m", "tests.fuzz.one", name, str(runs), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    *said, last = done.stdout.splitlines() or [""]
    for line in said:
        print(f"  {line}")
    try:
        summary: dict[str, object] = json.loads(last)
    except ValueError:
        print(f"  {last}\n  {done.stderr[-2_000:]}")
        print(f"{name:24} stopped with status {done.returncode}", flush=True)
        return {}
    print(
        f"{name:24} {summary['inputs']:>9,} inputs  {summary['refused']:>9,} refused  "
        f"{monotonic() - started:6.0f} s  slowest {summary['slowest_s']} s  "
        f"{summary['engine']}  {len(summary['errors'])} errors",  # type: ignore[arg-type]
        flush=True,
    )
    return summary


if __name__ == "__main__":
    sys.exit(main())
