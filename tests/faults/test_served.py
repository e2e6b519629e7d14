"""The served app through its own WebSocket while what it stands on fails."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from bench.load.visitor import Visitor
from tests.browser.server import serve
from tests.loop import on_a_loop
from tests.pricing.postgresql import Server

LINKS = 1000
GOOD = "v=1&model=deepseek-v3&tokens=2T&platforms=trn2.48xlarge~p5en.48xlarge&deadline_days=90"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("faults") / "app.log") as url:
        yield url


def broken(number: int) -> str:
    """A link with some of its characters replaced, lost or doubled, the same for each number."""
    chance = Random(number)
    text = list(GOOD)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(text))
        odd = chance.choice(string.printable + "\x00\x7f\u202e\U0001f600")
        text[at] = chance.choice([odd, "", text[at] * 2, "%", "&", "="])
    return "".join(text)


def test_a_thousand_broken_links_in_a_row_leave_the_session_and_the_app_whole(app: str) -> None:
    async def walk() -> list[str]:
        async with Visitor(app, "library") as visitor:
            for number in range(LINKS):
                # An exception on the page raises here.
                await visitor.open(broken(number))
                assert visitor.said, f"link {number} showed nothing: {broken(number)!r}"
        async with Visitor(app) as visitor:
            await visitor.open(GOOD)
            return visitor.said

    said = on_a_loop(walk())
    assert any("DeepSeek-V3" in text and "2T tokens" in text for text in said), said
    assert not any("not used" in text for text in said)


def test_the_page_answers_while_its_database_is_gone_and_finds_it_again(
    new_database: Callable[[], str], server: Server, tmp_path: Path
) -> None:
    url = new_database()
    server.stop()
    try:
        with serve(tmp_path / "app.log", {"CROSSOVER_DATABASE_URL": url}) as app:
            on_a_loop(_walk_without(app, server))
    finally:
        server.start()
    assert "Traceback" not in (tmp_path / "app.log").read_text()


async def _walk_without(app: str, server: Server) -> None:
    async with Visitor(app) as visitor, Visitor(app, "library") as keeper:
        await visitor.run()
        assert any("Trainium2" in text for text in visitor.said)
        await keeper.open("workspace=anything")
        assert any("cannot be reached now" in text for text in keeper.said)

        server.start()
        await keeper.run()
        assert any("There is no workspace at this address" in text for text in keeper.said)

        server.stop()
        await keeper.run()
        assert any("cannot be reached now" in text for text in keeper.said)
        await visitor.change("deadline_days", 100)
        assert any("Trainium2" in text for text in visitor.said)
