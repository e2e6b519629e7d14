"""AWS's spot instance advisor: how often spot instances were taken back last month."""

from __future__ import annotations

import json

from pricing.interruption import Interruption
from pricing.sources.accelerated import ACCELERATED
from pricing.sources.parsed import MISSHAPEN, LayoutChanged

SOURCE = "AWS spot instance advisor"


def parse(body: bytes) -> tuple[Interruption, ...]:
    """Interruption rates of accelerated Linux instances, by region and type.

    Raises:
        LayoutChanged: not the known format, or nothing of ours in it.
    """
    try:
        advice = json.loads(body)
        labels = {entry["index"]: str(entry["label"]) for entry in advice["ranges"]}
        found = tuple(
            Interruption(region, name, labels[figures["r"]], _percent(figures["s"]))
            for region, systems in sorted(advice["spot_advisor"].items())
            for name, figures in sorted(systems.get("Linux", {}).items())
            if ACCELERATED.match(name)
        )
    except MISSHAPEN as error:
        raise LayoutChanged(f"{SOURCE}: not in the known format: {error}") from error
    if not found:
        raise LayoutChanged(f"{SOURCE}: no accelerated instance type in it")
    return found


def _percent(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
        raise ValueError(f"{value!r} is not a percentage")
    return value
