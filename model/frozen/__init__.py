"""A frozen answer: what was quoted on a day, carried whole by a link, and what changed since."""

from model.frozen.answer import FrozenAnswer, FrozenPlatform, FrozenPrice, FrozenVerdict, freeze
from model.frozen.drift import Change, Drift, PlatformDrift, drift
from model.frozen.link import FROZEN_KEY, Damaged, frozen_query, frozen_url, open_frozen

__all__ = [
    "FROZEN_KEY",
    "Change",
    "Damaged",
    "Drift",
    "FrozenAnswer",
    "FrozenPlatform",
    "FrozenPrice",
    "FrozenVerdict",
    "PlatformDrift",
    "drift",
    "freeze",
    "frozen_query",
    "frozen_url",
    "open_frozen",
]
