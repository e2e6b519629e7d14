from __future__ import annotations

import hashlib
import json
import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from model.calibrated import calibration
from model.calibration.crossvalidate import HeldOut, by_group, by_publisher, held_out
from model.calibration.dataset import completed, dataset, read_runs
from model.calibration.fit import fit, predict
from model.calibration.store import Unseen, evidence_levels, report_log_sigma, write
from model.data_files import DATA, rows
from model.search.evidence import coverage, level
from model.stack import stacks
from model.step.resolve import context, resolve
from model.validation.prediction import Z80
from model.validation.publisher import publisher
from tests.model.factories import instance, workload


def test_calibration_belongs_to_the_shipped_runs() -> None:
    tables = [(DATA / name).read_bytes() for name in ("training_runs.csv", "outside_runs.csv")]
    assert calibration().rows_sha256 == hashlib.sha256(b"".join(tables)).hexdigest()


def test_no_parameter_is_named_after_a_model_or_a_source() -> None:
    stored = json.loads((DATA / "calibration.json").read_text())
    models = {row["model"] for row in rows("training_runs.csv")}
    sources = {row["source"] for row in rows("training_runs.csv")}
    for name in stored["parameters"]:
        keys = set(name.split("/")[1].split(":"))
        assert not keys & models
        assert not keys & sources


def test_no_program_loses_more_from_release_to_release() -> None:
    parameters = json.loads((DATA / "calibration.json").read_text())["parameters"]
    trends = {k: v for k, v in parameters.items() if k.startswith("slowness/") and "year" in k}
    assert trends
    assert max(trends.values()) <= 0.0


def test_an_unseen_stack_gets_the_value_of_its_family() -> None:
    known = stacks()["nemo"]
    unseen = replace(known, id="never-seen")
    chip = instance().accelerator
    at = [resolve({}, context(chip, workload(), stack, 2025.0)) for stack in (known, unseen)]
    assert at[0].matmul_rate == at[1].matmul_rate


def test_held_out_spread_grows_as_evidence_thins() -> None:
    levels = calibration().levels
    spreads = [
        levels[n].log_sigma
        for n in ("covered", "thin", "single", "finetuned", "routed", "scarce", "unmeasured")
    ]
    assert spreads == sorted(spreads)


def test_twins_fall_into_one_fold() -> None:
    folds: dict[object, set[object]] = {}
    for run in read_runs():
        folds.setdefault(run.group, set()).add(by_group(run))
    assert all(len(f) == 1 for f in folds.values())


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("MLPerf Training v5.0 result logs", "MLPerf Training"),
        (
            "NVIDIA Megatron-Bridge performance summary, NeMo 26.06",
            "NVIDIA Megatron-Bridge performance summary",
        ),
    ],
)
def test_releases_of_a_source_share_their_publisher(source: str, name: str) -> None:
    assert publisher(source) == name


def test_a_run_whose_program_is_not_named_counts_for_little() -> None:
    row = next(r for r in rows("training_runs.csv") if r["id"] == "mosaic-0001")
    unnamed = {**row, "framework": "a new program", "model": "another model"}
    named, other = dataset(completed(read_runs([row, unnamed]), {})).weights
    assert other < named / 2


@pytest.mark.parametrize("twins", [1, 4, 9])
def test_twins_count_together_as_the_square_root_of_their_number(twins: int) -> None:
    row = next(r for r in rows("training_runs.csv") if r["id"] == "mosaic-0001")
    weights = dataset(completed(read_runs([row] * twins), {})).weights
    # Least squares squares the weights with the residuals.
    assert (weights**2).sum() == pytest.approx(math.sqrt(twins))


def test_a_run_counts_less_the_more_its_publisher_has() -> None:
    shipped = {row["id"]: row for row in rows("training_runs.csv")}
    row, others = shipped["mosaic-0001"], ("mosaic-0016", "mosaic-0021", "mosaic-0035")
    many = [row, *(shipped[name] for name in others), {**row, "source": "somebody else"}]
    weights = dataset(completed(read_runs(many), {})).weights
    assert weights[-1] / weights[0] == pytest.approx(math.sqrt(4**0.3))


def test_fit_on_a_few_runs_reduces_their_error() -> None:
    runs = completed([r for r in read_runs() if r.source.startswith("Korthikanti")], {})
    data = dataset(runs)
    before = np.abs(predict(data, {})).mean()
    after = np.abs(predict(data, fit(data).parameters)).mean()
    assert after < before


def test_slowing_every_run_slows_the_fit() -> None:
    from dataclasses import replace

    runs = completed([r for r in read_runs() if r.source.startswith("Korthikanti")], {})
    data = dataset(runs)
    slower = replace(data, log_seconds=data.log_seconds + 0.2)
    first, second = fit(data).parameters, fit(slower).parameters
    assert (predict(data, second) > predict(data, first)).all()


def test_a_stack_without_runs_of_its_own_is_never_well_covered() -> None:
    covered = calibration().coverage
    where = context(instance("p5.48xlarge").accelerator, workload(), stacks()["nemo"], 2025.0)
    assert level(covered, where) == "covered"
    assert level(covered, replace(where, stack="something new")) == "thin"
    assert level(covered, replace(where, fine_tuning=True)) == "finetuned"
    assert level(covered, replace(where, kind="moe", fine_tuning=True)) != "finetuned"


def test_runs_that_nearly_all_are_one_publishers_are_a_level_of_their_own() -> None:
    where = context(instance().accelerator, workload(), stacks()["nemo"], 2025.0)
    alone = coverage([(where, "A")] * 16 + [(where, "B")] * 4)
    shared = coverage([(where, "A")] * 15 + [(where, "B")] * 5)
    assert level(alone, where) == "single"
    assert level(shared, where) == "covered"
    # A fine-tuning, or a mixture, is less certain than that anyway.
    assert level(alone, replace(where, fine_tuning=True)) == "finetuned"
    assert level(alone, replace(where, precision="fp8")) != "single"


def test_a_fit_keeps_the_date_of_the_first_that_came_to_the_same(tmp_path: Path) -> None:
    runs, file = completed(read_runs()[:3], {}), tmp_path / "calibration.json"

    def stored(value: float) -> str:
        parameters, nothing = {"slowness/": value}, (1.0, 0.1)
        write(file, runs, parameters, {}, {}, np.zeros(3), nothing, 0.1, nothing, "2019-12-31")
        return str(json.loads(file.read_text())["fitted_on"])

    today = date.today().isoformat()
    assert stored(1.0) == today
    file.write_text(file.read_text().replace(today, "2020-01-01"))
    assert stored(1.0) == "2020-01-01"
    assert stored(2.0) == today


def evenly(held: HeldOut, benchmark: bool = True) -> Unseen:
    size = len(held.levels)
    return Unseen(held, np.full(size, benchmark))


def test_a_range_is_as_wide_as_all_unseen_predictions_of_its_level_ask_for() -> None:
    # Ten runs left out, missed by 0.1, and ten kept apart, missed by 0.3.
    left_out = HeldOut(np.full(10, 0.1), ("covered",) * 10)
    apart = HeldOut(np.full(10, -0.3), ("covered",) * 10)
    generations = HeldOut(np.full(10, 0.5), ("unmeasured",) * 10)
    alone = evidence_levels([evenly(left_out)], generations, ["Hopper"] * 10)
    both = evidence_levels([evenly(left_out), evenly(apart)], generations, ["Hopper"] * 10)
    assert alone["covered"]["log_sigma"] == pytest.approx(0.1 / Z80, abs=1e-4)
    assert both["covered"]["log_sigma"] == pytest.approx(0.3 / Z80, abs=1e-4)
    assert both["covered"]["runs"] == 20


def test_no_level_is_more_certain_than_the_one_above_it() -> None:
    found = HeldOut(np.array([0.4] * 5 + [0.1] * 5), ("covered",) * 5 + ("thin",) * 5)
    levels = evidence_levels([evenly(found)], found, ["Hopper"] * 10)
    widths = [
        levels[name]["log_sigma"]
        for name in ("covered", "thin", "single", "finetuned", "routed", "scarce", "unmeasured")
    ]
    assert widths == sorted(widths)


def test_levels_in_the_wrong_order_are_as_wide_as_both_together_ask_for() -> None:
    found = HeldOut(np.array([0.4] * 5 + [0.1] * 15), ("covered",) * 5 + ("thin",) * 15)
    levels = evidence_levels([evenly(found)], found, ["Hopper"] * 20)
    together = float(np.quantile(np.abs(found.log_ratio), 0.8)) / Z80
    for name in ("covered", "thin"):
        assert levels[name]["log_sigma"] == pytest.approx(together, abs=1e-4)
    assert (levels["covered"]["runs"], levels["thin"]["runs"]) == (5, 15)


def test_benchmarks_alone_set_the_levels_and_reports_add_what_they_scatter_more() -> None:
    benchmarks = HeldOut(np.full(10, 0.1), ("covered",) * 10)
    reports = HeldOut(np.array([0.2] * 8 + [0.9] * 2), ("covered",) * 10)
    unseen = [evenly(benchmarks), evenly(reports, benchmark=False)]
    levels = evidence_levels(unseen, benchmarks, ["Hopper"] * 10)
    assert levels["covered"]["log_sigma"] == pytest.approx(0.1 / Z80, abs=1e-4)
    own = report_log_sigma(unseen, levels)
    assert Z80 * math.hypot(levels["covered"]["log_sigma"], own) == pytest.approx(0.2, abs=1e-3)


def test_reports_no_worse_than_benchmarks_add_nothing() -> None:
    benchmarks = HeldOut(np.full(10, 0.1), ("covered",) * 10)
    reports = HeldOut(np.full(10, -0.05), ("covered",) * 10)
    unseen = [evenly(benchmarks), evenly(reports, benchmark=False)]
    levels = evidence_levels(unseen, benchmarks, ["Hopper"] * 10)
    assert report_log_sigma(unseen, levels) == 0.0


def test_each_fold_is_predicted_by_a_fit_without_it() -> None:
    published = read_runs()
    few = [*published[:4], *published[-4:]]
    parameters = calibration().parameters
    runs = completed(few, parameters)
    key = by_publisher([r.run for r in runs])
    (found, again) = held_out(runs, (key, key), parameters)
    for i, run in enumerate(runs):
        others = [r for r in runs if publisher(r.run.source) != publisher(run.run.source)]
        expected = predict(dataset([run]), fit(dataset(others), parameters).parameters)
        assert found.log_ratio[i] == pytest.approx(float(expected[0]), abs=1e-9)
    assert (found.log_ratio == again.log_ratio).all()
    assert found.levels == ("unmeasured",) * 8
