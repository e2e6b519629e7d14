"""A one-page decision memo: the question, the answer, what it rests on, what would change it."""

from model.memo.contents import Contents, Memo, memo_contents
from model.memo.figure import Figure
from model.memo.html import memo_html
from model.memo.markdown import memo_markdown
from model.memo.pdf import memo_pdf

__all__ = [
    "Contents",
    "Figure",
    "Memo",
    "memo_contents",
    "memo_html",
    "memo_markdown",
    "memo_pdf",
]
