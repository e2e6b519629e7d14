"""A price catalog as large as a cloud's, in SkyPilot's format, and a long history made of it."""

from __future__ import annotations

import random

from model.hardware import instances

ROWS = 30_000
ZONES = "abcdef"
HEADER = (
    "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region,"
    "AvailabilityZone,Arch,LocalDiskType,NVMeSupported,LocalDiskSize,LocalDiskCount"
)
INFO = (
    "\"{'Gpus': [{'Name': 'H100', 'Manufacturer': 'NVIDIA', 'Count': 8, "
    "'MemoryInfo': {'SizeInMiB': 81920}}], 'TotalGpuMemoryInMiB': 655360}\""
)


def catalog(seed: int = 1) -> bytes:
    """A catalog of 30,000 rows: types in 25 regions of six zones, each with a spot price.

    Args:
        seed: another seed moves every spot price.
    """
    prices = random.Random(seed)
    places = [(f"region-{n}", f"r{n}-{zone}") for n in range(25) for zone in ZONES]
    types = ROWS // len(places)
    names = [instance.instance_type for instance in instances().values()][:types]
    names += [f"p{kind}.48xlarge" for kind in range(100, 100 + types - len(names))]
    lines = [HEADER]
    for kind, instance_type in enumerate(names):
        on_demand = 10 + kind / 10
        lines += [
            f"{instance_type},H100,8.0,192.0,2048.0,{INFO},{on_demand:.4f},"
            f"{on_demand * prices.uniform(0.2, 0.9):.4f},{region},{zone},x86_64,ssd,True,3840,8"
            for region, zone in places
        ]
    return ("\n".join(lines) + "\n").encode()
