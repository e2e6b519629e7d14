from __future__ import annotations

import pytest

from model.data_files import rows
from model.stack import stack_of, stacks
from model.stack.stacks import UNKNOWN
from model.stack.words import as_told
from model.validation.published_run import read_run


@pytest.mark.parametrize(
    ("framework", "trainium", "stack"),
    [
        ("NeMo (Megatron-Core)", False, "nemo"),
        ("Megatron-Bridge/Megatron-Core (NeMo 26.04)", False, "megatron-bridge"),
        ("Megatron Bridge 25.09", False, "megatron-bridge"),
        ("Megatron Core", False, "nemo"),
        ("megatron_deepspeed", False, "megatron-deepspeed"),
        ("llm-foundry/Composer FSDP", False, "llm-foundry"),
        ("Polygl0t llm-foundry (PyTorch + HF Transformers)", False, "huggingface"),
        ("HF TRL+PEFT+accelerate FSDP", False, "huggingface"),
        ("Megatron-DeepSpeed", False, "megatron-deepspeed"),
        ("NeuronX Distributed (NxD, PyTorch/XLA)", True, "nxd"),
        (
            "Megatron-LM for Neuron (aws-neuron-reference-for-megatron-lm)",
            True,
            "megatron-lm-neuron",
        ),
        ("AWS Neuron reference for Megatron-LM, torch-neuronx", True, "megatron-lm-neuron"),
        ("NeMo-Megatron (neuronx-nemo-megatron)", True, "megatron-neuron"),
        ("AXLearn (JAX)", True, "axlearn-neuron"),
        ("AXLearn (JAX)", False, "jax-axlearn"),
        ("nanotron", False, "nanotron"),
        ("ms-swift", False, "huggingface"),
        ("QLoRA (bitsandbytes)", False, "huggingface"),
        ("PyTorch Lightning FSDP", False, "fsdp"),
        ("PyTorch FSDP + FlashAttention-2", False, "fsdp"),
        ("PyTorch FSDP + torch.compile", False, "compiled-fsdp"),
        ("DeepSpeed ZeRO-3 + torch.compile", False, "deepspeed"),
        ("HF Transformers, FSDP2", False, "huggingface"),
        ("torchtitan (FSDP2, torch.compile, Float8)", False, "torchtitan-2024"),
        ("flash-attn repo (PyTorch Lightning, FA1, fused MLP/LN/CE)", False, "single-purpose"),
        ("MegaBlocks", False, "megatron-lm"),
        ("NVIDIA Megatron-LM", False, "megatron-lm"),
        ("PyTorch NVIDIA Release 23.09", False, "nemo"),
        ("NGC PyTorch 25.05", False, "nemo"),
        ("torchtitan (FSDP2, torch 2.8, NGC 25.05, torchao)", False, "torchtitan-2024"),
        ("NeMo AutoModel (PyTorch FSDP2)", False, "automodel"),
        ("bionemo recipes, TE + FSDP2", False, "fsdp2"),
        ("HF AutoModelForCausalLM, accelerate", False, "huggingface"),
        ("NGC PyTorch 25.05, nanoGPT", False, "single-purpose"),
        ("NGC container, HF TRL", False, "huggingface"),
    ],
)
def test_a_framework_names_its_stack(framework: str, trainium: bool, stack: str) -> None:
    assert stack_of(framework, trainium).id == stack


def test_megatron_lm_on_trainium_recomputes_nothing_and_nemo_everything() -> None:
    # aws-neuron-reference-for-megatron-lm@2464eaa, pretrain_gpt3_6.7B_32layers_bf16_bs1024_slurm;
    # neuronx-nemo-megatron@05dde85, nemo/examples/nlp/language_modeling/test.sh.
    plain, nemo = stacks()["megatron-lm-neuron"], stacks()["megatron-neuron"]
    assert (plain.recompute_default, plain.sequence_parallel) == ("none", False)
    assert (nemo.recompute_default, nemo.sequence_parallel) == ("full", True)


@pytest.mark.parametrize("framework", ["", "PyTorch", "PyTorch 2.4", "JAX, CUDA 12.4"])
def test_a_framework_that_says_nothing_leaves_it_to_the_publisher(framework: str) -> None:
    assert stack_of(framework, False, publisher="MLPerf Training v4.1").id == "nemo"
    assert stack_of("PyTorch FSDP", False, publisher="MLPerf Training v4.1").id == "fsdp"


def test_a_publisher_is_not_mistaken_for_a_model_of_a_similar_name() -> None:
    assert stack_of("", False, publisher="BloombergGPT paper").id.startswith(UNKNOWN)
    assert stack_of("", False, publisher="BigScience BLOOM-176B log").id == "megatron-deepspeed"


@pytest.mark.parametrize("framework", ["", "something new"])
@pytest.mark.parametrize(
    ("trainium", "model_parallel", "year", "family"),
    [
        (False, False, 2025.0, "fsdp"),
        (False, True, 2025.0, "megatron-core"),
        (False, True, 2021.5, "megatron"),
        (True, True, 2025.0, "neuron"),
    ],
)
def test_an_unknown_stack_is_of_the_family_that_such_runs_use(
    framework: str, trainium: bool, model_parallel: bool, year: float, family: str
) -> None:
    found = stack_of(framework, trainium, model_parallel, year)
    assert found.id.startswith(UNKNOWN)
    assert found.family == family


@pytest.mark.parametrize("framework", ["", "our own trainer", "our trainer (PyTorch)"])
def test_a_program_without_a_name_or_a_layout_is_of_no_family(framework: str) -> None:
    found = stack_of(framework, False, layout_said=False)
    assert found.id.startswith(UNKNOWN)
    assert found.zero_default is None
    assert found.family not in {s.family for s in stacks().values() if s.family != "unplaced"}
    assert not stack_of(framework, False, year=2021.5, layout_said=False).flash_attention


@pytest.mark.parametrize(
    ("framework", "early", "late"),
    [
        ("Megatron-LM", "megatron-2021", "megatron-lm"),
        ("NeMo Megatron", "megatron-2021", "nemo"),
        ("DeepSpeed ZeRO-3", "deepspeed-2021", "deepspeed"),
        ("Megatron-DeepSpeed", "megatron-deepspeed-2022", "megatron-deepspeed"),
        ("PyTorch FSDP", "fsdp-2022", "fsdp"),
    ],
)
def test_a_later_stack_takes_over_its_name(framework: str, early: str, late: str) -> None:
    assert stack_of(framework, False, year=2021.3).id == early
    assert stack_of(framework, False, year=2025.0).id == late


def test_tiled_losses_keep_few_logits_and_tuned_kernels_are_read_from_the_name() -> None:
    plain = stacks()["deepspeed"]
    tuned = stack_of("DeepSpeed + HF Transformers, FA3, Liger", False)
    assert tuned.logit_bytes < 1 < plain.logit_bytes
    assert (plain.attention_kernel, tuned.attention_kernel) == ("portable", "tuned")


@pytest.mark.parametrize(
    "words", ["8,192-token loss chunks", "chunked CE loss", "fused linear cross-entropy"]
)
def test_a_loss_in_chunks_is_read_from_how_people_say_it(words: str) -> None:
    assert as_told(stacks()["torchtitan"], words).logit_bytes < 1


@pytest.mark.parametrize(
    "words",
    ["unfused attention", "attention is unfused", "flash-attn is installed; eager attention"],
)
def test_attention_that_is_not_fused_writes_its_scores(words: str) -> None:
    assert not as_told(stacks()["nemo"], words).flash_attention


@pytest.mark.parametrize("name", ["Megatron-DeepSpeed, FlashAttention-2", "GPT-NeoX (FA2)"])
def test_attention_is_flash_where_the_name_says_so(name: str) -> None:
    assert stack_of(name, False).flash_attention
    assert not stack_of("Megatron-DeepSpeed", False).flash_attention


def test_attention_is_not_flash_where_the_name_denies_it() -> None:
    assert not stack_of("PyTorch FSDP without flash attention", False).flash_attention


def test_recomputation_did_not_stop_early_before_pytorch_2_1() -> None:
    # PyTorch 2.1, released 2023-10-04: torch.utils.checkpoint, set_checkpoint_early_stop.
    assert not stack_of("fairscale", False, year=2023.1).early_stop
    assert stack_of("PyTorch FSDP", False, year=2024.0).early_stop


def test_fsdp_alone_has_no_pipeline_so_who_runs_one_runs_another_stack() -> None:
    assert stack_of("PyTorch FSDP", False, True, pipeline=True).family == "megatron-core"
    assert stack_of("PyTorch FSDP", False, True, pipeline=False).id == "fsdp"


@pytest.mark.parametrize(("year", "kernel"), [(2024.2, "portable"), (2024.5, "tuned")])
def test_nemo_ran_flash_attention_2_until_transformer_engine_preferred_cudnn(
    year: float, kernel: str
) -> None:
    # NVIDIA/NeMo pull request 9188 (May 2024). Submissions to MLPerf choose their kernels.
    assert stack_of("NeMo (Megatron-Core)", False, year=year).attention_kernel == kernel
    mlperf = stack_of("NVIDIA NeMo", False, year=year, publisher="MLPerf Training v3.1")
    assert mlperf.attention_kernel == "tuned"


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("AdamW 8-bit (bitsandbytes)", 2),
        ("pure bf16 weights and AdamW states", 4),
        ("BF16 moments", 8),
        ("no 8-bit Adam", 12),
        ("not pure bf16", 12),
        ("", 12),
    ],
)
def test_words_tell_how_wide_the_optimizer_s_state_is(words: str, size: float) -> None:
    assert as_told(stacks()["fsdp"], words).optimizer_bytes == size


def test_a_chunked_loss_keeps_few_logits() -> None:
    plain = stacks()["fsdp"]
    assert as_told(plain, "packed, chunked cross entropy").logit_bytes < plain.logit_bytes
    assert as_told(plain, "unfused cross entropy").logit_bytes == plain.logit_bytes


def test_attention_is_flash_where_the_notes_say_so() -> None:
    # EleutherAI/pythia: the settings of 2.8B name flash attention, those of 1B do not.
    published = {row["id"]: row for row in rows("training_runs.csv")}
    assert read_run(published["pythia-6"]).stack.flash_attention
    assert not read_run(published["pythia-4"]).stack.flash_attention
    denied = published["pythia-6"] | {"notes": "without flash attention"}
    assert not read_run(denied).stack.flash_attention


def test_a_program_that_used_the_first_flash_attention_says_when_it_uses_the_second() -> None:
    assert stack_of("llm-foundry", False).attention_kernel == "triton"
    assert stack_of("llm-foundry, FlashAttention-2", False).attention_kernel == "portable"
    assert stack_of("MosaicML Composer, flash attention v1", False).attention_kernel == "triton"


@pytest.mark.parametrize("words", ["ChunkedCELoss", "chunked cross entropy", "chunked loss"])
def test_a_loss_in_chunks_never_has_all_logits(words: str) -> None:
    assert as_told(stacks()["torchtitan"], words).logit_bytes < 1


@pytest.mark.parametrize("stack", ["nemo", "megatron-bridge"])
def test_gradients_are_added_up_in_32_bits_but_not_by_recipes_for_performance(stack: str) -> None:
    # Megatron-Bridge, mixed_precision.py: bf16_mixed reduces in 32 bits; its recipes for
    # performance set grad_reduce_in_fp32 to false.
    program = stacks()[stack]
    everyday = as_told(program, "iterations 2 to 20", benchmark=False)
    assert (everyday.gradient_bytes, everyday.gradient_bytes_kept) == (4, 4)
    for told in (
        as_told(program, "iterations 2 to 20", benchmark=True),
        as_told(program, "tuned performance recipe", benchmark=False),
        as_told(program, "NeMo 25.09 performance scripts", benchmark=False),
    ):
        assert (told.gradient_bytes, told.gradient_bytes_kept) == (2, 2)


@pytest.mark.parametrize("stack", ["megatron-lm", "torchtitan", "huggingface"])
def test_gradients_of_other_programs_are_the_same_in_benchmarks(stack: str) -> None:
    program = stacks()[stack]
    assert as_told(program, "", benchmark=False) == as_told(program, "", benchmark=True)


def test_whether_a_run_was_a_benchmark_is_told_by_who_published_it() -> None:
    row = next(r for r in rows("training_runs.csv") if r["id"] == "dgxc-0596")
    assert read_run(row).stack.gradient_bytes_kept == 2
    assert read_run(row | {"source": "Notes of a lab"}).stack.gradient_bytes_kept == 4
