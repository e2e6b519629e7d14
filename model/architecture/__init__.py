"""Architectures of language models: dimensions, parameters, FLOPs, published presets."""

from model.architecture.dimensions import Architecture, Kind
from model.architecture.flops import (
    ForwardFlops,
    TokenFlops,
    attention_flops,
    flops_per_token,
    forward_flops_per_token,
    mean_context,
    mtp_layers,
    mtp_projection_weights,
)
from model.architecture.parameters import (
    ParameterCount,
    attention_parameters,
    expert_parameters,
    mlp_parameters,
    parameter_count,
)
from model.architecture.presets import NO_ENCODER_DECODERS, Preset, presets, refusal

__all__ = [
    "NO_ENCODER_DECODERS",
    "Architecture",
    "ForwardFlops",
    "Kind",
    "ParameterCount",
    "Preset",
    "TokenFlops",
    "attention_flops",
    "attention_parameters",
    "expert_parameters",
    "flops_per_token",
    "forward_flops_per_token",
    "mean_context",
    "mlp_parameters",
    "mtp_layers",
    "mtp_projection_weights",
    "parameter_count",
    "presets",
    "refusal",
]
