"""The memo as Markdown, HTML and PDF: the same words, and what somebody typed as it stands."""

import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO

import pytest
from markdown_it import MarkdownIt
from pypdf import PdfReader

from model.memo import Contents, Figure, memo_html, memo_markdown, memo_pdf
from model.memo.contents import Line, Section, Table

LINK = "https://crossover.example/frozen?v=1&model=x"
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "**bold** _it_ `code`",
    "# heading | cell",
    '#read("/etc/passwd")',
    "#panic() $x^2$ @ref",
    "\"quoted\" & 'so' &amp; \\",
]


def contents(text: str = "A plain risk.") -> Contents:
    return Contents(
        title=f"Title {text}",
        question=Line(f"Question {text}", lead="Decision memo of 22 Nov 2026."),
        answer="From $1.9M less (\N{MINUS SIGN}8 %) to $21M more, 80\N{NARROW NO-BREAK SPACE}%.",
        platforms=Table(("Platform", "Expected cost"), ((text, "$1M"), ("B", "$2M"))),
        sections=(
            Section("Risks", (Line(text, lead="trn2.48xlarge:"),)),
            Section("Paragraphs", (Line("One."), Line("")), listed=False),
            Section("Again", (Line("Open it", link=LINK), Line("Type", code="model 'v=1&a=b'"))),
        ),
        written_on=date(2026, 11, 22),
    )


class Page(HTMLParser):
    """The texts of a page, its elements, and where it leads or would ask."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.leads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.leads += [v or "" for k, v in attrs if k in ("src", "href", "srcset")]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def pdf_text(made: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(BytesIO(made)).pages]
    return re.sub(r"\s+", " ", " ".join(pages))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_somebody_typed_is_shown_in_html(text: str) -> None:
    page = Page(memo_html(contents(text)))
    assert [t for t in page.texts if t == text]
    assert not {"script", "img", "em"} & set(page.tags)
    assert page.leads == [LINK]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_somebody_typed_is_shown_in_markdown(text: str) -> None:
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    page = Page(reader.render(memo_markdown(contents(text))))
    assert text in "".join(page.texts)
    assert not {"script", "img", "em"} & set(page.tags)
    assert page.leads == [LINK]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_somebody_typed_is_shown_in_a_pdf(text: str) -> None:
    assert re.sub(r"\s", "", text) in re.sub(r"\s", "", pdf_text(memo_pdf(contents(text))))


def test_the_page_holds_its_charts_and_asks_for_nothing() -> None:
    figure = Figure(b"<svg/>", "What it shows", dark=b"<svg id='d'/>")
    made = memo_html(contents(), [figure])
    page = Page(made)
    assert sorted(lead.partition(",")[0] for lead in page.leads) == [
        "data:image/svg+xml;base64",
        "data:image/svg+xml;base64",
        LINK,
    ]
    assert 'alt="What it shows"' in made
    assert "default-src 'none'" in made
    assert not re.findall(r"url\(|@import", made)


def test_the_pdf_is_one_page_with_its_signs_and_a_link_that_opens() -> None:
    made = memo_pdf(contents())
    reader = PdfReader(BytesIO(made))
    (page,) = reader.pages
    text = pdf_text(made)
    assert "(\N{MINUS SIGN}8 %)" in text.replace("\N{NO-BREAK SPACE}", " ")
    links = [annotation.get_object()["/A"]["/URI"] for annotation in page["/Annots"]]
    assert links == [LINK]
    assert reader.metadata is not None
    assert reader.metadata.title == "Title A plain risk."


def test_the_same_memo_is_the_same_file() -> None:
    assert memo_pdf(contents()) == memo_pdf(contents())


def test_a_long_memo_is_one_page_too_and_says_where_the_rest_of_a_list_is() -> None:
    lines = tuple(Line(f"Risk {n}. " + "Words. " * 30) for n in range(60))
    many = Section("Risks", lines, may_be_cut=True)
    long = Contents("T", Line("Q"), "A", contents().platforms, (many,), date(2026, 11, 22))
    made = memo_pdf(long)
    assert len(PdfReader(BytesIO(made)).pages) == 1
    assert "Risk 7." in pdf_text(made)
    assert "52 more in this memo as HTML or Markdown." in pdf_text(made)
    for whole in (memo_html(long), memo_markdown(long)):
        assert "Risk 59." in whole
