"""The internet as the sources see it, on loopback: each address answers, fails or hangs at will."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

import pytest

from pricing.fetch.client import Client, Limits
from pricing.refresh.due import FORCED, WHEN_DUE
from pricing.refresh.run import Outcome, Status, refresh
from pricing.sources.registry import SOURCES as EVERY
from pricing.sources.registry import source_named
from pricing.store.store import Store
from tests.pricing.loopback import Answer, Asked, serving
from tests.pricing.quotes import NOW

HEADER = "InstanceType,AcceleratorName,AcceleratorCount,Price,SpotPrice,Region,AvailabilityZone\n"
ADVICE = b"""{"ranges": [{"index": 0, "label": "<5%"}],
"spot_advisor": {"us-east-1": {"Linux": {"p5.48xlarge": {"s": 60, "r": 0}}}}}"""
CATALOG, ADVISOR = "/skypilot/aws/vms.csv", "/advisor.json"
SOURCES = (source_named("skypilot"), source_named("spot_advisor"))


def catalog(price: float = 55.04, spot: float = 18.7) -> bytes:
    """The SkyPilot catalog with one instance type in one zone."""
    row = f"p5.48xlarge,H100,8.0,{price},{spot},us-east-1,use1-az2\n"
    return (HEADER + row).encode()


@dataclass
class World:
    """What each path answers, and what was asked.

    Attributes:
        url: where it is.
        answers: by path, how it answers.
        asked: the paths asked, in order.
        reached: set when a hanging path is asked.
        release: set to let hanging paths answer.
    """

    answers: dict[str, Callable[[Asked], Answer]]
    url: str = ""
    asked: list[str] = field(default_factory=list)
    reached: Event = field(default_factory=Event)
    release: Event = field(default_factory=Event)

    def hang(self, path: str, body: bytes) -> None:
        """Let a path answer only once it is released."""

        def reply(_: Asked) -> Answer:
            self.reached.set()
            self.release.wait(120)
            return Answer(body)

        self.answers[path] = reply

    def environment(self) -> dict[str, str]:
        """The settings that lead the sources here."""
        everywhere = {f"CROSSOVER_{s.name.upper()}_URL": f"{self.url}/{s.name}" for s in EVERY}
        return {**everywhere, "CROSSOVER_SPOT_ADVISOR_URL": f"{self.url}{ADVISOR}"}


@contextmanager
def a_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world in which the catalog and the advisor answer and nothing else exists."""
    world = World({CATALOG: lambda _: Answer(catalog()), ADVISOR: lambda _: Answer(ADVICE)})

    def reply(asked: Asked) -> Answer:
        world.asked.append(asked.path)
        return world.answers.get(asked.path, lambda _: Answer(status=404))(asked)

    with serving(reply) as server:
        world.url = server.url
        for name, value in world.environment().items():
            monkeypatch.setenv(name, value)
        try:
            yield world
        finally:
            world.release.set()


def client(now: object = NOW) -> Client:
    """A client that tries once and believes it is this time."""
    return Client(limits=Limits(attempts=1), wait=lambda _: None, now=lambda: now)  # type: ignore[arg-type, return-value]


def outcomes(store: Store, now: object = NOW, force: bool = False) -> dict[str, Status]:
    """What came of the catalog and the advisor in a refresh at a time."""
    return {one.source: one.status for one in refreshed(store, now, force)}


def refreshed(store: Store, now: object = NOW, force: bool = False) -> tuple[Outcome, ...]:
    return refresh(store, SOURCES, client(now), FORCED if force else WHEN_DUE)
