"""The frozen link: the live parameters, readable, and beside them the answer, packed.

The packed part is JSON; it names its format (`model/scenario/packing.py`). It is checked before
anything in it is believed, and never more of it is unpacked than an answer takes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from model.frozen.answer import FrozenAnswer
from model.frozen.packed import pack, unpack
from model.scenario.link import RESERVED_KEYS, UNESCAPED
from model.scenario.packing import DamagedError, packed, unpacked

FROZEN_KEY = "frozen"
MAX_CHARACTERS = 4_000
MAX_BYTES = 16_000
# Up to so many platforms a link stays under the smaller bound.
FEW_PLATFORMS, FEW_LIMIT, MANY_LIMIT = 6, 2_000, 4_000


@dataclass(frozen=True, slots=True)
class Damaged:
    """Why a frozen link cannot be believed, in words. Its live parameters may still be good."""

    reason: str


def frozen_query(frozen: FrozenAnswer, with_facts: bool = True) -> dict[str, str]:
    """URL parameters that open the answer; `open_frozen` reads exactly this answer from them."""
    live = dict(frozen.query)
    return {**live, FROZEN_KEY: packed(pack(frozen, live_digest(live), with_facts))}


def frozen_url(frozen: FrozenAnswer, base: str) -> str:
    """The address that opens the answer on the app served at `base`, in printable ASCII.

    Where it would grow too long, the numbers of the platforms stay behind.
    """
    limit = FEW_LIMIT if len(frozen.platforms) <= FEW_PLATFORMS else MANY_LIMIT
    url = _url(frozen, base, with_facts=True)
    return url if len(url) < limit else _url(frozen, base, with_facts=False)


def open_frozen(query: Mapping[str, str]) -> FrozenAnswer | Damaged:
    """The answer that URL parameters carry, or why it is refused. Never raises."""
    text = query.get(FROZEN_KEY, "")
    live = {k: v for k, v in query.items() if k not in RESERVED_KEYS}
    if len(text) > MAX_CHARACTERS:
        return Damaged(f"its frozen part is longer than {MAX_CHARACTERS:,} characters")
    try:
        answer, made_with = unpack(unpacked(text, MAX_BYTES), live)
    except DamagedError as damage:
        return Damaged(f"its frozen part {damage}")
    except ValueError:
        return Damaged("its frozen part holds no answer that this app can read")
    if made_with != live_digest(live):
        return Damaged("its scenario is not the one that was frozen: a parameter was changed")
    return answer


def live_digest(live: Mapping[str, str]) -> str:
    """A short digest of the live parameters, whatever their order."""
    text = urlencode(sorted(live.items()), errors="replace")
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:10]


def _url(frozen: FrozenAnswer, base: str, with_facts: bool) -> str:
    query = urlencode(frozen_query(frozen, with_facts), safe=UNESCAPED)
    return f"{base.rstrip('/')}/frozen?{query}"
