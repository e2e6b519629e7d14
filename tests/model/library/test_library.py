"""A library keeps scenarios under names, goes out and in as JSON, and says where they differ."""

import json
from datetime import date
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.library import Entry, Library, differences
from model.library.entry import MOST_ENTRIES, MOST_NAME, library_schema
from model.scenario import CUSTOM_MODEL, CustomArchitecture, Scenario
from model.scenario.scenario import default_custom_architecture, default_scenario
from tests.scenarios import longest, scenario, scenarios

DAY = date(2026, 11, 22)
VALIDATOR = jsonschema.Draft202012Validator(library_schema())


def entry(name: str, **changes: Any) -> Entry:
    return Entry(name, scenario(**changes), DAY, ("board",))


@given(st.lists(scenarios(), max_size=3))
def test_it_comes_back_as_it_went_and_is_valid_under_its_schema(kept: list[Scenario]) -> None:
    library = Library()
    for number, each in enumerate(kept):
        library = library.keeping(Entry(f"No. {number}", each, DAY, ("a", "b")))
    text = library.to_json()
    assert Library.from_json(text) == library
    assert Library.from_json(text).problems == ()
    VALIDATOR.validate(json.loads(text))


def test_a_name_is_kept_once() -> None:
    library = Library().keeping(entry("A")).keeping(entry("B")).keeping(entry("A", seq_len=4096))
    assert [e.name for e in library.entries] == ["A", "B"]
    assert library.entries[0].scenario.seq_len == 4096
    assert [e.name for e in library.without("A").entries] == ["B"]


def test_a_full_library_comes_back_too() -> None:
    own = CustomArchitecture(**longest(default_custom_architecture()))
    says_most = longest(default_scenario()) | {"model": CUSTOM_MODEL, "architecture": own}
    fullest, tags = (
        Scenario(**says_most | {"instances": None}),
        tuple(f"{n}{'é' * 23}" for n in range(8)),
    )
    library = Library(
        tuple(
            Entry(f"{number} ".ljust(MOST_NAME, "\U0001f9ee"), fullest, DAY, tags)
            for number in range(MOST_ENTRIES)
        )
    )
    again = Library.from_json(library.to_json())
    assert (again, again.problems) == (library, ())


def test_what_is_taken_in_replaces_nothing_that_is_kept() -> None:
    mine = Library().keeping(entry("A")).keeping(entry("B"))
    taken_in = mine.beside(entry("B")).beside(entry("A", tokens=10**12))
    assert [e.name for e in taken_in.entries] == ["A", "B", "A (2)"]
    assert taken_in.beside(entry("A", tokens=10**12)) == taken_in
    longest_name = (
        Library().keeping(entry("n" * MOST_NAME)).beside(entry("n" * MOST_NAME, seq_len=4096))
    )
    assert [len(e.name) <= MOST_NAME for e in longest_name.entries] == [True, True]


def test_two_entries_of_one_name_in_a_file_are_both_kept() -> None:
    both = Library((entry("A"), entry("A", tokens=10**12)))
    assert [e.name for e in Library.from_json(both.to_json()).entries] == ["A", "A (2)"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (Entry("", scenario(), DAY), "A name needs 1 to 80 characters"),
        (Entry("\u202e\n", scenario(), DAY), "A name needs 1 to 80 characters"),
        (Entry("x" * 81, scenario(), DAY), "A name needs 1 to 80 characters"),
        (Entry("x", scenario(), DAY, ("t" * 25,)), "Each tag needs 1 to 24 characters"),
        (Entry("x", scenario(), DAY, tuple("abcdefghi")), "up to 8 tags"),
    ],
)
def test_what_cannot_be_kept_is_said(changed: Entry, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Library().keeping(changed)


def test_two_who_change_it_at_once_lose_nothing_of_each_other() -> None:
    before = Library().keeping(entry("Old")).keeping(entry("Kept"))
    mine = before.without("Old").keeping(entry("Mine"))
    theirs = before.keeping(entry("Theirs")).keeping(entry("Kept", tokens=10**12))

    both = theirs.with_changes(before, mine)

    assert [each.name for each in both.entries] == ["Kept", "Theirs", "Mine"]
    assert both.entries[0].scenario.tokens == 10**12


@given(st.lists(st.sampled_from("abcde"), unique=True), st.lists(st.sampled_from("abcde")))
def test_where_nobody_else_changed_it_a_change_is_what_was_made(
    held: list[str], made: list[str]
) -> None:
    before = Library(tuple(entry(name) for name in held))
    after = Library(tuple(entry(name, tokens=10**12) for name in dict.fromkeys(made)))
    found = before.with_changes(before, after)
    assert {e.name: e for e in found.entries} == {e.name: e for e in after.entries}


def test_it_holds_no_more_than_it_can_show() -> None:
    library = Library()
    for number in range(MOST_ENTRIES):
        library = library.keeping(entry(str(number)))
    with pytest.raises(ValueError, match="remove one first"):
        library.keeping(entry("one more"))
    assert library.keeping(entry("0", seq_len=4096)).entries[0].scenario.seq_len == 4096


@given(st.text())
def test_no_text_in_its_place_raises(text: str) -> None:
    assert Library.from_json(text).entries == ()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "[" * 9_000, '{"format": 2, "entries": []}', '{"format": 1, "entries": 5}'],
)
def test_what_is_no_library_is_said(text: str) -> None:
    assert Library.from_json(text).problems == ("This is no library of scenarios of this app.",)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (5, "it is no object"),
        ({}, "it needs a name"),
        ({"name": "A", "saved_on": "yesterday", "scenario": {}}, "yesterday"),
        ({"name": "A", "saved_on": "2026-11-22", "scenario": {"tokens": 1}}, "tokens"),
        ({"name": "A", "saved_on": "2026-11-22", "scenario": {}, "tags": "x"}, "tags"),
    ],
)
def test_of_a_damaged_library_the_rest_is_kept_and_the_part_named(row: Any, says: str) -> None:
    whole = json.loads(Library().keeping(entry("B")).to_json())
    whole["entries"].insert(0, row)
    read = Library.from_json(json.dumps(whole))
    assert [e.name for e in read.entries] == ["B"]
    assert len(read.problems) == 1
    assert read.problems[0].startswith("Entry 1 was left out: ")
    assert says in read.problems[0]


def test_only_what_differs_is_listed() -> None:
    by_instances = scenario(instances=8, deadline_days=None)
    found = differences([scenario(), scenario(tokens=10**12), by_instances])
    assert {d.title: d.values for d in found} == {
        "Training tokens": ("15T", "1T", "15T"),
        "Deadline [days]": ("120", "120", ""),
        "Instances per platform": ("", "", "8"),
    }
    assert differences([scenario(), scenario()]) == ()
