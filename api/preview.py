"""What a pasted link shows before it is opened: title and one-sentence answer, as HTML tags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl

from api.answers import comparison
from model.comparison.sentence import sentence
from model.frozen import FROZEN_KEY, FrozenAnswer, open_frozen
from model.frozen.sentence import frozen_sentence
from model.scenario import decode
from model.scenario.link import WORKSPACE_KEY

SITE = "Crossover"
MAX_QUERY = 8_000
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a link is about, in words.

    Attributes:
        title: the shortest form of the answer.
        description: the answer in one sentence.
    """

    title: str
    description: str

    def tags(self) -> str:
        """The tags for the head of a page, escaped."""
        title, description = _text(self.title), _text(self.description)
        return (
            f"<title>{title}</title>"
            f'<meta name="description" content="{description}">'
            f'<meta property="og:site_name" content="{SITE}">'
            '<meta property="og:type" content="website">'
            f'<meta property="og:title" content="{title}">'
            f'<meta property="og:description" content="{description}">'
            '<meta name="twitter:card" content="summary">'
        )


ANY_LINK = Preview(
    "Crossover: NVIDIA or Trainium?",
    "What training a model costs on NVIDIA and on AWS Trainium, how much less, and how sure.",
)


# Who only sees the link learns nothing of what is kept behind it.
WORKSPACE = Preview(
    "Crossover: a library of scenarios",
    "Scenarios that several people keep, each named and tagged, up to six side by side.",
)


def preview(query: str) -> Preview:
    """What the link with these parameters shows: a frozen answer, or the scenario's of now.

    What of the link cannot be used is said before the answer to the rest.

    Args:
        query: what stands behind the `?`, as the browser sent it.
    """
    pairs = parse_qsl(query[:MAX_QUERY], keep_blank_values=True)
    parameters = dict(pairs)
    if WORKSPACE_KEY in parameters:
        return WORKSPACE
    refused = ""
    if FROZEN_KEY in parameters:
        frozen = open_frozen(parameters)
        if isinstance(frozen, FrozenAnswer):
            return Preview(*frozen_sentence(frozen))
        refused = f"{frozen.reason[:1].upper()}{frozen.reason[1:]}. The scenario it still contains:"
    decoded = decode(pairs)
    words = sentence(comparison(decoded.scenario))
    if refused:
        return Preview("This frozen link cannot be used", f"{refused} {words.detail}")
    said = "Parts of this link were not used. " if decoded.problems else ""
    return Preview(words.headline, f"{said}{words.detail}")


def _text(text: str) -> str:
    return escape(_UNPRINTABLE.sub(" ", text), quote=True)
