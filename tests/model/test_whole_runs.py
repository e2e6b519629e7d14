"""Whole trainings: reported and predicted accelerator hours."""

from __future__ import annotations

import statistics

import pytest

from model.architecture import presets
from model.data_files import rows
from model.validation.whole_runs import in_words, whole_run, whole_runs

ROWS = {row["id"]: row for row in rows("whole_runs.csv")}


def test_every_training_has_a_source_a_date_and_a_known_architecture() -> None:
    for row in ROWS.values():
        assert row["source"]
        assert row["retrieved"][:2] == "20"
        assert row["architecture"] in presets()


def test_half_of_the_trainings_are_predicted_within_a_quarter() -> None:
    found = whole_runs()
    assert len(found) == len(ROWS) >= 15
    assert statistics.median(abs(run.error) for run in found) < 0.25


def test_llama_3_1_405b_is_predicted_within_its_range() -> None:
    # Model card: 30.84M H100 hours for all stages, on up to 16,384 accelerators.
    run = next(run for run in whole_runs() if run.id == "llama3.1-405b")
    assert run.reported_hours == 30_840_000
    assert run.inside


def test_hours_grow_with_tokens_and_count_more_than_steps() -> None:
    row = ROWS["llama3.1-405b"]
    once, twice = whole_run(row), whole_run({**row, "tokens": str(2 * float(row["tokens"]))})
    assert twice.predicted_hours == pytest.approx(2 * once.predicted_hours)
    # Llama 3 paper, section 3.3.4: more than 90 % of the time was effective training.
    small = whole_run({**row, "accelerators": "1024"})
    assert once.predicted_hours > 1.05 * small.predicted_hours


def test_a_training_of_unknown_size_takes_about_a_month() -> None:
    # 1,720,320 hours in 30 days are 2,389 accelerators; 2,048 is the next power of two.
    run = whole_run(ROWS["llama2-70b"])
    assert (run.accelerators, run.number_published) == (2048, False)


def test_the_sentence_names_what_the_fit_knows() -> None:
    text = in_words(whole_runs())
    assert text.startswith(f"Half of {len(ROWS)} whole trainings")
    assert "BLOOM" in text
    assert "among the fitted runs" not in in_words([whole_run(ROWS["llama2-70b"])])


def test_what_cannot_be_predicted_is_named_with_the_reason() -> None:
    with pytest.raises(ValueError, match=r"llama2-70b: .*abacus"):
        whole_run({**ROWS["llama2-70b"], "accelerator": "abacus"})
