"""Promises of an office's options."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from terakoya.errors import ManifestError, UsageError, WorkspaceError
from terakoya.hub.office_folder import open_office
from terakoya.hub.office_options import OfficeOptions, read_options
from terakoya.hub.office_run import Office, OfficeRun, read_office
from terakoya.model.settings import OfficeSettings, Settings


@pytest.mark.parametrize(
    ("said", "path"),
    [("", "/"), ("/", "/"), ("training", "/training/"), ("/a/b-c/", "/a/b-c/"), ("//x", "/x/")],
)
def test_base_path_is_written_one_way(said: str, path: str) -> None:
    """Whether slashes are given or not."""
    found = read_options(OfficeOptions(base_path=said), Settings(), Path("/w"))
    assert found.base_path == path
    assert found.portal_path == f"{path}services/portal/"


@pytest.mark.parametrize("said", ["/a/../b", "/a b", "/a?b", "/研修/", "/" + "a" * 300])
def test_base_path_that_browsers_would_change_is_refused(said: str) -> None:
    """With what to write instead."""
    with pytest.raises(UsageError, match="--base-path"):
        read_options(OfficeOptions(base_path=said), Settings(), Path("/w"))


def test_files_of_tls_are_looked_at_first(tmp_path: Path) -> None:
    """One alone, and two that are none, are refused before anything is started."""
    nothing = tmp_path / "a.pem"
    nothing.write_text("nothing", encoding="utf-8")
    for certificate, key in ((nothing, None), (None, nothing), (nothing, nothing)):
        with pytest.raises(UsageError):
            read_options(OfficeOptions(certificate=certificate, key=key), Settings(), tmp_path)


def test_proxies_have_to_be_addresses() -> None:
    """A name could be anybody's."""
    settings = Settings(office=OfficeSettings(trusted_proxies="proxy.example"))
    with pytest.raises(ManifestError, match="trusted_proxies"):
        read_options(OfficeOptions(), settings, Path("/w"))


@pytest.mark.parametrize(("proxies", "before"), [("", False), ("10.0.0.1", True)])
def test_cookies_go_over_tls_only_where_a_proxy_speaks_it(proxies: str, before: bool) -> None:
    """Unless the settings say that it does not."""
    office = OfficeSettings(trusted_proxies=proxies)
    run = read_options(OfficeOptions(), Settings(office=office), Path("/w"))
    assert run.is_secure is before
    plain = Settings(office=replace(office, tls_before=False))
    assert not read_options(OfficeOptions(), plain, Path("/w")).is_secure


def test_parts_are_told_what_the_office_was_told(tmp_path: Path) -> None:
    """By one file that only the office can read."""
    run = OfficeRun(str(tmp_path), base_path="/a/", port=1234)
    office = Office(run, open_office(tmp_path / "var"))
    office.write()
    assert read_office(tmp_path).run == run
    assert office.folder.run_file.stat().st_mode & 0o777 == 0o600


def test_sockets_of_a_deep_workspace_can_be_made(tmp_path: Path) -> None:
    """The system takes no long path for one, so they are elsewhere, for this account only."""
    deep = tmp_path / ("a" * 120)
    deep.mkdir()
    folder = open_office(deep / "var")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder.socket("portal")))
    folder.socket("portal").unlink()
    assert folder.sockets.stat().st_mode & 0o777 == 0o700
    folder.sockets.rmdir()


def test_folder_that_others_could_read_is_shut(tmp_path: Path) -> None:
    """And one that is no folder is refused."""
    place = tmp_path / "var" / "office"
    place.mkdir(parents=True, mode=0o755)
    open_office(tmp_path / "var")
    assert place.stat().st_mode & 0o777 == 0o700
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "office").symlink_to(place)
    with pytest.raises(WorkspaceError):
        open_office(tmp_path / "other")
