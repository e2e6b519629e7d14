"""What one optimizer step has to do: the model, the task and the shape of the batch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from model.anchor import Anchor
from model.architecture import Architecture


class Task(StrEnum):
    """Which weights the run trains."""

    PRETRAIN = "pretrain"
    SFT = "sft"
    LORA = "lora"
    QLORA = "qlora"


class Precision(StrEnum):
    """Number format of the large matrix multiplications."""

    BF16 = "bf16"
    FP8 = "fp8"
    MXFP8 = "mxfp8"
    NVFP4 = "nvfp4"


class Maturity(StrEnum):
    """How well the training stack is tuned: a vendor's recipe, or what an ordinary team reaches."""

    TUNED = "tuned"
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class Workload:
    """The work of one optimizer step.

    Attributes:
        architecture: the model that is trained, with the layers for further tokens that it is
            trained with.
        task: pre-training, full fine-tuning, LoRA or QLoRA.
        precision: number format of the large matrix multiplications.
        seq_len: sequence length [tokens].
        global_batch_seqs: sequences in one optimizer step.
        anchors: what the user's own logs showed of platforms.
        document_tokens: mean length of the documents that a sequence is packed with, where
            attention stays within them [tokens]; None where a sequence is one to attention.
    """

    architecture: Architecture
    task: Task
    precision: Precision
    seq_len: int
    global_batch_seqs: int
    anchors: tuple[Anchor, ...] = ()
    document_tokens: int | None = None

    @property
    def tokens_per_step(self) -> int:
        """Tokens in one optimizer step."""
        return self.seq_len * self.global_batch_seqs
