"""gpuhunt's hosted catalogs: a version, a zip, and what a zip must not do."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from pricing.fetch.client import Client, Limits
from pricing.fetch.errors import FetchError
from pricing.sources import gpuhunt
from pricing.sources.parsed import LayoutChanged
from pricing.sources.source import Reading
from tests.pricing.loopback import Answer, Asked, serving

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ONCE = Client(Limits(attempts=1, silence_s=5), wait=lambda _: None, now=lambda: NOW)
HEADER = (
    "instance_name,location,price,cpu,memory,gpu_count,gpu_name,gpu_memory,spot,disk_size,"
    "gpu_vendor,flags,cpu_arch,provider_data\n"
)


def row(name: str = "gpu_8x_h100_sxm5", price: str = "31.92", count: str = "8", gpu: str = "H100",
        spot: str = "False", vendor: str = "nvidia", flags: str = "") -> str:  # fmt: skip
    return f"{name},us-east-1,{price},208,1800,{count},{gpu},80.0,{spot},,{vendor},{flags},x86,\n"


def zipped(content: bytes, name: str = "lambdalabs.csv", files: int = 1) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        for number in range(files - 1):
            archive.writestr(f"{number}.csv", b"")
    return body.getvalue()


def catalog(*rows: str) -> bytes:
    return zipped((HEADER + "".join(rows)).encode())


def read(
    monkeypatch: pytest.MonkeyPatch, body: bytes, version: bytes = b"20261120-42\n",
    known: dict[str, str] | None = None,
) -> tuple[Reading, list[Asked]]:  # fmt: skip
    monkeypatch.setattr(gpuhunt, "PROVIDERS", {"lambdalabs": "lambda"})

    def reply(asked: Asked) -> Answer:
        return Answer(version if asked.path.endswith("/version") else body)

    with serving(reply) as server:
        monkeypatch.setenv("CROSSOVER_GPUHUNT_URL", server.url)
        marks = {f"{server.url}{path}": mark for path, mark in (known or {}).items()}
        return gpuhunt.read(ONCE, marks), server.asked


def test_the_version_leads_to_the_catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    found, asked = read(monkeypatch, catalog(row()))
    (quote,) = found.quotes
    assert (quote.provider, quote.instance_type, quote.usd_per_hour) == (
        "lambda", "gpu_8x_h100_sxm5", 31.92,
    )  # fmt: skip
    assert [a.path for a in asked] == ["/lambdalabs/version", "/lambdalabs/20261120-42/catalog.zip"]


def test_a_known_version_is_not_downloaded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    found, asked = read(monkeypatch, b"", known={"/lambdalabs/version": "20261120-42"})
    assert found.unchanged
    assert len(asked) == 1


@pytest.mark.parametrize("version", [b"", b"<html>", b"../../etc", b"\xff\xfe", b"1" * 60])
def test_what_is_no_version_is_not_made_an_address(
    monkeypatch: pytest.MonkeyPatch, version: bytes
) -> None:
    with pytest.raises(LayoutChanged, match="is no version"):
        read(monkeypatch, b"", version)


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpuhunt, "LARGEST_FILE_BYTES", 100_000)
    bomb = zipped(b"0" * 10_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(LayoutChanged, match="unpacks to more than 100,000 bytes"):
        read(monkeypatch, bomb)


@pytest.mark.parametrize(
    "body",
    [b"", b"PK", b"<html>", catalog(row())[:-20], zipped(b"", "other.csv"),
     zipped(b"", files=11), zipped(b"a,b\n1,2\n"), zipped(HEADER.encode()), zipped(b"\xff\xfe"),
     catalog("gpu_8x_h100_sxm5,us-east-1\n"), catalog(row(price="free"))],
)  # fmt: skip
def test_another_layout_is_refused(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    with pytest.raises(LayoutChanged, match="gpuhunt"):
        read(monkeypatch, body)


def test_a_server_error_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpuhunt, "PROVIDERS", {"lambdalabs": "lambda"})
    with serving(lambda _: Answer(status=503)) as server:
        monkeypatch.setenv("CROSSOVER_GPUHUNT_URL", server.url)
        with pytest.raises(FetchError, match="503"):
            gpuhunt.read(ONCE, {})


def test_a_spot_column_that_says_neither_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = read(monkeypatch, catalog(row(), row("other", spot="maybe")))
    assert [q.instance_type for q in found.quotes] == ["gpu_8x_h100_sxm5"]
    assert found.rejected[0].reason.startswith("purchase_option")
