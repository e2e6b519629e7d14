"""What `python -m pricing` can do, one file a command."""
