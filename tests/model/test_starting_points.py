"""Scenarios to start from are whole, distinct, sourced, and can be answered on both families."""

import pytest

from model.comparison import compare
from model.comparison.sentence import sentence
from model.price import prices_from_rows
from model.scenario import default_scenario
from model.starting_points import StartingPoint, starting_point, starting_points
from model.unit import Unit
from pricing import snapshot_book

POINTS = list(starting_points().values())


def test_the_first_is_what_somebody_starts_with() -> None:
    assert POINTS[0].scenario == default_scenario()


def test_they_differ() -> None:
    assert len({point.scenario for point in POINTS}) == len(POINTS) == 5


@pytest.mark.parametrize("point", POINTS, ids=lambda p: p.id)
def test_each_is_recognised_in_any_unit(point: StartingPoint) -> None:
    assert starting_point(point.scenario) is point
    assert starting_point(point.scenario.changed(unit=Unit.KWH)) is point
    assert starting_point(point.scenario.changed(tokens=10**7)) is None


@pytest.mark.parametrize("point", POINTS, ids=lambda p: p.id)
def test_each_compares_both_families_today(point: StartingPoint) -> None:
    prices = prices_from_rows(quote.model_dump() for quote in snapshot_book().quotes)
    answer = compare(point.scenario, prices)
    assert answer.verdict is not None, sentence(answer).headline
