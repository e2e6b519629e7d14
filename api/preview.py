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


def preview(query: str) -> Preview:
    """What the link with these parameters shows: a frozen answer, or the scenario's of now.

    Args:
        query: what stands behind the `?`, as the browser sent it.
    """
    parameters = dict(parse_qsl(query[:MAX_QUERY], keep_blank_values=True))
    if FROZEN_KEY in parameters:
        frozen = open_frozen(parameters)
        if not isinstance(frozen, FrozenAnswer):
            return ANY_LINK
        return Preview(*frozen_sentence(frozen))
    words = sentence(comparison(decode(parameters).scenario))
    return Preview(words.headline, words.detail)


def _text(text: str) -> str:
    return escape(_UNPRINTABLE.sub(" ", text), quote=True)
