"""The charts the pages load are the ones their source builds, and read the same in grey."""

import json

import pytest

from pages import charts
from pages.charts.palette import FAMILIES

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
        assert len(set(point["encoding"]["shape"]["scale"]["range"])) == len(FAMILIES)


@pytest.mark.parametrize(("name", "dark"), BOTH)
def test_an_axis_of_numbers_has_a_title(name: str, dark: bool) -> None:
    encoding = charts.load(name, dark)["layer"][0]["encoding"]
    numbers = [encoding[a] for a in ("x", "y") if encoding[a]["type"] == "quantitative"]
    assert numbers
    assert all(axis["title"] for axis in numbers)
