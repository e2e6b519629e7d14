"""Accelerators and the instances that carry them, from the data files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from model.data_files import optional_float, rows
from model.units import GIB
from model.workload import Precision


class Family(StrEnum):
    """The two sides of the comparison."""

    NVIDIA = "nvidia"
    TRAINIUM = "trainium"


@dataclass(frozen=True, slots=True)
class Accelerator:
    """One accelerator chip.

    Attributes:
        id: stable identifier, such as `h100`.
        name: name for display.
        vendor: maker.
        family: NVIDIA or Trainium.
        generation: architecture generation, such as `Hopper`.
        bf16_flops: dense peak in BF16 [FLOP/s].
        fp8_flops: dense peak in FP8 [FLOP/s], None without faster FP8.
        fp4_flops: dense peak in 4-bit floating point [FLOP/s], None without.
        hbm_bytes: memory that software can use [B].
        hbm_bytes_per_s: memory bandwidth [B/s].
        scale_up_link_name: name of the link between neighbours.
        scale_up_bytes_per_s: bandwidth of that link per chip and direction [B/s].
        scale_up_domain: chips that the link joins at most.
        network_bytes_per_s: usual network bandwidth per chip and direction [B/s].
        ranks: processes of a training program on one chip; a Trainium chip has several cores.
        tdp_w: rated power [W], None if unpublished.
        sustained_share: what large matrix products reach of the peak, over what they reach on
            the parts of the generation with full power.
        fp8_copies: copies of an FP8 weight that a step needs: 2 where products read operands along
            one direction only, so that the backward pass reads a transposed copy.
        pattern: what names the chip in tables of others, a regular expression over lower-case
            letters and digits.
        source: where the numbers come from.
        retrieved: date they were read.
        notes: remarks and disagreements between sources.
    """

    id: str
    name: str
    vendor: str
    family: Family
    generation: str
    bf16_flops: float
    fp8_flops: float | None
    fp4_flops: float | None
    hbm_bytes: float
    hbm_bytes_per_s: float
    scale_up_link_name: str
    scale_up_bytes_per_s: float
    scale_up_domain: int
    network_bytes_per_s: float
    ranks: int
    tdp_w: float | None
    sustained_share: float
    fp8_copies: float
    pattern: str
    source: str
    retrieved: str
    notes: str

    def peak_flops(self, precision: Precision) -> float | None:
        """Dense peak in a precision [FLOP/s], or None where the chip has no faster path."""
        if precision is Precision.BF16:
            return self.bf16_flops
        return self.fp4_flops if precision is Precision.NVFP4 else self.fp8_flops


@dataclass(frozen=True, slots=True)
class Instance:
    """One rented machine.

    Attributes:
        instance_type: the provider's own name.
        provider: `aws`, `gcp` or `azure`.
        accelerator: its chip.
        accelerators: chips in one instance.
        scale_up_domain: chips that the fast link joins, over several instances if larger than
            `accelerators`.
        network_bytes_per_s: network bandwidth of the instance per direction [B/s].
        network_name: name of the network.
        source: where the numbers come from.
        retrieved: date they were read.
        notes: remarks and disagreements between sources.
    """

    instance_type: str
    provider: str
    accelerator: Accelerator
    accelerators: int
    scale_up_domain: int
    network_bytes_per_s: float
    network_name: str
    source: str
    retrieved: str
    notes: str

    @property
    def network_bytes_per_s_per_accelerator(self) -> float:
        """One chip's share of the network [B/s]."""
        return self.network_bytes_per_s / self.accelerators


@lru_cache(maxsize=1)
def accelerators() -> Mapping[str, Accelerator]:
    """All accelerators by id."""
    return MappingProxyType({row["id"]: _accelerator(row) for row in rows("accelerators.csv")})


@lru_cache(maxsize=1)
def instances() -> Mapping[str, Instance]:
    """All instance types by the provider's name."""
    return MappingProxyType({row["instance_type"]: _instance(row) for row in rows("instances.csv")})


def _accelerator(row: Mapping[str, str]) -> Accelerator:
    fp8, fp4 = optional_float(row["fp8_tflops"]), optional_float(row["fp4_tflops"])
    return Accelerator(
        id=row["id"],
        name=row["name"],
        vendor=row["vendor"],
        family=Family(row["family"]),
        generation=row["generation"],
        bf16_flops=float(row["bf16_tflops"]) * 1e12,
        fp8_flops=None if fp8 is None else fp8 * 1e12,
        fp4_flops=None if fp4 is None else fp4 * 1e12,
        hbm_bytes=float(row["hbm_gib"]) * GIB,
        hbm_bytes_per_s=float(row["hbm_gb_s"]) * 1e9,
        scale_up_link_name=row["scale_up_link_name"],
        scale_up_bytes_per_s=float(row["scale_up_gb_s"]) * 1e9,
        scale_up_domain=int(float(row["scale_up_domain"])),
        network_bytes_per_s=float(row["network_gbps"]) * 1e9 / 8,
        ranks=int(row["ranks"]),
        tdp_w=optional_float(row["tdp_w"]),
        sustained_share=float(row["sustained_share"]),
        fp8_copies=float(row["fp8_copies"]),
        pattern=row["pattern"],
        source=row["source"],
        retrieved=row["retrieved"],
        notes=row["notes"],
    )


def _instance(row: Mapping[str, str]) -> Instance:
    return Instance(
        instance_type=row["instance_type"],
        provider=row["provider"],
        accelerator=accelerators()[row["accelerator"]],
        accelerators=int(row["accelerators"]),
        scale_up_domain=int(float(row["scale_up_domain"])),
        network_bytes_per_s=float(row["network_gbps"]) * 1e9 / 8,
        network_name=row["network_name"],
        source=row["source"],
        retrieved=row["retrieved"],
        notes=row["notes"],
    )
