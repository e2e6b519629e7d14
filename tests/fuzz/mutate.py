"""Inputs changed so that they still look like their format, and odd values to put in them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from tests.fuzz.target import Shape

_DEEP = "_deep_"
DEPTHS = (20, 300, 600, 900, 3_000)
ODD_NUMBERS = (
    0, -1, 1, 0.5, -0.0, 1e308, 1e309, -1e309, 10**18, 10**400, 2**63, 5e-324, float("nan"),
)  # fmt: skip
ODD_TEXTS = (
    "", " ", "0", "-1", "1e999", "nan", "inf", "9" * 5000, "x" * 700, "\x00", "\ud800", "\u202e",
    "٣", "=1+1", "<b>", "[a](b)", "a\nb", "\r", '"', "{}", "[]", "1yr", "USD", "0001-01-01",
    "9999-12-31T23:59:59-14:00", "2026-02-30", "None", "true", _DEEP, "e\u0301", "\ufeff",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, [], {}, [[]], [{}], {"": None}, *ODD_NUMBERS, *ODD_TEXTS
)  # fmt: skip
ODD_BYTES = (
    *(text.encode("utf-8", "surrogatepass") for text in ODD_TEXTS),
    b"\xff", b"\xef\xbb\xbf", b"\x1f\x8b", b"PK\x03\x04", b"\x80", b"\r\n", b"<![x[", b"<!--",
)  # fmt: skip
LARGEST_BYTES = 16_384
_TOKEN = re.compile(rb"[A-Za-z0-9_.]+")


def mutated(data: bytes, shape: Shape, words: Sequence[bytes], random: Random) -> bytes:
    """An input with one to four changes, no longer than the largest unless it was before."""
    most = max(len(data), LARGEST_BYTES)
    change = {Shape.JSON: _json, Shape.LINES: _lines, Shape.BYTES: _bytes}[shape]
    for _ in range(random.choice((1, 1, 2, 4))):
        data = random.choices((change, _bytes, _everywhere), (7, 2, 1))[0](data, words, random)
        data = data[:most]
    return data


def _bytes(data: bytes, words: Sequence[bytes], random: Random) -> bytes:
    at, size = random.randint(0, len(data)), random.choice((0, 1, 1, 2, 8, 64))
    kind = random.randrange(5)
    if kind == 0:
        return data[:at] + random.choice(ODD_BYTES) + data[at + size :]
    if kind == 1 and words:
        return data[:at] + random.choice(words) + data[at + size :]
    if kind == 2:
        return data[:at] + random.randbytes(max(size, 1)) + data[at + size :]
    if kind == 3:
        return data[:at] + data[at : at + size] * random.choice((0, 2, 20)) + data[at + size :]
    return data[:at]


def _everywhere(data: bytes, words: Sequence[bytes], random: Random) -> bytes:
    """One token, wherever it stands, in favour of another."""
    found = _TOKEN.findall(data[:20_000])
    if not found:
        return data
    odd = random.choice((*ODD_BYTES, *(str(number).encode() for number in ODD_NUMBERS[:8]), *words))
    changed = data.replace(random.choice(found), odd)
    return changed if len(changed) < LARGEST_BYTES else data


def _lines(data: bytes, words: Sequence[bytes], random: Random) -> bytes:
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    kind = random.randrange(5)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[random.randrange(len(lines))])
    elif kind == 2:
        lines[at] = lines[at] * random.choice((2, 50))
    else:
        mark = random.choice((b",", b",", b" ", b":", b"|", b"&", b"~"))
        cells = lines[at].split(mark)
        odd = random.choice((*ODD_BYTES, *words)) if kind == 3 else random.choice(cells)
        cells[random.randrange(len(cells))] = odd
        lines[at] = mark.join(cells)
    return b"\n".join(lines)


def _json(data: bytes, words: Sequence[bytes], random: Random) -> bytes:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return _bytes(data, words, random)
    text = [word.decode("ascii", "replace") for word in words]
    try:
        changed = json.dumps(_changed(content, text, random)).encode()
    except (ValueError, RecursionError):
        return data
    depth, opening = random.choice(DEPTHS), random.choice((b"[", b'{"a":'))
    closing = b"]" if opening == b"[" else b"}"
    return changed.replace(f'"{_DEEP}"'.encode(), opening * depth + b"0" + closing * depth)


def _changed(content: Any, words: Sequence[str], random: Random) -> Any:
    """The content with something in it changed, at a random place."""
    inside = isinstance(content, dict | list) and content and random.random() < 0.9
    if isinstance(content, str) and content[:1] in ("{", "[") and random.random() < 0.8:
        return _in_text(content, words, random)
    if not inside:
        return _other(content, words, random)
    keys = list(content) if isinstance(content, dict) else list(range(len(content)))
    key = random.choice(keys)
    kinds: tuple[Callable[[Any, Any], None], ...] = (_drop, _repeat)
    if random.random() < 0.15:
        random.choice(kinds)(content, key)
    elif random.random() < 0.1:
        content[key] = content[random.choice(keys)]
    elif random.random() < 0.05 and isinstance(content, dict):
        content[random.choice((*ODD_TEXTS, *words))] = content.pop(key)
    else:
        content[key] = _changed(content[key], words, random)
    return content


def _other(content: Any, words: Sequence[str], random: Random) -> Any:
    """Another value, as often as not of the same kind."""
    if random.random() < 0.5:
        return random.choice((*ODD_VALUES, *words[:40]))
    if isinstance(content, bool):
        return not content
    if isinstance(content, int | float):
        near = (content + 1, content - 1, content * 2, content // 2, -content, content * 1000)
        return random.choice((*near, *ODD_NUMBERS))
    if isinstance(content, str):
        return random.choice((*ODD_TEXTS, *words, content[:-1], content + content[-1:]))
    return content


def _drop(content: Any, key: Any) -> None:
    del content[key]


def _repeat(content: Any, key: Any) -> None:
    if isinstance(content, list):
        content.append(content[key])
    else:
        content[f"{key}_"] = content[key]


def _in_text(content: str, words: Sequence[str], random: Random) -> str:
    """A text that is JSON itself, changed inside."""
    try:
        return json.dumps(_changed(json.loads(content), words, random))
    except (ValueError, RecursionError):
        return content
