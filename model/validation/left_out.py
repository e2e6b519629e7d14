"""What the coefficients had not seen when they predicted a run."""

from enum import StrEnum


class LeftOut(StrEnum):
    """How the published runs are split for cross-validation, or that no fit has seen them."""

    SOURCE = "source"
    GROUP = "group"
    PUBLISHER = "publisher"
    OUTSIDE = "outside"
