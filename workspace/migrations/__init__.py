"""Steps of the workspaces' schema."""
