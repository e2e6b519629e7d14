"""Catalogs other projects host."""

from __future__ import annotations

from pricing.sources import gpuhunt, skypilot
from pricing.sources.parsed import SourceRefused
from tests.fuzz.target import Shape, Target
from tests.pricing.quotes import ADDRESS, NOW
from tests.pricing.sources.test_gpuhunt import HEADER as HUNT_HEADER
from tests.pricing.sources.test_gpuhunt import catalog, row
from tests.pricing.traps.test_catalogs import GPUS, HEADER, HOST

_AWS = HEADER + "p5.48xlarge,192.0,2048.0,H100,8.0,{},us-east-1,use1-az2,55.04,18.7\n"
_GCP = HEADER + HOST + GPUS
_HUNT = HUNT_HEADER + row() + row("one", "3.99", "1") + row(spot="True", price="9.9")


def read_skypilot_aws(data: bytes) -> None:
    """SkyPilot's file of AWS."""
    skypilot.parse(data, "aws", ADDRESS, NOW)


def read_skypilot_gcp(data: bytes) -> None:
    """SkyPilot's file of Google, hosts and accelerators apart."""
    skypilot.parse(data, "gcp", ADDRESS, NOW)


def read_hunt(data: bytes) -> None:
    """A catalog of gpuhunt's, unpacked."""
    gpuhunt.parse(data, "lambdalabs", ADDRESS, NOW)


def read_hunt_zip(data: bytes) -> None:
    """A zip of gpuhunt's."""
    gpuhunt.unzipped(data, "lambdalabs.csv")


REFUSED = (SourceRefused,)
TARGETS = (
    Target("skypilot", read_skypilot_aws, (_AWS.encode(),), Shape.LINES, REFUSED),
    Target("skypilot_clouds", read_skypilot_gcp, (_GCP.encode(),), Shape.LINES, REFUSED),
    Target("gpuhunt", read_hunt, (_HUNT.encode(),), Shape.LINES, REFUSED),
    Target("gpuhunt_zip", read_hunt_zip, (catalog(row()),), Shape.BYTES, REFUSED),
)
