"""What people upload or paste: prices of their own, step logs, published runs."""

from __future__ import annotations

import math

from model.run_log.read import NoLog, RunLog, read_log
from model.run_log.text import decoded
from model.run_log.words import facts
from pricing.own import TEMPLATE, FileRefused, read_file
from tests.fuzz.target import Shape, Target
from tests.model import test_run_log as logs
from tests.pricing.quotes import NOW

_OWN = TEMPLATE + "gcp,us-central1,a3-highgpu-8g,contract,61.5,,\n"
_LINES = (logs.MEGATRON, logs.NEMO, logs.TITAN, logs.NXD, logs.NEURON_NEMO, logs.BRIDGE)
_LOGS = tuple(logs.log(line, steps=6).encode() for line in _LINES)
_TABLE = b"step,step_time_ms,loss\n1,5444.9,2.1\n2,5440.1,2.0\n3,5441.0,1.9\n"
_LIST = b"train_step_timing in s: [12.1, 12.2, 12.3, 1.2e1]\n"


def read_prices(data: bytes) -> None:
    """A file of the user's own prices."""
    for quote in read_file(data, NOW.date()):
        assert 0 < quote.usd_per_hour < math.inf


def read_steps(data: bytes) -> None:
    """An uploaded step log."""
    try:
        text = decoded(data)
    except ValueError:
        return
    found = read_log(text)
    if isinstance(found, NoLog):
        return
    _check(found)


def _check(found: RunLog) -> None:
    part = found.steady
    assert math.isfinite(part.median)
    assert math.isfinite(part.log_sigma)
    assert part.median > 0
    assert part.used > 0
    assert all(map(math.isfinite, found.values))
    assert facts(found)


TARGETS = (
    Target("own_prices", read_prices, (_OWN.encode(),), Shape.LINES, (FileRefused,)),
    Target(
        name="run_log",
        read=read_steps,
        seeds=(*_LOGS, logs.log(logs.OPTIMUM, steps=6).encode(), _TABLE, _LIST),
        shape=Shape.LINES,
        words=(b"1e999", b"1e-999", b"tokens_per_s", b"step_time_s", b"\x1b[0m", b"999999999999"),
    ),
)
