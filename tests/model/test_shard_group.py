"""Over how many ranks a published run shards its weights."""

from __future__ import annotations

from model.data_files import rows
from model.validation.published_run import read_run

# 512 H100: tensor 8, pipeline 8, context 2, data 4, "FSDP 4".
ROW = next(r for r in rows("training_runs.csv") if r["id"] == "tt-2412-016")


def group(**cells: str) -> int:
    return read_run({**ROW, **cells}).layout.shard_group


def test_the_data_parallel_degree_means_all_ranks_those_of_a_sequence_too() -> None:
    assert group() == 0


def test_fewer_ranks_than_that_are_a_group() -> None:
    assert group(sharding="FSDP 2") == 2


def test_a_machine_is_a_group_even_if_there_are_as_many_replicas() -> None:
    cells = {"n_accelerators": "1024", "data_parallel": "8"}
    assert group(**cells, sharding="HYBRID_SHARD within node") == 8
    assert group(**cells, sharding="FSDP 8") == 0
