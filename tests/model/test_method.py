"""The method says what the code does: functions exist, formulas give what the code gives."""

import importlib
import inspect
import re

import pytest

from model.method.contents import SECTIONS, examples
from model.method.section import Section

BY_TITLE = {section.title: section for section in SECTIONS}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.title)
def test_the_formula_worked_out_gives_what_the_code_gives(section: Section) -> None:
    example = section.example()
    assert example.by_formula == pytest.approx(example.by_code, rel=example.tolerance)
    assert example.by_code > 0


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.title)
def test_every_function_that_a_section_names_exists_and_is_documented(section: Section) -> None:
    assert section.code_names
    for name in section.code_names:
        module, function = name.rsplit(".", 1)
        found = getattr(importlib.import_module(module), function)
        assert inspect.getdoc(found), name


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.title)
def test_a_section_has_words_formulas_symbols_and_papers(section: Section) -> None:
    assert len(section.text) > 100
    assert section.formulas
    assert section.symbols
    assert all(re.search(r"\d{4}|edition|Guide|SC23|v3", paper) for paper in section.papers)
    assert all(formula.count("{") == formula.count("}") for formula in section.formulas)


def test_the_worked_parameter_count_is_the_published_one() -> None:
    # Llama 3.1 8B has 8,030,261,248 parameters (meta-llama/Llama-3.1-8B model card, safetensors).
    assert BY_TITLE["Parameters"].example().by_formula == 8_030_261_248


def test_the_worked_bubble_is_the_papers() -> None:
    # Narayanan et al. 2021, section 2.2: (p - 1) / (v m) with p = 4, v = 2, m = 64.
    example = BY_TITLE["Pipeline and its bubble"].example()
    assert example.by_code == pytest.approx(100 * 3 / 128)


def test_examples_come_in_the_order_of_the_sections() -> None:
    assert [e.words for e in examples()] == [s.example().words for s in SECTIONS]
