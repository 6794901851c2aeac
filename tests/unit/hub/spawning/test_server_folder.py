"""Sockets have short paths in small letters, wherever the office is."""

from __future__ import annotations

from pathlib import Path

from terakoya.hub.spawning.server_folder import ServerFolder, servers_folder, socket_address


def test_servers_folder_of_a_long_path(tmp_path: Path) -> None:
    """A link leads to a folder whose own path is too long, or has capitals; the same each time."""
    for office in (tmp_path / ("x" * 120), tmp_path / "Office"):
        found = servers_folder(office)
        assert len(str(found)) <= 60
        assert str(found) == str(found).lower()
        assert found.resolve() == (office / "servers").resolve()
        assert servers_folder(office) == found
        found.unlink()


def test_server_folder_listens(tmp_path: Path) -> None:
    """Connections wait at the socket from the beginning; a second socket takes its place."""
    servers = servers_folder(tmp_path / "Office")
    folder = ServerFolder(servers / "key")
    folder.make()
    with folder.listen(), folder.listen():
        assert folder.listener.is_socket()
    assert socket_address(Path("/a b/c.sock")) == "http+unix://%2Fa%20b%2Fc.sock"
    servers.unlink()
