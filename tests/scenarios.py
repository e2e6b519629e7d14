"""Scenarios for tests: a factory with the default's values and a strategy for any valid one."""

from typing import Any

from hypothesis import strategies as st

from model.architecture import presets
from model.hardware import instances
from model.price_unit import PriceUnit
from model.regions import ANY_REGION, regions
from model.scenario import CUSTOM_MODEL, CustomArchitecture, PurchaseOption, Scenario
from model.scenario.scenario import default_scenario
from model.unit import Unit
from model.workload import Maturity, Precision, Task

DISCOUNTS = st.builds(
    "{}-{}".format, st.sampled_from(["aws", "aws.trn2", "aws.p5", "gcp"]), st.integers(1, 99)
)
OWN_PRICES = st.builds(
    "{}:{}:{}:{}".format,
    st.sampled_from(sorted(instances())),
    st.sampled_from(PurchaseOption),
    st.sampled_from(sorted(regions())),
    st.integers(1, 99_999_99).map(lambda cents: f"{cents / 100:g}"),
)


def covered_by(discount: str) -> str:
    return discount.rsplit("-", 1)[0]


def priced_by(own_price: str) -> str:
    return own_price.rsplit(":", 1)[0]


def scenario(**changes: Any) -> Scenario:
    """The default scenario with some fields changed."""
    return default_scenario().changed(**changes)


@st.composite
def custom_architectures(draw: st.DrawFn) -> CustomArchitecture:
    values: dict[str, Any] = {}
    for name, field in CustomArchitecture.model_fields.items():
        limits = {k: getattr(r, k) for r in field.metadata for k in ("ge", "le") if hasattr(r, k)}
        bounded = bool(limits)
        values[name] = draw(st.integers(limits["ge"], limits["le"]) if bounded else st.booleans())
    return CustomArchitecture(**values)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    model = draw(st.sampled_from([*presets(), CUSTOM_MODEL]))
    by_deadline = draw(st.booleans())
    names = st.sampled_from(sorted(instances()))
    return Scenario(
        model=model,
        architecture=draw(custom_architectures()) if model == CUSTOM_MODEL else None,
        task=draw(st.sampled_from(Task)),
        tokens=draw(st.integers(10**6, 10**15)),
        seq_len=draw(st.integers(128, 1_048_576)),
        global_batch_seqs=draw(st.integers(1, 1_000_000)),
        precision=draw(st.sampled_from(Precision)),
        platforms=tuple(draw(st.lists(names, min_size=1, max_size=12, unique=True))),
        region=draw(st.sampled_from([ANY_REGION, *regions()])),
        purchase_option=draw(st.sampled_from(PurchaseOption)),
        maturity=draw(st.sampled_from(Maturity)),
        spare_percent=draw(st.integers(0, 50)),
        experiments_percent=draw(st.integers(0, 1_000)),
        checkpoints_kept=draw(st.integers(0, 10_000)),
        unit=draw(st.sampled_from(Unit)),
        price_unit=draw(st.sampled_from(PriceUnit)),
        discounts=tuple(draw(st.lists(DISCOUNTS, max_size=3, unique_by=covered_by))),
        own_prices=tuple(draw(st.lists(OWN_PRICES, max_size=4, unique_by=priced_by))),
        deadline_days=draw(st.integers(1, 365)) if by_deadline else None,
        instances=None if by_deadline else draw(st.integers(1, 10_000)),
    )
