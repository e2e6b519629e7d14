"""What stands behind an estimate: published runs on this chip, of this kind, by this stack."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from model.step.resolve import Context

ENOUGH = 10
# Share of the runs of a kind on a chip beyond which nearly all are one publisher's; assumed.
NEARLY_ALL = 0.75


def keys(where: Context) -> tuple[str, str, str, str, str]:
    """Names of the kinds of run that a run counts toward.

    From narrow to wide: this chip, precision and kind of model; its generation with them;
    this stack family on its generation; this stack; this chip.
    """
    kind = f"{where.precision}/{where.kind}/{where.task}"
    return (
        f"chip/{where.chip}/{kind}",
        f"generation/{where.generation}/{kind}",
        f"stack/{where.stack_family}/{where.generation}",
        f"stack/{where.stack}",
        f"any/{where.chip}",
    )


def leading(where: Context) -> str:
    """Name of the runs of a kind on a chip that the publisher with most of them has."""
    return f"leading/{keys(where)[0]}"


def coverage(runs: Iterable[tuple[Context, str]]) -> Counter[str]:
    """Runs of each kind, from what each run depends on and who published it."""
    counts: Counter[str] = Counter()
    publishers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for where, publisher in runs:
        counts.update(keys(where))
        publishers[leading(where)][publisher] += 1
    return counts + Counter({name: max(found.values()) for name, found in publishers.items()})


def level(counts: Mapping[str, int], where: Context) -> str:
    """The evidence level of a run, from the runs that the coefficients were fitted on.

    Returns:
        `covered`: enough runs of this kind on this chip, of this stack, and of its family on
            this chip's generation.
            Never a published run that does not say how it is laid out.
        `thin`: enough runs on this chip, and of this kind on its generation.
        `single`: enough runs of this kind on this chip, nearly all of one publisher: what is its
            own cannot be told from what is the chip's.
        `finetuned`: as many, of a fine-tuning: steps are short, and lengths, frozen weights and
            what is trained of the rest differ from program to program.
        `routed`: as many, of a mixture of experts: how tokens are routed and exchanged changes
            from release to release, and published throughput doubles with it.
        `scarce`: enough runs on this chip, but of another kind.
        `unmeasured`: no run, or a handful, on this chip.
    """
    same, generation, family, stack, chip = (counts.get(key, 0) for key in keys(where))
    if chip < ENOUGH:
        return "unmeasured"
    if generation < ENOUGH:
        return "scarce"
    if where.kind == "moe":
        return "routed"
    if where.fine_tuning:
        return "finetuned"
    if same >= ENOUGH and counts.get(leading(where), 0) > NEARLY_ALL * same:
        return "single"
    alike = min(same, family, stack) >= ENOUGH and not where.guessed_layout
    return "covered" if alike else "thin"
