from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from model.calibration.dataset import Dataset, completed, dataset, read_runs
from model.calibration.fit import fit, predict
from model.calibration.sites import sites
from model.step.problem import Values
from model.validation.published_run import PublishedRun
from model.validation.publisher import publisher


def _data(chosen: Callable[[PublishedRun], bool]) -> Dataset:
    return dataset(completed([run for run in read_runs() if chosen(run)], {}))


def _of(data: Dataset, name: str) -> Values:
    return np.array([publisher(r.run.source) == name for r in data.runs])


def test_runs_of_one_publisher_on_one_generation_come_from_one_site() -> None:
    data = _data(lambda run: run.accelerator.generation in ("Hopper", "Blackwell"))
    zoo = sites(data)[_of(data, "Megatron MoE Model Zoo")]
    assert (zoo.sum(axis=1) == 1.0).all()
    assert len({tuple(row) for row in zoo}) == 2


@pytest.mark.parametrize(
    ("generation", "name"),
    [
        ("Trainium1", "AWS Neuron docs"),
        ("Ampere", "InternEvo training performance"),
        ("Hopper", "NVIDIA DGX Cloud Benchmarking recipes"),
    ],
)
def test_whoever_measured_much_of_a_program_on_a_chip_is_what_is_known_of_it(
    generation: str, name: str
) -> None:
    data = _data(lambda run: run.accelerator.generation == generation)
    assert _of(data, name).any()
    assert not sites(data)[_of(data, name)].any()


def test_a_slow_machine_is_not_charged_to_its_stack_in_full() -> None:
    data = _data(lambda run: run.accelerator.generation == "Blackwell")
    slow = _of(data, "SimuMax B200")
    later = replace(data, log_seconds=data.log_seconds + np.where(slow, np.log(1.4), 0.0))
    before = predict(data, fit(data).parameters)
    after = predict(data, fit(later).parameters)
    # Without sites the stack takes 96 % of it.
    assert 0.0 < (after - before)[slow].mean() < 0.7 * np.log(1.4)


def test_what_every_site_of_a_stack_has_in_common_is_the_stack_s() -> None:
    data = _data(lambda run: run.accelerator.generation == "Ampere")
    slow = np.array([r.where.stack_family == "megatron" for r in data.runs])
    later = replace(data, log_seconds=data.log_seconds + np.where(slow, np.log(1.2), 0.0))
    before = predict(data, fit(data).parameters)
    after = predict(data, fit(later).parameters)
    assert (after - before)[slow].mean() > 0.85 * np.log(1.2)
