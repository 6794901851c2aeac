"""A poster: what an assignment found, in large letters, to hang up."""

from terakoya.model import Tag, Text
from terakoya.model.cell_choice import CellChoice, Untagged
from terakoya.model.face import Face, FaceFile

FACE = Face(
    protocol=1,
    name="poster",
    build="terakoya_poster.poster:build_poster",
    cells=CellChoice(Untagged.RESULTS, frozenset({Tag.RESULT})),
    files=(FaceFile("svg", "image/svg+xml", Text(ja="ポスター", en="Poster")),),
    stands_alone=True,
)
