"""Whose an address below the apps' server is."""

from __future__ import annotations

import pytest

from terakoya.faces import AppSettings
from terakoya.model import is_id
from terakoya.portal.app_addresses import Kind, read_shared

KERNEL = "01234567-89ab-cdef-0123-456789abcdef"


@pytest.mark.parametrize(
    ("kind", "path", "app", "kernel"),
    [
        (Kind.READ, "voila/static/voila.js", None, None),
        (Kind.READ, "voila/templates/terakoya/static/app.css", None, None),
        (Kind.READ, "voila/api/themes/x/index.css", None, None),
        (Kind.READ, "terakoya/assets/0123456789abcdef/light.js", None, None),
        (Kind.READ, "voila/files/quick/chart.png", "quick", None),
        (Kind.READ, "voila/files/voila/static/chart.png", "voila", None),
        (Kind.READ, f"api/kernels/{KERNEL}", None, KERNEL),
        (Kind.JOIN, f"api/kernels/{KERNEL}/channels", None, KERNEL),
        (Kind.JOIN, "terakoya/visit/quick/quick.ipynb", "quick", None),
        (Kind.CLOSE, f"voila/api/shutdown/{KERNEL}", None, KERNEL),
    ],
)
def test_address_names_whose_it_is(
    kind: Kind, path: str, app: str | None, kernel: str | None
) -> None:
    """Of every address that pages ask for, it is known: an app's, a kernel's, or nobody's."""
    found = read_shared(path, kind)
    assert found is not None
    assert (found.app, found.kernel) == (app, kernel)
    for other in Kind:
        assert other is kind or read_shared(path, other) is None


@pytest.mark.parametrize(
    "path",
    [
        "voila/files/quick",
        "voila/files/quick/",
        "voila/files//quick/chart.png",
        "voila/files/quick/../slow/chart.png",
        "voila/files/./quick/chart.png",
        "terakoya/visit/quick/slow.ipynb",
        "terakoya/visit/quick/slow/slow.ipynb",
        "terakoya/visit//slow/slow.ipynb",
        "terakoya/visit/quick/../slow/slow.ipynb",
        "terakoya/visit/slow.ipynb",
        "terakoya/status",
        f"terakoya/kernels/{KERNEL}",
        "voila/render/quick/quick.ipynb",
        "api/kernels",
        "voila/tree",
        "",
    ],
)
def test_address_that_no_page_asks_for_is_none(path: str) -> None:
    """Neither what is another server's business, nor a second way to the same place."""
    assert [read_shared(path, kind) for kind in Kind] == [None, None, None]


def test_prefix_of_the_server_can_be_no_assignments() -> None:
    """Whatever somebody calls an assignment, it takes no address that others need."""
    name = AppSettings().base_url.removeprefix("/apps/").strip("/")
    assert name
    assert not is_id(name)
