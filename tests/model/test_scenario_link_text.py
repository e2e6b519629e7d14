"""Each kind of value as text: what is written is read back as exactly that."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from model.scenario.link_text import from_text, kind_of, to_text


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Everything(BaseModel):
    count: int
    flag: bool
    words: str
    colour: Colour
    day: date
    names: tuple[str, ...]
    colours: tuple[Colour, ...]
    maybe_count: Annotated[int, Field(ge=0)] | None
    maybe_day: date | None
    maybe_colour: Colour | None


@given(st.builds(Everything, count=st.integers(-(10**18) + 1, 10**18 - 1),
                 maybe_count=st.none() | st.integers(0, 10**18 - 1)))  # fmt: skip
def test_every_kind_of_value_is_read_back(held: Everything) -> None:
    texts = {name: to_text(name, getattr(held, name)) for name in Everything.model_fields}
    fields = Everything.model_fields
    values = {name: from_text(name, text, kind_of(fields[name])) for name, text in texts.items()}
    assert Everything(**values) == held


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("day", date(2027, 3, 1), "2027-03-01"),
        ("maybe_day", None, "none"),
        ("colours", (Colour.RED, Colour.BLUE), "red~blue"),
        ("names", (), ""),
        ("names", ("",), "!0"),
        ("names", ("a~b", "c!"), "a!-b~c!!"),
        ("flag", True, "true"),
        ("tokens", 15 * 10**12, "15T"),
    ],
)
def test_it_is_written_as_people_would(name: str, value: Any, text: str) -> None:
    assert to_text(name, value) == text


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("day", "1 March", "needs a day such as 2026-11-22"),
        ("day", "2026-02-30", "needs a day such as 2026-11-22"),
        ("day", "20260301", "needs a day such as 2026-11-22"),
        ("count", "1.5", "needs a whole number"),
        ("count", "none", "needs a whole number"),
        ("flag", "yes", "needs true or false"),
    ],
)
def test_what_is_not_of_its_kind_is_refused(name: str, text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        from_text(name, text, kind_of(Everything.model_fields[name]))


class Uncarried(BaseModel):
    fraction: float
    nested: dict[str, str]
    either: int | str
    counts: tuple[int, ...]
    maybe_words: str | None


@pytest.mark.parametrize("name", Uncarried.model_fields)
def test_a_field_that_no_link_can_carry_is_found_out(name: str) -> None:
    with pytest.raises(TypeError):
        kind_of(Uncarried.model_fields[name])
