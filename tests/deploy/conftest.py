"""The folder of the image, as the Dockerfile would make it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.browser.server import ROOT

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")


def copied() -> list[str]:
    """What is copied from the project's folder."""
    lines = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    return [name for line in lines for name in line.split()]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The folder /app of the image."""
    folder = tmp_path / "app"
    folder.mkdir()
    for name in copied():
        if name == "requirements.txt":
            continue
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "secrets.toml")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder
