"""Step logs of the user's own training: reading them, and what they say of a platform."""
