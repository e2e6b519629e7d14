"""The charts the pages load are the ones their source builds, and read the same in grey."""

import json

import pytest

from model.comparison.unit_words import UNIT_WORDS
from model.unit import Unit
from pages import charts
from pages.charts.palette import COLOURS, FAMILIES
from pages.shared.units import in_unit

BOTH = [(name, dark) for name in charts.CHARTS for dark in (False, True)]


@pytest.mark.parametrize(("name", "dark"), BOTH)
def test_the_kept_specification_is_the_built_one(name: str, dark: bool) -> None:
    built = json.loads(json.dumps(charts.CHARTS[name](dark)))
    assert charts.load(name, dark) == built, "run `make charts` and commit the result"


@pytest.mark.parametrize(("name", "dark"), BOTH)
def test_families_are_told_apart_by_shape_as_well_as_by_colour(name: str, dark: bool) -> None:
    layers = charts.load(name, dark)["layer"]
    points = [x for x in layers if x["mark"]["type"] == "point" and "color" in x["encoding"]]
    for point in points:
        shapes = point["encoding"]["shape"]["scale"]["range"]
        assert len(set(shapes)) == len(shapes) >= len(FAMILIES)


@pytest.mark.parametrize(("name", "dark"), BOTH)
def test_an_axis_of_numbers_has_a_title(name: str, dark: bool) -> None:
    first = charts.load(name, dark)["layer"][0]["encoding"]
    numbers = [first[c] for c in ("x", "y") if first[c]["type"] == "quantitative"]
    assert numbers or first["x"]["type"] == "temporal"
    assert all(axis["title"] for axis in numbers)


@pytest.mark.parametrize("unit", Unit)
def test_an_axis_of_costs_says_its_unit(unit: Unit) -> None:
    spec = charts.load("cost_by_platform", False)
    axis = in_unit(spec, unit)["layer"][0]["encoding"]["x"]
    assert axis["title"] == UNIT_WORDS[unit].axis
    assert axis["axis"]["labelExpr"] == UNIT_WORDS[unit].axis_label
    assert "labelExpr" not in spec["layer"][0]["encoding"]["x"]["axis"]


@pytest.mark.parametrize("name", ["cost_parts", "memory_parts"])
@pytest.mark.parametrize("dark", [False, True])
def test_parts_of_a_whole_have_no_familys_colour(name: str, dark: bool) -> None:
    colours = charts.load(name, dark)["layer"][0]["encoding"]["color"]["scale"]["range"]
    assert not set(colours) & set(COLOURS[dark])


@pytest.mark.parametrize("name", ["price_by_region", "price_history"])
def test_ten_dollars_on_an_axis_of_prices_are_not_written_as_a_power(name: str) -> None:
    encoding = charts.load(name, False)["layer"][0]["encoding"]
    (axis,) = [encoding[c]["axis"] for c in ("x", "y") if encoding[c]["type"] == "quantitative"]
    assert axis["format"].endswith("f")
