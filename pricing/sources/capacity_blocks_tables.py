"""The price tables in the HTML of the Capacity Blocks page, in both layouts it has had."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from pricing.sources.parsed import MISSHAPEN, LayoutChanged

RATE_HEADING = "effective hourly rate"
# Where the cells were before 2026-04, when the tables named no columns.
OLD_CELLS = {"region": "2", "rates": "3", "accelerators": "4"}


@dataclass(frozen=True, slots=True)
class Row:
    """The text of one row's cells."""

    instance_type: str
    region: str
    rates: str
    accelerators: str


def page_rows(body: bytes) -> tuple[Row, ...]:
    """The rows of all price tables of the page.

    Raises:
        LayoutChanged: the page has no price table in a known layout.
    """
    rows: list[Row] = []
    try:
        for fields in _table_fields(body.decode("utf-8", errors="replace")):
            if "jsonData" in fields:
                rows += _old_layout(fields)
            elif "itemTableData" in fields:
                rows += _new_layout(fields)
    # html.parser asserts that what begins with "<![" is a declaration it knows.
    except (*MISSHAPEN, AssertionError) as error:
        raise LayoutChanged(f"the Capacity Blocks page has a new layout: {error!r}") from error
    if not rows:
        raise LayoutChanged("the Capacity Blocks page has no price table in a known layout")
    return tuple(rows)


def _table_fields(html: str) -> Iterator[Mapping[str, Any]]:
    for script in _json_scripts(html):
        try:
            content = json.loads(script)
        except ValueError:  # another component's script; tables are looked for in all of them
            continue
        data = content.get("data") if isinstance(content, dict) else None
        items = data.get("items") if isinstance(data, dict) else None
        for item in items if isinstance(items, list) else ():
            fields = item.get("fields") if isinstance(item, dict) else None
            if isinstance(fields, dict):
                yield fields


def _old_layout(fields: Mapping[str, Any]) -> list[Row]:
    """Until 2026-04: everything in one JSON string."""
    content = json.loads(fields["jsonData"])
    if "Pricing" not in content.get("heading", ""):
        return []
    table = content["table"]
    return _rows(table["rowDefinitions"], table["items"], OLD_CELLS)


def _new_layout(fields: Mapping[str, Any]) -> list[Row]:
    """Since 2026-04: columns, row groups and data as JSON strings of their own."""
    columns = {
        _text(column["Heading"]).casefold(): column["accessor"]
        for column in json.loads(fields["itemTableColumns"])
    }
    rates = [accessor for name, accessor in columns.items() if name.startswith(RATE_HEADING)]
    if not rates:
        if "accelerator" in columns:
            raise ValueError("a table of accelerators without hourly rates")
        return []  # a table of something else
    if len(rates) > 1:
        raise ValueError("two columns of hourly rates")
    cells = {
        "region": columns["region"],
        "rates": rates[0],
        "accelerators": columns["accelerator"],
    }
    return _rows(
        json.loads(fields["itemTableRowGroups"]), json.loads(fields["itemTableData"]), cells
    )


def _rows(
    groups: list[dict[str, Any]], items: list[dict[str, Any]], cells: Mapping[str, str]
) -> list[Row]:
    """Rows with the label of their group: a cell saying "72 x B200" does not name the type."""
    labels = {group["id"]: group["label"] for group in groups}
    return [
        Row(
            instance_type=_text(labels[item["idProperty"]]),
            **{name: _text(item[accessor]) for name, accessor in cells.items()},
        )
        for item in items
    ]


class _Scripts(HTMLParser):
    """Collects the contents of `<script type="application/json">`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and dict(attrs).get("type") == "application/json"
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


class _Words(HTMLParser):
    """Collects the text of a cell, without its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def handle_data(self, data: str) -> None:
        self.words += data


def _json_scripts(html: str) -> list[str]:
    parser = _Scripts()
    parser.feed(html)
    parser.close()
    return parser.found


def _text(cell: str) -> str:
    parser = _Words()
    parser.feed(cell)
    parser.close()
    return " ".join(parser.words.replace("\xa0", " ").split())
