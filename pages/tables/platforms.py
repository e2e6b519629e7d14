"""How a platform and the age of its price are written, the same on every page."""

from __future__ import annotations

from datetime import date

from model.hardware import Instance
from model.wording import counted
from pages.tables.markdown import escaped

STALE_DAYS = 45


def short_name(instance: Instance) -> str:
    """Accelerator and instance type, short enough for an axis."""
    return f"{instance.accelerator.name} · {instance.instance_type}"


def bold_name(instance: Instance) -> str:
    """Accelerator and instance type for a cell of a Markdown table, the accelerator in bold."""
    return f"**{escaped(instance.accelerator.name)}** {escaped(instance.instance_type)}"


def family_name(instance: Instance) -> str:
    """The family as people write it."""
    return {"nvidia": "NVIDIA", "trainium": "Trainium"}[instance.accelerator.family]


def is_stale(as_of: date, today: date) -> bool:
    """Whether a price is too old to be relied on without a look."""
    return (today - as_of).days > STALE_DAYS


def age_in_words(as_of: date, today: date) -> str:
    """How old a price is, marked when it is stale."""
    days = max(0, (today - as_of).days)
    old = f"{counted(days, 'day')} old"
    return f"{old}, stale" if is_stale(as_of, today) else old
