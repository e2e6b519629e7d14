"""The architecture of a published run, from the columns that describe it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from model.architecture import (
    NO_ENCODER_DECODERS,
    Architecture,
    Kind,
    parameter_count,
    presets,
)
from model.stack.words import MTP, says
from model.step.constants import constant
from model.validation.cells import Row, count, number, text

# The width that routed experts work in, and what says that it is that of latent attention.
LATENT_WIDTH = (
    r"(?:moe_latent_size|\blatent[- ]?(?:moe)?[ :(]*"
    r"(?:width|size|dim(?:ension)?s?|space)?(?: of| is)?)"
    r"[ =:(]*(\d{3,})\b(?! ?experts?)"
)
# Names of encoder-decoders, whose columns tell of one stack only.
ENCODER_DECODER = (
    r"(?i)(?<![a-z0-9])"
    r"(?:(?:flan|code|long|by|u)?-?m?t5|ul2|m?bart|encoder[-/ ]decoder)(?![a-z0-9])"
)
OF_ATTENTION = r"(?:kv|mla|compress\w*|attention)\W*$"


def read_architecture(row: Row) -> Architecture:
    """The architecture that a row describes.

    Columns leave out whether the MLP is gated and the embeddings are tied; the variant whose
    parameter count comes closest to the published one is taken. A published model of the same
    dimensions (not of the same name) fills in what the columns cannot say.

    Raises:
        ValueError: layers or hidden width are missing, the dimensions contradict each other, or it
            is an encoder-decoder.
    """
    if re.search(ENCODER_DECODER, text(row, "model")):
        raise ValueError(NO_ENCODER_DECODERS)
    layers, hidden = count(row, "layers"), count(row, "hidden")
    if layers is None or hidden is None:
        raise ValueError("layers or hidden is blank: there is nothing to compute with")
    known = _same_dimensions(row, layers, hidden)
    if known is not None:
        return known
    base = _stated(row, layers, hidden)
    published = number(row, "params_total_b")
    base = _with_latent(base, published)
    variants = [
        replace(base, gated_mlp=gated, tied_embeddings=tied)
        for gated in (True, False)
        for tied in (False, True)
    ]
    if published is None:
        narrow = base.ffn_hidden / base.hidden < 3.9 or bool(base.experts)
        return variants[0] if narrow else variants[3]
    return min(variants, key=lambda a: abs(parameter_count(a).total / 1e9 / published - 1))


def _with_latent(a: Architecture, published: float | None) -> Architecture:
    """The architecture with the width that its routed experts must have to count what it does.

    Far fewer parameters than experts of full width have mean that they work in a narrower space
    (LatentMoE); a text that names the width goes first.
    """
    if a.expert_ffn_hidden is None or a.expert_latent or published is None or not a.moe_layers:
        return a
    plain = replace(a, gated_mlp=False)
    full = parameter_count(plain).experts / 1e9
    rest = parameter_count(plain).total / 1e9 - full
    width = (published - rest) / full * a.hidden
    if not 0 < width < constant("few_weights") * a.hidden:
        return a
    return replace(a, expert_latent=max(64, 64 * round(width / 64)))


def _same_dimensions(row: Row, layers: int, hidden: int) -> Architecture | None:
    """A published architecture with the same dimensions, perhaps cut to fewer layers."""
    ffn, heads, vocab = (count(row, key) for key in ("ffn_hidden", "heads", "vocab"))
    kv_heads, experts = count(row, "kv_heads"), count(row, "experts") or 0
    for preset in presets().values():
        a = preset.architecture
        same = (a.hidden, a.heads, a.experts) == (hidden, heads, experts)
        same = same and (kv_heads in (None, a.kv_heads)) and a.kind is not Kind.ENCODER_DECODER
        same = same and (ffn is None or ffn in (a.ffn_hidden, a.expert_hidden))
        if same and (vocab is None or abs(vocab - a.vocab) < 1024):
            if a.layers == layers:
                return a
            if layers < a.layers and a.kv_layers is None and a.kind is Kind.DECODER:
                return replace(
                    a, layers=layers, dense_layers_first=min(a.dense_layers_first, layers)
                )
    return None


def _stated(row: Row, layers: int, hidden: int) -> Architecture:
    heads = count(row, "heads") or max(1, hidden // 128)
    kv_heads = count(row, "kv_heads") or heads
    if heads % kv_heads:
        kv_heads = heads
    experts = count(row, "experts") or 0
    notes = text(row, "moe_notes").lower()
    found = re.search(r"bert|encoder", (text(row, "model") + text(row, "source")).lower())
    return Architecture(
        layers=layers,
        hidden=hidden,
        ffn_hidden=count(row, "ffn_hidden") or 4 * hidden,
        gated_mlp=True,
        heads=heads,
        kv_heads=kv_heads,
        head_dim=count(row, "head_dim") or max(1, hidden // heads),
        vocab=count(row, "vocab") or (30522 if found else 50304),
        tied_embeddings=False,
        experts=experts,
        experts_topk=min(experts, count(row, "experts_topk") or 2) if experts else 0,
        kind=Kind.ENCODER if found else Kind.DECODER,
        **_from_notes(notes, layers, hidden, experts),
    )


def _from_notes(notes: str, layers: int, hidden: int, experts: int) -> dict[str, Any]:
    """What the remarks on a mixture of experts or hybrid add to the columns."""
    fields: dict[str, Any] = {}
    if found := re.search(
        r"(?:expert|moe)[ _-]*(?:ffn|hidden|intermediate|mlp)\D{0,12}(\d+)", notes
    ):
        fields["expert_ffn_hidden"] = int(found.group(1))
    found = re.search(LATENT_WIDTH, notes) if experts else None
    if found and not re.search(OF_ATTENTION, notes[: found.start()]):
        fields["expert_latent"] = min(int(found.group(1)), hidden)
    wide = re.search(r"(\d+) shared experts? (?:ffn|of|width) (\d+)", notes)
    if wide and "expert_ffn_hidden" in fields:
        inner = int(wide.group(1)) * int(wide.group(2))
        fields["shared_experts"] = round(inner / fields["expert_ffn_hidden"])
    elif found := re.search(r"(\d+) shared", notes):
        fields["shared_experts"] = int(found.group(1))
    elif "shared expert" in notes:
        fields["shared_experts"] = 1
    if found := re.search(r"first (\d+)? ?(?:layers? dense|dense)|(\d+) dense layer", notes):
        fields["dense_layers_first"] = min(layers, int(found.group(1) or found.group(2) or 1))
    if found := re.search(r"(?:moe|experts?)(?: in)? every (\d+|other|second)", notes):
        fields["moe_every"] = int(found.group(1)) if found.group(1).isdigit() else 2
    if found := re.search(r"sliding-?\s?window\D{0,3}(\d+)", notes):
        fields["sliding_window"] = int(found.group(1))
        fields["full_attn_every"] = 2 if "alternat" in notes else 0
    if "mla" in notes:
        ranks = re.search(r"q_lora (\d+), kv_lora (\d+), qk (\d+)\+(\d+), v (\d+)", notes)
        names = (
            "q_lora_rank",
            "kv_lora_rank",
            "qk_nope_head_dim",
            "qk_rope_head_dim",
            "v_head_dim",
        )
        values = [int(x) for x in ranks.groups()] if ranks else [1536, 512, 128, 64, 128]
        fields.update(zip(names, values, strict=True))
    if says(MTP, notes):
        found = re.search(rf"(\d+) (?:{MTP})|(?:{MTP}),? (?:of )?depth (?:of )?(\d+)", notes)
        fields["mtp_depth"] = int(found.group(1) or found.group(2)) if found else 1
    if "hybrid" in notes:
        fields.update(_hybrid(notes, layers, hidden))
    return fields


def _hybrid(notes: str, layers: int, hidden: int) -> dict[str, Any]:
    """Layers of a hybrid that attend, mix and have an MLP."""
    fields: dict[str, Any] = {"mixer_hidden": 2 * hidden}
    if found := re.search(r"state_dim (\d+)", notes):
        fields["mixer_state"] = int(found.group(1))
    if found := re.search(r"(\d+):1", notes):
        fields["attention_layers"] = layers // (int(found.group(1)) + 1)
        return fields
    found = re.search(r"(\d+) attention", notes)
    fields["attention_layers"] = int(found.group(1)) if found else layers // 8
    fields["mlp_layers"] = (layers - fields["attention_layers"]) // 2
    return fields
