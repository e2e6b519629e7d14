"""How fast each platform is taken to be, as facts."""

from __future__ import annotations

from collections.abc import Iterator

from model.calibrated import calibration
from model.comparison import Comparison
from model.evidence.fact import Fact
from model.evidence.shares import EFFICIENCY, PRACTICE, Uncertainty, share_of, source_of
from model.hardware import Instance
from model.layout import Layout
from model.search.best import newness_loss
from model.stack import platform_features
from model.uncertainty import LogNormal
from model.wording import percent
from model.workload import Workload

# A share of the step that is worth a line.
NOTABLE = 0.01


def efficiency_facts(comparison: Comparison, found: Uncertainty | None) -> Iterator[Fact]:
    """How fast each platform is, how sure that is, and what weighs on it."""
    fit = calibration()
    for answer in comparison.platforms:
        if answer.plan is None:
            continue
        step = answer.plan.step
        source = source_of(found, EFFICIENCY, answer.instance.instance_type)
        measured = "assumed" if step.evidence == "unmeasured" else "measured"
        yield Fact(
            "Efficiency",
            f"MFU of {answer.instance.accelerator.name} ({answer.instance.instance_type})",
            f"{step.mfu * 100:.0f} %, sure to a factor of {step_factor(step.log_sigma):.2f}",
            source.evidence_class if source else measured,
            f"{step.evidence_text} Model fitted on {fit.runs:,} published runs",
            fit.as_of,
            share_of(found, EFFICIENCY, answer.instance.instance_type),
        )
        yield Fact(
            "Efficiency",
            f"Practice against the best layout, {answer.instance.instance_type}",
            f"steps {percent(fit.layout_gap - 1)} longer",
            "measured",
            "Published recipes of known layout, against the layout that a search finds",
            fit.as_of,
            share_of(found, PRACTICE, answer.instance.instance_type),
        )
        yield from _newness(comparison.scenario.workload(), answer.instance, step.layout)


def _newness(workload: Workload, instance: Instance, layout: Layout) -> Iterator[Fact]:
    """What a new program costs, where no log of the user's says how fast it is."""
    stack = platform_features(instance.accelerator).stack
    logged = any(anchor.instance_type == instance.instance_type for anchor in workload.anchors)
    loss = newness_loss(workload, instance, layout)
    if loss >= NOTABLE and not logged:
        yield Fact(
            "Efficiency",
            f"Newness of {stack.id}, {instance.instance_type}",
            f"steps {percent(loss)} longer",
            "assumed",
            f"{stack.notes[:1].upper()}{stack.notes[1:]}. Fitted on what other programs lost more "
            "in their first months",
            stack.retrieved,
            None,
        )


def step_factor(log_sigma: float) -> float:
    """Upper end of the 80 % range of a factor around one."""
    return LogNormal(1.0, log_sigma).interval().high
