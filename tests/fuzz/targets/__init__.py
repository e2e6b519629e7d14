"""The targets, by what writes the input."""
