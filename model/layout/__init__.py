"""How a training step is laid out over accelerators."""

from model.layout.layout import Layout, Recompute, Sharding

__all__ = ["Layout", "Recompute", "Sharding"]
