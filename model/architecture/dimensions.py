"""The dimensions of a transformer, and the rules that make them a valid one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How the layers are connected."""

    DECODER = "decoder"
    ENCODER = "encoder"
    ENCODER_DECODER = "encdec"


NORMS = ("rms", "ln", "ln_nobias")
BIASES = ("none", "all", "qkv", "attn+expert+router")
QK_NORMS = ("none", "head", "full")
_COUNTS = (
    "experts",
    "experts_topk",
    "shared_experts",
    "learned_pos",
    "mixer_hidden",
    "mtp_depth",
)


@dataclass(frozen=True, slots=True)
class Architecture:
    """Dimensions of a transformer language model.

    Attributes:
        layers: transformer layers (blocks, for hybrids that alternate mixers and MLPs).
        hidden: width of the residual stream.
        ffn_hidden: inner width of a dense MLP.
        gated_mlp: the MLP has a gate (SwiGLU, three matrices) and not just two matrices.
        heads: query heads.
        kv_heads: key/value heads; fewer than `heads` is grouped-query attention.
        head_dim: width of one head (query and key width, for latent attention).
        vocab: vocabulary size.
        tied_embeddings: input embedding and output projection share their weights.
        experts: routed experts of a mixture-of-experts layer; 0 for a dense model.
        experts_topk: routed experts that one token visits.
        expert_groups: groups that routed experts are split into; 0 if a token may visit any.
        expert_groups_topk: groups that one token's experts may come from.
        shared_experts: experts that every token visits.
        expert_ffn_hidden: inner width of one expert; `ffn_hidden` if None.
        expert_latent: width that routed experts read and write, projected from and to the residual
            stream once a layer (LatentMoE); 0 for the residual stream itself.
        dense_layers_first: leading layers with a dense MLP in a mixture of experts.
        moe_every: every n-th layer is a mixture of experts, the others are dense.
        sliding_window: tokens that a windowed attention layer looks back; None for full.
        full_attn_every: every n-th layer attends fully; 0 or None means all are windowed.
        q_lora_rank: rank of the query compression of latent attention (MLA).
        kv_lora_rank: rank of the key/value compression; not None means MLA.
        qk_nope_head_dim: query/key width per head without rotary embedding (MLA).
        qk_rope_head_dim: query/key width per head with rotary embedding (MLA).
        v_head_dim: value width per head (MLA).
        bias: which linear layers have a bias, one of `BIASES`.
        norm: one of `NORMS`.
        norms_per_layer: norms over the hidden width in one layer.
        qk_norm: norm of queries and keys, one of `QK_NORMS`.
        learned_pos: learned position embeddings; 0 for rotary or ALiBi.
        kv_layers: layers with their own key/value projection; None for all.
        kind: decoder, encoder or encoder-decoder.
        encoder_layers: layers of the encoder in an encoder-decoder.
        attention_layers: layers with softmax attention in a hybrid; None for all.
        mlp_layers: layers with an MLP or experts in a hybrid; None for all.
        mixer_hidden: inner width of the recurrent mixer (Mamba-2, gated delta net) of the
            layers without attention; 0 for none.
        mixer_state: state size of the recurrent mixer.
        mtp_depth: tokens predicted beyond the next one while training, each by a layer and an
            output of its own (MTP); their weights are not counted as the model's.

    Raises:
        ValueError: a dimension is out of range; the text names it, its value and the range.
    """

    layers: int
    hidden: int
    ffn_hidden: int
    gated_mlp: bool
    heads: int
    kv_heads: int
    head_dim: int
    vocab: int
    tied_embeddings: bool
    experts: int = 0
    experts_topk: int = 0
    expert_groups: int = 0
    expert_groups_topk: int = 0
    shared_experts: int = 0
    expert_ffn_hidden: int | None = None
    expert_latent: int = 0
    dense_layers_first: int = 0
    moe_every: int = 1
    sliding_window: int | None = None
    full_attn_every: int | None = None
    q_lora_rank: int | None = None
    kv_lora_rank: int | None = None
    qk_nope_head_dim: int | None = None
    qk_rope_head_dim: int | None = None
    v_head_dim: int | None = None
    bias: str = "none"
    norm: str = "rms"
    norms_per_layer: int = 2
    qk_norm: str = "none"
    learned_pos: int = 0
    kv_layers: int | None = None
    kind: Kind = Kind.DECODER
    encoder_layers: int = 0
    attention_layers: int | None = None
    mlp_layers: int | None = None
    mixer_hidden: int = 0
    mixer_state: int = 128
    mtp_depth: int = 0

    def __post_init__(self) -> None:
        """Refuse dimensions that cannot be built."""
        positive = ("layers", "hidden", "ffn_hidden", "heads", "kv_heads", "head_dim", "vocab")
        for key in (*positive, "moe_every"):
            _require(key, getattr(self, key), getattr(self, key) >= 1, "at least 1")
        for key in _COUNTS:
            _require(key, getattr(self, key), getattr(self, key) >= 0, "at least 0")
        divides = self.heads % self.kv_heads == 0
        _require("kv_heads", self.kv_heads, divides, f"a divisor of heads = {self.heads}")
        self._check_experts()
        self._check_latent_attention()
        for key in ("kv_layers", "attention_layers", "mlp_layers"):
            value = getattr(self, key)
            _require(key, value, value is None or 0 <= value <= self.layers, f"0 to {self.layers}")
        window = self.sliding_window
        _require("sliding_window", window, window is None or window >= 1, "at least 1, or None")
        _require("bias", self.bias, self.bias in BIASES, f"one of {BIASES}")
        _require("norm", self.norm, self.norm in NORMS, f"one of {NORMS}")
        _require("qk_norm", self.qk_norm, self.qk_norm in QK_NORMS, f"one of {QK_NORMS}")
        in_range = 0 <= self.encoder_layers <= self.layers
        _require("encoder_layers", self.encoder_layers, in_range, f"0 to {self.layers}")

    def _check_experts(self) -> None:
        lowest = 1 if self.experts else 0
        in_range = lowest <= self.experts_topk <= self.experts
        _require("experts_topk", self.experts_topk, in_range, f"{lowest} to {self.experts}")
        in_range = 0 <= self.dense_layers_first <= self.layers
        _require("dense_layers_first", self.dense_layers_first, in_range, f"0 to {self.layers}")
        width = self.expert_ffn_hidden
        _require("expert_ffn_hidden", width, width is None or width >= 1, "at least 1, or None")
        lowest = 1 if self.expert_groups else 0
        in_range = lowest <= self.expert_groups_topk <= self.expert_groups
        allowed = f"{lowest} to {self.expert_groups}"
        _require("expert_groups_topk", self.expert_groups_topk, in_range, allowed)
        in_range = 0 <= self.expert_latent <= self.hidden
        _require("expert_latent", self.expert_latent, in_range, f"0 to {self.hidden}")

    def _check_latent_attention(self) -> None:
        if self.kv_lora_rank is None:
            return
        for key in ("kv_lora_rank", "qk_nope_head_dim", "qk_rope_head_dim", "v_head_dim"):
            value = getattr(self, key)
            _require(key, value, value is not None and value >= 1, "at least 1 with kv_lora_rank")

    @property
    def expert_hidden(self) -> int:
        """Inner width of one expert."""
        return self.expert_ffn_hidden or self.ffn_hidden

    @property
    def expert_bias(self) -> bool:
        """Whether the linear layers of an expert have biases."""
        return self.bias in ("all", "attn+expert+router")

    @property
    def expert_outer(self) -> int:
        """Width that a routed expert reads and writes."""
        return self.expert_latent or self.hidden

    @property
    def attending_layers(self) -> int:
        """Layers with softmax attention."""
        return self.layers if self.attention_layers is None else self.attention_layers

    @property
    def mixer_layers(self) -> int:
        """Layers with a recurrent mixer in the place of attention."""
        if not self.mixer_hidden:
            return 0
        blocks = self.layers - self.attending_layers
        if self.mlp_layers is not None and self.mlp_layers < self.layers:
            return blocks - self.mlp_layers
        return blocks

    @property
    def moe_layers(self) -> int:
        """Layers whose MLP is a mixture of experts."""
        if not self.experts:
            return 0
        with_mlp = self.layers if self.mlp_layers is None else self.mlp_layers
        return max(0, with_mlp - self.dense_layers_first) // self.moe_every

    @property
    def dense_mlp_layers(self) -> int:
        """Layers with a dense MLP."""
        with_mlp = self.layers if self.mlp_layers is None else self.mlp_layers
        return with_mlp - self.moe_layers

    @property
    def full_attention_layers(self) -> int:
        """Attention layers that look at the whole sequence."""
        if self.sliding_window is None:
            return self.attending_layers
        return self.attending_layers // self.full_attn_every if self.full_attn_every else 0

    @property
    def query_width(self) -> int:
        """Width of all query heads together."""
        return self.heads * self.key_head_dim

    @property
    def key_head_dim(self) -> int:
        """Width of one head in the query-key product."""
        if self.kv_lora_rank is None:
            return self.head_dim
        return (self.qk_nope_head_dim or 0) + (self.qk_rope_head_dim or 0)

    @property
    def value_head_dim(self) -> int:
        """Width of one head in the attention-value product."""
        return self.head_dim if self.kv_lora_rank is None else self.v_head_dim or self.head_dim


def _require(key: str, value: object, holds: bool, allowed: str) -> None:
    if not holds:
        raise ValueError(f"{key} = {value!r}: must be {allowed}")
