"""From fitted parameters to the coefficients of one chip, stack and date.

A coefficient is a base value and deviations by chip generation, precision, stack and so on.
A deviation that no run has informed is zero, so an unseen chip or stack gets the value of the
family above it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from model.data_files import rows
from model.hardware import Accelerator
from model.stack import Stack
from model.step.coefficients import Coefficients
from model.step.constants import constant
from model.step.precision import expert_precision
from model.step.problem import Values
from model.workload import Task, Workload

REFERENCE_YEAR = 2025.0
LATEST_YEAR = 2026.6
REFERENCE_HIDDEN = constant("reference_hidden")


@dataclass(frozen=True, slots=True)
class Context:
    """What a coefficient may depend on."""

    family: str
    generation: str
    chip: str
    precision: str
    expert_precision: str
    stack: str
    stack_family: str
    task: str
    fine_tuning: bool
    kind: str
    kernel: str
    guessed_layout: bool
    beyond_steps: bool
    eager: bool
    whole_graph: bool
    captured_parts: bool
    overlapped: bool
    width: float
    year: float
    newness: float


NUMBERS = (
    "fine_tuning", "guessed_layout", "beyond_steps", "eager", "whole_graph",
    "captured_parts", "overlapped", "width", "year", "newness",
)  # fmt: skip
KEYS = tuple(key for key in Context.__slots__ if key not in NUMBERS)


@dataclass(frozen=True, slots=True)
class Term:
    """One additive term of a coefficient in its link (log or logit) space.

    Attributes:
        coefficient: what it is a term of.
        kind: its link, as in `link`.
        template: what it depends on; empty for the base value.
        value: prior mean of the base value, in natural units; 0 for the others.
        sd: prior standard deviation, in link space.
        at_most: bound of its parameters, in link space.
        owner: coefficient whose parameters it reads; its own but for those that share them.
    """

    coefficient: str
    kind: str
    template: str
    value: float
    sd: float
    at_most: float
    owner: str


def context(
    chip: Accelerator,
    workload: Workload,
    stack: Stack,
    year: float,
    guessed_layout: bool = False,
    beyond_steps: bool = False,
) -> Context:
    """What the coefficients of a run depend on.

    A run whose layout its source does not tell need not have had the best one, which is what
    the model takes for it: such runs have a coefficient of their own. So have runs whose clock
    counts start-up, evaluation or saving too: what those take is not the program's.
    """
    tuning = "adapter" if workload.task in (Task.LORA, Task.QLORA) else "full"
    return Context(
        family=chip.family.value,
        generation=chip.generation,
        chip=chip.id,
        precision=workload.precision.value,
        expert_precision=expert_precision(workload.precision).value,
        stack=stack.id,
        stack_family=stack.family,
        task=tuning,
        fine_tuning=workload.task is not Task.PRETRAIN,
        kind="moe" if workload.architecture.experts else "dense",
        kernel=stack.attention_kernel,
        guessed_layout=guessed_layout,
        beyond_steps=beyond_steps,
        eager=stack.eager,
        whole_graph=stack.whole_graph,
        captured_parts=stack.captured_parts,
        overlapped=stack.overlapped_exchange and workload.architecture.experts > 0,
        width=math.log(workload.architecture.hidden / REFERENCE_HIDDEN),
        year=year,
        newness=_newness(stack.since, year),
    )


def _newness(since: float | None, year: float) -> float:
    """How new a program is: 1 at its first release, falling off with its age."""
    if since is None:
        return 0.0
    return math.exp(-max(0.0, year - since) / constant("settling_years"))


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """The terms of all coefficients, from `model/data/coefficient_priors.csv`.

    Experts multiply at the rate of dense products in their own format.
    """
    own = [
        Term(
            r["coefficient"],
            r["kind"],
            r["term"],
            float(r["value"]),
            float(r["sd"]),
            float(r["at_most"] or math.inf),
            r["coefficient"],
        )
        for r in rows("coefficient_priors.csv")
    ]
    of_experts = [
        replace(
            term,
            coefficient="expert_matmul_rate",
            template=term.template.replace("{precision}", "{expert_precision}"),
        )
        for term in own
        if term.coefficient == "matmul_rate"
    ]
    return (*own, *of_experts)


def parameter(term: Term, where: Context) -> tuple[str, float]:
    """Name of the parameter that a term uses in a context, and its weight."""
    keys = {key: getattr(where, key) for key in KEYS}
    weight = 1.0
    template = term.template
    if "year" in template:
        weight = min(where.year, LATEST_YEAR) - REFERENCE_YEAR
    elif template == "new":
        # Against what it will have lost: bounded from above, no program is faster when new.
        weight = -where.newness
    elif template == "guessed":
        weight = float(where.guessed_layout)
    elif template == "beyond_steps":
        weight = float(where.beyond_steps)
    elif template == "eager":
        weight = float(where.eager)
    elif template == "captured_parts":
        weight = float(where.captured_parts)
    elif template == "width":
        weight = where.width
    elif template == "overlapped":
        weight = float(where.overlapped)
    elif template.endswith("graph"):
        weight = float(where.whole_graph)
    return f"{term.owner}/{template.format(**keys)}", weight


def link(kind: str, value: Values) -> Values:
    """From link space to the natural one.

    A share comes through the logistic function and a positive number through the exponential;
    an excess is a positive number above one.
    """
    if kind == "share":
        return 1.0 / (1.0 + np.exp(-value))
    return np.exp(value) + (1.0 if kind == "excess" else 0.0)


@lru_cache(maxsize=1)
def parameter_means() -> Mapping[str, float]:
    """Prior means of single parameters, relative to the base of their coefficient."""
    bases = {t.coefficient: t for t in terms() if not t.template}
    means: dict[str, float] = {}
    for row in rows("parameter_priors.csv"):
        base = bases[row["parameter"].split("/")[0]]
        means[row["parameter"]] = _link_inverse(base.kind, float(row["value"])) - prior_mean(base)
    return means


def _link_inverse(kind: str, value: float) -> float:
    return math.log(value / (1.0 - value)) if kind == "share" else math.log(value)


def prior_mean(term: Term) -> float:
    """A base value in link space."""
    if term.template:
        return 0.0
    return _link_inverse(term.kind, term.value)


@dataclass(frozen=True, slots=True)
class Design:
    """For each coefficient the base value and the matrix that maps parameters to link space.

    Prior means, standard deviations and upper bounds are those of the parameters in `names`.
    """

    names: tuple[str, ...]
    means: Values
    sds: Values
    tops: Values
    base: Mapping[str, float]
    kinds: Mapping[str, str]
    matrices: Mapping[str, Values]

    def coefficients(self, values: Values) -> Coefficients:
        """Coefficients of each row for a vector of parameters."""
        return Coefficients(
            **{
                name: link(self.kinds[name], self.base[name] + matrix @ values)
                for name, matrix in self.matrices.items()
            }
        )


def design(contexts: Sequence[Context]) -> Design:
    """The design of some runs: one parameter per term and distinct key among them."""
    names: dict[str, Term] = {}
    entries: list[tuple[str, int, str, float]] = []
    base: dict[str, float] = {}
    kinds: dict[str, str] = {}
    for term in terms():
        kinds[term.coefficient] = term.kind
        if not term.template:
            base[term.coefficient] = prior_mean(term)
        for i, where in enumerate(contexts):
            name, weight = parameter(term, where)
            names.setdefault(name, term)
            entries.append((term.coefficient, i, name, weight))
    index = {name: j for j, name in enumerate(names)}
    matrices = {c: np.zeros((len(contexts), len(index))) for c in kinds}
    for coefficient, i, name, weight in entries:
        matrices[coefficient][i, index[name]] += weight
    means = np.array([parameter_means().get(name, 0.0) for name in names])
    sds = np.array([term.sd for term in names.values()])
    tops = np.array([term.at_most for term in names.values()])
    return Design(tuple(names), means, sds, tops, base, kinds, matrices)


def resolve(parameters: Mapping[str, float], where: Context) -> Coefficients:
    """Coefficients in one context, as numbers."""
    sums: dict[str, float] = {}
    kinds: dict[str, str] = {}
    for term in terms():
        name, weight = parameter(term, where)
        start = sums.get(term.coefficient, 0.0) + prior_mean(term)
        sums[term.coefficient] = start + weight * parameters.get(
            name, parameter_means().get(name, 0.0)
        )
        kinds[term.coefficient] = term.kind
    return Coefficients(
        **{name: float(link(kinds[name], np.asarray(value))) for name, value in sums.items()}
    )
