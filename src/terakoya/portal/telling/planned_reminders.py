"""Reminders as pages show them before they are made, and as a paper for handing over."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from terakoya.delivery.event_words import name_notice_kind
from terakoya.language import gettext as _
from terakoya.model import Cohort, Learner
from terakoya.model.notice import Notice
from terakoya.portal.listing import Column
from terakoya.portal.page_context import Office
from terakoya.portal.refreshers.practice_list import read_practice_list
from terakoya.refresh import Standing
from terakoya.reminding.notice_words import NoticeText, NoticeWriter
from terakoya.reminding.reminders import PlannedNotice, ReminderPlan, ReminderWish

__all__ = ["count_practice", "digest_of", "make_sheets", "plan_for", "planned_columns"]


def plan_for(
    office: Office, cohorts: Sequence[Cohort], wish: ReminderWish
) -> tuple[PlannedNotice, ...]:
    """Return the reminders that there would be now."""

    def practice(cohort_id: str) -> Mapping[str, int]:
        return count_practice(office, cohort_id)

    plan = ReminderPlan(office.workspace, office.database, office.clock(), practice)
    return plan.of(cohorts, wish)


def count_practice(office: Office, cohort_id: str) -> Mapping[str, int]:
    """Return how many refreshers are due now to each person of a cohort."""
    found = read_practice_list(office.workspace, office.database, office.clock(), cohort_id)
    if found is None:
        return {}
    return Counter(one.key.learner_id for one in found.due if one.standing is Standing.DUE)


def digest_of(planned: Iterable[PlannedNotice]) -> str:
    """Return what reminders were seen: others are not made by the form that was seen with them."""
    keys = sorted(one.notice.key for one in planned if one.is_new)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def planned_columns(
    office: Office, planned: Iterable[PlannedNotice]
) -> list[Column[PlannedNotice]]:
    """Return the columns of a list of reminders that would be made."""
    writer = NoticeWriter(office.workspace, office.database)
    notices = [one.notice for one in planned]
    with office.database.reading() as session:
        texts = writer.write_all(notices, session)
    words = {one.key: text for one, text in zip(notices, texts, strict=True)}
    named = Column[PlannedNotice]
    return [
        named("name", _("Name"), lambda row: row.person.name),
        named("id", _("Staff number"), lambda row: row.person.id),
        named("department", _("Department"), lambda row: row.person.department),
        named("kind", _("About"), lambda row: name_notice_kind(row.notice.kind)),
        named("text", _("What is told"), lambda row: words[row.notice.key].text),
        named("way", _("Way"), lambda row: name_way(office, row)),
    ]


def name_way(office: Office, planned: PlannedNotice) -> str:
    """Say how a reminder goes, or why it does not."""
    if planned.told:
        return _("told today already")
    if planned.left_out:
        return _("does not want to be told")
    if not office.mail.is_set:
        return _("on the site and on paper")
    return _("by mail") if planned.has_address else _("no address: on the site and on paper")


def make_sheets(office: Office, told: Iterable[tuple[Learner, Notice]]) -> bytes:
    """Return notices as a PDF to be handed over: a page or more for each department."""
    from terakoya.faces.paper.notice_sheets import (  # noqa: PLC0415 - Typst: not for others
        NoticeSheet,
        make_notice_sheets,
    )

    writer = NoticeWriter(office.workspace, office.database)
    found: dict[tuple[str, str], list[tuple[str, str, NoticeText]]] = defaultdict(list)
    rows = list(told)
    with office.database.reading() as session:
        texts = writer.write_all([notice for _person, notice in rows], session)
    for (person, _notice), text in zip(rows, texts, strict=True):
        row = (person.id, person.name, text)
        found[person.department_code, person.department].append(row)
    sheets = [
        NoticeSheet(
            name or code or _("no department"),
            tuple(
                (who, number, text.subject, text.lines)
                for number, who, text in sorted(of_one, key=lambda row: row[0])
            ),
        )
        for (code, name), of_one in sorted(found.items())
    ]
    return make_notice_sheets(sheets, office.clock())
