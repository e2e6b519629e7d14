"""The machines of other clouds are those the model knows, by name and number of accelerators."""

from __future__ import annotations

import csv
from pathlib import Path

from pricing.history import bundled_history
from pricing.snapshot import snapshot_book
from pricing.sources import azure_retail, gcp_machines
from pricing.sources.aws_types import accelerator_types

INSTANCES = Path(__file__).parents[3] / "model" / "data" / "instances.csv"


def modelled(provider: str) -> dict[str, int]:
    with INSTANCES.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["provider"] == provider]
    return {row["instance_type"]: int(row["accelerators"]) for row in rows}


def test_every_machine_of_azure_s_the_model_knows_is_asked_for() -> None:
    asked = {m.instance_type: m.accelerators for m in azure_retail.machines()}
    assert modelled("azure").items() <= asked.items()


def test_google_s_machines_have_as_many_accelerators_as_the_model_says() -> None:
    known = modelled("gcp")
    counted = {m.instance_type: m.accelerators for m in gcp_machines.machines()}
    shared = known.keys() & counted.keys()
    assert {"a3-highgpu-8g", "a3-ultragpu-8g", "a4-highgpu-8g"} <= shared
    assert {name: counted[name] for name in shared} == {name: known[name] for name in shared}


def test_aws_s_instances_have_as_many_accelerators_as_the_model_says() -> None:
    known = modelled("aws")
    counted = {q.instance_type: q.accelerators for q in snapshot_book().quotes if q.accelerators}
    shared = known.keys() & counted.keys()
    assert {"trn2.48xlarge", "p5.48xlarge", "u-p6e-gb200x72"} <= shared
    assert {name: counted[name] for name in shared} == {name: known[name] for name in shared}


def test_every_accelerated_price_that_is_bundled_says_what_it_is_of() -> None:
    every = (*snapshot_book().quotes, *bundled_history()[0])
    assert [q for q in every if q.instance_type in accelerator_types() and not q.accelerator] == []


def test_aws_is_asked_for_accelerators_only_whatever_else_comes_with_the_project() -> None:
    assert {"trn2.48xlarge", "p5.48xlarge"} <= set(accelerator_types())
    assert not [name for name in accelerator_types() if name.startswith(("c", "m", "r"))]
