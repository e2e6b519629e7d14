"""Scenarios for tests: a factory with the default's values and a strategy for any valid one."""

from datetime import date
from enum import StrEnum
from random import Random
from string import printable
from typing import Any

from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from model.architecture import presets
from model.claims.ledger import OWN_CLAIM, ledger
from model.hardware import accelerators, instances
from model.purchase_option import RENTED
from model.regions import ANY_REGION, regions
from model.scenario import CUSTOM_MODEL, CustomArchitecture, PurchaseOption, Scenario
from model.scenario.claims_inputs import baselines
from model.scenario.link_text import kind_of
from model.scenario.ownership_inputs import MOST_SERVER_PRICES, can_be_owned
from model.scenario.prices_inputs import MOST_DISCOUNTS, MOST_OWN_PRICES
from model.scenario.run_log_inputs import MOST_ANCHORS
from model.scenario.scenario import default_scenario
from model.validation.publisher import publishers
from model.workload import Precision, Task

DISCOUNTS = st.builds(
    "{}-{}".format, st.sampled_from(["aws", "aws.trn2", "aws.p5", "gcp"]), st.integers(1, 99)
)
OWN_PRICES = st.builds(
    "{}:{}:{}:{}".format,
    st.sampled_from(sorted(instances())),
    st.sampled_from(RENTED),
    st.sampled_from(sorted(regions())),
    st.integers(1, 99_999_99).map(lambda cents: f"{cents / 100:g}"),
)


DISCOUNTED = {
    f"aws.{name.split('.')[0]}"
    for name, instance in instances().items()
    if instance.provider == "aws"
}


ANCHORS = st.builds(
    lambda platform, factor, spread: f"{platform}:{factor / 100:.2f}:{spread / 1000:.3f}",
    st.sampled_from(sorted(instances())),
    st.integers(5, 2000),
    st.integers(10, 10_000),
)


OWNABLE = [name for name in sorted(instances()) if can_be_owned(name)]


def platform_of(anchor: str) -> str:
    return anchor.split(":")[0]


def covered_by(discount: str) -> str:
    return discount.rsplit("-", 1)[0]


def priced_by(own_price: str) -> str:
    return own_price.rsplit(":", 1)[0]


# Fields whose values are names the project knows; of every other field its type says enough.
KNOWN: dict[str, st.SearchStrategy[Any]] = {
    "claim": st.sampled_from([*ledger(), OWN_CLAIM]),
    "claim_against": st.sampled_from(["cheapest", *baselines()]),
    "model": st.sampled_from([*presets(), CUSTOM_MODEL]),
    "platforms": st.lists(
        st.sampled_from(sorted(instances())), min_size=1, max_size=12, unique=True
    ).map(tuple),
    "buy_type": st.sampled_from(sorted(instances())),
    "region": st.sampled_from([ANY_REGION, *regions()]),
    "discounts": st.lists(DISCOUNTS, max_size=3, unique_by=covered_by).map(tuple),
    "own_prices": st.lists(OWN_PRICES, max_size=4, unique_by=priced_by).map(tuple),
    "rented_option": st.sampled_from(RENTED),
    "server_prices": st.lists(
        st.builds("{}:{}".format, st.sampled_from(OWNABLE), st.integers(1_000, 99_999_999)),
        max_size=4,
        unique_by=platform_of,
    ).map(tuple),
    "anchors": st.lists(ANCHORS, max_size=3, unique_by=platform_of).map(tuple),
    "runs_chip": st.sampled_from(["", *accelerators()]),
    "runs_publisher": st.sampled_from(["", *publishers()]),
    "runs_precision": st.sampled_from(["", *Precision]),
    "runs_task": st.sampled_from(["", *Task]),
}
# Those that take the most room in a link.
LONGEST: dict[str, Any] = {
    "claim": max(ledger(), key=len),
    "claim_against": max(baselines(), key=len),
    "model": max(presets(), key=len),
    "platforms": tuple(sorted(instances(), key=len)[-12:]),
    "buy_type": max(instances(), key=len),
    "region": max(regions(), key=len),
    "discounts": tuple(
        f"{covered}-99" for covered in sorted(DISCOUNTED, key=len)[-MOST_DISCOUNTS:]
    ),
    "own_prices": tuple(
        f"{name}:{max(PurchaseOption, key=len)}:{max(regions(), key=len)}:999999.99999"
        for name in sorted(instances(), key=len)[-MOST_OWN_PRICES:]
    ),
    "rented_option": max(RENTED, key=len),
    "server_prices": tuple(
        f"{name}:99999999" for name in sorted(OWNABLE, key=len)[-MOST_SERVER_PRICES:]
    ),
    "anchors": tuple(f"{name}:19.9:0.123" for name in sorted(instances(), key=len)[-3:]),
    "runs_chip": max(accelerators(), key=len),
    "runs_publisher": max(publishers(), key=len),
    "runs_precision": max(Precision, key=len),
    "runs_task": max(Task, key=len),
}
BOUNDS = ("ge", "le", "gt", "lt", "min_length", "max_length", "pattern")


def scenario(**changes: Any) -> Scenario:
    """The default scenario with some fields changed."""
    return default_scenario().changed(**changes)


def bounds(field: FieldInfo) -> dict[str, Any]:
    """The limits a field's type declares."""
    found: dict[str, Any] = {}
    for rule in field.metadata:
        for name in BOUNDS:
            if getattr(rule, name, None) is not None:
                found[name] = getattr(rule, name)
    return found


def values(field: FieldInfo) -> st.SearchStrategy[Any]:
    """Values of a field's type within the limits it declares."""
    kind, limits = kind_of(field), bounds(field)
    drawn: st.SearchStrategy[Any]
    if kind.base is bool:
        drawn = st.booleans()
    elif kind.base is int:
        drawn = st.integers(limits["ge"], limits["le"])
    elif kind.base is date:
        drawn = st.dates(limits.get("ge", date(2020, 1, 1)), limits.get("le", date(2049, 12, 31)))
    elif issubclass(kind.base, StrEnum):
        drawn = st.sampled_from(kind.base)
    elif "pattern" in limits:
        drawn = st.from_regex(limits["pattern"], fullmatch=True)
    else:
        drawn = st.text(max_size=40 if kind.is_list else limits["max_length"])
    if kind.is_list:
        drawn = st.lists(drawn, max_size=limits["max_length"], unique=True).map(tuple)
    return st.none() | drawn if kind.optional else drawn


@st.composite
def custom_architectures(draw: st.DrawFn) -> CustomArchitecture:
    fields = CustomArchitecture.model_fields
    return CustomArchitecture(**{name: draw(values(field)) for name, field in fields.items()})


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Any valid scenario. Where fields exclude one another, the default's value stays."""
    drawn = {
        name: draw(KNOWN[name] if name in KNOWN else values(field))
        for name, field in Scenario.model_fields.items()
        if name != "architecture"
    }
    own = drawn["model"] == CUSTOM_MODEL
    unset = draw(st.sampled_from(["deadline_days", "instances"]))
    other = {"deadline_days": "instances", "instances": "deadline_days"}[unset]
    drawn |= {unset: None, other: drawn[other] or 1}
    drawn["architecture"] = draw(custom_architectures()) if own else None
    try:
        return Scenario(**drawn)
    except ValidationError:
        return _as_far_as_valid(drawn)


def _as_far_as_valid(drawn: dict[str, Any]) -> Scenario:
    together = (("model", "architecture"), ("deadline_days", "instances"))
    alone = [(name,) for name in drawn if not any(name in names for names in together)]
    made = default_scenario()
    for names in (*together, *alone):
        try:
            made = made.changed(**{name: drawn[name] for name in names})
        except ValidationError:
            continue
    return made


def random_number(field: FieldInfo, random: Random) -> int:
    limits = bounds(field)
    return random.randint(limits["ge"], limits["le"]) if limits else random.random() < 0.5


@st.composite
def full_scenarios(draw: st.DrawFn, platforms: int) -> Scenario:
    """Scenarios that say all that can be said, in figures nobody can foresee."""
    random = Random(draw(st.integers(0, 2**32)))
    types, places = sorted(instances()), sorted(regions())
    made = longest(default_scenario()) | {
        "model": CUSTOM_MODEL,
        "instances": None,
        "platforms": tuple(random.sample(types, platforms)),
        "own_prices": tuple(
            f"{name}:{random.choice(RENTED)}:{random.choice(places)}:"
            f"{random.randint(100_000, 999_999)}.{random.randint(10_000, 99_999)}"
            for name in random.sample(types, MOST_OWN_PRICES)
        ),
        "server_prices": tuple(
            f"{name}:{random.randint(1_000, 99_999_999)}"
            for name in random.sample(OWNABLE, MOST_SERVER_PRICES)
        ),
        "anchors": tuple(
            f"{name}:{random.uniform(0.06, 19):.4f}:{random.uniform(0.02, 9):.4f}"
            for name in random.sample(types, MOST_ANCHORS)
        ),
        "runs_find": "".join(random.choices(printable[:95], k=40)),
    }
    for name, field in Scenario.model_fields.items():
        if name not in KNOWN and name != "instances" and isinstance(made.get(name), int):
            made[name] = random_number(field, random)
    sizes = {
        name: random_number(field, random)
        for name, field in CustomArchitecture.model_fields.items()
    }
    return Scenario(**made, architecture=CustomArchitecture(**sizes))


def longest(default: BaseModel) -> dict[str, Any]:
    """Values of the fields that take the most room in a link, none of them the default's."""
    made: dict[str, Any] = {}
    for name, field in type(default).model_fields.items():
        if name == "architecture":
            continue
        held, limits = kind_of(field), bounds(field)
        if name in LONGEST:
            made[name] = LONGEST[name]
        elif held.base is bool:
            made[name] = not getattr(default, name)
        elif held.base is int:
            made[name] = limits["le"] - 1
        elif held.base is date:
            made[name] = limits.get("le", date(2049, 12, 31))
        elif issubclass(held.base, StrEnum) and not held.is_list:
            made[name] = max(held.base, key=len)
        elif "pattern" not in limits and not held.is_list:
            made[name] = "\U0001f9ee" * limits["max_length"]
        else:
            made[name] = getattr(default, name)
    return made
