"""The pages about checks are made from the checks, and tell of all of them."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from docutils.nodes import make_id

from terakoya.authoring import read_registry
from tests.integration import (
    test_findings_of_runs,
    test_gate_reasons,
    test_refresher_kit,
    test_weak_labs,
)
from tests.unit.authoring import test_foreign_checks
from tests.unit.authoring.finding_cases import read_finding_cases
from tests.unit.docs.pages import ROOT, fences, read_page

sys.path.insert(0, str(ROOT / "scripts"))

import checks_page

PACKAGE = ROOT / "tests" / "golden" / "plugins" / "city_checks"
HOW_TO = ("docs/how-to/write-a-check.md", "docs/ja/how-to/write-a-check.md")
PAGE = "docs/reference/checks.md"
CHECKS = ROOT / "src" / "terakoya" / "authoring" / "checks"
RUNS = (
    test_findings_of_runs,
    test_gate_reasons,
    test_refresher_kit,
    test_weak_labs,
    test_foreign_checks,
)


def test_page_is_what_the_docstrings_say() -> None:
    """Whoever changes a check runs `python scripts/checks_page.py`; nothing is written by hand."""
    page = read_page(PAGE)
    assert checks_page.write_page(read_registry(), page) == page


def test_every_code_has_a_heading_that_findings_link_to() -> None:
    """The page's own headings, as Sphinx makes addresses of them."""
    titles = re.findall(r"^### ([A-Z]+\d+)$", read_page(PAGE), re.MULTILINE)
    links = {entry.group.link(entry.rule) for entry in read_registry().rules.values()}
    assert {link.partition("#")[0] for link in links} == {PAGE}
    assert {link.partition("#")[2] for link in links} == {make_id(title) for title in titles}


def test_every_code_is_produced_by_a_test() -> None:
    """By a case of its own, or by one of those that run the model solution."""
    produced = {case.code for case in read_finding_cases()}
    produced |= {code for module in RUNS for code in module.GIVES}
    assert set(read_registry().rules) - produced == set()


def test_no_code_is_written_twice() -> None:
    """Of two classes with one code the registry would know only one."""
    written = Counter(
        code
        for path in CHECKS.rglob("*.py")
        for code in re.findall(r'^    code = "(\w+)"$', path.read_text("utf-8"), re.MULTILINE)
    )
    assert {code: times for code, times in written.items() if times > 1} == {}
    assert set(written) == set(read_registry().rules)


@pytest.mark.parametrize("change", ["another name", "retired before"])
def test_code_that_meant_something_else_is_refused(change: str) -> None:
    """The page remembers every code, also those that are gone."""
    page = read_page(PAGE)
    if change == "another name":
        before = page.replace("**saved-outputs**", "**printed-outputs**")
    else:
        section = re.search(r"### TK102\n.*?(?=### )", page, re.DOTALL)
        assert section is not None
        row = "| code | name |\n|---|---|\n| TK102 | saved-outputs |\n"
        before = page.replace(section[0], "") + f"\n{checks_page.RETIRED}\n\n{row}"
    with pytest.raises(ValueError, match=r"TK102 was .*never used for anything else"):
        checks_page.write_page(read_registry(), before)


def test_code_that_is_gone_stays_on_the_page() -> None:
    """So that nobody takes it again; written once more, it is still there."""
    gone = "### TK199\n\n**old-check** · error · `--only structure`\n"
    once = checks_page.write_page(read_registry(), read_page(PAGE) + gone)
    assert "| TK199 | old-check |" in once
    assert checks_page.write_page(read_registry(), once) == once


@pytest.mark.parametrize("page", HOW_TO)
def test_package_on_the_page_is_the_one_that_is_tested(page: str) -> None:
    """Who copies the page has a package that works."""
    (code,) = fences(read_page(page), "python")
    assert code.strip() == (PACKAGE / "city_checks.py").read_text("utf-8").strip()
    (settings,) = fences(read_page(page), "toml")
    (points,) = Path(PACKAGE).glob("*.dist-info/entry_points.txt")
    assert points.read_text().split()[-3:] == settings.replace('"', "").split()[-3:]
