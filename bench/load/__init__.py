"""Many visitors at once, over the same WebSocket a browser speaks."""
