"""What has to be right before a poster is made."""

import nbformat

from terakoya.authoring import Check, CheckGroup, Found, Place, Severity
from terakoya.faces.markup import read_markup
from terakoya.model import Text
from terakoya_poster import FACE
from terakoya_poster.poster import ROOM


class FullPoster(Check):
    """More cells are shown on the poster than it has room for."""

    code = "POSTER101"
    name = "full-poster"
    severity = Severity.WARNING

    def look(self, subject):
        shown = [
            (subject.path_of(name), cell.number)
            for name, source in subject.sources.items()
            for cell in read_markup(nbformat.from_dict(source), name, subject.marks)
            if FACE.name in cell.shown
        ]
        if len(shown) >= ROOM:
            what = Text(ja="ポスターに入りきりません。", en="The poster has no room for it.")
            remedy = Text(ja="セルを減らしてください。", en="Show fewer cells.")
            yield Found(Place.of_cell(*shown[ROOM - 1]), what, remedy)


CHECKS = CheckGroup("poster", "POSTER", (FullPoster,))
