"""What is uncertain: the probability, the map, and what moves the answer most."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, qmc

from model.break_even import break_even, heat_map, tornado
from model.break_even.porting import porting
from model.break_even.probability import chance, scores
from model.break_even.spread import Spread
from model.own_prices import OWN_SOURCE
from model.uncertainty import LogNormal, probability_less
from tests.model.break_even.market import TODAY, asked, prices, sides


def test_the_draws_fill_the_space_evenly() -> None:
    z = scores()
    assert np.abs(z.mean(axis=0)).max() < 0.01
    assert z.std(axis=0) == pytest.approx(1, abs=0.01)
    assert np.abs(np.corrcoef(z.T) - np.eye(z.shape[1])).max() < 0.06


def test_the_draws_agree_with_a_scrambled_sobol_sequence() -> None:
    sobol = norm.ppf(qmc.Sobol(scores().shape[1], rng=1).random_base2(14))
    cost = Spread(0.8, 1.0, 1.32)

    def share(x: np.ndarray) -> float:
        return float(np.mean(np.log(cost.at(x[:, 2]) / cost.at(x[:, 3])) + 0.3 * x[:, 0] > 0.2))

    assert share(scores()) == pytest.approx(share(sobol), abs=0.01)


@given(st.floats(0.1, 10), st.floats(1, 3), st.floats(1, 3))
def test_a_spread_has_its_ends_where_a_tenth_lies_beyond(
    value: float, down: float, up: float
) -> None:
    spread = Spread(value / down, value, value * up)
    at = spread.at(np.array([norm.ppf(0.1), 0.0, norm.ppf(0.9)]))
    assert at == pytest.approx([value / down, value, value * up])


def test_with_own_prices_and_free_porting_only_throughput_and_failures_are_left() -> None:
    wanted = asked(porting_weeks=0, delay_weeks=0, engineer_usd_per_week=0)
    trainium, nvidia = sides(wanted, prices(source=OWN_SOURCE))
    found = chance(trainium, nvidia, porting(wanted, trainium.instance), 1)
    costs = [LogNormal(s.cost_usd(), s.plan.step.log_sigma) for s in (trainium, nvidia)]
    assert found.trainium_cheaper == pytest.approx(probability_less(*costs), abs=0.03)


@settings(max_examples=20, deadline=None)
@given(st.floats(10, 80))
def test_a_higher_price_of_trainium_lowers_its_chance_a_little_at_a_time(usd: float) -> None:
    def at(price: float) -> float:
        wanted = asked()
        trainium, nvidia = sides(wanted, prices({**TODAY, "trn2.48xlarge": price}))
        return chance(trainium, nvidia, porting(wanted, trainium.instance), 1).trainium_cheaper

    before, after = at(usd), at(usd * 1.01)
    assert 0 <= after <= before <= 1
    assert before - after < 0.02


def test_porting_dearer_than_the_run_leaves_no_chance() -> None:
    wanted = asked(tokens=10**9, porting_weeks=10_000)
    trainium, nvidia = sides(wanted, prices())
    assert chance(trainium, nvidia, porting(wanted, trainium.instance), 1).trainium_cheaper < 1e-6


def test_the_probability_and_the_range_agree() -> None:
    wanted = asked()
    trainium, nvidia = sides(wanted, prices())
    found = chance(trainium, nvidia, porting(wanted, trainium.instance), 1)
    assert (found.trainium_cheaper > 0.5) == (found.difference_usd.median < 0)
    assert found.difference_usd.low < found.difference_usd.median < found.difference_usd.high


def test_the_map_is_the_cost_of_the_run_at_each_mfu_and_price() -> None:
    wanted = asked(porting_weeks=0, delay_weeks=0, spare_percent=5, experiments_percent=100)
    trainium, nvidia = sides(wanted, prices())
    found = heat_map(wanted, prices())
    assert found is not None
    for row, column in ((0, 0), (7, 20), (29, 29)):
        cost = trainium.cost_usd(found.mfu[column], found.price[row] * 16)
        assert found.ratio[row][column] == pytest.approx(cost / nvidia.cost_usd())


def test_both_cost_the_same_on_the_line() -> None:
    wanted = asked(planned_runs=3)
    trainium, nvidia = sides(wanted, prices())
    found = heat_map(wanted, prices())
    assert found is not None
    one_off = porting(wanted, trainium.instance).usd / 3
    for mfu, price in (found.line[0], found.line[-1]):
        cost = trainium.cost_usd(mfu, price * 16) + one_off
        assert cost == pytest.approx(nvidia.cost_usd())


def test_the_outline_holds_the_point_and_the_right_share() -> None:
    found = heat_map(asked(), prices())
    assert found is not None
    trainium, _ = sides(asked(), prices())
    (x, y), radius = found.today, math.sqrt(2 * math.log(5))
    assert max(mfu for mfu, _ in found.region) == pytest.approx(
        x * math.exp(radius * trainium.plan.step.log_sigma)
    )
    assert min(price for _, price in found.region) < y < max(price for _, price in found.region)


def test_an_own_price_is_certain() -> None:
    found = heat_map(asked(), prices(source=OWN_SOURCE))
    assert found is not None
    assert {price for _, price in found.region} == {found.today[1]}
    moved = tornado(asked(), prices(source=OWN_SOURCE))
    assert moved is not None
    assert not any(lever.name.startswith("USD per chip-hour") for lever in moved.levers)


def test_the_strongest_lever_comes_first_and_what_moves_both_alike_moves_nothing() -> None:
    found = tornado(asked(), prices())
    assert found is not None
    swings = [lever.swing for lever in found.levers]
    assert swings == sorted(swings, reverse=True)
    assert found.levers[0].name.endswith("Trainium2")
    both = next(lever for lever in found.levers if lever.name.startswith("Evaluation"))
    assert both.swing < 0.02


def test_each_lever_has_a_source_and_its_own_direction() -> None:
    found = tornado(asked(), prices())
    assert found is not None
    by_name = {lever.name: lever for lever in found.levers}
    assert all(lever.source for lever in found.levers)
    assert by_name["MFU, Trainium2"].at_low > found.ratio > by_name["MFU, Trainium2"].at_high
    assert by_name["MFU, H100 SXM"].at_low < found.ratio < by_name["MFU, H100 SXM"].at_high
    dearer = by_name["USD per chip-hour, Trainium2"]
    assert dearer.at_low < found.ratio < dearer.at_high


def test_what_the_user_gives_is_no_longer_varied() -> None:
    given_all = asked(porting_weeks=10, engineer_usd_per_week=5000, delay_weeks=0)
    found = tornado(given_all, prices())
    assert found is not None
    assert not any("porting" in lever.name for lever in found.levers)
    trainium, _ = sides(given_all, prices())
    assert replace(porting(given_all, trainium.instance), assumed={}).usd == 50_000


def test_porting_that_alone_decides_is_left_out_of_the_charts() -> None:
    small = asked(tokens=10**9, instances=1)
    found = break_even(small, prices())
    assert found.drowned
    free = small.changed(porting_weeks=0)
    assert heat_map(small, prices()) == heat_map(free, prices())
    drawn, moves = heat_map(small, prices()), tornado(small, prices())
    assert drawn is not None
    assert drawn.line
    assert moves is not None
    assert all("porting" not in lever.name for lever in moves.levers)


def test_porting_that_a_higher_mfu_pays_for_is_in_the_charts() -> None:
    large = asked(tokens=10**12)
    assert not break_even(large, prices()).drowned
    moves, free = tornado(large, prices()), tornado(large.changed(porting_weeks=0), prices())
    assert moves is not None
    assert free is not None
    assert moves.ratio > free.ratio
    assert any("porting" in lever.name for lever in moves.levers)
