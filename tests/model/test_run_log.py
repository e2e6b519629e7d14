"""Step logs as training software prints them, and texts that are none."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.run_log.read import NoLog, RunLog, read_log
from model.run_log.reading import Quantity
from model.run_log.steady import median_log_sigma, steady
from model.run_log.text import MAX_BYTES, MAX_LINES, decoded

# Line formats: Megatron-LM training/training.py, NVIDIA/Megatron-LM issue 756; NeMo 2 output as in
# NVIDIA-BioNeMo/bionemo-recipes pull request 740; pytorch/torchtitan pull request 2389;
# aws-neuron/neuronx-distributed-training docs/tutorials/hf_llama3_70B_pretraining.rst and
# aws-neuron-parallelcluster-samples neuronx-nemo-megatron-llamav2-job.md; huggingface/
# optimum-neuron trainers/metrics/throughput.py; aws-neuron/neuronx-distributed
# examples/training/llama/training_utils.py; Megatron-Bridge "Step Time" lines.
MEGATRON = (
    " [2024-04-06 02:59:{i:02d}] iteration {i:8d}/     100 | consumed samples: {n:12d} | elapsed "
    "time per iteration (ms): {ms:.1f} | throughput per GPU (TFLOP/s/GPU): 239.8 | learning rate: "
    "8.600000E-06 | global batch size:   128 | lm loss: 1.825991E+00 | grad norm: 1.426 |"
)
NEMO = (
    "Training epoch 0, iteration {i}/99 | lr: 1.469e-05 | global_batch_size: 128 | global_step: {i}"
    " | reduced_train_loss: 6.265 | train_step_timing in s: 12.22 | consumed_samples: {n}"
)
TITAN = (
    "[rank{r}]:[titan] 2026-02-24 19:46:17,508 - root - INFO - step: {i:2d}  loss:  7.62585  "
    "grad_norm: 26.6250  memory: 66.91GiB(37.51%)  tps: {tps:,}  tflops: 314.71  mfu: 13.99%"
)
NXD = (
    "Epoch 0:   3%|▎         | {i}/91 [{minutes}:{seconds:02d}<7:52:06, 321.89s/it, loss=6.7, "
    "v_num=2, reduced_train_loss=13.40, lr=7.5e-9, global_step={i}.000, consumed_samples={n}.0]"
)
NEURON_NEMO = (
    "Epoch 0:  22%|██▏       | {i}/20101 [22:26:14<77:48:37, 17.95s/it, loss=2.43, v_num=5563, "
    "reduced_train_loss=2.470, global_step={i}.0, consumed_samples=1.16e+6, iteration_time=16.40]"
)
OPTIMUM = "{{'loss': 2.1, 'train/global_tokens_per_sec': 52000.0, 'train/mfu': 23.1, 'epoch': 0.1}}"
NXD_EXAMPLE = (
    "[0]:LOG Wed Dec  6 21:17:13 2023 - (0, {i}) step_loss : 10.5000 learning_rate : 4.50e-07 "
    "throughput : 7.94 param_norm : 1536.0 grad-norm : 8.125"
)
BRIDGE = "ain_fp8_mx/0 Step Time : 9.09s GPU utilization: 663.5MODEL_TFLOP/s/GPU"


def log(line: str, steps: int = 30) -> str:
    return "\n".join(
        line.format(i=i, n=128 * i, ms=5444.9 + i % 3, tps=10_050, r=0, minutes=5 * i, seconds=15)
        for i in range(1, steps + 1)
    )


def read(text: str) -> RunLog:
    found = read_log(text)
    assert isinstance(found, RunLog), found
    return found


@pytest.mark.parametrize(
    ("line", "name", "quantity", "median", "batch"),
    [
        (MEGATRON, "Megatron-LM", Quantity.STEP_SECONDS, 5.446, 128),
        (NEMO, "NeMo", Quantity.STEP_SECONDS, 12.22, 128),
        (TITAN, "torchtitan", Quantity.TOKENS_PER_RANK, 10_050, None),
        (NXD, "NxD Training or NeMo", Quantity.STEP_SECONDS, 300, 128),
        (NEURON_NEMO, "NxD Training", Quantity.STEP_SECONDS, 16.4, None),
        (NXD_EXAMPLE, "NxD examples", Quantity.SEQUENCES, 7.94, None),
        (OPTIMUM, "optimum-neuron", Quantity.TOKENS, 52_000, None),
        (BRIDGE, "Megatron-Bridge", Quantity.STEP_SECONDS, 9.09, None),
    ],
)
def test_each_format_is_recognised_with_its_median_and_batch(
    line: str, name: str, quantity: Quantity, median: float, batch: int | None
) -> None:
    found = read(log(line))
    assert (found.format, found.quantity, found.batch_seqs) == (name, quantity, batch)
    assert found.steady.median == pytest.approx(median, rel=1e-3)


def test_the_published_progress_bar_of_nxd_training_gives_315_seconds_a_step() -> None:
    # The tutorial's own four lines: step 3 after 16:05, step 4 after 21:20.
    lines = [
        NXD.format(i=3, n=3072, minutes=16, seconds=5),
        NXD.format(i=3, n=3072, minutes=16, seconds=5),
        NXD.format(i=4, n=4096, minutes=21, seconds=20),
        NXD.format(i=5, n=5120, minutes=26, seconds=35),
    ]
    found = read("\n".join(lines))
    assert found.steady.median == pytest.approx(315)
    assert found.batch_seqs == 1024


@pytest.mark.parametrize(
    ("header", "value", "quantity", "median"),
    [
        ("step,step_time_s", "2.5", Quantity.STEP_SECONDS, 2.5),
        ("step;step_time_ms", "2500", Quantity.STEP_SECONDS, 2.5),
        ("global_step\titeration_time", "2.5", Quantity.STEP_SECONDS, 2.5),
        ('"step","train_step_timing in s"', "2.5", Quantity.STEP_SECONDS, 2.5),
        ("step,tokens_per_s_per_gpu", "900", Quantity.TOKENS_PER_ACCELERATOR, 900),
        ("step,tokens_per_s", "900", Quantity.TOKENS, 900),
        ("step,step_ms", "2500", Quantity.STEP_SECONDS, 2.5),
        ("iter,seconds per step", "2.5", Quantity.STEP_SECONDS, 2.5),
        ("step;step_time_s", "2,5", Quantity.STEP_SECONDS, 2.5),
    ],
)
def test_a_csv_file_says_its_unit_in_the_name_of_the_column(
    header: str, value: str, quantity: Quantity, median: float
) -> None:
    separator = next(s for s in ",;\t" if s in header)
    rows = [f"{i}{separator}{value}" for i in range(20)]
    found = read("\n".join([header, *rows]))
    assert (found.format, found.quantity) == ("CSV file", quantity)
    assert found.steady.median == pytest.approx(median)


def test_colours_and_carriage_returns_are_no_hindrance() -> None:
    coloured = "\r".join(f"\x1b[1;32m{line}\x1b[0m" for line in log(MEGATRON).splitlines())
    assert read(coloured).steady == read(log(MEGATRON)).steady


def test_ranks_that_print_the_same_step_count_once_at_the_slowest() -> None:
    lines = [
        TITAN.format(i=i, r=rank, tps=10_000 + 100 * rank) for i in range(1, 21) for rank in (3, 0)
    ]
    found = read("\n".join(lines))
    assert found.readings == 20
    assert found.steady.median == pytest.approx(10_000)


@pytest.mark.parametrize(
    ("line", "key", "other"), [(MEGATRON, "ms", 9_000.0), (TITAN, "tps", 9_000)]
)
def test_eight_ranks_in_one_log_are_as_many_steps_as_one(line: str, key: str, other: int) -> None:
    # 9 s is slower than 5 s; 9,000 tokens a second are slower than 10,000.
    values = {"n": 0, "ms": 5_000.0, "tps": 10_000}
    slow = values | {key: other}
    lines = [
        f"[default{rank}]:" + line.format(i=i, r=rank, **(slow if rank == 5 else values))
        for i in range(1, 21)
        for rank in range(8)
    ]
    found = read("\n".join(lines))
    assert (found.readings, found.steady.used) == (20, 18)
    assert found.steady.median == pytest.approx(9.0 if key == "ms" else 9_000)


NEMO_1 = (
    "Epoch 0: :  60%|██████    | {bar}/10000 [4:26:54<2:56:09, v_num=0, reduced_train_loss=0.0252, "
    "global_step={step}, consumed_samples={samples}, {time}=2.590, val_loss=0.0917]"
)


@pytest.mark.parametrize("time", ["train_step_timing in s", "iteration_time"])
def test_a_bar_that_shortens_large_numbers_still_has_a_step_a_line(time: str) -> None:
    # tqdm prints 123,456.0 as 1.23e+5, so that a thousand steps in a row look alike.
    lines = [
        NEMO_1.format(bar=123_401 + i, step="1.23e+5", samples="1.97e+6", time=time)
        for i in range(30)
    ]
    found = read("\r".join(lines))
    assert (found.readings, found.batch_seqs) == (30, None)
    assert found.steady.median == pytest.approx(2.59)


def test_bars_that_tokenize_load_or_evaluate_are_no_steps() -> None:
    bar = "{percent:3d}%|###  | {at}/{of} [{minutes:02d}:{seconds:02d}<01:00, {rate}]"

    def drawn(of: int, each: int, count: int, rate: str) -> list[str]:
        return [
            bar.format(
                percent=100 * at // of, at=at, of=of, minutes=at * each // 60,
                seconds=at * each % 60, rate=rate,
            )
            for at in range(1, count + 1)
        ]  # fmt: skip

    steps = drawn(1_000, 12, 60, "12.00s/it")
    lines = [
        *drawn(500, 1, 200, "1.00 examples/s"), *drawn(4, 10, 4, "10.0s/it"), *steps[:30],
        *drawn(20, 3, 20, "3.00s/it"), *steps[30:],
    ]  # fmt: skip
    found = read("\r".join(lines))
    assert found.steady.median == pytest.approx(12)
    assert found.steady.outliers == 0


def test_short_steps_are_read_from_the_rate_that_the_bar_prints() -> None:
    # 0.5 s a step; every 40th waits 6 s for a checkpoint, which the bar's clock counts too.
    lines, clock = [], 0.0
    for step in range(1, 401):
        waits = step % 40 == 0
        clock += 6.5 if waits else 0.5
        rate = "2.40s/it" if waits else "2.00it/s"
        lines.append(
            f" 10%|# | {step}/1000 [{int(clock) // 60:02d}:{int(clock) % 60:02d}<20:00, {rate}]"
        )
    found = read("\r".join(lines))
    assert found.steady.median == pytest.approx(0.5)
    assert found.steady.outliers == 10


def test_a_line_cut_off_before_its_batch_counts_with_the_others() -> None:
    cut = log(MEGATRON, 20).splitlines()
    cut[-1] = cut[-1].split(" | learning rate")[0]
    found = read("\n".join(cut))
    assert (found.readings, found.batch_seqs, found.notes) == (20, 128, ())


def test_warm_up_and_checkpoints_are_left_out_of_the_median() -> None:
    values = [60.0, 20.0, 12.0] + [5.0 + 0.01 * (i % 3) for i in range(50)]
    values[30] = 45.0
    found = steady(values)
    assert found.median == pytest.approx(5.01, abs=0.01)
    assert found.warm_up >= 3
    assert found.outliers == 1


def test_a_batch_that_ramps_up_is_measured_at_its_most_frequent_size() -> None:
    small = log(MEGATRON, 5).replace("size:   128", "size:    64")
    found = read(small + "\n" + log(MEGATRON, 20))
    assert (found.batch_seqs, found.readings) == (128, 20)
    assert "another batch" in found.notes[0]


@given(st.floats(0.0, 0.5), st.integers(1, 1_000), st.integers(1, 1_000))
def test_more_steps_never_make_the_median_less_sure(scatter: float, few: int, more: int) -> None:
    assert median_log_sigma(scatter, few + more) <= median_log_sigma(scatter, few)


@given(st.floats(0.01, 1e4), st.integers(3, 60))
def test_a_steady_log_has_its_own_value_as_median(value: float, steps: int) -> None:
    found = steady([value] * steps)
    assert found.median == pytest.approx(value)
    assert found.outliers == 0
    assert math.isfinite(found.log_sigma)


def test_a_text_without_steps_says_what_was_looked_for() -> None:
    found = read_log("loading checkpoint\nall done")
    assert isinstance(found, NoLog)
    assert "No step times" in found.reason
    assert any("torchtitan" in line for line in found.looked_for)


def test_one_step_is_not_enough() -> None:
    found = read_log(log(MEGATRON, 1))
    assert isinstance(found, NoLog)
    assert "Only one step" in found.reason


@given(st.text(max_size=500))
def test_no_text_raises(text: str) -> None:
    assert isinstance(read_log(text), RunLog | NoLog)


@given(
    st.lists(st.sampled_from([MEGATRON[:90], TITAN, NXD[:60], "step_time_s,", "\x1b[", "9" * 50]))
)
def test_no_pieces_of_logs_raise(pieces: list[str]) -> None:
    assert isinstance(read_log("\n".join(pieces)), RunLog | NoLog)


@pytest.mark.parametrize(
    "text",
    ["1" * 10**6, "step: 1 tps: " * 10**5, "| 1/2 [0:00<\n" * (MAX_LINES - 1), "\x1b[" * 9 * 10**5,
     "train_step_timing in s: [" * 10**4, "\x1b[0" + ";0" * 10**5],
    ids=["digits", "one long line", "broken bars", "escapes", "open lists", "long escape"],
)  # fmt: skip
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    assert isinstance(read_log(text), RunLog | NoLog)


def test_too_much_text_is_refused_with_what_to_do() -> None:
    found = read_log("x" * (MAX_BYTES + 1))
    assert isinstance(found, NoLog)
    assert "A few hundred steps are enough" in found.reason


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\x1f\x8b\x08abc", "compressed"),
        (b"a\x00b", "no text"),
        (b"x" * (MAX_BYTES + 1), "MB are read at most"),
    ],
)
def test_files_that_cannot_be_read_say_why(data: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        decoded(data)


def test_files_of_other_encodings_are_read() -> None:
    text = log(MEGATRON)
    for data in (text.encode("utf-16"), text.encode("utf-8-sig"), ("é" + text).encode("latin-1")):
        assert read(decoded(data)).readings == 30
