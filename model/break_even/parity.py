"""What would have to be true for the two sides to cost the same.

On a given cluster and layout the time of a run is inversely proportional to its MFU, and with it
every part of its cost: lost work, evaluation, spares, experiments and storage. The cost is a
straight line in the price of an instance-hour. Both are solved for directly.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.break_even.side import Side
from model.uncertainty import LogNormal


@dataclass(frozen=True, slots=True)
class Parity:
    """Where a Trainium side and an NVIDIA side cost the same.

    Attributes:
        trainium: the Trainium side; it may have no price.
        nvidia: the NVIDIA side, with a price.
        mfu: Trainium's MFU at parity, as uncertain as NVIDIA's throughput; None without a price.
        mfu_with_porting: the same with porting, spread over the planned runs, on top; None if no
            MFU pays for it.
        days: days of Trainium's run at the parity MFU on the same cluster.
        trainium_usd_per_hour: Trainium's price per instance-hour at parity [USD]; None if even
            for nothing it would cost more.
        nvidia_usd_per_hour: NVIDIA's price per instance-hour at parity [USD]; None likewise.
    """

    trainium: Side
    nvidia: Side
    mfu: LogNormal | None
    mfu_with_porting: float | None
    days: float | None
    trainium_usd_per_hour: float | None
    nvidia_usd_per_hour: float | None

    @property
    def nvidia_discount(self) -> float | None:
        """The share NVIDIA's price would have to fall by to match; below 0 it could rise."""
        if self.nvidia_usd_per_hour is None:
            return None
        return 1 - self.nvidia_usd_per_hour / self.nvidia.usd_per_hour

    @property
    def trainium_discount(self) -> float | None:
        """The share Trainium's price would have to fall by to match; below 0 it could rise."""
        if self.trainium.price is None or self.trainium_usd_per_hour is None:
            return None
        return 1 - self.trainium_usd_per_hour / self.trainium.usd_per_hour


def parity(trainium: Side, nvidia: Side, porting_usd_per_run: float = 0.0) -> Parity:
    """Where the two sides cost the same.

    Args:
        trainium: with or without a price.
        nvidia: with a price.
        porting_usd_per_run: porting, spread over the planned runs [USD].
    """
    target = nvidia.cost_usd()
    mfu = with_porting = days = nvidia_price = None
    if trainium.price is not None:
        cost = trainium.cost_usd()
        mfu = LogNormal(trainium.mfu * cost / target, nvidia.plan.days.log_sigma)
        days = trainium.plan_at(mfu.median).days.median
        nvidia_price = price_at(nvidia, cost)
        if target > porting_usd_per_run:
            with_porting = trainium.mfu * cost / (target - porting_usd_per_run)
    return Parity(
        trainium, nvidia, mfu, with_porting, days, price_at(trainium, target), nvidia_price
    )


def price_at(side: Side, cost_usd: float) -> float | None:
    """The price per instance-hour [USD] at which a run costs so much; None if none above 0 does."""
    free = side.cost_usd(usd_per_hour=0.0)
    per_usd = side.cost_usd(usd_per_hour=1.0) - free
    price = (cost_usd - free) / per_usd
    return price if price > 0 else None
