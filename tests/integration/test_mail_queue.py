"""Mails and a real mail server: nothing is lost, nothing comes twice, nothing secret is told."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from terakoya.delivery.enrolling.applying import apply, decide
from terakoya.delivery.enrolling.cohort_openings import open_cohort
from terakoya.delivery.staff_list import know_staff
from terakoya.errors import UsageError, WorkspaceError
from terakoya.model import Cohort, EventKind, Learner, Stamp, Tier
from terakoya.model.application import Opening, Way
from terakoya.model.mail_settings import MailSettings
from terakoya.model.notice import Notice, NoticeKind, NoticeState
from terakoya.records import (
    Database,
    add_cohort,
    add_notices,
    database_url,
    list_events,
    list_notices,
    open_database,
)
from terakoya.records.notice_records import claim_notice
from terakoya.reminding.carrying_mail import Carried, MailCarrier, settle_notice
from terakoya.reminding.mail_server import Outcome, open_mail_server
from terakoya.reminding.mail_thread import MailThread
from terakoya.reminding.notice_words import NoticeWriter
from terakoya.workspace import make_workspace
from tests.integration.test_records import NOW
from tests.real_mail_server import KeptMail, mail_server, own_certificate

STAMP = Stamp(NOW, "jinji")


class Desk:
    """A workspace with five people, and a clock that a test moves."""

    def __init__(self, root: Path) -> None:
        self.workspace = make_workspace(root)
        self.database: Database = open_database(database_url(self.workspace.var))
        self.now = NOW
        people = [
            Learner(f"{at:06}", f"髙﨑 {at}", "10", "総務課", "", Tier.GENERAL, f"p{at}@a.example")
            for at in range(1, 6)
        ]
        know_staff(self.database, people, STAMP)
        with self.database.session() as session:
            add_cohort(session, Cohort("spring", "small", "春の研修"), NOW)

    def queue(self, *numbers: int) -> None:
        """Tell people that they take part."""
        notices = [Notice(f"seat:{at}", NoticeKind.SEAT, f"{at:06}", "spring") for at in numbers]
        with self.database.session() as session:
            add_notices(session, notices, STAMP)

    def carrier(self, port: int, **settings: Any) -> MailCarrier:
        """The carrier of this workspace."""
        mail = MailSettings("127.0.0.1", port, "none", sender="研修係 <kenshu@city.example.jp>")
        writer = NoticeWriter(self.workspace, self.database)
        chosen = replace(mail, **settings)
        root = self.workspace.root
        return MailCarrier(self.database, writer, chosen, lambda: self.now, root)

    def states(self) -> dict[str, str]:
        """Return person → state."""
        with self.database.reading() as session:
            return {one.person_id.lstrip("0"): one.state.value for one in list_notices(session)}


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    """Such a workspace."""
    made = Desk(tmp_path / "workspace")
    yield made
    made.database.close()


def test_mail_says_in_japanese_what_there_is_and_goes_once(desk: Desk) -> None:
    """The words of the notice, our sender, and that no program need answer."""
    desk.queue(1, 2)
    with mail_server(KeptMail()) as kept:
        assert desk.carrier(kept.port).carry().sent == 2
        assert desk.carrier(kept.port).carry() == Carried()
    assert kept.addresses == ["p1@a.example", "p2@a.example"]
    mail = kept.mails[0][1]
    assert mail["subject"] == "受講が決まりました: 春の研修"
    assert "研修係" in mail["from"]
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["message-id"] != kept.mails[1][1]["message-id"]
    assert desk.states() == {"1": "sent", "2": "sent"}
    with desk.database.reading() as session:
        told = [
            event.data["state"] for _at, event in list_events(session, kinds=[EventKind.NOTICE])
        ]
    assert told == ["sent", "sent"]


def test_server_that_is_away_loses_nothing(desk: Desk) -> None:
    """Asked once, not for every mail; then later again, and everything goes."""
    desk.queue(1, 2, 3)
    with mail_server(KeptMail()) as gone:
        port = gone.port
    carried = desk.carrier(port).carry()
    assert (carried.sent, carried.later) == (0, 1)
    assert carried.away
    assert set(desk.states().values()) == {"queued"}
    desk.now += timedelta(hours=2)
    with mail_server(KeptMail()) as kept:
        assert desk.carrier(kept.port).carry().sent == 3


def test_each_answer_is_taken_for_what_it_is(desk: Desk) -> None:
    """Never for one address, later for another, and at once for the rest; waits double."""
    desk.queue(1, 2, 3)
    kept = KeptMail(answers={"p1@a.example": "550 nobody", "p2@a.example": "451 full"})
    with mail_server(kept):
        carried = desk.carrier(kept.port).carry()
        assert (carried.refused, carried.later, carried.sent) == (1, 1, 1)
        assert desk.carrier(kept.port).carry() == Carried()
        desk.now += timedelta(seconds=61)
        assert desk.carrier(kept.port).carry().later == 1
        desk.now += timedelta(seconds=61)
        assert desk.carrier(kept.port).carry() == Carried()
        kept.answers.clear()
        desk.now += timedelta(seconds=61)
        assert desk.carrier(kept.port).carry().sent == 1
        assert desk.states() == {"1": "refused", "2": "sent", "3": "sent"}
    assert kept.addresses == ["p3@a.example", "p2@a.example"]


def test_mail_whose_answer_was_lost_is_not_sent_again_by_itself(desk: Desk) -> None:
    """The server may have it: somebody says what became of it, and only then it may go again."""
    desk.queue(1)

    def hang_up(server: SMTP) -> str:
        server.transport.abort()
        return "250 taken"

    with mail_server(KeptMail(after_content=hang_up)) as kept:
        assert desk.carrier(kept.port).carry().unknown == 1
    desk.now += timedelta(days=2)
    with mail_server(KeptMail()) as kept:
        assert desk.carrier(kept.port).carry() == Carried()
        assert desk.states() == {"1": "sending"}
        settle_notice(desk.database, 1, NoticeState.QUEUED, STAMP)
        assert desk.carrier(kept.port).carry().sent == 1
    with pytest.raises(UsageError):
        settle_notice(desk.database, 1, NoticeState.QUEUED, STAMP)


@pytest.mark.parametrize(
    ("said", "answer", "state"),
    [
        (NoticeState.PAPER, "451 later", "paper"),
        (NoticeState.PAPER, "550 never", "paper"),
        (NoticeState.SENT, "451 later", "sent"),
        (NoticeState.QUEUED, "250 taken", "sent"),
    ],
    ids=["paper-later", "paper-never", "arrived-later", "again-taken"],
)
def test_what_a_person_says_of_a_mail_on_its_way_stands(
    desk: Desk, said: NoticeState, answer: str, state: str
) -> None:
    """Whatever the mail server answers after that: it is not sent once more by itself."""
    desk.queue(1)

    def meanwhile(_server: SMTP) -> str:
        settle_notice(desk.database, 1, said, STAMP)
        return answer

    with mail_server(KeptMail(after_content=meanwhile)) as kept:
        desk.carrier(kept.port).carry()
        assert desk.states() == {"1": state}
        desk.now += timedelta(hours=2)
        assert desk.carrier(kept.port).carry() == Carried()


def test_mail_after_one_whose_content_was_refused_goes(desk: Desk) -> None:
    """The server has forgotten the first, and takes the next on the same line."""
    desk.queue(1, 2)
    with mail_server(KeptMail(no_content_for={"p1@a.example"})) as kept:
        carried = desk.carrier(kept.port).carry()
    assert (carried.refused, carried.sent, carried.away) == (1, 1, "")
    assert kept.addresses == ["p2@a.example"]


def test_carrier_that_was_killed_sends_nothing_twice(desk: Desk) -> None:
    """What it had claimed stays where a person sees it; the others go."""
    desk.queue(1, 2)
    with desk.database.session() as session:
        assert claim_notice(session, desk.now) is not None  # and here it was killed
    with mail_server(KeptMail()) as kept:
        desk.carrier(kept.port).carry()
        assert kept.addresses == ["p2@a.example"]
    assert desk.states() == {"1": "sending", "2": "sent"}


def test_carriers_at_once_never_send_the_same_mail(desk: Desk) -> None:
    """An office that runs, and a command of a timer."""
    desk.queue(1, 2, 3, 4, 5)
    together = threading.Barrier(3)
    with mail_server(KeptMail()) as kept:

        def carry(_number: int) -> int:
            together.wait()
            return desk.carrier(kept.port).carry().sent

        with ThreadPoolExecutor(3) as pool:
            assert sum(pool.map(carry, range(3))) == 5
    assert sorted(kept.addresses) == [f"p{at}@a.example" for at in range(1, 6)]


def test_password_goes_over_tls_only_and_is_told_nowhere(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a file of its own; a server that refuses it, or no TLS, gives it away to nobody."""
    server = own_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    secret = desk.workspace.root / "mail-password"
    desk.queue(1, 2)
    how: dict[str, Any] = {"security": "starttls", "user": "kenshu", "password_file": secret.name}
    with mail_server(KeptMail(), server) as kept:
        secret.write_text("wrong-word\n")
        carried = desk.carrier(kept.port, **how).carry()
        assert "wrong-word" not in carried.away
        assert carried.away
        secret.write_text("himitsu\n")
        desk.now += timedelta(hours=1)
        assert desk.carrier(kept.port, **how).carry().sent == 2
    assert kept.logins[-1] == ("kenshu", "himitsu")
    with desk.database.reading() as session:
        kept_words = repr(list_notices(session)) + repr(list_events(session))
    assert "himitsu" not in kept_words
    assert "wrong-word" not in kept_words
    open_line = desk.carrier(25, user="kenshu", security="none", host="mail.example", password="x")
    desk.queue(3)
    with pytest.raises(WorkspaceError, match="unencrypted") as caught:
        open_line.carry()
    assert "x" not in caught.value.sentence.split()
    assert desk.states()["3"] == "queued"


def test_whoever_has_no_address_is_told_on_the_site(desk: Desk) -> None:
    """No server is asked for that."""
    nobody = Learner("000009", "無 宛先", "10", "総務課", "", Tier.GENERAL, "")
    know_staff(desk.database, [nobody], STAMP)
    desk.queue(9)
    assert desk.carrier(1).carry().paper == 1
    assert desk.states() == {"9": "paper"}


def test_answer_to_an_application_is_queued_with_it(desk: Desk) -> None:
    """One for each answer, whatever is sent again."""
    open_cohort(desk.database, Opening("spring", 1), STAMP)
    for number in ("000001", "000002"):
        made = apply(desk.database, "spring", number, Way.OWN, STAMP).application
        for _again in range(2):
            decide(desk.database, made.id, STAMP, agree=True)
    with desk.database.reading() as session:
        kinds = [(one.person_id, one.kind) for one in list_notices(session)]
    assert sorted(kinds) == [("000001", NoticeKind.SEAT), ("000002", NoticeKind.AGREED)]


def test_office_that_runs_sends_what_is_queued_and_ends_when_it_is_told(desk: Desk) -> None:
    """The thread carries by itself; stopped, it is over, and what came later waits."""
    desk.queue(1)
    arrived = threading.Event()

    def notice(_server: SMTP) -> str:
        arrived.set()
        return "250 taken"

    with mail_server(KeptMail(after_content=notice)) as kept:
        thread = MailThread(desk.carrier(kept.port))
        thread.start()
        assert arrived.wait(60)
        thread.stop()
        desk.queue(2)
        assert desk.states() == {"1": "sent", "2": "queued"}
    assert kept.addresses == ["p1@a.example"]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("host", "mail..example.jp"),
        ("host", "mail example.jp"),
        ("user", "研修係"),
        ("password", "ひみつ"),
        ("sender", "研修係 <研修@city.example.jp>"),
        ("sender", "a@city.example.jp\nbcc: b@city.example.jp"),
        ("answers_to", "a@city.example.jp\nbcc: b@city.example.jp"),
    ],
    ids=["dots", "space", "user", "password", "sender", "sender-lines", "answers-lines"],
)
def test_setting_with_which_no_mail_can_be_sent_is_named(
    desk: Desk, setting: str, value: str
) -> None:
    """In one sentence without the value, before any server is asked; the mail waits."""
    desk.queue(1)
    how: dict[str, Any] = {"user": "kenshu", "password": "himitsu", setting: value}
    with pytest.raises(WorkspaceError, match=rf"\[mail\] {setting}: ") as caught:
        desk.carrier(1, **how).carry()
    assert value not in caught.value.sentence
    assert desk.states() == {"1": "queued"}


def test_password_that_smtp_has_no_letters_for_names_its_file(desk: Desk) -> None:
    """It stands in a file of its own, and is not told."""
    (desk.workspace.root / "mail-password").write_text("ひみつ\n", encoding="utf-8")
    desk.queue(1)
    with pytest.raises(WorkspaceError, match="password_file") as caught:
        desk.carrier(1, user="kenshu", password_file="mail-password").carry()
    assert "ひ" not in caught.value.sentence


def test_address_that_smtp_has_no_form_for_stops_no_other_mail(desk: Desk) -> None:
    """It is refused, on the very same line on which the next one goes."""
    odd = Learner("000009", "髙﨑 九", "10", "総務課", "", Tier.GENERAL, "九@a.example")
    know_staff(desk.database, [odd], STAMP)
    desk.queue(9, 1)
    with mail_server(KeptMail()) as kept:
        carrier = desk.carrier(kept.port)
        carried = carrier.carry()
        assert (carried.refused, carried.sent) == (1, 1)
        message = EmailMessage()
        message.set_content("x")
        with open_mail_server(carrier.settings) as server:
            assert server.send(message, "九@a.example")[0] is Outcome.REFUSED
            assert server.send(message, "p2@a.example")[0] is Outcome.TAKEN
    assert desk.states() == {"9": "refused", "1": "sent"}
    assert kept.addresses == ["p1@a.example", "p2@a.example"]


def test_office_that_runs_goes_on_after_any_error(desk: Desk) -> None:
    """Whatever a part of it raises once: the mails go when it is asked again."""
    desk.queue(1)
    arrived = threading.Event()
    errors = [UnicodeEncodeError("ascii", "ひ", 0, 1, "of a library"), RuntimeError("another")]

    def clock() -> datetime:
        if errors:
            raise errors.pop()
        return desk.now

    def notice(_server: SMTP) -> str:
        arrived.set()
        return "250 taken"

    with mail_server(KeptMail(after_content=notice)) as kept:
        thread = MailThread(replace(desk.carrier(kept.port), clock=clock), seconds=0.01)
        thread.start()
        assert arrived.wait(30)
        thread.stop()
    assert desk.states() == {"1": "sent"}
