"""What the answer rests on, and how much of its uncertainty each of it carries."""
