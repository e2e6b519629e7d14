"""Price sources: where each is, and how its format becomes quotes."""
