"""Applying, seats and the waiting list; rosters; postings: on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from terakoya.accounts import create_account, give_role
from terakoya.delivery import withdraw_learners
from terakoya.delivery.enrolling.applying import apply, cancel, decide
from terakoya.delivery.enrolling.cohort_openings import open_cohort, read_open_cohorts
from terakoya.delivery.enrolling.superiors import Superiors
from terakoya.delivery.roster_changes import (
    RosterChoice,
    change_roster,
    list_roster_changes,
    plan_roster,
)
from terakoya.delivery.roster_undo import undo_roster
from terakoya.delivery.staff_list import know_staff
from terakoya.delivery.transfers import Move, MoveKind, transfer_people
from terakoya.errors import ConflictError, UsageError
from terakoya.model import Cohort, EventKind, Learner, Stamp, Tier
from terakoya.model.account_roles import RoleGrant
from terakoya.model.application import Application, Opening, State, Way
from terakoya.model.notice import NoticeKind
from terakoya.model.posting import Department, Period, Posting
from terakoya.records import (
    Database,
    add_cohort,
    count_enrolled,
    list_applications,
    list_events,
    list_learners,
    list_notices,
    list_withdrawn,
)
from terakoya.records.additional_postings import (
    add_posting,
    additional_on,
    departments_of_person,
    end_posting,
)
from terakoya.records.department_records import put_department
from terakoya.records.enrolment_records import give_place, takes_part
from terakoya.records.posting_records import department_on, leave_office, postings_on
from tests.counted_queries import counted
from tests.integration.test_records import NOW, database, postgresql

__all__ = ["database", "postgresql"]

STAMP = Stamp(NOW, "jinji")
APRIL = date(2027, 4, 1)
SUMMER = Cohort("summer", "small", "夏", date(2026, 12, 1), date(2027, 3, 31))


def learner(number: int, code: str = "0101", department: str = "総務課") -> Learner:
    """Somebody of the staff."""
    mail = f"p{number}@city.example.jp"
    return Learner(f"{number:06}", f"職員 {number}", code, department, "主事", Tier.GENERAL, mail)


@pytest.fixture
def staff(database: Database) -> Database:
    """Nine people who are in no cohort, and a cohort with two seats."""
    know_staff(database, [learner(number) for number in range(1, 10)], STAMP)
    with database.session() as session:
        add_cohort(session, SUMMER, NOW)
    open_cohort(database, Opening("summer", 2, Period(None, date(2026, 12, 31))), STAMP)
    return database


def wish(database: Database, number: int, way: Way = Way.OWN, minutes: int = 0) -> Application:
    """Apply, some minutes later."""
    stamp = Stamp(NOW + timedelta(minutes=minutes), f"{number:06}")
    return apply(database, "summer", f"{number:06}", way, stamp).application


def agree(database: Database, application: Application, minutes: int = 0) -> Application:
    """The superior agrees, some minutes later."""
    stamp = Stamp(NOW + timedelta(minutes=minutes), "kacho")
    return decide(database, application.id, stamp, agree=True).application


def states(database: Database) -> dict[str, str]:
    """Return staff number → state of the newest application."""
    with database.reading() as session:
        found = sorted(list_applications(session, cohort_id="summer"), key=lambda one: one.id)
    return {one.person_id.lstrip("0"): one.state.value for one in found}


def told(database: Database, kind: NoticeKind) -> list[str]:
    """Return who is told of a kind of thing."""
    with database.reading() as session:
        return sorted(one.person_id for one in list_notices(session) if one.kind is kind)


# --- applying and seats --------------------------------------------------------------------------


def test_seats_go_by_agreement_and_then_in_order(staff: Database) -> None:
    """Who is agreed to gets a seat or waits; a free one goes to the first, who is told."""
    made = [wish(staff, number) for number in (1, 2, 3, 4)]
    assert set(states(staff).values()) == {"applied"}
    for minutes, one in enumerate((made[1], made[3], made[2], made[0])):
        agree(staff, one, minutes)
    assert states(staff) == {"1": "waiting", "2": "enrolled", "3": "waiting", "4": "enrolled"}
    assert told(staff, NoticeKind.AGREED) == ["000001", "000003"]
    cancel(staff, made[3].id, STAMP)
    assert states(staff)["3"] == "enrolled"
    assert states(staff)["1"] == "waiting"
    assert told(staff, NoticeKind.SEAT) == ["000002", "000003", "000004"]
    withdraw_learners(staff, SUMMER, ["000002"], STAMP)  # by the office, with a command or a page
    assert states(staff) == {
        "1": "enrolled",
        "2": "cancelled",
        "3": "enrolled",
        "4": "cancelled",
    }
    with staff.reading() as session:
        assert count_enrolled(session, "summer") == 2


def test_each_step_is_an_event_with_who_did_it_for_whom(staff: Database) -> None:
    """Proxies and superiors are told apart from the person; a reason is kept where it belongs."""
    proxy = apply(staff, "summer", "000001", Way.PROXY, Stamp(NOW, "shomu")).application
    decide(staff, proxy.id, Stamp(NOW, "kacho"), agree=False, reason="決算期の ため")
    apply(staff, "summer", "000002", Way.NOMINATION, Stamp(NOW, "kacho"))
    with staff.reading() as session:
        events = [
            (stamp.by, event.kind, event.learner_id, event.data.get("way"))
            for stamp, event in list_events(session, "summer")
            if event.learner_id
        ]
        (refused, seated) = list_applications(session, cohort_id="summer", states=set(State))[::-1]
    assert events == [
        ("shomu", EventKind.APPLIED, "000001", "proxy"),
        ("kacho", EventKind.REFUSED, "000001", None),
        ("kacho", EventKind.NOMINATED, "000002", "nomination"),
        ("kacho", EventKind.ENROLLED, "000002", None),
    ]
    assert (refused.reason, refused.decided_by) == ("決算期の ため", "kacho")
    assert (seated.state, seated.applied_by, seated.decided_by) == (
        State.ENROLLED,
        "kacho",
        "kacho",
    )
    assert told(staff, NoticeKind.REFUSED) == ["000001"]


def test_same_form_twice_is_harmless(staff: Database) -> None:
    """Applying, agreeing and cancelling again change nothing and note nothing."""
    made = wish(staff, 1)
    for do in (
        lambda: apply(staff, "summer", "000001", Way.OWN, STAMP),
        lambda: decide(staff, made.id, STAMP, agree=True),
        lambda: cancel(staff, made.id, STAMP),
    ):
        do()
        with staff.reading() as session:
            before = list_events(session)
        again = do()
        with staff.reading() as session:
            assert list_events(session)[: len(before)] == before
        if again.application.id == made.id:
            assert not again.changed
    assert wish(staff, 1).id != made.id  # what is cancelled can be applied for anew


def test_decision_that_came_too_late_is_refused(staff: Database) -> None:
    """Two superiors, or a person who has cancelled meanwhile: nobody's decision is lost unseen."""
    first, second = wish(staff, 1), wish(staff, 2)
    agree(staff, first)
    with pytest.raises(ConflictError):
        decide(staff, first.id, STAMP, agree=False, reason="x")
    cancel(staff, second.id, STAMP)
    with pytest.raises(ConflictError):
        decide(staff, second.id, STAMP, agree=True)
    with pytest.raises(UsageError, match="needs a reason"):
        decide(staff, wish(staff, 3).id, STAMP, agree=False, reason="　 ")


def test_nobody_applies_out_of_time_or_twice_over(staff: Database) -> None:
    """Before and after the days of applying, for what is over, and for where one is."""
    late = Stamp(NOW + timedelta(days=60), "x")
    with pytest.raises(UsageError, match="Nobody can apply"):
        apply(staff, "summer", "000001", Way.OWN, late)
    with pytest.raises(UsageError, match="Nobody can apply"):
        apply(staff, "spring", "000001", Way.OWN, STAMP)  # it was never opened
    with pytest.raises(UsageError, match="no person"):
        apply(staff, "summer", "999999", Way.PROXY, STAMP)
    with staff.session() as session:
        give_place(session, "summer", "000005", NOW)
    with pytest.raises(UsageError, match="takes part"):
        wish(staff, 5)


def test_more_seats_are_given_at_once_and_fewer_take_none_away(staff: Database) -> None:
    """In the order of waiting; who sits stays."""
    for number in (1, 2, 3, 4):
        agree(staff, wish(staff, number), number)
    given = open_cohort(staff, Opening("summer", 3), STAMP)
    assert [one.person_id for one in given] == ["000003"]
    assert open_cohort(staff, Opening("summer", 1), STAMP) == ()
    with staff.reading() as session:
        (shown,) = read_open_cohorts(session, NOW.date())
    assert (shown.taken, shown.waiting, shown.free) == (3, 1, 0)


def test_two_at_once_for_the_last_seat_do_not_both_have_it(staff: Database) -> None:
    """However many are agreed to in the same moment, seats are seats."""
    made = [wish(staff, number) for number in range(1, 7)]
    together = threading.Barrier(len(made))

    def decide_one(one: Application) -> None:
        together.wait()
        decide(staff, one.id, STAMP, agree=True)

    with ThreadPoolExecutor(len(made)) as pool:
        list(pool.map(decide_one, made))
    assert sorted(states(staff).values()) == ["enrolled"] * 2 + ["waiting"] * 4
    with staff.reading() as session:
        assert count_enrolled(session, "summer") == 2


def test_look_and_seat_in_two_transactions_would_overfill(staff: Database) -> None:
    """The control: who looks first and writes later gives the last seat away twice."""
    looked = threading.Barrier(3)

    def careless(number: int) -> None:
        with staff.reading() as session:
            is_free = count_enrolled(session, "summer") < 2
        looked.wait()
        if is_free:
            with staff.session() as session:
                give_place(session, "summer", f"{number:06}", NOW)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(careless, (1, 2, 3)))
    with staff.reading() as session:
        assert count_enrolled(session, "summer") == 3


def test_whom_a_roster_enrols_waits_no_more(staff: Database) -> None:
    """The office's list counts; the application says so."""
    for number in (1, 2, 3):
        agree(staff, wish(staff, number), number)
    wish(staff, 4)
    seen = plan_roster(staff, SUMMER, [learner(3), learner(4)])
    change_roster(staff, SUMMER, [learner(3), learner(4)], RosterChoice(seen.digest), STAMP)
    assert set(states(staff).values()) == {"enrolled"}


def test_who_is_brought_back_waits_no_more_and_uses_up_no_seat(staff: Database) -> None:
    """By a person or by a roster; the seat that is free goes to somebody who has none."""
    for number in (1, 2):
        agree(staff, wish(staff, number), number)
    withdraw_learners(staff, SUMMER, ["000001", "000002"], at(3))
    for number in (3, 4, 1, 2, 5):  # two sit down, three wait: two of them had a place once
        agree(staff, wish(staff, number, minutes=10), 10 + number)
    withdraw_learners(staff, SUMMER, ["000001"], at(20), withdrawn=False)
    assert states(staff)["1"] == "enrolled"
    put(staff, [learner(2)], 21, reinstate=("000002",))
    assert states(staff)["2"] == "enrolled"
    assert states(staff)["5"] == "waiting"
    open_cohort(staff, Opening("summer", 5), at(22))
    assert states(staff)["5"] == "enrolled"


def test_place_that_somebody_has_already_takes_no_seat_of_the_next(staff: Database) -> None:
    """However the place came about: whoever takes part does not stand in the queue."""
    for number in (1, 2, 3, 4):
        agree(staff, wish(staff, number), number)
    with staff.session() as session:
        give_place(session, "summer", "000003", NOW)
    given = open_cohort(staff, Opening("summer", 4), at(9))
    assert [one.person_id for one in given] == ["000004"]
    assert states(staff)["3"] == "enrolled"


def test_cohort_that_is_over_takes_nobody_in_and_loses_nobody(staff: Database) -> None:
    """Agreeing says why it leads nowhere; the person stays in the records, the office may act."""
    seated = agree(staff, wish(staff, 1))
    applied = wish(staff, 2)
    over = Stamp(NOW.replace(year=2027, month=6), "kacho")
    for do in (
        lambda: decide(staff, applied.id, over, agree=True),
        lambda: apply(staff, "summer", "000002", Way.NOMINATION, over),
        lambda: cancel(staff, seated.id, over, own=True),
    ):
        with pytest.raises(ConflictError, match="This cohort is over"):
            do()
    assert states(staff) == {"1": "enrolled", "2": "applied"}
    assert told(staff, NoticeKind.AGREED) == []
    assert decide(staff, applied.id, over, agree=False, reason="終了").changed
    assert cancel(staff, seated.id, over).changed


# --- rosters with a preview ----------------------------------------------------------------------


def at(minutes: int) -> Stamp:
    """A moment of its own."""
    return Stamp(NOW + timedelta(minutes=minutes), "jinji")


def put(database: Database, people: list[Learner], minutes: int, **chosen: tuple[str, ...]) -> None:
    """Look at a list, and change the roster so."""
    seen = plan_roster(database, SUMMER, people).digest
    change_roster(database, SUMMER, people, RosterChoice(seen, **chosen), at(minutes))


def test_roster_is_changed_as_it_was_seen(staff: Database) -> None:
    """New, changed, withdrawn and back again, in one go; what was not chosen stays."""
    put(staff, [learner(1), learner(2), learner(3)], 1)
    newer = [replace(learner(1), name="改姓 1"), learner(4)]
    plan = plan_roster(staff, SUMMER, newer)
    assert [one.learner.id for one in plan.new] == ["000004"]
    assert [(one.learner.id, one.changes) for one in plan.changed] == [("000001", ("name",))]
    assert [one.id for one in plan.not_listed] == ["000002", "000003"]
    put(staff, newer, 2, withdraw=("000003", "000009"))
    with staff.reading() as session:
        assert list_withdrawn(session, "summer").keys() == {"000003"}
        assert list_learners(session, "summer")[0].name == "改姓 1"
        assert list_roster_changes(session, "summer")[0].withdrawn == 1
    assert change_roster(staff, SUMMER, newer, RosterChoice(digest(staff, newer)), at(3)) is None


def digest(database: Database, people: list[Learner]) -> str:
    """What is seen of a list now."""
    return plan_roster(database, SUMMER, people).digest


def test_roster_that_somebody_else_changed_meanwhile_is_not_touched(staff: Database) -> None:
    """What was seen is not what would happen: look again."""
    seen = digest(staff, [learner(1)])
    put(staff, [learner(2)], 1)
    with pytest.raises(ConflictError):
        change_roster(staff, SUMMER, [learner(1)], RosterChoice(seen), at(2))
    with staff.reading() as session:
        assert not takes_part(session, "summer", "000001")


def test_last_change_of_a_roster_is_put_back(staff: Database) -> None:
    """People, names and places as before; what somebody changed since stays; only once."""
    put(staff, [learner(1), learner(2)], 1)
    newer = [replace(learner(1), name="改姓 1", position="係長"), learner(3)]
    put(staff, newer, 2, withdraw=("000002",))
    know_staff(staff, [replace(learner(1), name="改姓 1", position="課長")], at(3))
    with staff.reading() as session:
        last, first = list_roster_changes(session, "summer")
    with pytest.raises(ConflictError):
        undo_roster(staff, SUMMER, first.at.isoformat(), at(4))
    assert undo_roster(staff, SUMMER, last.at.isoformat(), at(5))
    assert not undo_roster(staff, SUMMER, last.at.isoformat(), at(6))
    with staff.reading() as session:
        people = {one.id: one for one in list_learners(session, "summer", APRIL)}
        assert list_withdrawn(session, "summer").keys() == {"000003"}
        assert [one.undone for one in list_roster_changes(session, "summer")] == [True, False]
    assert (people["000001"].name, people["000001"].position) == ("職員 1", "課長")


def test_undone_roster_gives_back_the_place_in_the_queue(staff: Database) -> None:
    """Who waited waits where they did, who had only applied has; nobody's turn is lost."""
    made = {number: wish(staff, number, minutes=number) for number in (1, 2, 3, 4, 5)}
    for number in (1, 2, 3):
        agree(staff, made[number], 10 + number)
    put(staff, [learner(3), learner(4), learner(6)], 20)
    assert states(staff)["3"] == states(staff)["4"] == "enrolled"
    agree(staff, made[5], 21)
    with staff.reading() as session:
        (last,) = list_roster_changes(session, "summer")
    assert undo_roster(staff, SUMMER, last.at.isoformat(), at(22))
    assert states(staff) == {
        "1": "enrolled",
        "2": "enrolled",
        "3": "waiting",
        "4": "applied",
        "5": "waiting",
    }
    with staff.reading() as session:
        assert list_withdrawn(session, "summer").keys() == {"000003", "000004", "000006"}
    given = open_cohort(staff, Opening("summer", 3), at(23))
    assert [one.person_id for one in given] == ["000003"]  # before the one who came later


def test_undone_roster_leaves_alone_what_came_after_it(staff: Database) -> None:
    """Who has cancelled since has cancelled; who is back without it is back."""
    for number in (1, 2, 3, 4):
        agree(staff, wish(staff, number), number)
    put(staff, [learner(3), learner(4)], 5)
    with staff.reading() as session:
        (last,) = list_roster_changes(session, "summer")
        third = list_applications(session, cohort_id="summer", person_ids=["000003"])[0]
    cancel(staff, third.id, at(6))
    undo_roster(staff, SUMMER, last.at.isoformat(), at(7))
    assert states(staff)["3"] == "cancelled"
    assert states(staff)["4"] == "waiting"


# --- two departments at once ---------------------------------------------------------------------


@pytest.fixture
def tree(staff: Database) -> Database:
    """Three departments below one another."""
    with staff.session() as session:
        for code, name, above in (
            ("01", "総務部", ""),
            ("0101", "総務課", "01"),
            ("0102", "税務課", "01"),
            ("02", "企画部", ""),
        ):
            put_department(session, Department(code, name, above))
    return staff


def places(database: Database, day: date) -> dict[str, tuple[str, str]]:
    """Return who mainly works where, and as what."""
    with database.reading() as session:
        found = postings_on(session, day)
    return {who: (one.department_code, one.position) for who, one in found.items()}


def move(number: int, code: str, name: str, kind: MoveKind = MoveKind.MAIN) -> Move:
    """A row of a list of transfers on 1 April."""
    posting = Posting(f"{number:06}", code, name, "主査", Period(APRIL), kind is not MoveKind.MAIN)
    return Move(learner(number), posting, kind)


def test_additional_posting_has_its_days_and_counts_nobody_twice(tree: Database) -> None:
    """Figures go by the main department alone; whoever asks for all departments gets both."""
    extra = Posting("000001", "02", "企画部", "兼務", Period(APRIL, date(2027, 9, 30)))
    with tree.session() as session:
        assert add_posting(session, extra, NOW)
        assert not add_posting(session, extra, NOW)
        days = (date(2027, 3, 31), APRIL, date(2027, 9, 30), date(2027, 10, 1))
        found = [departments_of_person(session, "000001", day) for day in days]
        assert found == [{"0101"}, {"0101", "02"}, {"0101", "02"}, {"0101"}]
        assert postings_on(session, APRIL)["000001"].department_code == "0101"
        assert end_posting(session, "000001", "02", date(2027, 6, 1))
        assert not end_posting(session, "000001", "02", date(2027, 6, 1))
        assert departments_of_person(session, "000001", date(2027, 6, 1)) == {"0101"}
        add_posting(session, replace(extra, period=Period(APRIL)), NOW)
        leave_office(session, "000001", date(2027, 4, 30))
        assert departments_of_person(session, "000001", date(2027, 5, 1)) == frozenset()


def test_additional_postings_of_one_are_read_without_all_the_others(tree: Database) -> None:
    """The database picks people and days: an office has thousands of each."""
    with tree.session() as session:
        for number, first in ((1, APRIL), (2, APRIL), (1, date(2028, 4, 1))):
            extra = Posting(f"{number:06}", f"02{first.year}", "企画部", "", Period(first))
            add_posting(session, extra, NOW)
    with counted(tree) as asked, tree.reading() as session:
        found = additional_on(session, APRIL, ["000001"])
    assert [one.department_code for one in found["000001"]] == ["022027"]
    said = str(asked)
    assert "000001" in said
    assert "2027, 4, 1" in said or "2027-04-01" in said


def test_transfers_on_the_first_of_april_move_exactly_what_they_say(tree: Database) -> None:
    """Main and additional postings, each alone; the day before nothing is another thing."""
    before = {day: places(tree, day) for day in (date(2027, 3, 31), APRIL)}
    moves = (
        move(1, "0102", "税務課"),
        move(2, "02", "企画部", MoveKind.ADDITIONAL),
        move(3, "02", "企画部", MoveKind.ADDITIONAL),
    )
    assert transfer_people(tree, moves, at(1)) == 3
    assert transfer_people(tree, moves, at(2)) == 0
    with tree.reading() as session:
        assert places(tree, date(2027, 3, 31)) == before[date(2027, 3, 31)]
        after = places(tree, APRIL)
        changed = [one for one in after if after[one] != before[APRIL][one]]
        assert changed == ["000001"]
        assert additional_on(session, date(2027, 3, 31)) == {}
        extra = additional_on(session, APRIL)
    assert {one: [each.department_code for each in extra[one]] for one in extra} == {
        "000002": ["02"],
        "000003": ["02"],
    }
    ends = (move(2, "02", "企画部", MoveKind.ENDED), move(3, "02", "企画部"))
    assert transfer_people(tree, ends, at(3)) == 2  # the second is main there now, not both
    with tree.reading() as session:
        assert additional_on(session, APRIL) == {}
        assert department_on(session, "000003", APRIL) == "02"


@pytest.mark.parametrize("way", ["roster", "staff list", "undo"])
def test_list_that_moves_somebody_where_they_work_beside_ends_that(
    tree: Database, way: str
) -> None:
    """Main and additional are never one place, and the log says so; what is planned else stays."""
    day = NOW.date()
    planned = Posting("000001", "01", "総務部", "", Period(APRIL))
    extra = Posting("000001", "02", "企画部", "", Period(day - timedelta(days=30)))
    moved = learner(1, "02", "企画部")
    if way == "undo":
        know_staff(tree, [moved], at(1))
        put(tree, [learner(1)], 2)
    with tree.session() as session:
        add_posting(session, extra, NOW)
        add_posting(session, planned, NOW)
    if way == "undo":
        with tree.reading() as session:
            (last,) = list_roster_changes(session, "summer")
        undo_roster(tree, SUMMER, last.at.isoformat(), at(3))
    elif way == "roster":
        put(tree, [moved], 1)
    else:
        know_staff(tree, [moved], at(1))
    with tree.reading() as session:
        assert departments_of_person(session, "000001", day) == {"02"}
        assert additional_on(session, day) == {}
        assert [one.department_code for one in additional_on(session, APRIL)["000001"]] == ["01"]
        kinds = [event.kind for _stamp, event in list_events(session)]
    assert kinds.count(EventKind.ADDITIONAL_POSTING) == 1
    assert know_staff(tree, [moved], at(4)).changed == 0
    with tree.reading() as session:
        kinds = [event.kind for _stamp, event in list_events(session)]
    assert kinds.count(EventKind.ADDITIONAL_POSTING) == 1


def test_additional_posting_that_is_to_come_with_a_transfer_stays(tree: Database) -> None:
    """A roster of today names the department of today: it is an additional one from April on."""
    transfer_people(
        tree,
        (move(1, "0102", "税務課"), move(1, "0101", "総務課", MoveKind.ADDITIONAL)),
        at(1),
    )
    put(tree, [learner(1)], 2)
    with tree.reading() as session:
        assert departments_of_person(session, "000001", APRIL) == {"0101", "0102"}


def test_superior_is_the_nearest_manager_and_nobody_their_own(tree: Database) -> None:
    """Of the main department on the day: else of the one above, and after a transfer another."""
    create_account(tree, "bucho", STAMP)
    for name, code in (("bucho", "01"), ("000009", "0101")):
        give_role(tree, RoleGrant(name, "manager", code), STAMP)
    transfer_people(tree, (move(1, "0102", "税務課"), move(2, "02", "企画部")), STAMP)

    def names(number: int, day: date) -> list[str]:
        with tree.reading() as session:
            return [one.name for one in Superiors(session, day).of(f"{number:06}")]

    assert names(1, date(2027, 3, 31)) == ["000009"]
    assert names(1, APRIL) == ["bucho"]
    assert names(2, APRIL) == []
    assert names(9, date(2027, 3, 31)) == ["bucho"]
