"""The site's OpenAPI document is true: asked by schemathesis, as every role, and as nobody.

Each operation is asked with what the document allows and with what it does not, at places that are
there and at others. No answer is a failure of ours; each has a status and a type that the document
names; nobody who has not logged in gets any; and nobody is let in whom the role matrix shuts out.
Examples are the same in each run (`derandomize`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from argon2 import PasswordHasher
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, strategies
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.python.asgi import get_client
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from starlette.requests import HTTPConnection

from terakoya.accounts import password_hashes
from terakoya.model.permissions import NOBODY, Person
from terakoya.portal import RefresherService, create_portal
from terakoya.portal.exchange_api import ExchangeService
from terakoya.portal.form_guard import COOKIE, FIELD
from terakoya.portal.live import LiveEvents, LiveSettings
from terakoya.portal.site_description import describe_site
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.workspace import Workspace
from tests.exchange_room import zipped
from tests.form_tokens import BROWSER, FORMS
from tests.integration.office.test_role_matrix import MATRIX, OPEN_TO_ALL, PEOPLE, PLACES
from tests.made_office import NOW, MadeOffice, copy_office

HOST = "http://testserver"
WHO = "x-who"
GRADES = {"/cohorts/{cohort_id}/regrade"}
"""Forms that start real gradings: test_regrade_pages asks them."""
QUICK = LiveSettings(look=0.01, beat=0.01, longest=0.03)
EXAMPLES = 3
"""Of each operation and role."""
_FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*\bname="([\w-]+)"[^>]*>')
_VALUE = re.compile(r'\bvalue="([^"]*)"')


schemathesis.openapi.media_type(
    "application/zip",
    strategies.sampled_from(
        [zipped({"tiny.ipynb": b"{}"}), zipped({}), zipped({"../a": b""}), b"PK", b"", b"\0" * 99]
    ),
)
schemathesis.openapi.media_type("text/html", strategies.binary(max_size=99))


class ByHeader:
    """Whoever a request says; a site of an office asks JupyterHub instead."""

    def person(self, connection: HTTPConnection) -> Person:
        """Return that person."""
        return PEOPLE.get(connection.headers.get(WHO, ""), NOBODY)


@pytest.fixture(scope="module", autouse=True)
def _cheap_hashes() -> Iterator[None]:
    """What a password costs is no part of this."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr(password_hashes, "_HASHER", cheap)
        yield


@pytest.fixture(scope="module")
def office(made: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeOffice]:
    """An office that is asked everything."""
    copy = copy_office(made, tmp_path_factory.mktemp("described") / "workspace")
    yield copy
    copy.close()


@pytest.fixture(scope="module")
def site(office: MadeOffice) -> Iterator[FastAPI]:
    """The site with all that it can have; no app runs behind it."""
    refreshers = RefresherService(office.workspace, office.database, lambda: NOW)
    yield create_portal(
        WorkspaceSite(office.workspace, office.database),
        ByHeader(),
        refreshers=refreshers,
        papers=office.workspace.var / "papers",
        hosts=["testserver"],
        forms=FORMS,
        office=office.office,
        exchange=ExchangeService(office.workspace, office.database, lambda: NOW),
        live=LiveEvents(office.database, QUICK),
    )
    refreshers.close()


@pytest.fixture(scope="module")
def described(site: FastAPI) -> schemathesis.BaseSchema:
    """The document, with the fields that each form of a page has."""
    document = describe_site(site)
    with get_client(site) as client:
        for path, operations in document["paths"].items():
            content = operations.get("post", {}).get("requestBody", {}).get("content", {})
            if "application/x-www-form-urlencoded" in content and "get" in operations:
                page = client.get(HOST + address_of(path), headers={WHO: lets_in("POST", path)})
                content["application/x-www-form-urlencoded"]["schema"] = form_of(page.text)
    loaded = schemathesis.openapi.from_dict(document)
    loaded.app = site
    return loaded


def form_of(page: str) -> dict[str, Any]:
    """Return the schema of what a page's forms send: the values on it, or any others."""
    fields: dict[str, set[str]] = {}
    for found in _FIELD.finditer(page):
        fields.setdefault(found[1], set()).update(_VALUE.findall(found[0]))
    fields.pop(FIELD, None)
    told = {
        name: {"anyOf": [{"enum": sorted(values | {""})}, {"type": "string"}]}
        for name, values in fields.items()
    }
    return {"type": "object", "properties": told, "additionalProperties": False}


def lets_in(method: str, path: str) -> str:
    """Return somebody whom a route lets in."""
    return MATRIX[method, path][0]


def address_of(path: str) -> str:
    """Return an address of something that is there."""
    return path.format(**PLACES)


ROLES = [who for who in PEOPLE if who != "classmate" and not who.endswith("elsewhere")]
"""Each role once, and nobody; where somebody has it, the role matrix asks."""
METHODS = {"get", "post", "put", "delete"}
PARTS = {
    "the API": lambda path: path.startswith("/api/"),
    "a cohort's pages": lambda path: path.startswith("/cohorts/"),
    "other pages": lambda path: not path.startswith(("/api/", "/cohorts/")),
}


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("part", PARTS)
def test_site_answers_as_it_is_described(
    described: schemathesis.BaseSchema, site: FastAPI, part: str, who: str
) -> None:
    """Status and type are those of the document, no answer is a failure, and roles hold."""
    load_all_checks()
    asked = set()
    with get_client(site) as client:
        for found in described.get_all_operations():
            operation = found.ok()
            if PARTS[part](operation.path) and operation.path not in GRADES:
                asked.add(operation.method)
                ask(operation, client, who)
    assert asked <= METHODS
    assert "get" in asked


def ask(operation: Any, client: Any, who: str) -> None:
    """Ask one operation as somebody, with many examples."""
    there = {name: PLACES[name] for name in re.findall(r"{(\w+)}", operation.path)}
    cases = [
        operation.as_strategy(path_parameters=there or None),
        operation.as_strategy(),
        operation.as_strategy(GenerationMode.NEGATIVE, path_parameters=there or None),
    ]

    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    @hypothesis.given(case=strategies.one_of(cases))
    def check(case: Case) -> None:
        send(case, client, who)

    check()


def send(case: Case, client: Any, who: str) -> None:
    """Send one request, and hold its answer against the document and the matrix.

    What a form or a zip may hold is more than a schema says, so none is asked to be taken.
    """
    headers = {WHO: who, "accept-language": "en", "origin": HOST}
    cookie = f"{COOKIE}={BROWSER[COOKIE]}"
    if case.method == "POST" and isinstance(case.body, dict):
        case.body = case.body | {FIELD: FORMS.sign(BROWSER[COOKIE], PEOPLE[who])}
    answer = case.call(session=client, headers=headers | {"cookie": cookie})
    is_app = case.path.startswith("/apps/")  # none runs here, and it says so with a 502
    excluded = [positive_data_acceptance, negative_data_rejection]
    case.validate_response(answer, excluded_checks=excluded + [not_a_server_error] * is_app)
    if who == "stranger" and case.path not in OPEN_TO_ALL:
        nowhere = answer.status_code == 404 and "%00" in (answer.request.url or "")
        assert answer.status_code in (401, 403) or nowhere
    row = MATRIX[case.method, case.path.replace("{path}", "{path:path}")]
    if who not in row and case.path_parameters == {
        name: PLACES[name] for name in case.path_parameters
    }:
        assert answer.status_code in (401, 403, 404)
