"""Training stacks: what they are called, what they do, what they support on which platform."""

from model.stack.stacks import Stack, stack_of, stacks

__all__ = ["Stack", "stack_of", "stacks"]
