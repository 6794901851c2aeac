"""Promises of messages to a cohort."""

from __future__ import annotations

import re

from terakoya.model.permissions import Role
from tests.made_office import MadeOffice, person

MESSAGES = "/cohorts/spring/messages"
WORDS = "明日は13時からです。\n<b>持ち物</b>：PC"


def test_message_reaches_its_cohort_until_it_is_taken_back(office: MadeOffice) -> None:
    """Learners of the cohort see it as text, with its lines, and nobody of another cohort does."""
    teaching = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    own = office.visit(person((Role.LEARNER, "spring"), id="000001"))
    other = office.visit(person((Role.LEARNER, "autumn"), id="000007"))
    teaching.send(MESSAGES, text=WORDS)
    shown = own.get("/learning").text
    assert "明日は13時からです。\n&lt;b&gt;持ち物" in shown
    assert "13時" not in other.get("/learning").text
    found = re.search(r'name="take_back" value="([0-9a-f]+)"', teaching.get(MESSAGES).text)
    assert found is not None
    teaching.send(MESSAGES, take_back=found.group(1))
    assert "13時" not in own.get("/learning").text
    page = teaching.get(MESSAGES).text
    assert "Taken back" in page
    assert "sensei" in page


def test_message_that_says_nothing_or_too_much_is_refused(office: MadeOffice) -> None:
    """What was typed is still there to be shortened."""
    teaching = office.visit(person((Role.INSTRUCTOR, "spring"), account="sensei"))
    for text, words in ((" \r\n ", "is empty"), ("あ" * 2001, "longer than 2000"), ("x", "")):
        answer = teaching.send(MESSAGES, text=text)
        assert (answer.status_code == 422) is bool(words)
        assert words in answer.text
    assert "あ" * 2001 in teaching.send(MESSAGES, text="あ" * 2001).text
    assert teaching.send(MESSAGES, take_back="0" * 16).status_code == 422


def test_another_cohorts_message_cannot_be_taken_back(office: MadeOffice) -> None:
    """An instructor of one cohort has nothing to say in another."""
    spring = office.visit(person((Role.INSTRUCTOR, "spring"), account="a"))
    autumn = office.visit(person((Role.INSTRUCTOR, "autumn"), account="b"))
    spring.send(MESSAGES, text="春")
    found = re.search(r'name="take_back" value="([0-9a-f]+)"', spring.get(MESSAGES).text)
    assert found is not None
    answer = autumn.send("/cohorts/autumn/messages", take_back=found.group(1))
    assert answer.status_code == 422
    learner = office.visit(person((Role.LEARNER, "spring"), id="000001"))
    assert "春" in learner.get("/learning").text
