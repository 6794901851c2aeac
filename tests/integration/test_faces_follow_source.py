"""One notebook, every face: a change of one sentence or one number in the source shows in all."""

from __future__ import annotations

import io
import json
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest
from pypdf import PdfReader
from terakoya_autograde.sandbox import sandbox_available

from terakoya.delivery import create_cohort
from terakoya.faces import AppSettings, start_app_server
from terakoya.faces.job import BuildOptions, FaceJob
from terakoya.faces.making import make_face
from terakoya.model import Cohort, Learner, Tier
from terakoya.model.face import FACES
from terakoya.portal import OpenAccess, RefresherService, create_portal
from terakoya.portal.background import portal_in_background
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import database_url, enrol, open_database
from terakoya.workspace import Workspace

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
COURSE = "data-practice"
APP, ASKED = "app as visitors see it", "refresher as the portal asks it"


@dataclass(frozen=True)
class Edit:
    """One change of an instructor's file, and where its words are to be seen.

    Attributes:
        file: in the assignment's folder.
        old, new: the words before and after; the file has the old ones once.
        faces: where readers find them.
        computed: where readers find other words, because the notebook's code makes them.
    """

    file: str
    old: str
    new: str
    faces: tuple[str, ...]
    computed: tuple[tuple[tuple[str, ...], str, str], ...] = ()

    def seen_in(self, face: str) -> Iterator[tuple[str, str]]:
        """Yield what a reader of the face finds before and after, without spaces."""
        if face in self.faces:
            yield "".join(self.old.split()), "".join(self.new.split())
        for faces, old, new in self.computed:
            if face in faces:
                yield old, new


_COUNTERS, _TOWNS, _MANIFEST = "counter-waiting.ipynb", "population-ageing.ipynb", "assignment.toml"
_TEXT = ("exercise", "app", APP, "handout", "slides")
_TASK = ("exercise", "refresher")
_CODE = ("exercise", "app", "refresher")
LABS = {
    "counter-waiting": (
        Edit(_COUNTERS, "平均だけでは、この違い", "平均だけでは、けっしてこの違い", _TEXT),
        Edit(_COUNTERS, "10人に1人は30分より長く", "17人に1人は30分より長く", _TEXT),
        Edit(_COUNTERS, "来月のデータでもそのまま動く", "再来月のデータでもうまく動く", _TASK),
        Edit(_COUNTERS, "4月は木曜日が5日あり", "4月は木曜日が6日あり", _TASK),
        Edit(_MANIFEST, "正午から順に番号札", "お昼から順に番号札", (ASKED,)),
        Edit(_MANIFEST, "待ち時間を短い順に並べます", "待ち時間をならべかえます", (ASKED,)),
        Edit(_MANIFEST, "長く待った人のことが見えません", "長く待った人を忘れます", (ASKED,)),
        Edit(_MANIFEST, ".head(11)", ".head(9)", (), (((ASKED,), "表11行", "表9行"),)),
    ),
    "population-ageing": (
        Edit(_TOWNS, "市の平均だけでは、町のようす", "市の平均では、町の姿", ("handout", "slides")),
        Edit(_TOWNS, "町と年を選ぶと、人口", "町と年をえらぶと、人口", ("app", APP)),
        Edit(
            _TOWNS, "人数の少ない町は順位に入れません。しか", "小さい町は別に考えます。しか", _TASK
        ),
        Edit(
            _TOWNS,
            "MIN_PEOPLE = 300  #",
            "MIN_PEOPLE = 400  #",
            _CODE,
            (
                (("handout", "slides"), "いま300人以上の町", "いま400人以上の町"),
                ((APP,), "300人未満だった町", "400人未満だった町"),
            ),
        ),
        Edit(_MANIFEST, "見守りの担当を増やす町", "見守りの職員を増やす町", (ASKED,)),
        Edit(_MANIFEST, "町ごとに「5年後−いま」を", "どの町も「5年後−いま」を", (ASKED,)),
        Edit(_MANIFEST, "率ではなく増える人数です", "割合ではなく増える人数です", (ASKED,)),
        Edit(_MANIFEST, ".head(5)", ".head(4)", (), (((ASKED,), "表5行", "表4行"),)),
    ),
}
ITEMS = {"counter-waiting": "by-counter", "population-ageing": "work-answer"}


@pytest.fixture
def workspace(tmp_path: Path, repository: Path) -> Workspace:
    """A copy of both labs and their course in a workspace of its own."""
    for lab in LABS:
        shutil.copytree(repository / "source" / lab, tmp_path / "source" / lab)
    shutil.copytree(repository / "courses" / COURSE, tmp_path / "courses" / COURSE)
    shutil.copyfile(repository / "nbgrader_config.py", tmp_path / "nbgrader_config.py")
    return Workspace(tmp_path)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the whole project."""
    return Path(__file__).parents[2]


def edit_source(workspace: Workspace, lab: str) -> None:
    """Change the lab's source as an author does; every edit finds its words once."""
    for edit in LABS[lab]:
        path = workspace.source(lab) / edit.file
        source = path.read_text(encoding="utf-8")
        assert source.count(edit.old) == 1, edit.old
        path.write_text(source.replace(edit.old, edit.new), encoding="utf-8")


def compare(lab: str, face: str, before: str, after: str) -> None:
    """Require the old words before and the new ones after, never both."""
    seen = [words for edit in LABS[lab] for words in edit.seen_in(face)]
    assert len(seen) >= 2, "a sentence and a number"
    for old, new in seen:
        assert old in before
        assert new not in before
        assert old not in after
        assert new in after


def text_of(folder: Path, face: str, workspace: Workspace, lab: str) -> str:
    """Build a face and return all its text, without spaces."""
    options = BuildOptions(sandbox=sandbox_available())
    job = FaceJob(workspace, lab, options, date(2026, 11, 23))
    built = make_face(job, face, folder)
    files = [
        path for root in built.paths for path in (root.rglob("*") if root.is_dir() else [root])
    ]
    return "".join("".join(_read(path).split()) for path in files if path.is_file())


def _read(path: Path) -> str:
    if path.suffix == ".pdf":
        pages = PdfReader(io.BytesIO(path.read_bytes())).pages
        return "".join(page.extract_text() for page in pages)
    if path.suffix == ".ipynb":
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return "".join("".join(cell["source"]) for cell in cells)
    return path.read_text(encoding="utf-8") if path.suffix == ".html" else ""


@pytest.mark.parametrize("face", FACES.names())
@pytest.mark.parametrize("lab", LABS)
def test_change_of_the_source_shows_in_the_face(
    workspace: Workspace, tmp_path: Path, lab: str, face: str
) -> None:
    """The old words are there before, the new ones after; nobody has to clear a cache."""
    before = text_of(tmp_path / "out", face, workspace, lab)
    edit_source(workspace, lab)
    compare(lab, face, before, text_of(tmp_path / "out", face, workspace, lab))


@pytest.mark.parametrize("lab", LABS)
def test_change_of_the_source_shows_in_the_running_app(
    workspace: Workspace, tmp_path: Path, lab: str
) -> None:
    """An app that is built anew is shown anew: its text, and what its code makes of a number."""
    text_of(tmp_path / "out", "app", workspace, lab)
    with start_app_server(tmp_path / "out", AppSettings(start_seconds=180)) as server:
        url = f"{server.origin}{server.base_url}voila/render/{lab}/{lab}.ipynb"
        old, new = next(words for edit in LABS[lab] for words in edit.seen_in(APP))
        before = _wait_for(url, server.token, old)
        edit_source(workspace, lab)
        text_of(tmp_path / "out", "app", workspace, lab)
        compare(lab, APP, before, _wait_for(url, server.token, new))


def _wait_for(url: str, token: str, words: str) -> str:
    """Open the app until its page has these words, and return its text without spaces."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        page = httpx.get(url, headers={"Authorization": f"token {token}"}, timeout=120)
        text = "".join(page.text.split())
        if words in text:
            return text
        time.sleep(0.3)
    pytest.fail(f"never seen: {words}")


@pytest.fixture
def site(workspace: Workspace) -> Iterator[httpx.Client]:
    """The portal before the workspace, with one learner, asked by a page of its own."""
    learner = Learner(
        "000037", "佐藤 陽菜", "01", "総務課", "主事", Tier.PRACTITIONER, "h@x.example"
    )
    database = open_database(database_url(workspace.var))
    create_cohort(database, workspace, Cohort("spring", COURSE, "春"), NOW)
    with database.session() as session:
        enrol(session, "spring", (learner,), NOW)
    desk = RefresherService(workspace, database, lambda: NOW, sandbox=sandbox_available())
    portal = create_portal(WorkspaceSite(workspace, database), OpenAccess(), refreshers=desk)
    with portal_in_background(portal) as address:
        headers = {"origin": address.rstrip("/"), "accept-language": "ja"}
        with httpx.Client(base_url=address, headers=headers, timeout=300) as client:
            yield client
    database.close()


def send(site: httpx.Client, item: str, step: str, form: dict[str, str]) -> None:
    """Send a form of an item's page, with the token that the page carries."""
    token = re.search(r'name="form_token" value="(\w+)"', site.get(item).text)
    assert token is not None
    answer = site.post(f"{item}/{step}", data=form | {"form_token": token[1]})
    assert answer.status_code == 303


def practise(site: httpx.Client, lab: str, attempt: int) -> str:
    """Begin, open the first hint, answer; return all that the learner reads, without spaces."""
    item = f"cohorts/spring/refreshers/000037/{lab}/{ITEMS[lab]}"
    for step, form in (("begin", {}), ("hint", {"number": "1"})):
        send(site, item, step, form)
    question = site.get(item).raise_for_status().text
    rows = question.partition("<tbody>")[2].count("<tr")
    form = {"attempt": str(attempt), "answer": "1"}
    send(site, item, "answer", form)
    result = site.get(item).raise_for_status().text
    return f"表{rows}行" + "".join((question + result).split())


@pytest.mark.parametrize("lab", LABS)
def test_change_of_the_source_shows_in_the_refresher_that_is_asked(
    workspace: Workspace, site: httpx.Client, lab: str
) -> None:
    """Question, hint, explanation and data, without a restart of the site."""
    before = practise(site, lab, 1)
    edit_source(workspace, lab)
    compare(lab, ASKED, before, practise(site, lab, 2))
