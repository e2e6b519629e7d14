"""What AWS tells somebody with credentials; nothing here buys, changes or reserves anything."""
