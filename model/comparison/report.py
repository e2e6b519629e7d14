"""The answer as plain data, for JSON: what the page shows, with units in the names."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from model.comparison.amount import amount
from model.comparison.compare import Comparison, PlatformAnswer
from model.comparison.sentence import sentence
from model.comparison.verdict import Contender, Verdict
from model.layout import Layout
from model.run import RunPlan
from model.scenario import Scenario, encode
from model.uncertainty import Interval, LogNormal


def report(comparison: Comparison) -> dict[str, Any]:
    """The comparison as a tree of JSON values. Ranges are the central 80 %."""
    words = sentence(comparison)
    verdict = comparison.verdict
    return {
        "scenario": comparison.scenario.model_dump(mode="json", exclude_none=True),
        "link": encode(comparison.scenario),
        "headline": words.headline,
        "sentence": words.detail,
        "verdict": _verdict(verdict) if verdict else None,
        "platforms": [_platform(a, comparison.scenario) for a in comparison.platforms],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "winner": verdict.winner.instance_type,
        "trainium": _contender(verdict.trainium),
        "nvidia": _contender(verdict.nvidia),
        "trainium_less_nvidia_usd": _interval(verdict.difference),
        "trainium_less_nvidia_fraction": _interval(verdict.difference_fraction),
        "probability_trainium_cheaper": verdict.probability_trainium_cheaper,
    }


def _contender(contender: Contender) -> dict[str, Any]:
    return {"instance_type": contender.instance_type, "cost_usd": _range(contender.amount)}


def _platform(answer: PlatformAnswer, scenario: Scenario) -> dict[str, Any]:
    accelerator = answer.instance.accelerator
    return {
        "instance_type": answer.instance.instance_type,
        "accelerator": accelerator.id,
        "family": accelerator.family,
        "status": str(answer.status),
        "reason": answer.reason,
        "caveats": list(answer.caveats),
        "amount_in_unit": _range(amount(answer, scenario)),
        "cost_usd": _range(answer.cost_usd),
        "cost_parts_usd": dict(answer.cost_parts_usd),
        "usd_per_million_tokens": _range(answer.usd_per_million_tokens),
        "energy_kwh": answer.energy.kwh if answer.energy else None,
        "kg_co2e": answer.energy.kg_co2e if answer.energy else None,
        "price": answer.price.model_dump(mode="json") if answer.price else None,
        "plan": _plan(answer.plan) if answer.plan else None,
    }


def _plan(plan: RunPlan) -> dict[str, Any]:
    step = plan.step
    return {
        "instances": plan.instances,
        "accelerators": plan.accelerators,
        "days": _range(plan.days),
        "tokens_per_second": plan.tokens_per_second,
        "step_seconds": step.step_seconds,
        "mfu": step.mfu,
        "goodput": plan.goodput.fraction,
        "evaluation_share": plan.evaluation_share,
        "layout": _layout(step.layout),
        "stack": step.stack,
        "step_parts_seconds": dict(step.breakdown),
        "memory_bytes_per_accelerator": dict(step.memory.bytes_by_category),
        "memory_capacity_bytes_per_accelerator": step.memory.capacity_bytes,
        "evidence": step.evidence,
        "evidence_in_words": step.evidence_text,
    }


def _layout(layout: Layout) -> dict[str, Any]:
    """The fields of a layout by name, enumerations by their value."""
    return {
        **asdict(layout),
        "sharding": layout.sharding.name.lower(),
        "recompute": layout.recompute.value,
    }


def _range(quantity: LogNormal | None) -> dict[str, float] | None:
    return _interval(quantity.interval()) if quantity else None


def _interval(interval: Interval) -> dict[str, float]:
    return {"low": interval.low, "median": interval.median, "high": interval.high}
