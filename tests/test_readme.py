"""What the README says works as it stands there."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_notebook_example_prints_the_answer() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", example], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert "Probability that Trainium is cheaper" in done.stdout, done.stderr


def test_every_file_and_picture_it_names_is_there() -> None:
    pictures = re.findall(r'(?:src|srcset)="(.*?)"', README)
    folders = re.findall(r"^([a-z]+)/ ", README, re.MULTILINE)
    assert pictures
    assert folders == [
        "pages",
        "model",
        "pricing",
        "api",
        "workspace",
        "observe",
        "deploy",
        "tests",
        "bench",
    ]
    assert [name for name in [*pictures, *folders] if not (ROOT / name).exists()] == []


def test_every_target_it_names_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z]+)\b", README)) - {"help"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
