"""A tar archive whose files are called like 【00101】one.ipynb."""

import re
import tarfile
from datetime import UTC, datetime
from functools import partial

from terakoya.delivery.entries import Entry, Listing
from terakoya.delivery.source import Naming, Reading, Source
from terakoya.model import Text


class Tar:
    def __init__(self, path):
        self.archive = tarfile.open(path)

    def listing(self):
        files = [member for member in self.archive.getmembers() if member.isfile()]
        return Listing(tuple(map(self.entry, files)), refused=())

    def entry(self, member):
        path = tuple(member.name.split("/"))
        moment = datetime.fromtimestamp(member.mtime, UTC)
        return Entry(member.name, path, moment, partial(self.read, member))

    def read(self, member, budget):
        return self.archive.extractfile(member).read()

    def close(self):
        self.archive.close()


def open_tar(asked):
    if asked.path is not None and asked.path.name.endswith((".tar", ".tar.gz")):
        return Tar(asked.path)
    return None


class Brackets(Naming):
    pattern = re.compile(r"(【(?P<name>[^】]+)】)(?P<rest>.*)", re.DOTALL)
    is_certain = True
    dates_by_download = True

    def read(self, text):
        found = self.pattern.fullmatch(text)
        return Reading(found["name"], found["rest"], head=found[1]) if found else None

    def number_in(self, head):
        return "" if self.pattern.fullmatch(head) else None


SOURCE = Source(
    "tar",
    protocol=1,
    words=Text(ja="tarファイル", en="a tar archive"),
    open=open_tar,
    naming=Brackets(),
)
