"""The one place that turns a scenario into URL parameters and back.

A link holds readable ids, a version, and only what differs from that version's defaults, so it
keeps its meaning when a later version changes a default. The default scenario has no parameters.
Decoding is total: what is valid is kept, what is not is named, nothing raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from string import punctuation
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from pydantic import BaseModel, ValidationError

from model.scenario.custom_architecture import CustomArchitecture
from model.scenario.link_text import from_text, kind_of, printable, shown, to_text
from model.scenario.migrations import migrated
from model.scenario.packing import DamagedError, packed, unpacked
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
# What else an address may carry: Streamlit's own, the packed part of a frozen link, and where a
# library is kept.
WORKSPACE_KEY = "workspace"
RESERVED_KEYS = frozenset({"embed", "embed_options", "frozen", WORKSPACE_KEY})
UNESCAPED = "~:!"
# A scenario that says very much travels packed: readable it would not pass everywhere, least of
# all with a frozen answer beside it.
PACKED_KEY = "packed"
MAX_READABLE, MAX_UNPACKED = 1_000, 8_000
# What stays as it is in a packed text; the rest would be mistaken for its marks.
_PLAIN = "".join(sorted(set(punctuation) - set("&+%")))
MAX_VALUE_LENGTH = 1_000
MAX_PARAMETERS = 200
MAX_PROBLEMS = 6
OWN_KEYS = frozenset(CustomArchitecture.model_fields)
SCENARIO_KEYS = frozenset(Scenario.model_fields) - {"architecture"}
_KNOWN_KEYS = SCENARIO_KEYS | OWN_KEYS | RESERVED_KEYS | {VERSION_KEY}
_SIZES = ("deadline_days", "instances")
# Fields that only make sense together change together.
_COUPLED: dict[str, Callable[[Any], dict[str, Any]]] = {
    "model": lambda value: {
        "architecture": default_custom_architecture() if value == CUSTOM_MODEL else None
    },
    "deadline_days": lambda _: {"instances": None},
    "instances": lambda _: {"deadline_days": None},
}


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
        Parameter names and values, sorted by name; empty for the default scenario.
    """
    unset = "instances" if scenario.instances is None else "deadline_days"
    query = _differences(scenario, default_scenario(), skip={"architecture", unset})
    if scenario.architecture is not None:
        query |= _differences(scenario.architecture, default_custom_architecture())
    text = urlencode(query, safe=UNESCAPED)
    if len(text) > MAX_READABLE:
        query = {PACKED_KEY: packed(urlencode(query, safe=_PLAIN).encode("ascii"))}
    return {VERSION_KEY: str(current_version()), **query} if query else {}


def to_url(scenario: Scenario, base: str) -> str:
    """The address that opens this scenario on the app served at `base`, in printable ASCII."""
    query = urlencode(encode(scenario), safe=UNESCAPED)
    return f"{base.rstrip('/')}/?{query}" if query else f"{base.rstrip('/')}/"


def decode(query: Mapping[str, str] | Iterable[tuple[str, str]]) -> Decoded:
    """The scenario of URL parameters. Never raises; unusable parameters are named.

    Args:
        query: parameter names and values as the browser sent them, decoded. As pairs they may
            name one several times: the last one counts.
    """
    problems: list[str] = []
    pairs = list(query.items() if isinstance(query, Mapping) else query)
    given = dict(pairs)
    if len(given) < len(pairs):
        names = [name for name, _ in pairs]
        twice = [name for name in given if names.count(name) > 1]
        problems.append(f"{_names(twice)}: given more than once; the last one counts.")
    if PACKED_KEY in given:
        given = {**_unpacked(given.pop(PACKED_KEY), problems), **given}
    version = _version(given, problems)
    given = migrated(given, version, current_version())
    scenario = default_scenario(version)
    if all(size in given for size in _SIZES):
        problems.append("instances is not used together with deadline_days; ignored.")
        del given["instances"]
    ours = {name: given[name] for name in Scenario.model_fields if name in given}
    ours.pop("architecture", None)
    scenario = _with_fields(scenario, ours, problems)
    own = {name: given[name] for name in given if name in OWN_KEYS}
    if scenario.architecture is not None:
        dimensions = _with_fields(default_custom_architecture(version), own, problems)
        scenario = scenario.changed(architecture=dimensions)
    elif own:
        problems.append(f"{_names([*own])}: only used with model={CUSTOM_MODEL}; ignored.")
    unknown = [name for name in given if name not in _KNOWN_KEYS]
    if unknown:
        problems.append(f"{_names(unknown)}: not part of a scenario; ignored.")
    return Decoded(scenario, _bounded(problems))


def decode_url(link: str) -> Decoded:
    """The scenario of a whole link (`https://.../?v=1&...`) or of its part after the `?`."""
    try:
        parts = urlsplit(link if "?" in link or "://" in link else f"?{link}")
        pairs = parse_qsl(
            parts.query.lstrip("?"), keep_blank_values=True, max_num_fields=MAX_PARAMETERS
        )
    except ValueError:
        return Decoded(default_scenario(), ("The link could not be read; the default is shown.",))
    decoded = decode(pairs)
    if "=" in parts.fragment:
        cut = f"{shown(parts.fragment)}: stands behind a # sign; ignored."
        return Decoded(decoded.scenario, (*decoded.problems, cut))
    return decoded


def _differences(
    model: BaseModel, default: BaseModel, skip: set[str] | None = None
) -> dict[str, str]:
    names = sorted(set(type(model).model_fields) - (skip or set()))
    return {
        name: to_text(name, value)
        for name in names
        if (value := getattr(model, name)) != getattr(default, name)
    }


def _unpacked(text: str, problems: list[str]) -> dict[str, str]:
    try:
        content = unpacked(text, MAX_UNPACKED).decode("ascii")
        return dict(parse_qsl(content, keep_blank_values=True, max_num_fields=MAX_PARAMETERS))
    except ValueError as error:
        why = str(error) if isinstance(error, DamagedError) else "holds no scenario"
        problems.append(f"{PACKED_KEY}={shown(text)}: {why}; ignored.")
        return {}


def _version(query: Mapping[str, str], problems: list[str]) -> int:
    text = query.get(VERSION_KEY)
    if text is None:
        return current_version()
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) in supported_versions():
        return int(text)
    problems.append(
        f"v={shown(text)}: this app reads links of version {current_version()}; "
        "what it understands of the link is used."
    )
    return current_version()


def _with_fields(current: M, texts: Mapping[str, str], problems: list[str]) -> M:
    """`current` with the parameters that are usable, the others noted.

    All at once where that is valid: fields may be bound to one another. Otherwise one at a time,
    in as many rounds as bring something new.
    """
    values: dict[str, Any] = {}
    for name, text in texts.items():
        try:
            if len(text) > MAX_VALUE_LENGTH:
                raise ValueError(f"longer than {MAX_VALUE_LENGTH} characters")
            values[name] = from_text(name, text, kind_of(type(current).model_fields[name]))
        except ValueError as error:
            _note(current, name, text, error, problems)
    try:
        return _changed(current, values)
    except ValueError:
        pass
    current, refused = _one_by_one(current, values)
    for name, why in refused.items():
        if isinstance(values[name], tuple) and len(values[name]) > 1:
            current = _with_items(current, name, values[name], problems)
        else:
            _note(current, name, texts[name], why, problems)
    return current


def _one_by_one(current: M, values: Mapping[str, Any]) -> tuple[M, dict[str, ValueError]]:
    """`current` with the values it accepts, and why it refuses the others."""
    waiting = dict(values)
    while True:
        refused: dict[str, ValueError] = {}
        for name, value in waiting.items():
            try:
                current = _changed(current, {name: value})
            except ValueError as error:
                refused[name] = error
        if not refused or len(refused) == len(waiting):
            return current, refused
        waiting = {name: waiting[name] for name in refused}


def _with_items(current: M, name: str, items: tuple[str, ...], problems: list[str]) -> M:
    """`current` with the usable items of a list, the others noted one by one."""
    usable: list[str] = []
    for item in items:
        try:
            current = _changed(current, {name: (*usable, item)})
            usable.append(item)
        except ValueError as error:
            problems.append(f"{name}: {shown(item)}: {_reason(error)}; left out.")
    if not usable:
        problems.append(f"{name}: nothing in it can be used; {_using(current, name)}.")
    return current


def _changed(current: M, changes: Mapping[str, Any]) -> M:
    coupled: dict[str, Any] = {}
    for name, value in changes.items():
        coupled |= _COUPLED.get(name, lambda _: {})(value)
    return type(current).model_validate({**current.__dict__, **coupled, **changes})


def _note(current: BaseModel, name: str, text: str, error: ValueError, problems: list[str]) -> None:
    problems.append(f"{name}={shown(text)}: {_reason(error)}; {_using(current, name)}.")


def _using(current: BaseModel, name: str) -> str:
    kept = getattr(current, name)
    if kept is None:
        return "ignored"
    text = ", ".join(kept) if isinstance(kept, tuple) else to_text(name, kept)
    return f"using {printable(text) or 'none'}"


def _reason(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    message = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
    return printable(message.replace("Input should be", "needs to be"))


def _names(names: list[str]) -> str:
    listed = ", ".join(shown(n).strip("'") for n in names[:4])
    return f"{listed} and {len(names) - 4} more" if len(names) > 4 else listed


def _bounded(problems: list[str]) -> tuple[str, ...]:
    """The first problems in full, of the others only which parameter they are about."""
    if len(problems) <= MAX_PROBLEMS:
        return tuple(problems)
    others = [problem.split(":")[0].split("=")[0] for problem in problems[MAX_PROBLEMS:]]
    return (*problems[:MAX_PROBLEMS], f"Not used either: {_names(others)}.")
