"""Chart specifications: structure only, the data comes with each run. Nothing is drawn here.

Altair takes longer to import than a visitor waits for the answer, so the specifications are built
once, by `make charts`, and kept in `specs/` as the Vega-Lite that the pages load. One file a chart.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pages.charts.bought import bought_loss, bought_parameters, bought_tokens
from pages.charts.claim_mfu import claim_mfu
from pages.charts.cost_by_platform import cost_by_platform
from pages.charts.cost_ratio import cost_ratio
from pages.charts.cost_then_and_now import cost_then_and_now
from pages.charts.frontier import cost_by_days, cost_by_size
from pages.charts.pair_costs import pair_costs
from pages.charts.parts_by_platform import cost_parts, memory_parts
from pages.charts.predicted_vs_measured import predicted_vs_measured
from pages.charts.price_by_region import price_by_region
from pages.charts.price_history import price_history
from pages.charts.purchase_calendar import calendar_in_dates, calendar_in_days
from pages.charts.step_values import step_values
from pages.charts.step_waterfall import step_waterfall
from pages.charts.uncertainty_shares import uncertainty_shares
from pages.charts.what_moves_it import what_moves_it

SPECS = Path(__file__).parent / "specs"
CHARTS: Mapping[str, Callable[[bool], dict[str, Any]]] = MappingProxyType(
    {
        "bought_loss": bought_loss,
        "bought_parameters": bought_parameters,
        "bought_tokens": bought_tokens,
        "cost_by_days": cost_by_days,
        "calendar_in_dates": calendar_in_dates,
        "calendar_in_days": calendar_in_days,
        "claim_mfu": claim_mfu,
        "cost_by_platform": cost_by_platform,
        "cost_by_size": cost_by_size,
        "cost_parts": cost_parts,
        "cost_ratio": cost_ratio,
        "cost_then_and_now": cost_then_and_now,
        "memory_parts": memory_parts,
        "predicted_vs_measured": predicted_vs_measured,
        "pair_costs": pair_costs,
        "price_by_region": price_by_region,
        "price_history": price_history,
        "step_values": step_values,
        "step_waterfall": step_waterfall,
        "what_moves_it": what_moves_it,
        "uncertainty_shares": uncertainty_shares,
    }
)


def load(name: str, dark: bool) -> dict[str, Any]:
    """A specification built before, for `st.vega_lite_chart` with the data of the run."""
    spec: dict[str, Any] = json.loads(_file(name, dark).read_text(encoding="utf-8"))
    return spec


def build() -> None:
    """Write every specification, in both themes."""
    SPECS.mkdir(exist_ok=True)
    for name, chart in CHARTS.items():
        for dark in (False, True):
            text = json.dumps(chart(dark), indent=1, sort_keys=True)
            _file(name, dark).write_text(text + "\n", encoding="utf-8")


def _file(name: str, dark: bool) -> Path:
    return SPECS / f"{name}_{'dark' if dark else 'light'}.json"
