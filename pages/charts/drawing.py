"""Draws complete charts for `artist`, which runs it as a program: requests in, pictures out.

A request is a line of JSON: the format and the specification. The answer is the length of the
picture in 8 bytes and the picture; of length 0 where it cannot be drawn.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import vl_convert

VEGA_LITE = "6.1"
# Pictures of twice the resolution of a screen.
SCALE = 2.0
LENGTH_BYTES = 8


def draw(kind: str, spec: dict[str, Any]) -> bytes:
    """The picture of a chart: `svg`, `png` or `pdf`. Nothing is asked of another host."""
    drawn: bytes | str
    if kind == "svg":
        drawn = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    elif kind == "png":
        drawn = vl_convert.vegalite_to_png(
            spec, vl_version=VEGA_LITE, scale=SCALE, allowed_base_urls=[]
        )
    else:
        drawn = vl_convert.vegalite_to_pdf(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    return drawn.encode("utf-8") if isinstance(drawn, str) else drawn


def main() -> None:
    """Answer requests until there are no more."""
    for line in sys.stdin.buffer:
        try:
            drawn = draw(*json.loads(line))
        except ValueError:
            drawn = b""
        sys.stdout.buffer.write(len(drawn).to_bytes(LENGTH_BYTES, "big") + drawn)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
