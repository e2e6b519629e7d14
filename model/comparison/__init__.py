"""The answer: what the scenario costs on each platform, and how the two families compare."""

from model.comparison.compare import Comparison, PlatformAnswer, Status, combined, compare
from model.comparison.report import report
from model.comparison.verdict import Verdict

__all__ = ["Comparison", "PlatformAnswer", "Status", "Verdict", "combined", "compare", "report"]
