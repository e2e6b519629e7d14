"""How the words of an older link version are said in the next one.

A released version never changes: its defaults stay in `defaults.json`, and what a later version
says in other words (a renamed parameter, a retired id) is translated here, one version at a time.
Links of every released version are kept in `tests/model/released_links` and opened for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

Migration = Callable[[Mapping[str, str]], dict[str, str]]

# From the version it is listed under to the next.
MIGRATIONS: Mapping[int, Migration] = MappingProxyType({})


def migrated(
    query: Mapping[str, str],
    version: int,
    current: int,
    migrations: Mapping[int, Migration] | None = None,
) -> dict[str, str]:
    """The parameters of a link in the words of the current version.

    Args:
        query: parameters in the words of `version`.
        version: the link's version.
        current: the version to end with.
        migrations: by the version they start from; those of this program if None. A version
            without one speaks like the next.
    """
    steps = MIGRATIONS if migrations is None else migrations
    spoken = dict(query)
    for step in range(version, current):
        if step in steps:
            spoken = steps[step](spoken)
    return spoken
