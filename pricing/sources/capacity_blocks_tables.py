"""The price tables in the HTML of the Capacity Blocks page, in both layouts it has had."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from pricing.sources.parsed import MISSHAPEN, LayoutChanged

RATE_HEADING = "effective hourly rate"
_SCRIPT_OR_COMMENT = re.compile(r"<!--|<script\b([^<>]{0,500})>", re.IGNORECASE)
_JSON_TYPE = re.compile(r"type\s{0,9}=\s{0,9}[\"']?application/json\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
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
    except MISSHAPEN as error:
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


def _json_scripts(page: str) -> Iterator[str]:
    """The contents of `<script type="application/json">`, comments passed over.

    In one pass: html.parser goes over a page again and again where tags are left open.
    """
    at = 0
    while found := _SCRIPT_OR_COMMENT.search(page, at):
        is_script = found[1] is not None
        end = page.find("</script" if is_script else "-->", found.end())
        if is_script and _JSON_TYPE.search(found[1]):
            yield page[found.end() : end if end >= 0 else len(page)]
        if end < 0:
            return
        at = end


def _text(cell: str) -> str:
    """The text of a cell, without its tags."""
    words = unescape(_TAG.sub("", cell))
    return " ".join(words.replace("\xa0", " ").split())
