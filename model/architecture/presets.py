"""Published architectures, from `model/data/architectures.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from model.architecture.dimensions import Architecture, Kind
from model.data_files import optional_float, optional_int, rows


@dataclass(frozen=True, slots=True)
class Preset:
    """A published model.

    Attributes:
        id: stable identifier, used in links.
        name: name for display.
        family: model family.
        release: release date as published (a year, a month or a day); empty if unknown.
        architecture: its dimensions.
        context_length: longest sequence it supports [tokens].
        train_seq_len: sequence length of the main pre-training phase [tokens], if known.
        training_tokens: tokens it was trained on, if published.
        params_published: published parameter count.
        params_active_published: published active parameters.
        count_exception: why the computed count may differ by more than 1 % from the published
            one (rounded by its author, or a vision tower included); empty otherwise.
        source: where the dimensions come from.
        retrieved: date they were read.
        notes: remarks of the data file.
    """

    id: str
    name: str
    family: str
    release: str
    architecture: Architecture
    context_length: int
    train_seq_len: int | None
    training_tokens: float | None
    params_published: float
    params_active_published: float
    count_exception: str
    source: str
    retrieved: str
    notes: str


NO_ENCODER_DECODERS = (
    "Encoder-decoders are not modelled: the two stacks see different sequence lengths "
    "and cross-attention couples them, and no published run calibrates that."
)


def refusal(a: Architecture) -> str | None:
    """Why a model cannot be predicted, or None if it can."""
    return NO_ENCODER_DECODERS if a.kind is Kind.ENCODER_DECODER else None


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Preset]:
    """All published models by id, in the order of the data file."""
    return MappingProxyType({row["id"]: _preset(row) for row in rows("architectures.csv")})


def _preset(row: Mapping[str, str]) -> Preset:
    tokens = optional_float(row["training_tokens_t"])
    return Preset(
        id=row["id"],
        name=row["name"],
        family=row["family"],
        release=row["release"],
        architecture=_architecture(row),
        context_length=int(float(row["context_length"])),
        train_seq_len=optional_int(row["train_seq_len"]),
        training_tokens=None if tokens is None else tokens * 1e12,
        params_published=float(row["params_total_exact"] or float(row["params_total_b"]) * 1e9),
        params_active_published=float(row["params_active_b"]) * 1e9,
        count_exception=row["count_exception"],
        source=row["source"],
        retrieved=row["retrieved"],
        notes=row["notes"],
    )


def _architecture(row: Mapping[str, str]) -> Architecture:
    whole = {key: int(float(row[key])) for key in _REQUIRED}
    optional: dict[str, Any] = {key: optional_int(row[key]) for key in _OPTIONAL}
    return Architecture(
        **whole,
        **optional,
        gated_mlp=row["gated_mlp"] == "True",
        tied_embeddings=row["tied_embeddings"] == "True",
        dense_layers_first=optional_int(row["dense_layers_first"]) or 0,
        moe_every=optional_int(row["moe_every"]) or 1,
        learned_pos=optional_int(row["learned_pos"]) or 0,
        encoder_layers=optional_int(row["encoder_layers"]) or 0,
        bias=row["bias"],
        norm=row["norm"],
        norms_per_layer=int(row["norms_per_layer"]),
        qk_norm=row["qk_norm"],
        kind=Kind(row["kind"]),
    )


_REQUIRED = (
    "layers",
    "hidden",
    "ffn_hidden",
    "heads",
    "kv_heads",
    "head_dim",
    "vocab",
    "experts",
    "experts_topk",
    "expert_groups",
    "expert_groups_topk",
    "mtp_depth",
    "shared_experts",
)
_OPTIONAL = (
    "expert_ffn_hidden",
    "sliding_window",
    "full_attn_every",
    "q_lora_rank",
    "kv_lora_rank",
    "qk_nope_head_dim",
    "qk_rope_head_dim",
    "v_head_dim",
    "kv_layers",
)
