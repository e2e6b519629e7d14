"""An architecture of the user's own, as the form and the link carry it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from model.architecture import Architecture

Count = Annotated[int, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]


class CustomArchitecture(BaseModel):
    """Dimensions of a decoder-only transformer.

    Bounds keep each number physical on its own. Whether the numbers go together (do the
    key/value heads divide the heads?) is `Architecture`'s to say, so that somebody who is
    half-way through typing keeps what was typed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    layers: Count = Field(ge=1, le=1_000, title="Layers")
    hidden: Count = Field(ge=64, le=131_072, title="Hidden size")
    ffn_hidden: Count = Field(ge=64, le=524_288, title="MLP hidden size")
    gated_mlp: Flag = Field(title="Gated MLP (SwiGLU)")
    heads: Count = Field(ge=1, le=1_024, title="Attention heads")
    kv_heads: Count = Field(ge=1, le=1_024, title="Key/value heads")
    head_dim: Count = Field(ge=16, le=1_024, title="Head size")
    vocab: Count = Field(ge=256, le=1_000_000, title="Vocabulary")
    tied_embeddings: Flag = Field(title="Tied embeddings")
    experts: Count = Field(ge=0, le=4_096, title="Experts (0 = dense)")
    experts_topk: Count = Field(ge=0, le=256, title="Experts per token")
    shared_experts: Count = Field(ge=0, le=64, title="Shared experts")
    expert_ffn_hidden: Count = Field(ge=0, le=524_288, title="Expert hidden size")
    dense_layers_first: Count = Field(ge=0, le=1_000, title="Dense layers before the first MoE")
    sliding_window: Count = Field(ge=0, le=1_048_576, title="Sliding window (0 = none)")
    full_attn_every: Count = Field(ge=0, le=1_000, title="Full attention every n-th layer")

    def to_architecture(self) -> Architecture:
        """The architecture the model computes with.

        Raises:
            ValueError: the dimensions do not go together; the text says which and why, by the
                names they have in a form.
        """
        try:
            return self._architecture()
        except ValueError as error:
            raise ValueError(_FIELD.sub(_title, str(error))) from None

    def _architecture(self) -> Architecture:
        moe = self.experts > 0
        return Architecture(
            layers=self.layers,
            hidden=self.hidden,
            ffn_hidden=self.ffn_hidden,
            gated_mlp=self.gated_mlp,
            heads=self.heads,
            kv_heads=self.kv_heads,
            head_dim=self.head_dim,
            vocab=self.vocab,
            tied_embeddings=self.tied_embeddings,
            experts=self.experts,
            experts_topk=self.experts_topk if moe else 0,
            shared_experts=self.shared_experts if moe else 0,
            expert_ffn_hidden=(self.expert_ffn_hidden or self.ffn_hidden) if moe else None,
            dense_layers_first=self.dense_layers_first if moe else 0,
            sliding_window=self.sliding_window or None,
            full_attn_every=(self.full_attn_every or None) if self.sliding_window else None,
        )


_FIELD = re.compile(r"\b(" + "|".join(CustomArchitecture.model_fields) + r")\b(?= = )")


def _title(found: re.Match[str]) -> str:
    """A dimension as a form names it."""
    return CustomArchitecture.model_fields[found[0]].title or found[0]
