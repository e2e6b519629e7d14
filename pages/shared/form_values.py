"""Between the widgets' values and the scenario, both ways. No widget is drawn here.

Each scenario widget's key is the field's own name; `size_by` chooses between a deadline and a
cluster size. What a user has typed is kept even while it is no valid scenario: the scenario then
keeps its last valid value and the field carries the problem.
"""

from __future__ import annotations

import contextlib
from collections.abc import MutableMapping
from enum import StrEnum
from typing import Any

from model.scenario import CUSTOM_MODEL, CustomArchitecture, Scenario
from model.scenario.quantity import format_quantity, parse_quantity
from model.scenario.scenario import default_custom_architecture, default_sizes

BY_DEADLINE, BY_INSTANCES = "deadline", "instances"
DIMENSIONS = tuple(CustomArchitecture.model_fields)
# Written differently in the form, or depending on one another; every other field is one widget.
SPECIAL = ("architecture", "tokens", "platforms", "deadline_days", "instances")
PLAIN = tuple(name for name in Scenario.model_fields if name not in SPECIAL)
KEYS = (*PLAIN, "tokens", "platforms", "size_by", "deadline_days", "instances", *DIMENSIONS)
_KEPT, _MISTAKES = "_form", "_mistakes"

State = MutableMapping[Any, Any]


def seed(state: State, scenario: Scenario) -> None:
    """Set every widget's value from a scenario; fields it does not use keep what they showed."""
    state.update(to_widgets(scenario, state.get(_KEPT, {})))
    state[_KEPT] = {key: state[key] for key in KEYS}


def keep(state: State) -> None:
    """Give every widget its value again, but for those the user has just changed.

    Streamlit drops the values of widgets that are not drawn for a run. And where one run follows
    another before the browser has drawn it, the browser misses the values it was sent and answers
    with each widget's first choice: so they are sent with every run.
    """
    for key, value in state.get(_KEPT, {}).items():
        if key not in state or state[key] == value:
            state[key] = value


def read(state: State, previous: Scenario) -> Scenario:
    """The scenario of the widgets; where they make none, the previous one's values stay."""
    state[_KEPT] = {key: state[key] for key in KEYS}
    scenario, state[_MISTAKES] = from_widgets(state[_KEPT], previous)
    return scenario


def mistakes(state: State) -> dict[str, str]:
    """What is wrong with a field, by its key, as found by the last `read`."""
    found: dict[str, str] = state.get(_MISTAKES, {})
    return found


def to_widgets(scenario: Scenario, shown: MutableMapping[str, Any]) -> dict[str, Any]:
    """The value of every widget for a scenario.

    Args:
        scenario: what to show.
        shown: what the widgets showed before, for the fields this scenario does not use.
    """
    by_deadline = scenario.deadline_days is not None
    days, count = default_sizes()
    architecture = scenario.architecture or default_custom_architecture()
    own = scenario.architecture is not None
    return {
        **{name: _widget_value(getattr(scenario, name)) for name in PLAIN},
        "tokens": format_quantity(scenario.tokens),
        "platforms": list(scenario.platforms),
        "size_by": BY_DEADLINE if by_deadline else BY_INSTANCES,
        "deadline_days": scenario.deadline_days or shown.get("deadline_days", days),
        "instances": scenario.instances or shown.get("instances", count),
        **{n: getattr(architecture, n) if own or n not in shown else shown[n] for n in DIMENSIONS},
    }


def from_widgets(values: dict[str, Any], previous: Scenario) -> tuple[Scenario, dict[str, str]]:
    """The scenario of these widget values, and what is wrong with which field.

    With a mistake among them, fields are taken over one at a time, so that it does not hold up the
    others.
    """
    mistakes: dict[str, str] = {}
    scenario = previous
    by_deadline = values["size_by"] == BY_DEADLINE
    own = values["model"] == CUSTOM_MODEL
    dimensions = {name: values[name] for name in DIMENSIONS}
    changes: dict[str, dict[str, Any]] = {
        "model": {"model": values["model"], "architecture": dimensions if own else None},
        "deadline_days" if by_deadline else "instances": {
            "deadline_days": values["deadline_days"] if by_deadline else None,
            "instances": None if by_deadline else values["instances"],
        },
        "platforms": {"platforms": tuple(values["platforms"])},
        **{name: {name: values[name]} for name in PLAIN if name != "model"},
    }
    try:
        changes["tokens"] = {"tokens": parse_quantity(values["tokens"])}
    except ValueError as error:
        mistakes["tokens"] = f"Tokens {error}."
    if not mistakes:
        with contextlib.suppress(ValueError):
            together = {
                name: value for change in changes.values() for name, value in change.items()
            }
            return previous.changed(**together), {}
    for key, change in changes.items():
        try:
            scenario = scenario.changed(**change)
        except ValueError as error:
            mistakes[key] = _sentence(key, error)
    return scenario, mistakes


def _widget_value(value: Any) -> Any:
    """Choices are their ids in the widgets, several of them a list."""
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, StrEnum) else value


def _sentence(key: str, error: ValueError) -> str:
    if key == "platforms":
        return "Choose between 1 and 12 platforms; the last choice is shown."
    title = Scenario.model_fields[key].title or key
    detail = getattr(error, "errors", lambda: [{"msg": str(error)}])()[0]["msg"]
    said = detail.removeprefix("Value error, ").replace("Input should be", "needs to be")
    return f"{title}: {said}."
