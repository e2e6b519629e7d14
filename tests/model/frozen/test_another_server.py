"""A frozen link on a server that really is another: each thing that was changed is the cause named.

Every server is a copy of the model in which one file, and nothing else, is not the same.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from model.comparison import compare
from model.frozen import freeze, frozen_query
from model.price import prices_from_rows
from pricing import snapshot_book
from tests.scenarios import scenario

ROOT = Path(__file__).resolve().parents[3]
ASKED = scenario(model="llama3.1-8b", tokens=10**12, platforms=("trn2.48xlarge", "p5.48xlarge"))
QUOTES = [quote.model_dump(mode="json") for quote in snapshot_book().quotes]
# What a server makes of a frozen link, with the prices it has.
OPEN = """
import json, sys
from model.comparison import compare
from model.frozen import drift, open_frozen
from model.price import prices_from_rows
from model.scenario import decode
given = json.load(sys.stdin)
frozen = open_frozen(given["query"])
found = drift(frozen, compare(decode(given["query"]).scenario, prices_from_rows(given["quotes"])))
print(json.dumps({"changed": found.changed, "consistent": found.consistent, "platforms": {
    p.then.instance_type: {
        "then": p.then.cost_cents, "now": p.now_cents, "facts": len(p.facts),
        "changes": {change.cause: change.cents for change in p.changes},
    } for p in found.platforms
}}))
"""


def other_prices(model: Path, quotes: list[dict[str, Any]]) -> None:
    for quote in quotes:
        if quote["instance_type"] == "p5.48xlarge":
            quote["usd_per_hour"] *= 1.25


def other_chip(model: Path, quotes: list[dict[str, Any]]) -> None:
    path = model / "data" / "accelerators.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["id"] == "h100":
            row["bf16_tflops"] = str(float(row["bf16_tflops"]) * 0.9)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def other_calibration(model: Path, quotes: list[dict[str, Any]]) -> None:
    path = model / "data" / "calibration.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["layout_gap"] *= 1.1
    path.write_text(json.dumps(stored), encoding="utf-8")


def other_formula(model: Path, quotes: list[dict[str, Any]]) -> None:
    path = model / "storage.py"
    text = path.read_text(encoding="utf-8")
    assert "DAYS_PER_MONTH = 365 / 12" in text
    path.write_text(text.replace("DAYS_PER_MONTH = 365 / 12", "DAYS_PER_MONTH = 28"), "utf-8")


Change = Callable[[Path, list[dict[str, Any]]], None]


def opened_where(folder: Path, *changes: Change) -> dict[str, Any]:
    """What a server with these changes makes of the link of this one."""
    frozen = freeze(compare(ASKED, prices_from_rows(QUOTES)), date(2026, 11, 22))
    shutil.copytree(ROOT / "model", folder / "model", ignore=shutil.ignore_patterns("__pycache__"))
    quotes = [dict(quote) for quote in QUOTES]
    for change in changes:
        change(folder / "model", quotes)
    done = subprocess.run(
        [sys.executable, "-c", OPEN],
        input=json.dumps({"query": frozen_query(frozen), "quotes": quotes}),
        capture_output=True, text=True, cwd=folder, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    for platform in found["platforms"].values():
        assert sum(platform["changes"].values()) == platform["now"] - platform["then"]
    return found


@pytest.mark.parametrize(
    ("change", "cause", "moves"),
    [
        (other_prices, "price", {"p5.48xlarge"}),
        (other_chip, "chip facts", {"p5.48xlarge"}),
        (other_calibration, "calibration", {"p5.48xlarge", "trn2.48xlarge"}),
        (other_formula, "formulas", {"p5.48xlarge", "trn2.48xlarge"}),
    ],
)
def test_what_was_changed_is_the_cause_named(
    tmp_path: Path, change: Change, cause: str, moves: set[str]
) -> None:
    found = opened_where(tmp_path, change)
    assert found["changed"] == [cause]
    moved = {name: p["changes"] for name, p in found["platforms"].items() if p["changes"]}
    assert {name: list(causes) for name, causes in moved.items()} == {n: [cause] for n in moves}


def test_of_several_changes_each_has_its_own_part(tmp_path: Path) -> None:
    found = opened_where(tmp_path, other_prices, other_chip, other_calibration)
    assert found["changed"] == ["price", "chip facts", "calibration"]
    dearer = found["platforms"]["p5.48xlarge"]["changes"]
    assert list(dearer) == ["calibration", "chip facts", "price"]
    assert list(found["platforms"]["trn2.48xlarge"]["changes"]) == ["calibration"]


def test_an_unchanged_copy_has_the_same_answer_to_the_cent(tmp_path: Path) -> None:
    found = opened_where(tmp_path)
    assert (found["changed"], found["consistent"]) == ([], True)
    assert all(p["now"] == p["then"] for p in found["platforms"].values())
