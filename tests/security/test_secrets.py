"""Credentials go where they are asked for, and nowhere else: no text, store, link or export."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from pricing.__main__ import main
from pricing.fetch.client import Client, Limits
from pricing.live.offers import block_offers
from pricing.refresh.due import FORCED
from pricing.refresh.run import refresh
from pricing.sources.aws_account import session
from pricing.sources.gcp_billing import KEY_SETTING
from pricing.sources.registry import SOURCES
from pricing.store.address import StoreAddress, file_address, store_address
from pricing.store.store import open_store
from tests.pricing.loopback import Answer, Asked, serving
from tests.pricing.quotes import NOW

SECRETS = {
    "AWS_ACCESS_KEY_ID": "AKIASENTINELSENTINEL",
    "AWS_SECRET_ACCESS_KEY": "sentinel/secret/of/aws/0123456789abcdefgh",
    "AWS_SESSION_TOKEN": "sentinel-session-token-of-aws",
    KEY_SETTING: "sentinel-key-of-google",
}
ONCE = Client(Limits(attempts=1, connect_s=2, silence_s=2), wait=lambda _: None, now=lambda: NOW)
# SECURITY.md names them: where the app may go when no setting moves a source.
HOSTS = (
    "raw.githubusercontent.com", "b0.p.awsstatic.com", "aws.amazon.com",
    "spot-bid-advisor.s3.amazonaws.com", "pricing.us-east-1.amazonaws.com", "prices.azure.com",
    "dstack-gpu-pricing.s3.eu-west-1.amazonaws.com", "cloudbilling.googleapis.com",
    "api.pricing.us-east-1.amazonaws.com", "savingsplans.amazonaws.com",
)  # fmt: skip


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch, online: None) -> Iterator[None]:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    session._missing.cache_clear()
    yield
    session._missing.cache_clear()


@pytest.fixture
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which names were looked up; none but this machine's is found."""
    asked: list[str] = []
    found = socket.getaddrinfo

    def look_up(host: str, *arguments: object, **more: object) -> object:
        asked.append(str(host))
        if host not in ("127.0.0.1", "localhost"):
            raise socket.gaierror(f"{host} is not looked up in tests")
        return found(host, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def echo(status: int, asked: Asked) -> Answer:
    """An answer that throws back whatever it was sent."""
    sent = json.dumps({"path": asked.path, "headers": asked.headers, "message": asked.headers})
    return Answer(sent.encode(), status, {"X-Echo": "1"})


@pytest.mark.parametrize("status", [200, 400, 403])
def test_no_failing_source_gives_a_secret_away(
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    only_this_machine: list[str],
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setenv("CROSSOVER_CACHE_DIR", str(tmp_path))
    store = open_store(file_address(tmp_path / "prices.sqlite"))
    with serving(lambda asked: echo(status, asked)) as server:
        for source in SOURCES:
            monkeypatch.setenv(f"CROSSOVER_{source.name.upper()}_URL", server.url)
        outcomes = refresh(store, SOURCES, ONCE, FORCED)
        sent = str([asked.headers for asked in server.asked])
    store.close()
    assert SECRETS["AWS_ACCESS_KEY_ID"] in sent, "the credentials were not used at all"
    assert SECRETS[KEY_SETTING] in sent
    assert main(["sources", "--json"]) == 0
    assert main(["quotes", "--json"]) == 0
    printed = capfd.readouterr()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    told = "".join((str(outcomes), printed.out, printed.err, caplog.text, kept.decode("latin-1")))
    assert [name for name, value in SECRETS.items() if value in told] == []
    assert set(only_this_machine) <= {"127.0.0.1", "localhost"}


def test_only_the_hosts_that_are_named_are_asked(
    tmp_path: Path, only_this_machine: list[str]
) -> None:
    store = open_store(file_address(tmp_path / "prices.sqlite"))
    outcomes = refresh(store, SOURCES, ONCE, FORCED)
    store.close()
    assert len(outcomes) == len(SOURCES)
    others = {h for h in only_this_machine if h not in HOSTS and not is_ec2(h)}
    assert others == set()
    text = (Path(__file__).resolve().parents[2] / "SECURITY.md").read_text(encoding="utf-8")
    assert [host for host in HOSTS if host not in text] == []


def is_ec2(host: str) -> bool:
    """EC2 answers in every region under a name of its own."""
    region = host.removeprefix("ec2.").removesuffix(".amazonaws.com")
    return host == f"ec2.{region}.amazonaws.com" and region.count(".") == 0


@pytest.mark.parametrize("region", ["evil.example/#", "s3", "us-east-1.evil.example", "a@b", ""])
def test_a_region_of_a_user_s_own_becomes_no_host(
    region: str, only_this_machine: list[str]
) -> None:
    found = block_offers("trn2.48xlarge", region, 1, 1, None, ONCE)
    assert found.error == f"{region!r} is no region of AWS's"
    assert only_this_machine == []


def test_the_store_s_password_is_in_no_text_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSOVER_DATABASE_URL", "postgresql://me:sentinel-word@127.0.0.1:1/prices")
    address = store_address()
    assert isinstance(address, StoreAddress)
    assert "sentinel-word" not in f"{address!r} {address} {address.title}"


def test_a_store_that_cannot_be_reached_is_said_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CROSSOVER_DATABASE_URL", "postgresql://me:sentinel-word@127.0.0.1:1/prices")
    assert main(["refresh"]) == 2
    printed = capfd.readouterr()
    assert printed.err
    assert "sentinel-word" not in printed.out + printed.err


def test_an_error_nobody_foresaw_is_told_by_its_kind(tmp_path: Path) -> None:
    def fail(*_: object) -> NoReturn:
        raise RuntimeError(f"with {SECRETS[KEY_SETTING]}")

    source = SOURCES[0]
    broken = type(source)(**{n: getattr(source, n) for n in source.__slots__} | {"read": fail})
    store = open_store(file_address(tmp_path / "prices.sqlite"))
    (outcome,) = refresh(store, (broken,), ONCE, FORCED)
    store.close()
    assert outcome.said == f"{source.title}: an unforeseen answer (RuntimeError)"
