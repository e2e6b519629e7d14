"""The form and the scenario say the same, and a mistake costs nobody what they typed."""

from typing import Any

from hypothesis import given

from model.scenario import CUSTOM_MODEL, Scenario
from pages.shared import form_values
from tests.scenarios import scenario, scenarios


@given(scenarios())
def test_the_form_gives_back_the_scenario_it_shows(shown: Scenario) -> None:
    values = form_values.to_widgets(shown, {})
    assert form_values.from_widgets(values, scenario()) == (shown, {})


def test_a_mistyped_number_keeps_the_last_scenario_and_the_text() -> None:
    state: dict[Any, Any] = {}
    form_values.seed(state, scenario(tokens=10**12))
    state["tokens"] = "lots"
    assert form_values.read(state, scenario(tokens=10**12)) == scenario(tokens=10**12)
    assert form_values.mistakes(state) == {"tokens": "Tokens needs a number such as 300B or 15T."}
    assert state["tokens"] == "lots"


def test_one_mistake_does_not_hold_up_the_other_fields() -> None:
    values = form_values.to_widgets(scenario(), {})
    values |= {"tokens": "?", "seq_len": 4096, "platforms": []}
    read, mistakes = form_values.from_widgets(values, scenario())
    assert read == scenario(seq_len=4096)
    assert set(mistakes) == {"tokens", "platforms"}


def test_switching_to_instances_and_back_keeps_both_numbers() -> None:
    state: dict[Any, Any] = {}
    form_values.seed(state, scenario(deadline_days=90))
    state |= {"size_by": "instances", "instances": 17}
    by_instances = form_values.read(state, scenario(deadline_days=90))
    assert by_instances == scenario(deadline_days=None, instances=17)
    state["size_by"] = "deadline"
    assert form_values.read(state, by_instances) == scenario(deadline_days=90)


def test_own_dimensions_are_kept_while_a_preset_is_looked_at() -> None:
    state: dict[Any, Any] = {}
    form_values.seed(state, scenario())
    state |= {"model": CUSTOM_MODEL, "layers": 7}
    own = form_values.read(state, scenario())
    state["model"] = "llama3.1-8b"
    preset = form_values.read(state, own)
    assert preset.architecture is None
    state["model"] = CUSTOM_MODEL
    assert form_values.read(state, preset) == own
