"""The user's own file of prices."""

from pricing.own.file import TEMPLATE, FileRefused, Problem, read_file
from pricing.own.prefer import OWN_SOURCE, preferring

__all__ = ["OWN_SOURCE", "TEMPLATE", "FileRefused", "Problem", "preferring", "read_file"]
