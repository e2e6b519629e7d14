"""From a log to an anchor: measured against predicted, and how sure that is."""

import math
import re

import pytest

from model.calibrated import calibration
from model.hardware import instances
from model.price import prices_from_rows
from model.run_log.effect import effect
from model.run_log.measure import LogSource, measure
from model.run_log.read import RunLog, read_log
from model.run_log.words import detail, effect_in_words, facts, headline, per_rank
from model.search import StepEstimate, best_step
from model.validation.held_out import transfer_log_sigma
from model.workload import Maturity
from tests.model.factories import workload
from tests.scenarios import scenario

TRN2 = instances()["trn2.48xlarge"]


def on_paper(instances: int = 4) -> float:
    step = best_step(workload(), TRN2, instances)
    assert isinstance(step, StepEstimate)
    return step.seconds_on_paper


def log(seconds: float, steps: int = 100) -> RunLog:
    found = read_log("step_time_s\n" + "\n".join([f"{seconds:.9f}"] * steps))
    assert isinstance(found, RunLog)
    return found


def source(**degrees: int) -> LogSource:
    return LogSource(TRN2, 4, workload(), degrees, Maturity.TUNED)


def test_a_log_as_fast_as_the_best_layout_on_paper_has_a_factor_of_one() -> None:
    found = measure(log(on_paper()), source())
    assert found.anchor.factor == pytest.approx(1.0, rel=1e-6)
    assert found.shift > 1.0  # Practice was expected to lose something.


def test_a_log_half_as_fast_has_half_the_factor_and_moves_the_prediction_down() -> None:
    found = measure(log(2 * on_paper()), source())
    assert found.anchor.factor == pytest.approx(0.5, rel=1e-6)
    assert 0.5 < found.shift < 1.0


def test_the_spread_joins_step_noise_and_what_carries_over_to_another_run() -> None:
    found = measure(log(on_paper()), source())
    expected = math.hypot(found.noise, transfer_log_sigma())
    assert found.anchor.log_sigma == pytest.approx(expected)
    assert found.after < found.before


def test_more_steps_never_widen_the_range() -> None:
    widths = [measure(log(on_paper(), n), source()).after for n in (3, 10, 100, 1_000)]
    assert widths == sorted(widths, reverse=True)


def test_a_layout_as_given_is_compared_with_its_own_prediction() -> None:
    free, given = measure(log(on_paper()), source()), measure(
        log(on_paper()), source(tensor_parallel=16, pipeline_parallel=1)
    )  # fmt: skip
    assert given.layout.tensor_parallel == 16
    assert given.predicted < free.predicted
    assert not given.searched
    assert given.transfer == pytest.approx(
        math.hypot(free.transfer, calibration().layout_gap_log_sigma)
    )


def test_tokens_of_a_rank_are_a_quarter_of_those_of_a_trainium2_chip() -> None:
    # 64 ranks on the 16 chips of a trn2.48xlarge (AWS Neuron documentation, TorchTitan).
    rate = workload().tokens_per_step / on_paper() / 4 / 64
    lines = [f"step: {i:2d}  loss:  7.6  tps: {rate:,.0f}  mfu: 9.9%" for i in range(1, 40)]
    run_log = read_log("\n".join(lines))
    assert isinstance(run_log, RunLog)
    assert measure(run_log, source()).anchor.factor == pytest.approx(1.0, rel=1e-3)
    assert "64 on each trn2.48xlarge" in per_rank(run_log, TRN2)
    assert per_rank(run_log, instances()["p5.48xlarge"]) == ""


def test_sequences_per_second_are_of_the_whole_cluster() -> None:
    rate = workload().global_batch_seqs / on_paper()
    lines = [
        f"LOG Wed Dec  6 21:17:13 2023 - (0, {i}) step_loss : 2.1 throughput : {rate:.4f} "
        for i in range(1, 40)
    ]
    run_log = read_log("\n".join(lines))
    assert isinstance(run_log, RunLog)
    assert measure(run_log, source()).anchor.factor == pytest.approx(1.0, rel=1e-4)
    said = re.search(r"Median ([\d.]+) sequences per second", facts(run_log).replace(",", ""))
    assert said is not None
    assert float(said.group(1)) == pytest.approx(rate, rel=1e-3)


def test_a_log_of_another_run_is_refused() -> None:
    with pytest.raises(ValueError, match="check the batch"):
        measure(log(on_paper() * 1_000), source())


def test_a_layout_that_does_not_divide_the_cluster_is_refused() -> None:
    with pytest.raises(ValueError, match="No layout of 64 accelerators agrees"):
        measure(log(on_paper()), source(tensor_parallel=7))


def test_words_say_ratio_steps_and_both_ranges() -> None:
    run_log = log(on_paper() / 0.8)
    found = measure(run_log, source())
    assert "Trainium2 20 % slower" in headline(found, TRN2).replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    )
    assert "would narrow from" in detail(found)
    assert "100 steps found" in facts(run_log)


def test_the_effect_shows_the_platform_before_and_after() -> None:
    rows = [
        {"provider": "aws", "region": "us-east-2", "instance_type": name,
         "purchase_option": "capacity_block", "usd_per_hour": usd, "as_of": "2026-11-01",
         "source": "test"}
        for name, usd in (("trn2.48xlarge", 35.76), ("p5.48xlarge", 31.46))
    ]  # fmt: skip
    asked = scenario(
        model="llama3.1-8b", tokens=10**12, instances=16, deadline_days=None,
        platforms=("trn2.48xlarge", "p5.48xlarge"), anchors=("trn2.48xlarge:0.50:0.05",),
    )  # fmt: skip
    found = effect(asked, prices_from_rows(rows))
    platform = found.platforms[0]
    assert platform.before
    assert platform.after
    assert platform.before.cost_usd
    assert platform.after.cost_usd
    assert platform.after.cost_usd.median > platform.before.cost_usd.median
    assert platform.after.cost_usd.log_sigma < 0.06
    assert found.probability_before is not None
    assert found.probability_after is not None
    assert found.probability_after < found.probability_before
    assert "becomes" in effect_in_words(found)
