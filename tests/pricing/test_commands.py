"""`python -m pricing` as typed: what it prints, where, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pricing import snapshot_book
from pricing.__main__ import main
from pricing.store.address import file_address
from pricing.store.store import Store, open_store
from tests.pricing.loopback import Answer
from tests.pricing.quotes import NOW, quote, reading, spot
from tests.pricing.refresh.world import CATALOG, World, a_world
from tests.pricing.store.keeping import keep


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CROSSOVER_CACHE_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    opened = open_store(file_address(folder / "prices.sqlite"))
    yield opened
    opened.close()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with a_world(monkeypatch) as made:
        yield made


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    assert main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    quotes: list[dict[str, object]] = found["quotes"]
    return quotes


def price(quotes: list[dict[str, object]]) -> object:
    return next(
        row["usd_per_hour"]
        for row in quotes
        if (row["instance_type"], row["region"], row["purchase_option"])
        == ("p5.48xlarge", "us-east-1", "on_demand")
    )


def test_without_a_store_the_bundled_prices_are_printed_and_none_is_made(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    assert len(printed(capsys, "quotes")) == len(snapshot_book().quotes)
    assert list(folder.iterdir()) == []


def test_the_prices_of_the_store_are_printed_as_of_now_and_of_any_time(
    capsys: pytest.CaptureFixture[str], store: Store
) -> None:
    keep(store, reading(quote(54.0), at=NOW))
    keep(store, reading(quote(53.0), at=NOW + timedelta(minutes=30)))
    assert price(printed(capsys, "quotes")) == 53.0
    assert price(printed(capsys, "quotes", "--as-of", "2026-11-23T09:45")) == 54.0
    assert price(printed(capsys, "quotes", "--as-of", "2026-11-23T11:45+02:00")) == 54.0
    assert price(printed(capsys, "quotes", "--as-of", "2026-11-23")) == 53.0
    assert price(printed(capsys, "quotes", "--as-of", "2025-06-04")) == 98.32


def test_what_was_not_believed_and_who_disagrees_is_printed_too(
    capsys: pytest.CaptureFixture[str], store: Store
) -> None:
    now = datetime.now(UTC)
    keep(store, reading(quote(48.0, fetched_at=now), at=now))
    page = quote(55.04, fetched_at=now, source="AWS EC2 pricing page feed")
    keep(store, reading(page, at=now), source="on_demand_feed")
    assert main(["quotes", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    told = {(d["believed"]["usd_per_hour"], d["other"]["usd_per_hour"], d["difference"])
            for d in found["disagreements"]}  # fmt: skip
    assert (55.04, 48.0, round(48 / 55.04 - 1, 6)) in told
    assert {q["stale"] for q in found["quotes"] if q["source"] == page.source} == {False}
    assert found["rejected"] == []


def test_a_zone_and_a_way_to_pay_tell_two_lines_apart(
    capsys: pytest.CaptureFixture[str], store: Store
) -> None:
    paid = quote(30.0, purchase_option="reserved_1y", payment="no_upfront")
    keep(store, reading(spot(18.7, "use1-az2"), paid, at=NOW))
    assert main(["quotes"]) == 0
    shown = capsys.readouterr().out
    assert "use1-az2       spot " in shown
    assert "reserved_1y no_upfront " in shown


def test_a_store_that_cannot_be_used_is_named_and_the_bundle_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSOVER_DATABASE_URL", "mysql://db.example/prices")
    assert main(["quotes"]) == 0
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == len(snapshot_book().quotes) + 1
    assert "'mysql' is neither postgresql nor sqlite; the bundled prices are used" in shown.err


def test_a_refresh_says_a_line_a_source_and_ends_well(
    capsys: pytest.CaptureFixture[str], world: World
) -> None:
    assert main(["refresh", "--source", "skypilot"]) == 0
    assert capsys.readouterr().out == (
        "skypilot                 stored     2 prices, 0 rows refused\n"
    )
    assert price(printed(capsys, "quotes")) == 55.04


def test_a_source_that_is_named_is_asked_again_at_once_and_a_broken_answer_loses_nothing(
    capsys: pytest.CaptureFixture[str], world: World
) -> None:
    assert main(["refresh", "--source", "skypilot"]) == 0
    world.answers[CATALOG] = lambda _: Answer(b"soon back")
    assert main(["refresh", "--source", "skypilot"]) == 1
    assert "no column AcceleratorCount" in capsys.readouterr().out
    assert price(printed(capsys, "quotes")) == 55.04


def test_a_refresh_without_a_name_leaves_alone_what_was_just_read(
    capsys: pytest.CaptureFixture[str], world: World
) -> None:
    main(["refresh", "--source", "skypilot"])
    main(["refresh"])
    assert world.asked.count(CATALOG) == 1
    main(["refresh", "--force"])
    assert world.asked.count(CATALOG) == 2


def test_a_refresh_with_a_failing_source_ends_with_1(
    capsys: pytest.CaptureFixture[str], world: World
) -> None:
    world.answers[CATALOG] = lambda _: Answer(status=404)
    assert main(["refresh", "--source", "skypilot", "--source", "spot_advisor"]) == 1
    shown = capsys.readouterr().out
    assert "skypilot                 failed     " in shown
    assert "answered 404" in shown
    assert "spot_advisor             stored     1 interruption rates" in shown


def test_an_unknown_source_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refresh", "--source", "skipilot"]) == 2
    assert capsys.readouterr().err.startswith("No source 'skipilot'; there are skypilot, ")


@pytest.mark.usefixtures("offline")
def test_a_refresh_without_a_network_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refresh"]) == 1
    assert "network is off" in capsys.readouterr().err


def test_the_sources_are_listed_with_how_they_are_doing(
    capsys: pytest.CaptureFixture[str], world: World
) -> None:
    world.answers[CATALOG] = lambda _: Answer(status=404)
    main(["refresh", "--source", "skypilot", "--source", "spot_advisor"])
    capsys.readouterr()
    assert main(["sources"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "never" in lines["skypilot"]
    assert "answered 404" in lines["skypilot"]
    assert " ago " in lines["spot_advisor"]
    assert main(["sources", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["spot_advisor"]["rows"] == 1
    assert rows["skypilot"]["last_success"] is None


@pytest.mark.parametrize("text", ["yesterday", "2026-02-30", "2026-11-23T25:00"])
def test_a_time_that_is_none_is_refused(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["quotes", "--as-of", text])
    assert ended.value.code == 2
    assert f"{text!r} is not a day such as" in capsys.readouterr().err


def damaged_in_the_middle(store: Store) -> None:
    """A store of which most can still be read, but not all."""
    many = [quote(10.0 + n, region=f"moon-{n}") for n in range(3000)]
    keep(store, reading(quote(54.0), *many, at=NOW))
    store.close()
    file = store.address.file
    assert file is not None
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8192] = b"\xa5" * 8192
    file.write_bytes(content)


@pytest.mark.parametrize("command", ["quotes", "refresh"])
def test_a_store_damaged_inside_is_replaced_and_what_can_be_read_of_it_saved(
    capsys: pytest.CaptureFixture[str], store: Store, world: World, command: str
) -> None:
    damaged_in_the_middle(store)
    assert main([command, *(["--source", "skypilot"] if command == "refresh" else [])]) == 0
    assert "was damaged and a new one was started with" in capsys.readouterr().err
    quotes = printed(capsys, "quotes")
    assert price(quotes) == (54.0 if command == "quotes" else 55.04)
    assert sum(str(row["region"]).startswith("moon-") for row in quotes) > 1500
    assert capsys.readouterr().err == ""
