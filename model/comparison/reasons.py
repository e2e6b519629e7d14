"""Why platforms have no cost and what to change, in words that every page shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from model.comparison.compare import PlatformAnswer
from model.hardware import Instance
from model.wording import listed


def reasons_in_words(found: Sequence[tuple[Instance, str]], named: bool = False) -> str:
    """Each reason once, with the platforms it holds for.

    Args:
        found: platforms and the reason of each.
        named: name the platforms also where one reason holds for all of them.
    """
    chips = Counter(instance.accelerator.name for instance, _ in found)
    by_reason: dict[str, list[str]] = {}
    for instance, reason in found:
        name = instance.accelerator.name
        # Two types with the same chip are told apart.
        full = name if chips[name] == 1 else f"{name} ({instance.instance_type})"
        by_reason.setdefault(f"{reason.rstrip('.')}.", []).append(full)
    if len(by_reason) == 1 and not named:
        return capital(next(iter(by_reason)))
    return " ".join(
        # A reason that names the chip says for whom it holds.
        reason
        if reason.startswith(tuple(chips))
        else f"{listed(names)}: {reason[:1].lower()}{reason[1:]}"
        for reason, names in by_reason.items()
    )


def why_no_cost(answers: Sequence[PlatformAnswer], named: bool = False) -> str:
    """Why platforms have no cost; empty where all have one."""
    without = [(a.instance, a.reason) for a in answers if a.cost_usd is None]
    return reasons_in_words(without, named)


def remedies(answers: Sequence[PlatformAnswer]) -> str:
    """What to change for the platforms that have no cost, each remedy once."""
    return " ".join(dict.fromkeys(a.remedy for a in answers if a.cost_usd is None))


def capital(text: str) -> str:
    """A text as a sentence begins, but for one that begins with the name of a field."""
    return text if "_" in text.split(" ")[0] else f"{text[:1].upper()}{text[1:]}"
