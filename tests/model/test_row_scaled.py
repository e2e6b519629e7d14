"""Operands in eight bits with a scale for each row, which multiply more slowly."""

from __future__ import annotations

import pytest

from model.data_files import rows
from model.validation.prediction import Prediction, predict_row
from model.validation.published_run import read_run

ROW = next(r for r in rows("training_runs.csv") if r["id"] == "ao-f8-2")


def predicted(**cells: str) -> float:
    found = predict_row({**ROW, **cells})
    assert isinstance(found, Prediction)
    return found.predicted


def test_a_scale_a_row_costs_what_torchao_measured() -> None:
    # pytorch/ao torchao/float8/README.md, Llama 3 8B on 8 H100: 7,690 and 6,768 tokens/s.
    ratio = predicted(notes="float8 rowwise") / predicted(notes="float8 tensorwise")
    assert ratio == pytest.approx(6768 / 7690, rel=0.02)


def test_products_in_sixteen_bits_have_no_scales() -> None:
    bf16 = {"precision": "bf16"}
    assert predicted(**bf16, notes="rowwise") == predicted(**bf16, notes="")


@pytest.mark.parametrize("cells", [{"notes": "row-wise scaling"}, {"precision": "fp8 (rowwise)"}])
def test_notes_or_the_precision_say_so(cells: dict[str, str]) -> None:
    assert read_run({**ROW, **cells}).stack.narrow_rate < 1.0


def test_who_denies_it_has_none() -> None:
    assert read_run({**ROW, "notes": "not rowwise"}).stack.narrow_rate == 1.0
