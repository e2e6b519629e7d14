"""Texts that would do something on a page, in a spreadsheet or in a picture if taken for more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from streamlit.testing.v1 import AppTest

IMAGE = "![p](https://evil.example/p.png)"
LINK = "[free](https://evil.example)"
TAG = "<img src=https://evil.example/x onerror=alert(1)>"
DIRECTIVE = ":red-badge[approved]"
FORMULA = '=HYPERLINK("https://evil.example")'
SIGNAL = "datum.cost + signal(1)"
TEXTS = (IMAGE, LINK, TAG, DIRECTIVE, "a | b", "a\r\r# big", "$x^2$", FORMULA, SIGNAL, "&lt;b&gt;")
SHORT = "![p](//evil.io/p)"
# What a browser would ask for, follow or draw: Markdown that was not escaped.
LIVE = re.compile(r"(?<!\\)\]\s*\(\s*(?:https?:)?//evil|(?<!\\)<img|(?<!\\):red-badge\[approved")
# Fields of elements that Streamlit shows as they are.
PLAIN_FIELDS = frozenset(
    {"options", "raw_values", "value", "alt", "url", "set_value", "default", "spec", "data", "id"}
)


def shown_as_markdown(app: AppTest) -> Iterator[str]:
    """Every text of a page that Streamlit draws as Markdown, labels and blocks included."""
    waiting: list[Any] = [app._tree]
    while waiting:
        node = waiting.pop()
        waiting += getattr(node, "children", {}).values()
        proto = getattr(node, "proto", None)
        if proto is not None:
            yield from _texts(proto)


def _texts(proto: Any) -> Iterator[str]:
    for field, value in proto.ListFields():
        if field.name in PLAIN_FIELDS:
            continue
        many = value if isinstance(value, list | tuple) or hasattr(value, "append") else [value]
        if field.type == FieldDescriptor.TYPE_STRING:
            yield from (text for text in many if isinstance(text, str))
        elif field.type == FieldDescriptor.TYPE_MESSAGE and not hasattr(value, "items"):
            for item in many:
                yield from _texts(item)


def live_markup(app: AppTest) -> list[str]:
    """Texts of a page in which hostile markup would come alive."""
    return [text for text in shown_as_markdown(app) if LIVE.search(text)]
