"""What a budget buys on each platform of a scenario, and what one run's cost buys elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.architecture import Kind, parameter_count
from model.budget.goals import BILLION, Bought, largest_model, lowest_loss
from model.budget.platform import Platform, Run
from model.budget.scaling_law import loss_interval
from model.comparison import Comparison, PlatformAnswer, combined, compare
from model.comparison.compare import without_price
from model.hardware import Instance
from model.practical import longest_run_days
from model.price import Price
from model.run import OTHER_DIMENSIONS, CannotRun
from model.scenario import Scenario
from model.scenario.budget_inputs import BudgetGoal, TokenChoice
from model.uncertainty import Interval, LogNormal
from model.wording import count, counted, significant
from model.workload import Task, Workload

# A model of another size trains at about the MFU of the scenario's own; where that cannot run, so
# many dollars buy a FLOP to begin the search with.
FALLBACK_USD_PER_FLOP = 3e-18
NO_LAW = "The loss law holds for training from scratch, not for fine-tuning."
# Steps between models leave as much of a budget over that nobody asks.
SPENT = 0.95
ANOTHER_AIM = "Choose pre-training, or get the most tokens or the largest model instead."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the budget buys on one platform.

    Attributes:
        instance: the platform.
        reason: why it buys nothing, in words; empty where it buys something.
        run: the training.
        parameters: of its model.
        tokens: trained on, as uncertain as the platform's throughput.
        size: parameters, as uncertain as the platform's throughput at the chosen tokens per
            parameter; certain where the model is given.
        loss: predicted loss; None but for dense decoders that are trained from scratch.
        serving_usd: part of the budget kept for serving [USD].
        limit: what stops it before the money does, in words; empty where the money does.
        left: why a part of the budget is left that shows, in words; empty where none is.
        runs: trainings of the scenario itself that the budget pays for; None if it cannot run.
        remedy: what to change where it buys nothing, one sentence.
    """

    instance: Instance
    reason: str
    run: Run | None = None
    parameters: int = 0
    tokens: LogNormal | None = None
    size: LogNormal | None = None
    loss: Interval | None = None
    serving_usd: float = 0.0
    limit: str = ""
    left: str = ""
    runs: LogNormal | None = None
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """The whole answer.

    Attributes:
        comparison: the scenario itself on each platform.
        outcomes: what the budget buys, the best first, platforms that it buys nothing on last.
    """

    comparison: Comparison
    outcomes: tuple[Outcome, ...]


def budget(scenario: Scenario, prices: Sequence[Price]) -> Budget:
    """What the scenario's budget buys on each of its platforms at these prices."""
    comparison = compare(scenario, prices)
    outcomes = [_outcome(scenario, answer, prices) for answer in comparison.platforms]
    return Budget(comparison, tuple(sorted(outcomes, key=lambda o: _rank(scenario, o))))


def together(scenario: Scenario, parts: Iterable[Budget]) -> Budget:
    """The answer to a scenario from those to its platforms one by one."""
    whole = tuple(parts)
    comparison = combined(scenario, [a for part in whole for a in part.comparison.platforms])
    outcomes = [outcome for part in whole for outcome in part.outcomes]
    return Budget(comparison, tuple(sorted(outcomes, key=lambda o: _rank(scenario, o))))


def _outcome(scenario: Scenario, answer: PlatformAnswer, prices: Sequence[Price]) -> Outcome:
    if answer.price is None:
        # What keeps the scenario's own run from being done need not keep another one.
        reason, remedy = without_price(scenario, answer.instance, prices)
        return Outcome(answer.instance, reason, remedy=remedy)
    try:
        like = scenario.workload()
    except ValueError as error:
        return Outcome(answer.instance, str(error), remedy=OTHER_DIMENSIONS)
    runs = answer.cost_usd.inverse().scaled(scenario.budget_usd) if answer.cost_usd else None
    if scenario.budget_goal is BudgetGoal.LOWEST_LOSS and scenario.task is not Task.PRETRAIN:
        return Outcome(answer.instance, NO_LAW, runs=runs, remedy=ANOTHER_AIM)
    bought = _bought(scenario, answer, answer.price, like)
    if isinstance(bought.run, CannotRun):
        return Outcome(answer.instance, bought.run.reason, runs=runs, remedy=bought.run.remedy)
    run, sigma = bought.run, bought.run.plan.days.log_sigma
    free = scenario.budget_goal is BudgetGoal.LARGEST_MODEL
    # Where tokens follow the size, half of what a cheaper FLOP gives goes into each.
    share = 0.5 if free or _by_ratio(scenario) else 1.0
    return Outcome(
        instance=answer.instance,
        reason="",
        run=run,
        parameters=bought.parameters,
        tokens=LogNormal(run.tokens, sigma * share),
        size=LogNormal(bought.parameters, sigma * (1 - share)),
        loss=loss_interval(bought.parameters, run.tokens, sigma * share)
        if _lawful(run.workload)
        else None,
        serving_usd=bought.serving_usd,
        limit=_limit(scenario, bought, run),
        left=_left(scenario, bought, run),
        runs=runs,
    )


def _bought(scenario: Scenario, answer: PlatformAnswer, price: Price, like: Workload) -> Bought:
    platform = Platform(scenario, answer.instance, price)
    money = float(scenario.budget_usd)
    if scenario.budget_goal is BudgetGoal.MOST_TOKENS:
        cost = answer.cost_usd.median if answer.cost_usd else None
        guess = int(scenario.tokens * money / cost) if cost else scenario.tokens
        size = parameter_count(like.architecture).total
        return Bought(platform.most_tokens(like, money, guess), size)
    usd = _usd_per_flop(scenario, answer, like)
    if scenario.budget_goal is BudgetGoal.LARGEST_MODEL or _by_ratio(scenario):
        return largest_model(platform, like, money, scenario.tokens_per_parameter, usd)
    served = float(scenario.served_billion_tokens) * BILLION
    return lowest_loss(platform, like, money, scenario.token_choice, served, usd)


def _lawful(work: Workload) -> bool:
    """Whether the training is of the kind that the law was fitted to: dense, from scratch."""
    built = work.architecture
    return work.task is Task.PRETRAIN and built.kind is Kind.DECODER and not built.experts


def _by_ratio(scenario: Scenario) -> bool:
    loss_goal = scenario.budget_goal is BudgetGoal.LOWEST_LOSS
    return loss_goal and scenario.token_choice is TokenChoice.RATIO


def _usd_per_flop(scenario: Scenario, answer: PlatformAnswer, like: Workload) -> float:
    if answer.plan is None or answer.cost_usd is None:
        return FALLBACK_USD_PER_FLOP
    return Run(like, scenario.tokens, answer.plan, answer.cost_usd.median).usd_per_flop


def _limit(scenario: Scenario, bought: Bought, run: Run) -> str:
    """What stops the training before the money does, in words."""
    left = scenario.budget_usd - bought.serving_usd - run.cost_usd
    if bought.stopped or scenario.budget_goal is BudgetGoal.LARGEST_MODEL or _by_ratio(scenario):
        return bought.stopped
    if left < 0.02 * scenario.budget_usd:
        return ""
    if scenario.deadline_days:
        return f"More tokens do not fit into {counted(scenario.deadline_days, 'day')}."
    return f"More tokens would take longer than {longest_run_days():,} days."


def _left(scenario: Scenario, bought: Bought, run: Run) -> str:
    """Why a part of the budget is left, where models of free size come in steps."""
    if not bought.too_dear or run.cost_usd > SPENT * scenario.budget_usd:
        return ""
    larger = count(significant(bought.too_dear, 3))
    return f"The next larger model here, of {larger} parameters, costs more than the budget."


def _rank(scenario: Scenario, outcome: Outcome) -> tuple[int, float]:
    if outcome.run is None:
        return (1, 0.0)
    if scenario.budget_goal is BudgetGoal.LOWEST_LOSS and outcome.loss is not None:
        return (0, outcome.loss.median)
    if scenario.budget_goal is BudgetGoal.LARGEST_MODEL:
        # The same model everywhere: the cheaper training is the better one.
        return (0, -outcome.parameters + outcome.run.cost_usd / (scenario.budget_usd * 1e3))
    return (0, -float(outcome.run.tokens))
