"""A damaged link: what is whole is kept, what is not is named, nothing else changes."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from hypothesis import assume, given
from hypothesis import strategies as st

from model.scenario import CustomArchitecture, Scenario, encode
from model.scenario.link import decode_url
from model.scenario.link_text import from_text, kind_of
from tests.scenarios import scenarios

CHARACTERS = st.sampled_from("0159abmntvTBM~!=&#%+.-_ $<é\u202e\x00")
COUPLED = {"deadline_days", "instances"}


@st.composite
def mutations(draw: st.DrawFn, text: str) -> str:
    """The link with a character lost, added or changed, cut short, or with parts moved."""
    kind = draw(st.sampled_from(["drop", "add", "change", "cut", "move", "repeat"]))
    at = draw(st.integers(0, max(0, len(text) - 1)))
    if kind == "cut":
        return text[:at]
    if kind == "drop":
        return text[:at] + text[at + 1 :]
    if kind in ("add", "change"):
        return text[:at] + draw(CHARACTERS) + text[at + (kind == "change") :]
    parts = text.split("&")
    if kind == "move":
        return "&".join(draw(st.permutations(parts)))
    return "&".join([*parts, draw(st.sampled_from(parts))])


def pairs_of(link: str) -> list[tuple[str, str]]:
    return parse_qsl(link.split("#")[0], keep_blank_values=True)


def fields_of(scenario: Scenario) -> dict[str, Any]:
    own = scenario.architecture.model_dump() if scenario.architecture else {}
    return {**{n: getattr(scenario, n) for n in Scenario.model_fields}, **own}


@given(scenarios(), st.data())
def test_a_damaged_link_changes_no_other_field(original: Scenario, data: st.DataObject) -> None:
    link = urlencode(encode(original))
    assume(link)
    damaged = data.draw(mutations(link))
    before, after = pairs_of(link), pairs_of(damaged)
    touched = {key for key, _ in set(before) ^ set(after)}
    # A packed parameter stands for all the fields it holds.
    assume("packed" not in touched)
    decoded = decode_url(damaged)
    held, fields = fields_of(original), fields_of(decoded.scenario)
    for name in held.keys() & fields.keys() - touched - {"architecture"}:
        if name in COUPLED and COUPLED & touched:
            continue
        assert fields[name] == held[name], damaged
    for name in held.keys() - fields.keys() - touched:
        lost = name in dict(before) and "model" not in touched
        assert not lost, damaged


@given(scenarios(), st.data())
def test_each_part_of_a_damaged_link_is_used_or_named(
    original: Scenario, data: st.DataObject
) -> None:
    link = urlencode(encode(original))
    assume(link)
    damaged = data.draw(mutations(link))
    decoded = decode_url(damaged)
    said, fields = " ".join(decoded.problems), fields_of(decoded.scenario)
    kinds = {**CustomArchitecture.model_fields, **Scenario.model_fields}
    for name, text in pairs_of(damaged):
        if name == "v":
            assert text.lstrip("0") == "1" or "v=" in said
        elif name == "packed":
            assert text in link or "packed=" in said
        elif name in kinds and name in fields and name != "architecture" and name not in said:
            assert from_text(name, text, kind_of(kinds[name])) == fields[name]
        elif name not in kinds:
            assert decoded.problems, damaged
        else:
            assert name in said or "Not used either" in said or ": only used with model" in said
