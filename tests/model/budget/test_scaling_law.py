"""The loss law against the figures of its paper, and the family of shapes it is used with."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.architecture import presets
from model.budget.family import family
from model.budget.scaling_law import loss, loss_interval, optimum

SIZES, TOKENS = st.floats(1e8, 1e12), st.floats(1e9, 1e14)


@pytest.mark.parametrize(
    ("flops", "parameters", "tokens", "predicted"),
    [
        # Besiroglu et al. 2024, refit: about 20 tokens per parameter at 1e22 to 1e24 FLOP.
        (1e22, 9.1e9, 184e9, 2.14),
        (5.76e23, 72e9, 1.33e12, 1.97),
        (1e24, 96e9, 1.74e12, 1.96),
    ],
)
def test_the_optimum_of_the_refit(
    flops: float, parameters: float, tokens: float, predicted: float
) -> None:
    best = optimum(flops)
    assert best == pytest.approx((parameters, tokens), rel=0.01)
    assert loss(*best) == pytest.approx(predicted, abs=0.02)


@given(st.floats(1e20, 1e26), st.floats(0.3, 3).filter(lambda x: abs(x - 1) > 0.05))
def test_no_other_split_of_the_flops_has_a_lower_loss(flops: float, off: float) -> None:
    parameters, tokens = optimum(flops)
    assert loss(parameters * off, tokens / off) > loss(parameters, tokens)


@given(SIZES, TOKENS, st.floats(1.1, 10))
def test_more_parameters_and_more_tokens_lower_the_loss(
    parameters: float, tokens: float, factor: float
) -> None:
    usual = loss(parameters, tokens)
    assert loss(parameters * factor, tokens) < usual
    assert loss(parameters, tokens * factor) < usual


@given(SIZES, TOKENS, st.floats(0, 0.4))
def test_the_band_holds_the_loss_and_widens_with_the_throughputs_error(
    parameters: float, tokens: float, sigma: float
) -> None:
    sure, unsure = loss_interval(parameters, tokens), loss_interval(parameters, tokens, sigma)
    assert unsure.low <= sure.low < sure.median < sure.high <= unsure.high


@pytest.mark.parametrize("model", ["llama3.1-8b", "llama3.1-70b"])
def test_the_family_holds_the_published_models_it_follows(model: str) -> None:
    assert presets()[model].architecture in [shape.architecture for shape in family()]


def test_each_model_of_the_family_is_somewhat_larger_than_the_last() -> None:
    sizes = [shape.parameters for shape in family()]
    steps = [larger / smaller for smaller, larger in pairwise(sizes)]
    assert min(steps) > 1.04
    assert max(steps) < 1.4
    assert sizes[0] < 5e8
    assert sizes[-1] > 1e12
