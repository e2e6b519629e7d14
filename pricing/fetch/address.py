"""Which addresses may be read: TLS everywhere, plain HTTP on loopback only, never another host."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from pricing.fetch.errors import AddressRefused, Offline

DEFAULT_PORTS = {"https": 443, "http": 80}


def source_address(source: str, default: str, environment: Mapping[str, str] | None = None) -> str:
    """The base address of a source: `CROSSOVER_<SOURCE>_URL` if set, else the default.

    Args:
        source: name of the source, e.g. `skypilot`.
        default: address the source is published at.
        environment: settings; the process environment when not given.

    Raises:
        AddressRefused: the setting is neither TLS nor on loopback.
    """
    settings = os.environ if environment is None else environment
    name = f"CROSSOVER_{source.upper()}_URL"
    address = settings.get(name, "").strip() or default
    try:
        check_address(address)
    except AddressRefused as error:
        raise AddressRefused(f"{name if settings.get(name) else source}: {error}") from error
    return address


def check_online(environment: Mapping[str, str] | None = None) -> None:
    """Raise `Offline` when CROSSOVER_OFFLINE forbids the network."""
    settings = os.environ if environment is None else environment
    if settings.get("CROSSOVER_OFFLINE", "").strip().lower() not in ("", "0", "false", "no"):
        raise Offline("the network is off (CROSSOVER_OFFLINE is set); bundled prices are used")


def is_offline() -> bool:
    """Whether CROSSOVER_OFFLINE forbids the network."""
    try:
        check_online()
    except Offline:
        return True
    return False


def is_loopback(address: str) -> bool:
    """Whether the address is this machine itself."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name, not a number
        return False


def check_address(address: str) -> None:
    """Raise `AddressRefused` unless the address is TLS, or plain HTTP on loopback."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # an impossible port is found only when asked for
    except ValueError as error:
        raise AddressRefused(f"not an address: {address[:100]!r}") from error
    if parts.username or parts.password:
        raise AddressRefused("an address with a user name or password in it is not read")
    if not parts.hostname:
        raise AddressRefused(f"not an address: {address[:100]!r}")
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(address)):
        return
    raise AddressRefused(f"{address[:100]!r} is not https (plain http is for loopback only)")


def redirect_target(address: str, location: str) -> str:
    """Where a redirect leads, if it stays on the same scheme, host and port.

    Raises:
        AddressRefused: it leads to another host, port or scheme.
    """
    try:
        target = urljoin(address, location)
    except ValueError as error:
        raise AddressRefused(f"not an address: {location[:100]!r}") from error
    check_address(target)
    if _origin(target) != _origin(address):
        raise AddressRefused(
            f"{_origin(address)[1]} redirects to another host, {_origin(target)[1]}"
        )
    return target


def _origin(address: str) -> tuple[str, str, int]:
    parts = urlsplit(address)
    port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    return parts.scheme, parts.hostname or "", port
