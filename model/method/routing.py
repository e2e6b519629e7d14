"""The section on experts that get unequal shares of the tokens."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist

from model.architecture import presets
from model.method.section import Example, Section, Symbol
from model.method.setting import INSTANCE, LAYOUT, WORKLOAD
from model.search.search import cluster_machine
from model.stack import platform_features
from model.step.assemble import layout_arrays, problem
from model.step.constants import expert_load_spread
from model.step.schedule import uneven_load

RANKS = 32


def _fullest() -> Example:
    work = replace(WORKLOAD, architecture=presets()["deepseek-v3"].architecture)
    features = platform_features(INSTANCE.accelerator, work)
    shape = replace(LAYOUT, tensor_parallel=1, data_parallel=64, expert_parallel=RANKS)
    p = problem(work, cluster_machine(work, INSTANCE), features.stack, layout_arrays(shape))
    largest = NormalDist().inv_cdf((RANKS - 0.375) / (RANKS + 0.25))
    by_hand = expert_load_spread() * (RANKS / p.model.experts) ** 0.5 * largest
    return Example(
        f"What the fullest of {RANKS} ranks has more than the mean of DeepSeek-V3's "
        f"{p.model.experts:.0f} experts, q = {expert_load_spread():g}",
        by_hand * 100, float(uneven_load(p)) * 100, "%",
    )  # fmt: skip


ROUTING = Section(
    title="Tokens routed unevenly",
    text=(
        "Benchmarks of mixtures of experts give each expert an equal share of the tokens by force. "
        "A training does not: loads of single experts spread, ranks with several experts even that "
        "out, and all ranks wait for the fullest one, in products and exchange alike. Experts that "
        "are all on one rank make nobody wait. Of the exchange, what sticks out of the compute "
        "counts. The spread is an assumption, a default of the run."
    ),
    formulas=(
        r"x = q\,\sqrt{\frac{e}{E}}\;\Phi^{-1}\Bigl(\frac{e - 3/8}{e + 1/4}\Bigr)",
        r"t_{uneven} = x\,(t_{experts} + t_{exchange})",
    ),
    symbols=(
        Symbol("q", "standard deviation of an expert's load over its mean"),
        Symbol("e", "ranks that share the experts (expert parallelism)"),
        Symbol("E", "routed experts of a layer"),
        Symbol("\\Phi^{-1}", "quantile of the normal distribution: the largest of e values"),
    ),
    papers=(
        "Blom 1958, Statistical Estimates and Transformed Beta-Variables",
        "Wang et al. 2024 (arXiv 2408.15664), for loads with and without balancing",
    ),
    code=(uneven_load,),
    example=_fullest,
)
