"""How much slower an ordinary team trains than a tuned recipe."""

from __future__ import annotations

import numpy as np

from model.data_files import rows


def ordinary_slowdown() -> tuple[float, float]:
    """Step time of an ordinary team relative to a tuned recipe, from utilisation of both.

    Returns:
        The ratio of the medians, and its spread: the standard deviations of ln(utilisation) of
        both groups together, from `model/data/maturity.csv`.
    """
    groups = {"tuned": np.array([]), "ordinary": np.array([])}
    for row in rows("maturity.csv"):
        groups[row["group"]] = np.append(groups[row["group"]], np.log(float(row["mfu"])))
    ratio = np.exp(np.median(groups["tuned"]) - np.median(groups["ordinary"]))
    spread = np.hypot(np.std(groups["tuned"]), np.std(groups["ordinary"]))
    return round(float(ratio), 3), round(float(spread), 3)
