"""Search for the fastest layout that fits."""
