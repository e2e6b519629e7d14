"""What would have to be true for Trainium to be the cheaper one, under each purchase option."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.break_even.parity import Parity, parity
from model.break_even.porting import Payback, Porting, payback, porting
from model.break_even.probability import Chance, chance
from model.break_even.published import PublishedRun, published_runs
from model.break_even.side import Side, cheapest, unsold
from model.break_even.support import SupportFact, support
from model.comparison import Comparison, compare
from model.hardware import Family, Instance
from model.price import Price
from model.purchase_option import RENTED, PurchaseOption
from model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class OptionParity:
    """Parity under one purchase option.

    Attributes:
        option: how the capacity is bought.
        parity: the cheapest Trainium against the cheapest NVIDIA platform; None if NVIDIA has no
            price or no Trainium platform runs the scenario. Trainium may have no price: its price
            at parity is then what it would have to be sold for.
    """

    option: PurchaseOption
    parity: Parity | None


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The whole answer.

    Attributes:
        comparison: the scenario on each of its platforms.
        parity: of the cheapest Trainium and the cheapest NVIDIA platform as the scenario buys
            them; None where there is no such pair.
        porting: one-off cost of the move to that Trainium platform.
        payback: after how much training it has paid.
        chance: probability that Trainium is cheaper, porting counted.
        published: runs published on that Trainium chip that train the same kind of weights.
        options: parity under each purchase option.
        support: what the stacks of a platform of each family support, by platform.
    """

    comparison: Comparison
    parity: Parity | None
    porting: Porting | None
    payback: Payback | None
    chance: Chance | None
    published: tuple[PublishedRun, ...]
    options: tuple[OptionParity, ...]
    support: tuple[tuple[Instance, tuple[SupportFact, ...]], ...]

    @property
    def drowned(self) -> bool:
        """Whether porting alone decides, so that no MFU makes up for it."""
        needed = None if self.parity is None else self.parity.mfu_with_porting
        return needed is None or needed > 1

    @property
    def charted_usd_per_run(self) -> float:
        """Porting, spread over the planned runs [USD]; 0 where nothing else would be seen."""
        runs = self.comparison.scenario.planned_runs
        return 0.0 if self.porting is None or self.drowned else self.porting.usd / runs


def break_even(scenario: Scenario, prices: Sequence[Price]) -> BreakEven:
    """Where Trainium and NVIDIA cost the same for a scenario at these prices."""
    comparison = compare(scenario, prices)
    trainium = cheapest(comparison, Family.TRAINIUM)
    nvidia = cheapest(comparison, Family.NVIDIA)
    # Owning is looked at where the user says that the hardware is owned.
    asked = [o for o in PurchaseOption if o in (*RENTED, scenario.purchase_option)]
    options = tuple(_option(scenario, option, prices) for option in asked)
    supported = tuple(
        stack
        for family, side in ((Family.TRAINIUM, trainium), (Family.NVIDIA, nvidia))
        for stack in _support(comparison, family, side)
    )
    if trainium is None or nvidia is None:
        runnable = trainium or unsold(comparison, Family.TRAINIUM)
        runs = _published(runnable) if runnable else ()
        return BreakEven(comparison, None, None, None, None, runs, options, supported)
    moving = porting(scenario, trainium.instance)
    return BreakEven(
        comparison=comparison,
        parity=parity(trainium, nvidia, moving.usd / scenario.planned_runs),
        porting=moving,
        payback=payback(moving.usd, trainium.cost_usd(), nvidia.cost_usd()),
        chance=chance(trainium, nvidia, moving, scenario.planned_runs),
        published=_published(trainium),
        options=options,
        support=supported,
    )


def _option(scenario: Scenario, option: PurchaseOption, prices: Sequence[Price]) -> OptionParity:
    comparison = compare(scenario.changed(purchase_option=option), prices)
    nvidia = cheapest(comparison, Family.NVIDIA)
    trainium = cheapest(comparison, Family.TRAINIUM) or unsold(comparison, Family.TRAINIUM)
    if trainium is None or nvidia is None:
        return OptionParity(option, None)
    moving = porting(scenario, trainium.instance)
    return OptionParity(option, parity(trainium, nvidia, moving.usd / scenario.planned_runs))


def _published(side: Side) -> tuple[PublishedRun, ...]:
    return published_runs(side.instance.accelerator.id, side.scenario.task)


def _support(
    comparison: Comparison, family: Family, side: Side | None
) -> tuple[tuple[Instance, tuple[SupportFact, ...]], ...]:
    """What the stack of a family's platform supports, also where it has no price or cannot run.

    Empty for a family of which no platform is chosen.
    """
    side = side or unsold(comparison, family)
    if side is not None:
        return ((side.instance, support(side.scenario, side.instance, side.plan.step.layout)),)
    own = [a.instance for a in comparison.platforms if a.instance.accelerator.family == family]
    return tuple((i, support(comparison.scenario, i, None)) for i in own[:1])
