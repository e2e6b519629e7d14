"""A pasted link shows its answer, whatever the link says and at a bounded cost."""

import html
import re
import threading
from typing import Any

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp

from api.limits import RateLimit
from api.preview import ANY_LINK, WORKSPACE, Preview, preview
from api.preview_middleware import KEPT, PreviewMiddleware
from model.comparison import compare
from model.comparison.sentence import sentence
from model.frozen import freeze, frozen_query
from model.price import prices_from_rows
from pricing import snapshot_book
from tests.loop import on_a_loop
from tests.model.frozen.test_frozen_link import DAY
from tests.scenarios import scenario

PAGE = "<!doctype html><html><head><title>Streamlit</title></head><body></body></html>"
MADE = Preview("A title", "An answer")


def test_it_is_the_answer_of_the_page() -> None:
    prices = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)
    words = sentence(compare(scenario(tokens=2 * 10**12), prices))
    assert preview("v=1&tokens=2T") == Preview(words.headline, words.detail)


def test_of_a_frozen_link_it_is_what_was_quoted() -> None:
    prices = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)
    query = frozen_query(freeze(compare(scenario(), prices), DAY))
    shown = preview("&".join(f"{k}={v}" for k, v in query.items()))
    assert shown.title == "H100 SXM was the cheaper one on 22 Nov 2026"
    assert re.search(r"\$[\d,]+\.\d\d", shown.description)


def test_of_a_damaged_frozen_link_it_is_the_reason_and_the_live_answer() -> None:
    shown = preview("v=1&tokens=2T&frozen=1.damaged")
    assert shown.title == "This frozen link cannot be used"
    assert shown.description == (
        "Its frozen part was changed or cut short on the way: the checksum is wrong. The scenario "
        f"it still contains: {preview('v=1&tokens=2T').description}"
    )


def test_of_a_link_that_is_partly_broken_it_says_so() -> None:
    whole, broken = preview("v=1&tokens=2T"), preview("v=1&tokens=2T&model=gpt-9")
    assert broken.title == whole.title
    assert broken.description == f"Parts of this link were not used. {whole.description}"
    assert preview("v=1&tokens=1T&tokens=2T").description == broken.description


def test_of_a_workspace_it_says_nothing_that_is_kept_there() -> None:
    assert preview("workspace=abc") == preview("v=1&tokens=2T&workspace=xyz") == WORKSPACE


def test_no_text_gets_out_of_its_tag() -> None:
    tags = Preview('"><script>x</script>', "a\r\nb\u202e <b>'").tags()
    assert "<script>" not in tags
    assert "\u202e" not in tags
    assert html.unescape(tags).count("</title>") == 1


def get(app: ASGIApp, path: str = "/", query: str = "", **headers: str) -> tuple[Any, str]:
    """The head and the text of an answer."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": query.encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
        "client": ("10.0.0.1", 1),
    }  # fmt: skip
    on_a_loop(app(scope, receive, send))
    return sent[0], b"".join(m.get("body", b"") for m in sent[1:]).decode()


def page() -> ASGIApp:
    return HTMLResponse(PAGE, headers={"ETag": "x"})


def test_the_tags_stand_in_the_head_of_the_page() -> None:
    start, text = get(PreviewMiddleware(page(), lambda _: MADE), query="v=1")
    assert text == PAGE.replace("<title>Streamlit</title>", "").replace(
        "</head>", MADE.tags() + "</head>"
    )
    headers = dict(start["headers"])
    assert headers[b"content-length"] == str(len(text)).encode()
    assert b"etag" not in headers


@pytest.mark.parametrize("path", ["/static/js/main.js", "/_stcore/health", "/api/v1/quotes"])
def test_what_is_no_page_passes_untouched(path: str) -> None:
    start, text = get(PreviewMiddleware(page(), lambda _: MADE), path)
    assert text == PAGE
    assert dict(start["headers"])[b"etag"] == b"x"


def test_an_answer_that_is_no_html_passes_untouched() -> None:
    assert get(PreviewMiddleware(PlainTextResponse("</head>"), lambda _: MADE))[1] == "</head>"


def test_an_answer_is_made_once() -> None:
    asked: list[str] = []

    def make(query: str) -> Preview:
        asked.append(query)
        return MADE

    app = PreviewMiddleware(page(), make)
    for _ in range(3):
        assert "A title" in get(app, query="v=1")[1]
    assert asked == ["v=1"]


def test_it_is_made_anew_when_prices_change() -> None:
    revision, asked = [1], []

    def make(query: str) -> Preview:
        asked.append(query)
        return MADE

    app = PreviewMiddleware(page(), make, revision=lambda: revision[0])
    get(app, query="v=1")
    revision[0] = 2
    get(app, query="v=1")
    assert asked == ["v=1", "v=1"]


def test_a_person_does_not_wait_for_it() -> None:
    app = PreviewMiddleware(page(), lambda _: MADE)
    assert ANY_LINK.title in html.unescape(get(app, query="v=1", sec_fetch_dest="document")[1])


def test_what_takes_too_long_is_not_waited_for() -> None:
    released = threading.Event()

    def slow(_query: str) -> Preview:
        released.wait(20)
        return MADE

    async def ask() -> tuple[Preview, Preview]:
        app = PreviewMiddleware(page(), slow, budget_seconds=0.01)
        scope = {"query_string": b"v=1", "headers": [], "client": ("10.0.0.1", 1)}
        first = await app._preview(scope)
        released.set()
        assert app._making is not None
        await app._making
        return first, await app._preview(scope)

    assert on_a_loop(ask()) == (ANY_LINK, MADE)


def test_who_asks_too_often_gets_the_general_one() -> None:
    app = PreviewMiddleware(page(), lambda _: MADE, limit=RateLimit(per_minute=1, burst=1))
    assert "A title" in get(app, query="v=1")[1]
    assert "A title" not in get(app, query="v=1&tokens=1T")[1]


def test_a_preview_that_fails_leaves_the_page_whole() -> None:
    def fail(_query: str) -> Preview:
        raise RuntimeError

    assert ANY_LINK.title in html.unescape(get(PreviewMiddleware(page(), fail))[1])


def test_previews_take_bounded_memory() -> None:
    app = PreviewMiddleware(page(), lambda _: MADE, limit=RateLimit(burst=10**6))
    for number in range(KEPT + 50):
        get(app, query=f"v=1&tokens={number}T")
    assert len(app._made) == KEPT
