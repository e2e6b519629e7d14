"""Nothing a stranger sends takes more memory or time than is set apart for it."""

from __future__ import annotations

import ast
import base64
import hashlib
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from model.frozen import Damaged, open_frozen
from model.frozen.link import FROZEN_KEY, MAX_CHARACTERS
from model.library import Library
from model.run_log.read import NoLog, read_log
from model.run_log.text import MAX_BYTES, decoded
from model.scenario import decode
from model.scenario.link import MAX_PARAMETERS, decode_url
from model.scenario.packing import CHECKSUM_BYTES, packed, unpacked
from model.scenario.scenario import default_scenario
from pricing.own import FileRefused, read_file
from pricing.own.file import LARGEST_FILE_BYTES
from tests.pricing.quotes import NOW

ROOT = Path(__file__).resolve().parents[2]
BOMB_BYTES = 30_000_000
# Far more than the slowest machine needs for a reader that goes over its input once.
GENEROUS_S = 60


def first_format(content: bytes) -> str:
    """Content as links of the first format packed it."""
    deflated = zlib.compress(content, 9)
    checksum = hashlib.sha256(deflated).digest()[:CHECKSUM_BYTES]
    return "1." + base64.urlsafe_b64encode(checksum + deflated).decode("ascii").rstrip("=")


FORMATS = pytest.mark.parametrize("pack", [first_format, packed])
Pack = Callable[[bytes], str]


@FORMATS
def test_no_more_is_unpacked_than_was_asked_for(pack: Pack) -> None:
    with pytest.raises(ValueError, match="holds more than 8,000 bytes"):
        unpacked(pack(b"0" * BOMB_BYTES), 8_000)


@FORMATS
def test_a_packed_link_that_unpacks_to_very_much_is_named(pack: Pack) -> None:
    decoded = decode({"v": "1", "packed": pack(b"tokens=2T&" + b"0" * BOMB_BYTES)})
    assert decoded.scenario == default_scenario()
    assert decoded.problems[0].endswith("holds no scenario; ignored.")


@FORMATS
def test_a_frozen_link_that_unpacks_to_very_much_is_refused(pack: Pack) -> None:
    text = pack(b"[" + b"0" * BOMB_BYTES)
    assert isinstance(open_frozen({"v": "1", FROZEN_KEY: text}), Damaged)
    assert isinstance(open_frozen({"v": "1", FROZEN_KEY: text[:MAX_CHARACTERS]}), Damaged)


def test_a_link_of_very_many_parameters_is_not_read() -> None:
    link = "&".join(f"a{n}=1" for n in range(MAX_PARAMETERS + 1))
    assert decode_url(link).problems == ("The link could not be read; the default is shown.",)


def test_very_many_parameters_of_an_address_are_named_in_short() -> None:
    decoded = decode({f"a{n}": "x" * 5_000 for n in range(20_000)})
    assert decoded.scenario == default_scenario()
    assert sum(map(len, decoded.problems)) < 2_000


def test_a_file_of_prices_larger_than_any_is_refused_unread() -> None:
    with pytest.raises(FileRefused, match=f"larger than {LARGEST_FILE_BYTES:,} bytes"):
        read_file(b"a" * (LARGEST_FILE_BYTES + 1), NOW.date())


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\xff", "é".encode("latin-1"), b"\x00" * 9])
def test_a_file_of_prices_in_another_encoding_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused):
        read_file(data, NOW.date())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a" * (MAX_BYTES + 1), "are read at most"),
        (b"\x1f\x8b\x08\x00", "is compressed"),
        (b"PK\x03\x04", "is compressed"),
        (b"a\x00b", "is no text"),
    ],
)
def test_a_log_that_is_too_large_packed_or_no_text_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        decoded(data)


def test_a_pasted_log_that_is_too_large_is_not_searched() -> None:
    assert isinstance(read_log("a" * (MAX_BYTES + 1)), NoLog)
    assert isinstance(read_log("\n".join(["a"] * 200_000)), NoLog)


def test_a_library_that_is_too_large_is_not_parsed() -> None:
    assert Library.from_json('{"format": 1, "entries": []}' + " " * 500_000).problems


# Texts on which an expression that tries one way after another would not end.
NASTY = """
import sys
from model.run_log.read import read_log
from model.scenario import decode
from model.scenario.link import decode_url
from pricing.sources import capacity_blocks_page, gcp_billing, gpuhunt
from observe.logs import redacted
words = ["iteration", "elapsed time per iteration (ms):", "train_step_timing in s: [", "step:",
         "tps: ", "wps: 1,", "Step Time : ", "global_tokens_per_sec: ", "global_step=", "| 1/2 [",
         "consumed_samples=", "step_time_ms,", "tokens_per_s;", "\\x1b[", "\\x1b[0;"]
fills = [" ", "0", "1,", "9.", "1e", "[", "\\x1b[", "a ", ",", ":", "\\t", '"']
for word in words:
    for fill in fills:
        line = (word + fill * 2000) * 2
        read_log((line + "\\n") * 40)
        read_log(word + fill * 400_000)
for fill in ("a", "9", ".", "-", "~", "!", "!-", ":", "%"):
    text = fill * 100_000
    for name in ("tokens", "discounts", "own_prices", "anchors", "platforms", "start", "v",
                 "packed", "frozen"):
        decode({name: text, "model": "custom"})
    decode_url("https://x/?own_prices=" + text)
    decode_url(text)
    redacted("password=" + text)
    redacted("http://" + text)
    for expression in (capacity_blocks_page.INSTANCE_TYPE, capacity_blocks_page.RATES,
                       capacity_blocks_page.ACCELERATORS, gcp_billing.ON_DEMAND, gcp_billing.SPOT,
                       gpuhunt.VERSION):
        expression.match(text)
        expression.match("$" + text)
        expression.match("Spot Preemptible " + text)
for declaration in ("<![", "<!--", "<script", "<!", "&", "</", "<a "):
    html = (declaration * 100_000)[:200_000].encode()
    try:
        capacity_blocks_page.parse(html, "https://x", __import__("datetime").datetime.now())
    except Exception as error:
        assert type(error).__name__ == "LayoutChanged", error
"""


def test_no_expression_takes_long_on_any_text() -> None:
    subprocess.run([sys.executable, "-c", NASTY], check=True, timeout=GENEROUS_S, cwd=ROOT)


def expressions() -> dict[str, str]:
    """Every regular expression of the product that stands as a literal in its code."""
    found = {}
    for folder in ("model", "pricing", "pages", "api", "observe", "workspace"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and getattr(node.func.value, "id", "") == "re"
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                    and isinstance(node.args[0].value, str)
                ):
                    found[f"{path.relative_to(ROOT)}:{node.lineno}"] = node.args[0].value
    return found


# A group with a repetition in it that is itself repeated without bound: exponential on some text.
NESTED = re.compile(r"\((?:[^()\\]|\\.)*[+*](?:[^()\\]|\\.)*\)[+*]")

# Each turn of these begins with a hyphen, which is in no turn: there is one way to read a text.
SEPARATED = frozenset(
    {r"^(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)-[a-z]{3}-\d+[a-z]?$", r"^[a-z]{2,3}(-[a-z0-9]+)+$"}
)


def test_no_expression_repeats_a_repetition() -> None:
    found = expressions()
    assert len(found) > 30
    assert NESTED.search(r"(a+)+b")
    assert {p: t for p, t in found.items() if NESTED.search(t) and t not in SEPARATED} == {}
