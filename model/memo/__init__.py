"""A one-page decision memo: the question, the answer, what it rests on, what would change it."""

from model.memo.markdown import Memo, memo_markdown

__all__ = ["Memo", "memo_markdown"]
