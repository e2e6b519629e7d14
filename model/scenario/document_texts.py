"""What the texts of a scenario may be, as its JSON Schema says it.

Only that no two own prices may be of the same type, option and region is left for the reader to
say: there are too many of these to list.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from model.architecture import presets
from model.claims.ledger import OWN_CLAIM, ledger
from model.hardware import accelerators, instances
from model.purchase_option import RENTED
from model.regions import ANY_REGION, regions
from model.scenario.claims_inputs import CHEAPEST, baselines
from model.scenario.ownership_inputs import can_be_owned
from model.scenario.prices_inputs import read_discount
from model.scenario.scenario import CUSTOM_MODEL
from model.scenario.validation_inputs import ALL
from model.validation.publisher import publishers
from model.workload import Precision, Task


def _above_zero(most_digits: int, least_digits: int = 1) -> str:
    """Digits, zeros in front of them too, of a number with so many at least and at most."""
    first = f"{least_digits - 1}"
    return _any_of(
        f"{'0' * zeros}[1-9][0-9]{{{first},{most_digits - 1 - zeros}}}"
        for zeros in range(most_digits - least_digits + 1)
    )


def _any_of(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


# Numbers within the bounds of `read_discount`, `read_own_price`, `read_server_price` and
# `read_anchor`.
_PERCENT = _above_zero(2)
_USD = rf"(?:{_above_zero(6)}(?:[.][0-9]{{1,5}})?|0{{1,6}}[.]{_above_zero(5)})"
_SERVER_USD = _above_zero(8, least_digits=4)
_DECIMALS = "(?:[.][0-9]{1,4})?"
_FACTOR = (
    "(?:0{1,2}[.](?:0[5-9][0-9]{0,2}|[1-9][0-9]{0,3})"
    f"|(?:0?[1-9]|1[0-9]){_DECIMALS}|20(?:[.]0{{1,4}})?)"
)
_SPREAD = (
    f"(?:0{{1,2}}[.](?:0[1-9][0-9]{{0,2}}|[1-9][0-9]{{0,3}})|0?[1-9]{_DECIMALS}|10(?:[.]0{{1,4}})?)"
)


@cache
def text_schemas() -> dict[str, dict[str, Any]]:
    """What each text field may hold, or each item of a list of texts, by the field's name."""
    types = list(instances())
    owned = [name for name in types if can_be_owned(name)]
    return {
        "model": {"enum": [*presets(), CUSTOM_MODEL]},
        "region": {"enum": [ANY_REGION, *regions()]},
        "platforms": {"enum": types},
        "buy_type": {"enum": types},
        "rented_option": {"enum": list(RENTED)},
        "claim": {"enum": [*ledger(), OWN_CLAIM]},
        "claim_against": {"enum": [CHEAPEST, *baselines()]},
        "runs_chip": {"enum": [ALL, *accelerators()]},
        "runs_publisher": {"enum": [ALL, *publishers()]},
        "runs_precision": {"enum": [ALL, *Precision]},
        "runs_task": {"enum": [ALL, *Task]},
        "discounts": {"pattern": f"^{_any(_sellers())}-{_PERCENT}$"},
        "own_prices": {"pattern": f"^{_any(types)}:{_any(RENTED)}:{_any(regions())}:{_USD}$"},
        "server_prices": {"pattern": f"^{_any(owned)}:{_SERVER_USD}$"},
        "anchors": {"pattern": f"^{_any(types)}:{_FACTOR}:{_SPREAD}$"},
    }


@cache
def list_schemas() -> dict[str, dict[str, Any]]:
    """What holds for a list of texts as a whole, by the field's name: each thing once."""
    types = list(instances())
    owned = [name for name in types if can_be_owned(name)]
    return {
        "platforms": {"uniqueItems": True},
        "own_prices": {"uniqueItems": True},
        "discounts": {"allOf": [_at_most_one(f"{seller}-") for seller in _sellers()]},
        "server_prices": {"allOf": [_at_most_one(f"{name}:") for name in owned]},
        "anchors": {"allOf": [_at_most_one(f"{name}:") for name in types]},
    }


def _at_most_one(start: str) -> dict[str, Any]:
    pattern = {"type": "string", "pattern": f"^{_any([start])}"}
    return {"contains": pattern, "minContains": 0, "maxContains": 1}


def _any(texts: Iterable[str]) -> str:
    return _any_of(text.replace(".", "[.]") for text in texts)


def _sellers() -> list[str]:
    """Each provider, and each of its instance families that a discount can be written for."""
    known = instances().values()
    families = {f"{each.provider}.{each.instance_type.split('.')[0]}" for each in known}
    return sorted({each.provider for each in known} | set(filter(_writable, families)))


def _writable(seller: str) -> bool:
    try:
        read_discount(f"{seller}-1")
    except ValueError:
        return False
    return True
