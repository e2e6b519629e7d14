"""What a percentage asks for, under each thing it may mean."""

from __future__ import annotations

from model.claims.ledger import Reading


def ratio_asked(reading: Reading, percent: float) -> float:
    """What one unit of work may cost at most, over what it costs at the baseline.

    `p` % less cost leaves `1 - p`; `p` % more work for the same dollars, hours or energy leaves
    `1 / (1 + p)` of them for the same work: 50 % is 0.5 in one reading and 0.667 in the other.

    Args:
        reading: cost counts US dollars, as does work; speed counts instance-hours, energy kWh.
        percent: the percentage claimed [%].

    Raises:
        ValueError: a cost cannot fall by 100 % or more.
    """
    share = percent / 100
    if reading is not Reading.COST:
        return 1 / (1 + share)
    if share >= 1:
        raise ValueError(f"{percent:g} % less cost would leave nothing to pay")
    return 1 - share


def more_models(ratio: float) -> float:
    """Models that the same dollars train beside each one, where each costs `ratio` of before."""
    return 1 / ratio - 1


def needed_mfu(mfu: float, quantity: float, baseline: float, ratio: float) -> float:
    """The MFU at which a platform needs `ratio` of what its baseline needs.

    On a given cluster and layout the time of a run, and with it its dollars, instance-hours and
    energy, is inversely proportional to its MFU.

    Args:
        mfu: MFU at which the platform needs `quantity`.
        quantity: dollars, hours or energy of the run on the platform.
        baseline: the same of its baseline.
        ratio: what is asked for.
    """
    return mfu * quantity / (ratio * baseline)


def usd_per_million_tokens(
    usd_per_hour: float, accelerators: int, tokens_per_s_per_accelerator: float
) -> float:
    """What a million training tokens cost at a throughput, without failures or evaluation [USD].

    Args:
        usd_per_hour: price of one instance for one hour [USD].
        accelerators: accelerators in it.
        tokens_per_s_per_accelerator: throughput of each.
    """
    return usd_per_hour / accelerators / (tokens_per_s_per_accelerator * 3600) * 1e6
