"""Getting bytes from a price source: bounded, retried, conditional, to the configured host only."""
