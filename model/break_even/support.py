"""What a platform's training stack supports of a scenario, and where that is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from model.architecture import Architecture, Kind, presets
from model.data_files import rows
from model.hardware import Instance
from model.layout import Layout
from model.scenario import Scenario
from model.stack import PlatformFeatures, platform_features
from model.wording import layout_in_words

LLAMA = "Llama 3"


class Support(StrEnum):
    """How far something is supported."""

    YES = "yes"
    UNLISTED = "unlisted"
    NO = "no"


@dataclass(frozen=True, slots=True)
class SupportFact:
    """One thing a scenario needs of a training stack.

    Attributes:
        need: release, architecture, precision or parallelism.
        support: whether the stack's documentation lists it.
        text: what it says.
        source: where.
        as_of: when it was read.
    """

    need: str
    support: Support
    text: str
    source: str
    as_of: str


def support(
    scenario: Scenario, instance: Instance, layout: Layout | None
) -> tuple[SupportFact, ...]:
    """What the stack of a platform supports of this scenario.

    Args:
        scenario: what is trained.
        instance: the platform.
        layout: the layout the run would use; None if it cannot run.
    """
    features = platform_features(instance.accelerator)
    facts = [_release(features), _architecture(scenario, features), _precision(scenario, features)]
    if layout is not None:
        facts.append(_parallelism(layout, features))
    return tuple(facts)


def is_listed(scenario: Scenario, instance: Instance) -> bool:
    """Whether the stack's documentation lists the model, or one built like it."""
    return _listing(scenario, platform_features(instance.accelerator)) is not None


def _release(features: PlatformFeatures) -> SupportFact:
    text = f"{features.stack.id}, {features.release}. {features.notes}".rstrip(". ") + "."
    return SupportFact("Release", Support.YES, text, features.source, features.retrieved)


def _architecture(scenario: Scenario, features: PlatformFeatures) -> SupportFact:
    listing = _listing(scenario, features)
    if listing is None:
        known = ", ".join(dict.fromkeys(row["family"] for row in _rows(features)))
        text = f"This architecture is not listed; listed are {known or 'none'}."
        return SupportFact(
            "Architecture", Support.UNLISTED, text, features.source, features.retrieved
        )
    how = listing["notes"]
    family = _family(scenario)
    same = family == listing["family"]
    text = f"{listing['family']} is listed ({how})."
    if not same:
        text = f"Built like {listing['family']}, which is listed ({how})."
    return SupportFact("Architecture", Support.YES, text, listing["source"], listing["as_of"])


def _precision(scenario: Scenario, features: PlatformFeatures) -> SupportFact:
    trains = ", ".join(p.value.upper() for p in features.precisions)
    has = scenario.precision in features.precisions
    text = f"Trains in {trains}; the scenario asks for {scenario.precision.value.upper()}."
    found = Support.YES if has else Support.NO
    return SupportFact("Precision", found, text, features.source, features.retrieved)


def _parallelism(layout: Layout, features: PlatformFeatures) -> SupportFact:
    limits = (
        f"tensor {features.max_tensor_parallel}, context {features.max_context_parallel}, "
        f"expert {features.max_expert_parallel}, ZeRO {features.max_zero}"
    )
    text = f"The run uses {layout_in_words(layout)}; the stack goes up to {limits}."
    return SupportFact("Parallelism", Support.YES, text, features.source, features.retrieved)


def _listing(scenario: Scenario, features: PlatformFeatures) -> Mapping[str, str] | None:
    """The row that lists the model's family, or for a plain Llama-like model that of Llama 3."""
    try:
        architecture = scenario.resolved_architecture()
    except ValueError:
        return None
    kind = "moe" if architecture.experts else "dense"
    own = {row["family"]: row for row in _rows(features) if kind in row["kinds"].split("|")}
    family = _family(scenario)
    return own.get(family) or (own.get(LLAMA) if _like_llama(architecture) else None)


def _family(scenario: Scenario) -> str:
    return presets()[scenario.model].family if scenario.model in presets() else ""


def _like_llama(a: Architecture) -> bool:
    """A dense decoder with gated MLPs, RMS norms, rotary positions and full attention."""
    return (
        a.kind is Kind.DECODER
        and not a.experts
        and a.gated_mlp
        and a.norm == "rms"
        and a.norms_per_layer == 2
        and a.bias == "none"
        and a.qk_norm == "none"
        and a.sliding_window is None
        and a.kv_lora_rank is None
        and not a.learned_pos
    )


def _rows(features: PlatformFeatures) -> tuple[Mapping[str, str], ...]:
    return _by_stack().get(features.stack.id, ())


@cache
def _by_stack() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    found: dict[str, tuple[Mapping[str, str], ...]] = {}
    for row in rows("stack_models.csv"):
        found[row["stack"]] = (*found.get(row["stack"], ()), row)
    return found
