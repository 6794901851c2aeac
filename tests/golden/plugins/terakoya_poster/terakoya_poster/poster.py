"""How the poster is made."""

from html import escape

from bs4 import BeautifulSoup

from terakoya.faces.paper.making_documents import read_document
from terakoya_poster import FACE

ROOM = 8  # lines of an A1 sheet


def build_poster(job, folder):
    document = read_document(job, FACE)  # runs the notebook in the sandbox
    blocks = [BeautifulSoup(block.html, "html.parser").get_text(" ") for block in document.blocks]
    lines = [document.title, *(" ".join(text.split()) for text in blocks)]
    texts = (
        f'<text x="20" y="{60 + 90 * number}" font-size="40">{escape(line)}</text>'
        for number, line in enumerate(lines[:ROOM])
    )
    page = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 594 841">{"".join(texts)}</svg>'
    (folder / job.file_name(FACE.name, "svg")).write_text(page, encoding="utf-8")
