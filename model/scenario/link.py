"""The one place that turns a scenario into URL parameters and back.

A link holds readable ids, a version, and only what differs from that version's defaults, so it
keeps its meaning when a later version changes a default. The default scenario has no parameters.
Decoding is total: what is valid is kept, what is not is named, nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args, get_origin
from urllib.parse import parse_qsl, urlencode, urlsplit

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from model.scenario.custom_architecture import CustomArchitecture
from model.scenario.quantity import format_quantity, parse_quantity
from model.scenario.scenario import (
    CUSTOM_MODEL,
    Scenario,
    current_version,
    default_custom_architecture,
    default_scenario,
    supported_versions,
)

M = TypeVar("M", bound=BaseModel)

VERSION_KEY = "v"
LIST_SEPARATOR = "~"
# Streamlit takes these for itself; they are not part of a scenario and no mistake of the user's.
RESERVED_KEYS = frozenset({"embed", "embed_options"})
MAX_VALUE_LENGTH = 1_000
MAX_PROBLEMS = 6
_KNOWN_KEYS = frozenset(
    {VERSION_KEY, *RESERVED_KEYS, *Scenario.model_fields, *CustomArchitecture.model_fields}
) - {"architecture"}
# Fields that only make sense together change together.
_COUPLED: dict[str, Callable[[Any], dict[str, Any]]] = {
    "model": lambda value: {
        "architecture": default_custom_architecture() if value == CUSTOM_MODEL else None
    },
    "deadline_days": lambda _: {"instances": None},
    "instances": lambda _: {"deadline_days": None},
}
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]|[`*\[\]<>$\\|~#!:]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A scenario read from a link, and what in the link could not be used.

    Attributes:
        scenario: valid always; the default where the link says nothing usable.
        problems: one plain-text sentence for each thing that was not used.
    """

    scenario: Scenario
    problems: tuple[str, ...] = ()


def encode(scenario: Scenario) -> dict[str, str]:
    """URL parameters of a scenario, without those that equal the current version's defaults.

    Returns:
        Parameter names and values in printable ASCII; empty for the default scenario.
    """
    default = default_scenario()
    query = _differences(scenario, default, skip={"architecture"})
    if scenario.architecture is not None:
        query |= _differences(scenario.architecture, default_custom_architecture())
    return {VERSION_KEY: str(current_version()), **query} if query else {}


def to_url(scenario: Scenario, base: str) -> str:
    """The address that opens this scenario on the app served at `base`."""
    query = urlencode(encode(scenario))
    return f"{base.rstrip('/')}/?{query}" if query else f"{base.rstrip('/')}/"


def decode(query: Mapping[str, str]) -> Decoded:
    """The scenario of URL parameters. Never raises; unusable parameters are named.

    Args:
        query: parameter names and values as the browser sent them, decoded.
    """
    problems: list[str] = []
    version = _version(query, problems)
    scenario = default_scenario(version)
    own = [k for k in query if k in CustomArchitecture.model_fields]
    for name in [n for n in Scenario.model_fields if n in query and n != "architecture"]:
        if name == "instances" and "deadline_days" in query:
            problems.append("instances is not used together with deadline_days; ignored.")
            continue
        scenario = _with_field(scenario, name, query[name], problems)
    if scenario.architecture is not None:
        own_architecture = default_custom_architecture(version)
        for name in own:
            own_architecture = _with_field(own_architecture, name, query[name], problems)
        scenario = scenario.changed(architecture=own_architecture)
    elif own:
        problems.append(f"{_names(own)}: only used with model={CUSTOM_MODEL}; ignored.")
    unknown = [k for k in query if k not in _KNOWN_KEYS]
    if unknown:
        problems.append(f"{_names(unknown)}: not part of a scenario; ignored.")
    return Decoded(scenario, _bounded(problems))


def decode_url(link: str) -> Decoded:
    """The scenario of a whole link (`https://.../?v=1&...`) or of its part after the `?`."""
    try:
        query = urlsplit(link).query if "?" in link or "://" in link else link
        pairs = parse_qsl(query.lstrip("?"), keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return Decoded(default_scenario(), ("The link could not be read; the default is shown.",))
    return decode(dict(pairs))


def _differences(
    model: BaseModel, default: BaseModel, skip: set[str] | None = None
) -> dict[str, str]:
    names = sorted(set(type(model).model_fields) - (skip or set()))
    return {
        name: _to_text(name, value)
        for name in names
        if (value := getattr(model, name)) is not None and value != getattr(default, name)
    }


def _to_text(name: str, value: Any) -> str:
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if name == "tokens":
        return format_quantity(value)
    return str(value)


def _version(query: Mapping[str, str], problems: list[str]) -> int:
    text = query.get(VERSION_KEY)
    if text is None:
        return current_version()
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) in supported_versions():
        return int(text)
    problems.append(
        f"v={_shown(text)}: this app reads links of version {current_version()}; "
        "what it understands of the link is used."
    )
    return current_version()


def _with_field(current: M, name: str, text: str, problems: list[str]) -> M:
    """`current` with one parameter taken over, or unchanged with the problem noted."""
    try:
        if len(text) > MAX_VALUE_LENGTH:
            raise ValueError(f"longer than {MAX_VALUE_LENGTH} characters")
        field = type(current).model_fields[name]
        if get_origin(field.annotation) is tuple:
            return _with_list(current, name, text.split(LIST_SEPARATOR), problems)
        value = _from_text(name, text, field)
        return _changed(current, {name: value, **_COUPLED.get(name, lambda _: {})(value)})
    except ValueError as error:
        kept = getattr(current, name)
        using = "ignored" if kept in (None, ()) else f"using {_to_text(name, kept)}"
        problems.append(f"{name}={_shown(text)}: {_reason(error)}; {using}.")
        return current


def _with_list(current: M, name: str, items: list[str], problems: list[str]) -> M:
    """`current` with the usable items of a list, the others noted one by one.

    Raises:
        ValueError: no item is usable.
    """
    usable: list[str] = []
    for item in items:
        try:
            _changed(current, {name: (*usable, item)})
            usable.append(item)
        except ValueError as error:
            last = error
            if usable or len(items) > 1:
                problems.append(f"{name}: {_shown(item)}: {_reason(error)}; left out.")
    if not usable:
        raise last
    return _changed(current, {name: tuple(usable)})


def _changed(current: M, changes: dict[str, Any]) -> M:
    return type(current).model_validate({**current.__dict__, **changes})


def _from_text(name: str, text: str, field: FieldInfo) -> Any:
    if name == "tokens":
        return parse_quantity(text)
    kind = field.annotation
    if kind is bool:
        if text not in ("true", "false"):
            raise ValueError("needs true or false")
        return text == "true"
    if _holds_int(kind):
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise ValueError("needs a whole number")
        return int(text)
    return text


def _holds_int(kind: Any) -> bool:
    return kind is int or any(_holds_int(part) for part in get_args(kind))


def _reason(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    message = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
    return message.replace("Input should be", "needs to be")


def _shown(text: str) -> str:
    """Foreign text made short, printable and free of markup, safe to show on a page."""
    clean = _UNPRINTABLE.sub("?", text)
    return f"'{clean[:40]}…'" if len(clean) > 40 else f"'{clean}'"


def _names(names: list[str]) -> str:
    listed = ", ".join(_shown(n).strip("'") for n in names[:4])
    return f"{listed} and {len(names) - 4} more" if len(names) > 4 else listed


def _bounded(problems: list[str]) -> tuple[str, ...]:
    if len(problems) <= MAX_PROBLEMS:
        return tuple(problems)
    more = len(problems) - MAX_PROBLEMS
    return (*problems[:MAX_PROBLEMS], f"{more} more parameters could not be used.")
