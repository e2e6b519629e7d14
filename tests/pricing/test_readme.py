"""What the README says of sources, settings and permissions is so."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pricing.sources.aws_account import (
    capacity_block_offers,
    products,
    savings_plan_rates,
    spot_history,
)
from pricing.sources.registry import SOURCES

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def policy() -> dict[str, list[dict[str, object]]]:
    found = re.search(r"```json\n(\{\n  \"Version\".*?\n\})\n```", README, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_policy_allows_exactly_what_is_asked_and_nothing_that_buys() -> None:
    modules = (capacity_block_offers, products, savings_plan_rates, spot_history)
    (statement,) = policy()["Statement"]
    assert statement["Action"] == sorted(module.ACTION for module in modules)
    assert statement["Effect"] == "Allow"


def test_every_source_is_named() -> None:
    missing = [source.name for source in SOURCES if f"`{source.name}`" not in README]
    assert missing == []
