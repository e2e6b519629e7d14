"""What answering on the device saves of the server bill: Apple's shape, with the user's shares.

Requests are answered on the device, on servers of the user's own, or in the cloud. Of the three
only the cloud has public prices. Apple publishes neither the shares nor what its own servers cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.architecture import presets
from model.data_files import rows
from model.hardware import Instance, instances
from model.price import Price, find_price
from model.scenario import Scenario
from model.uncertainty import Interval
from model.units import SECONDS_PER_HOUR

DAYS_PER_YEAR = 365.25
# A forward pass multiplies and adds once for every active parameter (Kaplan et al. 2020, 2001.08361
# section 2.1).
FLOPS_PER_PARAMETER = 2
APPLE_MODEL = "afm-on-device-2024"


@dataclass(frozen=True, slots=True)
class CloudBill:
    """What a year of the cloud's part costs on one platform.

    Attributes:
        instance: the platform.
        price: its price.
        instances_busy: instances rented on average, busy or not.
        usd: a year [USD]; low and high come from how well chips are used while serving.
    """

    instance: Instance
    price: Price
    instances_busy: float
    usd: Interval


@dataclass(frozen=True, slots=True)
class Serving:
    """A year of answering.

    Attributes:
        tokens: tokens a year, everywhere.
        device: share answered on the device.
        own: share answered on the user's own servers, which have no public price.
        cloud: share answered in the cloud.
        bills: the cloud's part by platform, cheapest first; empty without a price.
        without_device: the same on the cheapest one, if nothing were answered on the device.
    """

    tokens: float
    device: float
    own: float
    cloud: float
    bills: tuple[CloudBill, ...]
    without_device: Interval | None

    @property
    def saved(self) -> Interval | None:
        """What answering on the device takes off the cloud bill of a year [USD]."""
        if self.without_device is None:
            return None
        bill, all_of_it = self.bills[0].usd, self.without_device
        return Interval(
            all_of_it.low - bill.low, all_of_it.median - bill.median, all_of_it.high - bill.high
        )


def serving(scenario: Scenario, prices: Sequence[Price]) -> Serving:
    """The server bill of a year under the scenario's shares, region and purchase option."""
    tokens = scenario.daily_billion_tokens * 1e9 * DAYS_PER_YEAR
    rest, elsewhere = 100 - scenario.on_device, 100 - scenario.own_servers
    device, cloud = scenario.on_device / 100, rest * elsewhere / 10_000
    own = rest * scenario.own_servers / 10_000
    bills = _bills(scenario, prices, tokens * cloud)
    without = _bills(scenario, prices, tokens * elsewhere / 100)
    return Serving(tokens, device, own, cloud, bills, without[0].usd if without else None)


def apple_shape(scenario: Scenario) -> dict[str, object]:
    """The fields of a scenario that make it Apple's: a 3B model pre-trained in the cloud.

    Tokens and sequence length are as published of the model; the batch keeps its tokens.
    """
    preset = presets()[APPLE_MODEL]
    seq_len = preset.train_seq_len or scenario.seq_len
    return {
        "model": preset.id,
        "architecture": None,
        "tokens": int(preset.training_tokens or scenario.tokens),
        "seq_len": seq_len,
        "global_batch_seqs": max(1, scenario.global_batch_seqs * scenario.seq_len // seq_len),
        "task": "pretrain",
        "precision": "bf16",
    }


def serving_mfu() -> Interval:
    """The share of the chips' dense peak that serving is taken to use."""
    row = _defaults()["serving_mfu"]
    return Interval(float(row["low"]), float(row["value"]), float(row["high"]))


def serving_mfu_source() -> str:
    """What stands behind `serving_mfu`."""
    return _defaults()["serving_mfu"]["source"]


def _defaults() -> Mapping[str, Mapping[str, str]]:
    return {row["name"]: row for row in rows("serving_defaults.csv")}


def _bills(scenario: Scenario, prices: Sequence[Price], tokens: float) -> tuple[CloudBill, ...]:
    found = []
    for name in scenario.platforms:
        option = str(scenario.bought_as(name))
        price = find_price(prices, name, scenario.region, option)
        if price is not None:
            found.append(_bill(scenario, instances()[name], price, tokens))
    return tuple(sorted(found, key=lambda bill: bill.usd.median))


def _bill(scenario: Scenario, instance: Instance, price: Price, tokens: float) -> CloudBill:
    """The bill of so many tokens a year [USD]."""
    flops = tokens * FLOPS_PER_PARAMETER * scenario.server_model_billions * 1e9
    peak = instance.accelerator.bf16_flops * instance.accelerators
    busy = scenario.server_busy_percent / 100
    mfu = serving_mfu()

    def hours(reached: float) -> float:
        return flops / (peak * reached) / SECONDS_PER_HOUR / busy

    usd = price.usd_per_hour
    span = Interval(hours(mfu.high) * usd, hours(mfu.median) * usd, hours(mfu.low) * usd)
    return CloudBill(instance, price, hours(mfu.median) / (DAYS_PER_YEAR * 24), span)
