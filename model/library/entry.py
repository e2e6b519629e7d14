"""A scenario with a name, and all that somebody keeps, as JSON and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from model.scenario import Scenario
from model.scenario.document import (
    DIALECT,
    DocumentError,
    from_document,
    scenario_schema,
    to_document,
)

FORMAT = 1
MOST_ENTRIES, MOST_TAGS = 100, 8
MOST_NAME, MOST_TAG = 80, 24
MOST_CHARACTERS = 500_000
MOST_PROBLEMS = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """A kept scenario.

    Attributes:
        name: what its owner calls it.
        scenario: what is kept.
        saved_on: the day it was kept.
        tags: words to find it by.
    """

    name: str
    scenario: Scenario
    saved_on: date
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """Kept scenarios, each under a name of its own, in the order they were kept.

    Attributes:
        entries: the scenarios.
        problems: what of a file could not be used, in words.
    """

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = field(default=(), compare=False)

    def keeping(self, entry: Entry) -> Library:
        """The library with this entry, in place of one of the same name.

        Raises:
            ValueError: the name or a tag is missing or too long, or the library is full.
        """
        checked = replace(entry, name=_text(entry.name, MOST_NAME, "a name"), tags=_tags(entry))
        if any(kept.name == checked.name for kept in self.entries):
            return Library(tuple(checked if e.name == checked.name else e for e in self.entries))
        if len(self.entries) >= MOST_ENTRIES:
            raise ValueError(f"A library holds up to {MOST_ENTRIES} scenarios; remove one first.")
        return Library((*self.entries, checked))

    def beside(self, entry: Entry) -> Library:
        """The library with this entry beside all it holds, which loses nothing.

        Where its name is taken by another entry it gets a number.

        Raises:
            ValueError: the name or a tag is missing or too long, or the library is full.
        """
        (checked,) = Library().keeping(entry).entries
        names, name, number = {kept.name for kept in self.entries}, checked.name, 1
        while name in names and replace(checked, name=name) not in self.entries:
            number += 1
            name = f"{checked.name[: MOST_NAME - 6].rstrip()} ({number})"
        return self.keeping(replace(checked, name=name))

    def without(self, name: str) -> Library:
        """The library without the entry of this name."""
        return Library(tuple(entry for entry in self.entries if entry.name != name))

    def with_changes(self, before: Library, after: Library) -> Library:
        """This library with what somebody changed in an older state of it.

        So two people who change one library at once lose nothing of each other's.

        Args:
            before: the state that was changed.
            after: what was made of it.

        Raises:
            ValueError: the library is full.
        """
        names = {entry.name for entry in after.entries}
        changed = self
        for entry in before.entries:
            if entry.name not in names:
                changed = changed.without(entry.name)
        for entry in after.entries:
            if entry not in before.entries:
                changed = changed.keeping(entry)
        return changed

    def to_json(self) -> str:
        """All of it as JSON text, which `from_json` reads."""
        whole = {"format": FORMAT, "entries": [_document(entry) for entry in self.entries]}
        return json.dumps(whole, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Library:
        """The library of a JSON text. Never raises: what cannot be used is named."""
        if len(text) > MOST_CHARACTERS:
            return cls(problems=(f"A library has up to {MOST_CHARACTERS:,} characters.",))
        try:
            given: Any = json.loads(text)
        except (ValueError, RecursionError):
            given = None
        known = isinstance(given, dict) and given.get("format") == FORMAT
        rows = given["entries"] if known and "entries" in given else None
        if not isinstance(rows, list):
            return cls(problems=("This is no library of scenarios of this app.",))
        library, problems = cls(), []
        for number, row in enumerate(rows[:MOST_ENTRIES], start=1):
            try:
                library = library.beside(_entry(row))
            except (ValueError, KeyError, TypeError) as error:
                problems.append(f"Entry {number} was left out: {error}")
        return cls(library.entries, _bounded(problems, len(rows) - MOST_ENTRIES))


def _bounded(problems: list[str], beyond: int) -> tuple[str, ...]:
    """The first problems in full, of the others only how many there are."""
    said = problems[:MOST_PROBLEMS]
    if len(problems) > MOST_PROBLEMS:
        said.append(f"{len(problems) - MOST_PROBLEMS} more entries were left out.")
    if beyond > 0:
        said.append(f"A library holds up to {MOST_ENTRIES} scenarios: {beyond:,} were not read.")
    return tuple(said)


def library_schema() -> dict[str, Any]:
    """The JSON Schema of a library's text."""
    scenario = scenario_schema()
    definitions = scenario.pop("$defs")
    del scenario["$schema"]
    tag = {"type": "string", "minLength": 1, "maxLength": MOST_TAG}
    entry = {
        "type": "object",
        "required": ["name", "scenario", "saved_on"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": MOST_NAME},
            "saved_on": {"type": "string", "format": "date"},
            "tags": {"type": "array", "maxItems": MOST_TAGS, "items": tag},
            "scenario": {"$ref": "#/$defs/Scenario"},
        },
    }
    return {
        "$schema": DIALECT,
        "$defs": {**definitions, "Scenario": scenario, "Entry": entry},
        "title": "Library",
        "type": "object",
        "required": ["format", "entries"],
        "properties": {
            "format": {"const": FORMAT},
            "entries": {
                "type": "array",
                "maxItems": MOST_ENTRIES,
                "items": {"$ref": "#/$defs/Entry"},
            },
        },
    }


def _document(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "saved_on": entry.saved_on.isoformat(),
        "tags": list(entry.tags),
        "scenario": to_document(entry.scenario),
    }


def _entry(row: Mapping[str, Any]) -> Entry:
    if not isinstance(row, dict):
        raise ValueError("it is no object")
    tags = row.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise ValueError("its tags are no list of texts")
    if not isinstance(row.get("name"), str) or not isinstance(row.get("saved_on"), str):
        raise ValueError("it needs a name and the day it was saved on")
    try:
        scenario = from_document(row.get("scenario"))
    except DocumentError as error:
        raise ValueError(str(error)) from None
    return Entry(row["name"], scenario, date.fromisoformat(row["saved_on"]), tuple(tags))


def _tags(entry: Entry) -> tuple[str, ...]:
    tags = tuple(dict.fromkeys(_text(tag, MOST_TAG, "each tag") for tag in entry.tags))
    if len(tags) > MOST_TAGS:
        raise ValueError(f"A scenario has up to {MOST_TAGS} tags.")
    return tags


def _text(text: str, most: int, what: str) -> str:
    clean = " ".join("".join(c for c in text if c.isprintable()).split())
    if not 1 <= len(clean) <= most:
        raise ValueError(f"{what[:1].upper()}{what[1:]} needs 1 to {most} characters.")
    return clean
