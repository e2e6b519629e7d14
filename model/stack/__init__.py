"""Training stacks: what they are called, what they do, what they support on which platform."""

from model.stack.features import PlatformFeatures, platform_features
from model.stack.stacks import Stack, stack_of, stacks

__all__ = ["PlatformFeatures", "Stack", "platform_features", "stack_of", "stacks"]
