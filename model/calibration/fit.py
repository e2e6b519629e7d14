"""Fitting the parameters: robust least squares on ln(step time) with shrinkage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from scipy.optimize import least_squares  # type: ignore[import-untyped]

from model.calibration.dataset import Dataset
from model.calibration.sites import SITE_SD, sites
from model.step.coefficients import Coefficients
from model.step.problem import Values
from model.step.resolve import Design, design, link
from model.step.schedule import step_time

# Scatter between near-identical published runs [ln]; residuals well beyond it lose influence.
NOISE = 0.12
STEP = 1e-4
# A bounded search starts inside its bounds.
INSIDE = 1e-6


@dataclass(frozen=True, slots=True)
class Fit:
    """Fitted parameters, in link space, by name."""

    parameters: Mapping[str, float]


def log_step_seconds(data: Dataset, plan: Design, values: Values) -> Values:
    """Ln of the predicted step time of each run."""
    return np.asarray(np.log(step_time(data.problem, plan.coefficients(values)).seconds))


def _jacobian(data: Dataset, plan: Design, values: Values, start: Values) -> Values:
    """Derivative of each run's ln(step time) by each parameter.

    Runs are independent, so one evaluation per coefficient gives its derivative for all runs.
    """
    current = plan.coefficients(values)
    total = np.zeros((len(start), len(values)))
    for field in fields(Coefficients):
        name = field.name
        linear = plan.base[name] + plan.matrices[name] @ values
        moved = link(plan.kinds[name], linear + STEP)
        shifted = replace(current, **{name: moved})
        slope = (np.log(step_time(data.problem, shifted).seconds) - start) / STEP
        total += slope[:, None] * plan.matrices[name]
    return total


def robust(distance: Values) -> tuple[Values, Values]:
    """Residuals whose squares make the soft L1 loss of some distances, and their derivatives."""
    root = np.sqrt(1.0 + distance**2)
    residual = np.sign(distance) * np.sqrt(2.0 * (root - 1.0))
    slope = np.ones_like(distance)
    far = np.abs(residual) > 1e-9
    slope[far] = distance[far] / (root[far] * residual[far])
    return residual, slope


def fit(data: Dataset, near: Mapping[str, float] | None = None) -> Fit:
    """Parameters that fit a dataset, drawn toward their priors.

    Residuals are weighted, robust differences of ln(step time); each parameter adds its own as
    its distance from its prior mean over the prior's standard deviation, each site a robust one:
    most sites differ little, a few by much.

    Args:
        data: the runs.
        near: parameters to start from, such as those of a fit on almost the same runs.
    """
    plan = design(data.contexts)
    scale = data.weights / NOISE
    size = len(plan.names)
    site = sites(data)

    def gaps(point: Values) -> tuple[Values, Values]:
        log_seconds = log_step_seconds(data, plan, point[:size])
        return log_seconds, (log_seconds + site @ point[size:] - data.log_seconds) * scale

    def residuals(point: Values) -> Values:
        drawn = (point[:size] - plan.means) / plan.sds
        return np.concatenate([robust(gaps(point)[1])[0], drawn, robust(point[size:] / SITE_SD)[0]])

    def jacobian(point: Values) -> Values:
        log_seconds, gap = gaps(point)
        slope = scale * robust(gap)[1]
        rows = np.hstack([_jacobian(data, plan, point[:size], log_seconds), site])
        drawn = np.concatenate([1.0 / plan.sds, robust(point[size:] / SITE_SD)[1] / SITE_SD])
        return np.concatenate([rows * slope[:, None], np.diag(drawn)])

    scales = np.concatenate([plan.sds, np.full(site.shape[1], SITE_SD)])
    tops = np.concatenate([plan.tops, np.full(site.shape[1], np.inf)])
    start = np.concatenate([_start(plan, near or {}), np.zeros(site.shape[1])])
    found = least_squares(
        residuals,
        np.minimum(start, tops - INSIDE),
        jac=jacobian,
        bounds=(-np.inf, tops),
        x_scale=scales,
        max_nfev=25,
        ftol=1e-4,
    )
    return Fit(dict(zip(plan.names, (float(v) for v in found.x[:size]), strict=True)))


def _start(plan: Design, parameters: Mapping[str, float]) -> Values:
    pairs = zip(plan.names, plan.means, strict=True)
    return np.array([parameters.get(name, mean) for name, mean in pairs])


def predict(data: Dataset, parameters: Mapping[str, float]) -> Values:
    """ln(actual / predicted throughput) of each run for given parameters."""
    plan = design(data.contexts)
    values = _start(plan, parameters)
    return log_step_seconds(data, plan, values) - data.log_seconds
