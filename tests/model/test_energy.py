"""Electricity and carbon against published figures."""

import pytest

from model.energy import grid_g_co2e_per_kwh, run_energy
from model.hardware import accelerators
from model.regions import regions


def test_an_h100_draws_about_a_kilowatt_with_its_server() -> None:
    # Epoch: 0.956 kW per H100 before PUE; AWS's PUE of 1.14 makes it 1.09 kW.
    energy = run_energy(accelerators()["h100"], 1, 1.0, "us-east-2")
    assert energy is not None
    assert energy.kwh == pytest.approx(0.956 * 1.14, rel=0.005)


def test_llama_3_1_405b_emitted_thousands_of_tonnes() -> None:
    # Model card: 30.84M H100-hours, 8,930 t CO2e location-based, at full rated chip power and
    # without the server around it; this counts the server at its mean draw.
    energy = run_energy(accelerators()["h100"], 16_384, 30.84e6 / 16_384, "us-east-1")
    assert energy is not None
    assert energy.kg_co2e is not None
    assert 8_930 < energy.kg_co2e / 1000 < 2 * 8_930


def test_trainium2_draws_less_on_paper_than_rainier_does_at_its_meter() -> None:
    # 250 to 300 MW for 256,000 chips: 1.0 to 1.17 kW each, with other loads of the site.
    energy = run_energy(accelerators()["trainium2"], 1, 1.0, "us-east-2")
    assert energy is not None
    assert [250e3 / 256e3 / energy.kwh, 300e3 / 256e3 / energy.kwh] == pytest.approx(
        [1.3, 1.5], abs=0.06
    )


def test_power_that_the_maker_does_not_publish_is_less_sure() -> None:
    known, estimated = (
        run_energy(accelerators()[chip], 1, 1.0, "us-east-2") for chip in ("h100", "trainium2")
    )
    assert known is not None
    assert estimated is not None
    assert estimated.log_sigma > known.log_sigma


def test_power_that_nobody_publishes_is_unknown() -> None:
    assert run_energy(accelerators()["trainium1"], 16, 1.0, "us-east-2") is None


def test_a_grid_that_nobody_publishes_leaves_the_carbon_unknown() -> None:
    energy = run_energy(accelerators()["h100"], 8, 1.0, "me-central-1")
    assert energy is not None
    assert energy.kg_co2e is None


def test_grids_are_of_known_regions() -> None:
    assert set(grid_g_co2e_per_kwh()) <= set(regions())
