"""Fetching an assignment, and saying what learners get."""

from __future__ import annotations

import io
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from terakoya.delivery.giving_out import offer_assignment
from terakoya.delivery.handing_in import HAND_IN_LIMITS
from terakoya.delivery.limits import Budget
from terakoya.delivery.sources.zip import ArchiveSource
from terakoya.errors import ConflictError, SubmissionError
from terakoya.language import gettext as _
from terakoya.model import DueDates, Stamp
from terakoya.model.permissions import Action, Of, Person
from terakoya.portal.access import Permissions
from terakoya.portal.exchange_api.api_route import giving, refusing
from terakoya.portal.exchange_api.exchange_answers import OfferedAnswer
from terakoya.portal.exchange_api.exchange_bodies import ZIP, BodyReader
from terakoya.portal.exchange_api.exchange_service import ExchangeService
from terakoya.portal.exchange_api.offered import Offered
from terakoya.records import Offer, StoredFile, list_offers
from terakoya.workspace import require_assignment

__all__ = ["OfferRoutes"]

_ALL = "/cohorts/{cohort}/assignments"
_ONE = "/cohorts/{cohort}/assignments/{assignment}"
DIGEST = "x-terakoya-digest"
"""The header that names the files of a zip."""


@dataclass(frozen=True)
class OfferRoutes:
    """What a cohort is offered; who may is a dependency of each route, asked before all else."""

    service: ExchangeService
    permissions: Permissions
    bodies: BodyReader

    def add_to(self, router: APIRouter) -> None:
        """Add the routes."""
        may_look, may_manage = [Depends(self._may_look)], [Depends(self._may_manage)]
        router.add_api_route(
            _ALL,
            self.list_offered,
            methods=["GET"],
            response_model=list[OfferedAnswer],
            dependencies=[Depends(self._may_look_around)],
        )
        router.add_api_route(
            _ONE, self.tell, methods=["GET"], response_model=OfferedAnswer, dependencies=may_look
        )
        router.add_api_route(
            f"{_ONE}/files",
            self.fetch,
            methods=["GET"],
            response_model=None,
            responses=giving(ZIP, "The files, as a zip."),
            dependencies=may_look,
        )
        router.add_api_route(
            f"{_ONE}/files",
            self.release,
            methods=["PUT"],
            response_model=OfferedAnswer,
            responses=refusing(400, 409, 411, 413, 415),
            openapi_extra={"requestBody": {"content": {ZIP: {}}, "required": True}},
            dependencies=may_manage,
        )
        router.add_api_route(
            _ONE, self.stop, methods=["DELETE"], status_code=204, dependencies=may_manage
        )

    def _may_look_around(self, request: Request, cohort: str) -> None:
        self._require(request, cohort)

    def _may_look(self, request: Request, cohort: str, assignment: str) -> None:
        self._require(request, cohort, assignment)

    def _may_manage(self, request: Request, cohort: str, assignment: str) -> None:
        of = Of(cohort=cohort, assignment=assignment)
        self.permissions.require(request, Action.MANAGE_COHORT, of)

    def list_offered(self, request: Request, cohort: str) -> list[OfferedAnswer]:
        """List what learners of a cohort get now."""
        person = self.permissions.access.person(request)
        dates = self.service.dates(cohort)
        offered = self.service.offered(cohort)
        return [_answer(cohort, each, dates, person) for each in offered]

    def tell(self, request: Request, cohort: str, assignment: str) -> OfferedAnswer:
        """Say what learners get of an assignment."""
        person = self.permissions.access.person(request)
        offered = self.service.offered_one(cohort, assignment)
        return _answer(cohort, offered, self.service.dates(cohort), person)

    def fetch(self, request: Request, cohort: str, assignment: str) -> Response:
        """Give an assignment's files; that a learner has them is noted."""
        person = self.permissions.access.person(request)
        offered = self.service.offered_one(cohort, assignment)
        content = self.service.pack(offered)
        own = Of(cohort=cohort, learner=person.id, assignment=assignment)
        if person.id and self.permissions.may(request, Action.HAND_IN, own):
            self.service.note_fetch(cohort, person.id, assignment, person.account or person.id)
        return Response(content, media_type=ZIP, headers={DIGEST: offered.digest})

    async def release(
        self, request: Request, cohort: str, assignment: str, *, force: bool = False
    ) -> OfferedAnswer:
        """Let learners get these files from now on; `force` replaces what they get already."""
        async with self.bodies.read(request) as content:
            place = (cohort, assignment)
            return await run_in_threadpool(self._release, request, place, content, force=force)

    def stop(self, request: Request, cohort: str, assignment: str) -> None:
        """Let learners get an assignment no more; what they have, they keep."""
        self.service.offered_one(cohort, assignment)
        self._keep(request, (cohort, assignment), Offer(is_open=False))

    def _release(
        self, request: Request, place: tuple[str, str], content: bytes, *, force: bool
    ) -> OfferedAnswer:
        cohort = self.service.cohort(place[0])
        course = self.service.workspace.read_course(cohort.course_id)
        require_assignment(course, place[1])
        with self.service.database.reading() as session:
            before = list_offers(session, cohort.id).get(place[1])
        files = self._store(content)
        if before is not None and before.is_open and before.files != files and not force:
            what = _("Assignment {id} is released in {cohort} already.")
            raise ConflictError(
                what.format(id=place[1], cohort=cohort.id), remedy=_("Add --force to replace it.")
            )
        self._keep(request, place, Offer(is_open=True, files=files))
        person = self.permissions.access.person(request)
        offered = self.service.offered_one(*place)
        return _answer(cohort.id, offered, self.service.dates(cohort.id), person)

    def _store(self, content: bytes) -> dict[str, StoredFile]:
        """Put the files of a zip into the store.

        Raises:
            SubmissionError: it is no zip, a name is not safe, or there is no notebook.
        """
        source = ArchiveSource(io.BytesIO(content), self.service.clock(), HAND_IN_LIMITS)
        listing, budget = source.listing(), Budget(HAND_IN_LIMITS.total_bytes)
        if listing.refused:
            raise SubmissionError("\n".join(map(str, listing.refused)))
        entries = (*listing.entries, *listing.others)
        files = {
            "/".join(entry.path): self.service.store.put(entry.read(budget)) for entry in entries
        }
        if not any(name.endswith(".ipynb") for name in files):
            raise SubmissionError(_("There is no notebook in it."))
        return files

    def _keep(self, request: Request, place: tuple[str, str], offer: Offer) -> None:
        person = self.permissions.access.person(request)
        stamp = Stamp(self.service.clock(), person.account or person.id)
        offer_assignment(self.service.database, *place, offer, stamp)

    def _require(self, request: Request, cohort: str, assignment: str | None = None) -> None:
        """Go on only with who learns or teaches in this cohort."""
        person = self.permissions.access.person(request)
        own = Of(cohort=cohort, learner=person.id, assignment=assignment)
        learns = bool(person.id) and self.permissions.may(request, Action.HAND_IN, own)
        of = Of(cohort=cohort, assignment=assignment)
        if not learns and not self.permissions.may(request, Action.MANAGE_COHORT, of):
            raise HTTPException(403)


def _answer(cohort: str, offered: Offered, dates: DueDates, person: Person) -> OfferedAnswer:
    due = dates.of(person.id, offered.assignment_id)
    return OfferedAnswer(
        cohort=cohort,
        assignment=offered.assignment_id,
        notebooks=list(offered.notebooks),
        files={name: each.sha256 for name, each in offered.files.items()},
        bytes=sum(each.size for each in offered.files.values()),
        digest=offered.digest,
        released=offered.is_released,
        due=None if due is None else due.at,
    )
