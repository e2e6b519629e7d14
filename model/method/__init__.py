"""The method in words and formulas, each section tied to the functions that it describes."""
