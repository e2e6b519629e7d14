"""One value of a scenario as the text of a URL parameter, and back.

It knows whole numbers, yes and no, texts, choices, days and lists of texts or choices, each of
them optional: what a field of the scenario may be.
"""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from model.scenario.quantity import format_quantity, parse_quantity

LIST_SEPARATOR = "~"
NOTHING = "none"
# Large counts, written as people write them.
QUANTITIES = frozenset({"tokens"})
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")
_SHOWN_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field holds.

    Attributes:
        base: `int`, `bool`, `str`, `date` or a `StrEnum`; of a list, of each item.
        is_list: several of them.
        optional: or nothing.
    """

    base: type
    is_list: bool
    optional: bool


def kind_of(field: FieldInfo) -> Kind:
    """What a field of the scenario holds.

    Raises:
        TypeError: a link cannot carry it.
    """
    annotation, optional, is_list = _plain(field.annotation), False, False
    if get_origin(annotation) in (Union, types.UnionType):
        parts = [_plain(part) for part in get_args(annotation) if part is not type(None)]
        optional = len(parts) < len(get_args(annotation))
        annotation = parts[0] if len(parts) == 1 else annotation
    if get_origin(annotation) is tuple and get_args(annotation)[1:] == (Ellipsis,):
        annotation, is_list = _plain(get_args(annotation)[0]), True
    listable = isinstance(annotation, type) and issubclass(annotation, str)
    if not (listable or (annotation in (int, bool, date) and not is_list)):
        raise TypeError(f"a link cannot carry {field.annotation}")
    if optional and listable and not issubclass(annotation, StrEnum):
        raise TypeError("an optional text is written as an empty one")
    return Kind(annotation, is_list, optional)


def to_text(name: str, value: Any) -> str:
    """The text of a field's value; `from_text` reads exactly this value from it."""
    if value is None:
        return NOTHING
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(_escaped(str(item)) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if name in QUANTITIES:
        return format_quantity(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def from_text(name: str, text: str, kind: Kind) -> Any:
    """The value behind a text; whether the field accepts it is the scenario's to say.

    Raises:
        ValueError: the text is none of its kind.
    """
    if kind.optional and text == NOTHING:
        return None
    if kind.is_list:
        items = text.split(LIST_SEPARATOR) if text else []
        return tuple(_unescaped(item) for item in items)
    if name in QUANTITIES:
        return parse_quantity(text)
    if kind.base is bool:
        if text not in ("true", "false"):
            raise ValueError("needs true or false")
        return text == "true"
    if kind.base is date:
        return _day(text)
    if kind.base is int:
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise ValueError("needs a whole number")
        return int(text)
    return text


def shown(text: str) -> str:
    """Foreign text in quotes, short and printable; a page still has to escape its markup."""
    clean = printable(text)
    return f"'{clean[:_SHOWN_LENGTH]}…'" if len(clean) > _SHOWN_LENGTH else f"'{clean}'"


def printable(text: str) -> str:
    """Text with a question mark for each character that is not printable ASCII."""
    return _UNPRINTABLE.sub("?", text)


def _plain(annotation: Any) -> Any:
    """A type without what `Annotated` says of it."""
    return annotation.__origin__ if hasattr(annotation, "__metadata__") else annotation


def _day(text: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("needs a day such as 2026-11-22")


def _escaped(item: str) -> str:
    """An item of a list without the separator in it; an empty one is not nothing."""
    return item.replace("!", "!!").replace(LIST_SEPARATOR, "!-") or "!0"


def _unescaped(item: str) -> str:
    marks = {"!!": "!", "!-": LIST_SEPARATOR, "!0": ""}
    return re.sub(r"!.", lambda found: marks.get(found[0], found[0]), item)
