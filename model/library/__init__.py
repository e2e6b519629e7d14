"""Scenarios that somebody keeps: named, tagged, handed on as JSON and held side by side."""

from model.library.entry import Entry, Library, library_schema
from model.library.side_by_side import Difference, differences

__all__ = ["Difference", "Entry", "Library", "differences", "library_schema"]
