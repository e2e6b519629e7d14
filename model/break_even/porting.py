"""What the move to Trainium costs once, and after how much training it has paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from model.break_even.support import is_listed
from model.data_files import rows
from model.hardware import Instance
from model.run_defaults import RunDefault
from model.scenario import Scenario

NAMES = ("porting_weeks", "engineer_usd_per_week", "delay_weeks")


@dataclass(frozen=True, slots=True)
class Porting:
    """One-off cost of training on Trainium; it is no part of what a run costs.

    Attributes:
        engineer_weeks: work of all engineers together.
        engineer_usd_per_week: fully loaded cost of one engineer [USD/week].
        delay_weeks: how much later the run starts [weeks].
        delay_usd_per_week: what a week of delay costs the user [USD].
        assumed: of which of these the user has given none, so that the default is used, with its
            range and source, by name.
    """

    engineer_weeks: float
    engineer_usd_per_week: float
    delay_weeks: float
    delay_usd_per_week: float
    assumed: Mapping[str, RunDefault]

    @property
    def work_usd(self) -> float:
        """Engineers' work [USD]."""
        return self.engineer_weeks * self.engineer_usd_per_week

    @property
    def delay_usd(self) -> float:
        """What the delay costs [USD]."""
        return self.delay_weeks * self.delay_usd_per_week

    @property
    def usd(self) -> float:
        """Work and delay together [USD]."""
        return self.work_usd + self.delay_usd


@dataclass(frozen=True, slots=True)
class Payback:
    """After how much training a one-off cost has paid.

    Attributes:
        saving_usd: what one run is expected to cost less on Trainium [USD]; below 0 it costs more.
        runs: runs after which the saving has paid for porting; None if a run saves nothing.
        compute_usd: the same as dollars that would have been spent on NVIDIA [USD].
    """

    saving_usd: float
    runs: float | None
    compute_usd: float | None


def porting(scenario: Scenario, trainium: Instance) -> Porting:
    """What a move to this platform costs, as the user says or by the published defaults."""
    kind = "listed" if is_listed(scenario, trainium) else "unlisted"
    given = {name: getattr(scenario, name) for name in NAMES}
    assumed = {n: published_default(n, kind) for n, value in given.items() if value is None}
    values = {n: assumed[n].value if n in assumed else float(given[n]) for n in NAMES}
    return Porting(
        engineer_weeks=values["porting_weeks"],
        engineer_usd_per_week=values["engineer_usd_per_week"],
        delay_weeks=values["delay_weeks"],
        delay_usd_per_week=float(scenario.delay_usd_per_week),
        assumed=MappingProxyType(assumed),
    )


def payback(porting_usd: float, trainium_usd: float, nvidia_usd: float) -> Payback:
    """After how many runs, and dollars of NVIDIA compute, porting has paid.

    Args:
        porting_usd: one-off cost [USD].
        trainium_usd: cost of one run on Trainium [USD].
        nvidia_usd: cost of one run on NVIDIA [USD].
    """
    saving = nvidia_usd - trainium_usd
    if saving <= 0:
        return Payback(saving, None, None)
    runs = porting_usd / saving
    return Payback(saving, runs, runs * nvidia_usd)


def published_default(name: str, kind: str = "any") -> RunDefault:
    """A default with its range and source.

    Args:
        name: what it is.
        kind: `listed` for a model that the platform's stack lists, `unlisted` for another;
            defaults that do not depend on it are found under either.
    """
    known = _defaults()
    return known[name, kind] if (name, kind) in known else known[name, "any"]


@cache
def _defaults() -> Mapping[tuple[str, str], RunDefault]:
    found = {
        (row["name"], row["kind"]): RunDefault(
            row["name"],
            float(row["value"]),
            float(row["low"]),
            float(row["high"]),
            row["unit"],
            row["class"],
            row["source"],
            row["as_of"],
        )
        for row in rows("break_even_defaults.csv")
    }
    return MappingProxyType(found)
