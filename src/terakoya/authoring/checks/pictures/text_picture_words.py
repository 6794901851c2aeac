"""Words for the pictures of texts: for those who cannot see them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from bs4 import BeautifulSoup
from terakoya_autograde import shown_source

from terakoya.authoring.checks.pictures.face_pictures import shows_picture
from terakoya.authoring.finding import Found, Severity
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.markdown import render_markdown
from terakoya.model import Text

__all__ = ["WordlessTextPicture"]

_REMEDY = Text(
    ja='何が見えるかを、![ここに](…) 書いてください。飾りなら <img … alt=""> と書きます。',
    en='Write what it shows: ![here](…). For an ornament, write <img … alt="">.',
)


class WordlessTextPicture(Check):
    """A picture of a text has no words, or only the name of its file.

    Why:
        People who cannot see the picture hear “image.png”, and learn nothing.

    Example:
        ![image.png](attachment:image.png)

    Remedy:
        Write what it shows into the brackets: `![Waits fall from March on]`. A picture that says
        nothing is an ornament: `<img src="…" alt="">`.
    """

    code = "TK502"
    name = "wordless-text-picture"
    severity = Severity.WARNING

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such picture that learners would see."""
        for cell in (cell for cell in subject.cells if cell.node["cell_type"] == "markdown"):
            text = shown_source(cell.node, subject.marks)
            for name in _find_wordless(text) if shows_picture(text) else ():
                what = Text(
                    ja=f"図 {name} が何を示すか、書いてありません。",
                    en=f"Nothing says what the picture {name} shows.",
                )
                yield Found(cell.place(), what, _REMEDY)


def _find_wordless(text: str) -> Iterator[str]:
    """Yield how each picture is called that has no words; an ornament says so itself, in HTML."""
    written = BeautifulSoup(text, "html.parser").find_all("img", alt="")
    ornaments = {str(picture.get("src", "")) for picture in written}
    shown = BeautifulSoup(render_markdown(text), "html.parser")
    for picture in shown.find_all("img"):
        address, words = str(picture.get("src", "")), str(picture.get("alt") or "").strip()
        name = address.partition(";")[0]  # of a picture in the text itself that is its kind
        if not name.startswith("data:"):
            name = unquote(address).rpartition("/")[2].removeprefix("attachment:")[:200]
        if (not words and address not in ornaments) or words == name:
            yield name
