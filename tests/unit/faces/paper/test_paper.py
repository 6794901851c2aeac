"""What stands on paper and on slides, from a made assignment."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from terakoya.errors import NotebookError
from terakoya.faces.handout import build_handout
from terakoya.faces.paper.cleaning import clean_fragment
from terakoya.faces.paper.document import Block
from terakoya.faces.paper.outputs import render_outputs
from terakoya.faces.paper.typst import Setter
from terakoya.faces.slides import build_slides
from terakoya.faces.slides.slicing import cut_slides
from tests.unit.faces.made_papers import make_job, write_assignment


def text_of(pdf: Path) -> str:
    """Return a PDF's text without spaces, which are no part of Japanese."""
    reader = PdfReader(io.BytesIO(pdf.read_bytes()))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def made(folder: Path, **options: bool | str) -> dict[str, str]:
    """Build handout and slides of the made assignment; return each file's text."""
    job = make_job(write_assignment(folder / "w"), **options)
    for build in (build_handout, build_slides):
        build(job, folder / "out")
    return {
        path.name: text_of(path) if path.suffix == ".pdf" else path.read_text(encoding="utf-8")
        for path in (folder / "out").iterdir()
    }


def test_papers_show_results_and_neither_answers_nor_tests(tmp_path: Path) -> None:
    """Results are on every paper; solutions and hidden tests on none."""
    files = made(tmp_path, code=True)
    assert len(files) == 3
    for text in files.values():
        assert "答え" in text
        assert "24" in text
        assert "secret" not in text
        assert "hidden-test" not in text


def test_papers_with_solutions_show_them_and_say_so_in_their_names(tmp_path: Path) -> None:
    """The instructor's edition has the answers, never the hidden tests, and another name."""
    files = made(tmp_path, solutions=True)
    assert all("-answers" in name for name in files)
    for text in files.values():
        assert "secret" in text
        assert "hidden-test" not in text


def test_handout_is_tagged_and_names_title_language_and_sources(tmp_path: Path) -> None:
    """The PDF says what it is to readers' software, and where its data come from."""
    made(tmp_path)
    reader = PdfReader(tmp_path / "out" / "tiny-handout.pdf")
    root = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == "題"
    assert root["/Lang"] == "ja"
    assert root["/MarkInfo"]["/Marked"]
    text = text_of(tmp_path / "out" / "tiny-handout.pdf")
    assert "架空の町の一覧" in text
    assert "BSD-3-Clause" in text


def test_pages_load_nothing(tmp_path: Path) -> None:
    """No page names another host, except as a link that a person may follow."""
    for name, text in made(tmp_path).items():
        if name.endswith(".html"):
            assert 'src="http' not in text
            assert "url(http" not in text
            assert "default-src 'none'" in text


def test_words_around_the_content_follow_the_language(tmp_path: Path) -> None:
    """Our own words are in the language that was asked for; the author's stay as they are."""
    text = made(tmp_path, language="en")["tiny-handout.en.html"]
    assert '<html lang="en">' in text
    assert '<article lang="ja">' in text
    assert "Towns that do not exist" in text


def test_failing_reference_is_refused_with_its_cell(tmp_path: Path) -> None:
    """Nothing is printed from a notebook that fails; the message names the cell."""
    job = make_job(write_assignment(tmp_path / "w"))
    notebook = job.source / "tiny.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("12 * 2", "1 / 0"), "utf-8")
    with pytest.raises(NotebookError, match=r"tiny\.ipynb.*3.*ZeroDivisionError"):
        build_handout(job, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_hostile_text_stays_text_in_typst() -> None:
    """Whatever a notebook says is a string literal: no call of Typst can be written in it."""
    for text in ('"); #read("/etc/passwd")', "\\", "#{1}", "$x$", "`a`"):
        made = Setter().set_fragment(f"<p>{text}</p>".replace('"', "&quot;"))
        inside = text.replace("\\", "\\\\").replace('"', '\\"')
        assert f'[#"{inside}"]' in made


def test_cleaned_tables_can_be_read_out_and_seen() -> None:
    """Headings say what they head; empty ones are no headings; ink is readable on its colour."""
    html = (
        "<style>#T_a { background-color: #08306b; color: #08306b; }</style><table><thead><tr>"
        "<th></th><th>人数</th></tr></thead><tr><th>本町</th><td id='T_a'>1,234</td></tr></table>"
    )
    cleaned = clean_fragment(html, "here", lambda _name: None)
    assert cleaned.count("<th") == 2 + cleaned.count("<thead")
    assert 'scope="col"' in cleaned
    assert 'scope="row"' in cleaned
    assert "background-color:#08306b;color:#ffffff" in cleaned


@pytest.mark.parametrize("address", ["https://elsewhere.example/a.png", "no.png", "a.exe"])
def test_picture_that_cannot_be_inside_is_refused(address: str) -> None:
    """A page that stands alone has its pictures inside; the message says which is not there."""
    with pytest.raises(NotebookError, match="cannot be put"):
        clean_fragment(f'<img src="{address}">', "cell 3", lambda _name: None)


def test_scripts_of_outputs_are_taken_out() -> None:
    """A table may come with a script; paper has none."""
    cleaned = clean_fragment("<p onclick='x()'>a<script>x()</script></p>", "", lambda _name: None)
    assert cleaned == "<p>a</p>"


class Output(dict[str, object]):
    """An output whose keys can be read as attributes, as nbformat's can."""

    def __getattr__(self, name: str) -> object:
        """Return a key's value."""
        return self[name]


def test_picture_is_described_by_what_its_cell_prints() -> None:
    """The text after a picture is its alternative and its caption."""
    picture = Output(output_type="display_data", data={"image/png": "QQ=="}, metadata={})
    said = Output(output_type="stream", name="stdout", text="山が2つある。\n")
    html = render_outputs([picture, said], "問1")
    assert 'alt="山が2つある。"' in html
    assert html.count("山が2つある。") == 2
    assert 'alt="問1"' in render_outputs([picture], "問1")


def test_drawings_name_is_left_out_where_its_picture_is() -> None:
    """`<BarContainer …>` says nothing beside its picture, and takes no caption's place."""
    bars = {"text/plain": "<BarContainer object of 1 artists>"}
    name = Output(output_type="execute_result", data=bars, metadata={})
    picture = Output(output_type="display_data", data={"image/png": "QQ=="}, metadata={})
    said = Output(output_type="stream", name="stdout", text="最大は東町です。\n")
    html = render_outputs([said, name, picture], "問1")
    assert "BarContainer" not in html
    assert 'alt="最大は東町です。"' in html
    assert "BarContainer" in render_outputs([name], "問1")


def test_numbers_and_progress_are_shown_as_people_write_them() -> None:
    """A number of numpy's is a number; of progress, the end is shown."""
    number = {"text/plain": "np.int64(2445)"}
    result = Output(output_type="execute_result", data=number, metadata={})
    progress = Output(output_type="stream", name="stdout", text="\r10%\r\x1b[31m100%\x1b[0m\n")
    html = render_outputs([result, progress], "")
    assert html == "<p class='printed'>2445</p>\n<p class='printed'>100%</p>"


def test_slides_begin_at_headings_and_results_unless_told() -> None:
    """Without tags, headings and results make slides; with tags, only the tags do."""
    blocks = (
        Block("<p>前</p>"),
        Block("<h2>一</h2><p>a</p>"),
        Block("<p>b</p>", is_result=True),
        Block("<h2>二</h2>"),
        Block("<p>c</p>", is_result=True),
    )
    assert len(cut_slides(blocks, "題")) == 4
    told = (Block("<h2>一</h2>", starts_slide=True), Block("<h2>二</h2>"), Block("<p>c</p>", True))
    assert ["一" in slide.html for slide in cut_slides(told, "題")] == [True, False]
    assert all(slide.html.startswith("<h2>") for slide in cut_slides(told, "題"))
