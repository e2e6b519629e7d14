"""Method: the formulas behind the figures, each worked out by the code that it describes."""

from pages.shared import shell

shell.require_entry()

from functools import partial

import streamlit as st

from model.method.contents import SECTIONS, examples
from pages.shared import downloads
from pages.tables import method as tables
from pages.tables.markdown import escaped

# Streamlit cuts a tall formula at its top and bottom; an empty rule makes room.
STRUT = r"\rule[-1.35em]{0em}{2.9em}"

st.title("From a model's dimensions to dollars with a range")
st.markdown(
    f"**{len(SECTIONS)} steps, in the order of the computation.** Each formula is worked out below "
    "with numbers that the code computes as you read; a test keeps the two equal. Letters marked "
    "as fitted come from published runs; how well that predicts is on Validation, what the present "
    "answer rests on is on Evidence."
)
st.markdown(tables.contents(SECTIONS))

worked = examples()
downloads.draw(
    "method",
    tables={
        "Letters of the formulas": partial(tables.letter_rows, SECTIONS),
        "Worked examples": partial(tables.worked_rows, SECTIONS, worked),
    },
)
for section, example in zip(SECTIONS, worked, strict=True):
    st.header(section.title, anchor=tables.anchor(section))
    st.markdown(escaped(section.text))
    for formula in section.formulas:
        st.latex(STRUT + formula)
    st.markdown(tables.symbols(section))
    st.markdown(tables.worked(example))
    st.caption(tables.sources(section))
