"""The checker's side: instructor's cells and tests on the learner's values. No learner code runs.

The parent runs once what the instructor's cells do on nothing that a learner makes
(`CheckerTemplate`); a child of it checks one notebook of one submission (`Checker`). It hears of a
check when it is due and forgets it afterwards: what a learner's value brings about in one finds no
other.
"""

from __future__ import annotations

import contextlib
import marshal
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import structs

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.checks.cell_source import CellRole
from terakoya_autograde.clean_room.checker_template import CheckerTemplate
from terakoya_autograde.clean_room.counterparts import is_proxy
from terakoya_autograde.clean_room.failure_messages import line_of, message_for_learner
from terakoya_autograde.clean_room.ground import code_of, file_of, run_quietly
from terakoya_autograde.clean_room.pickling import unpack
from terakoya_autograde.clean_room.proxies import Learner
from terakoya_autograde.clean_room.shared import SharedValues
from terakoya_autograde.clean_room.shared_files import CheckersFiles
from terakoya_autograde.clean_room.shared_streams import CheckersStreams
from terakoya_autograde.clean_room.unread_text import reading_no_text
from terakoya_autograde.clean_room.value_likeness import stands_for
from terakoya_autograde.clean_room.withheld import CannotBeChecked
from terakoya_autograde.errors import WireError
from terakoya_autograde.interpreter.compiled import CompiledCell
from terakoya_autograde.interpreter.shell import Shell
from terakoya_autograde.randomness.beginnings import label_cells
from terakoya_autograde.randomness.process_streams import Streams
from terakoya_autograde.wire import LEARNER_GONE, Channel, Check, Groundwork

__all__ = ["Checker"]


class Checker:
    """One notebook's checks in a fresh child of the template."""

    def __init__(self, template: CheckerTemplate, shell: Shell) -> None:
        self._template, self._shell = template, shell
        shell.hide_frames(Path(__file__).parent)  # the bridge to the learner's functions
        self._streams = Streams(shell.user_namespace)
        self._done = 0
        self._ours: dict[str, Any] = {}  # what the instructor's cells have made, whoever takes it
        self._earlier: dict[str, Groundwork] = {}
        self._values: Channel | None = None
        self._class_names: dict[str, None] = {}
        self._gone: set[str] = set()  # names of what those lent who are no more

    def meet(self, values: Channel) -> None:
        """Ask this child from now on; an earlier one has ended."""
        if self._values is not None:
            self._values.close()
        self._values = values

    def prepare(self, earlier: Groundwork) -> None:
        """Take what an earlier check has made, which this child does not run."""
        self._earlier[earlier.plan.cell.name] = earlier

    def check(self, wanted: Check) -> dict[str, object]:
        """Run one check on the learner's present values; return the reply as a kernel would.

        `words` in it is what the learner may hear, `noted` what the reference has to answer for.
        """
        if self._values is None:
            raise WireError("no learner's child to ask")
        plan, ground = wanted.groundwork.plan, wanted.groundwork
        self._shell.run_within(partial(self._come_to, wanted))
        names, hidden = self._shell.user_namespace, dict[str, Any]()
        allowed = None if wanted.changes is None else frozenset(wanted.changes)
        classes = self._classes(plan)
        streams = CheckersStreams(self._streams)
        files = CheckersFiles(plan.files, wanted.labels[1]) if plan.files else None
        learner = Learner(self._values, streams, allowed, wanted.kinds, classes, files)
        try:
            names.update(unpack(ground.values, self._ours))
            shared = SharedValues(names, ground.shared)
            hidden = self._take_names(learner, plan, names)
            before = dict(names)
            self._shell.name_code(file_of(plan), plan.cell.source, wanted.count)
            cell = CompiledCell.from_bytes(ground.code) if ground.code else None
            self._shell.take_raw()  # what was written while nobody listened
            with (
                reading_no_text(learner.refusals, plan.cell.source),
                self._template.compiling.running(cell),
            ):
                reply = self._shell.run(plan.cell.source, plan.cell.name, wanted.count)
            if learner.lost:  # the test may have caught it, and gone on
                raise WireError(learner.lost)
            reply = self._judge(reply, plan, learner)
            disturbed = shared.put_back(wanted.disturbs)
            noted = structs.replace(learner.noted, disturbed=disturbed, opaque=shared.opaque)
            if wanted.apart:
                self._gone |= {
                    name
                    for name, value in names.items()
                    if is_proxy(value) and before.get(name) is not value
                }
            return reply | {"noted": noted, "drew": self._streams.has_drawn}
        except WireError as error:
            return {"status": "error", "ename": LEARNER_GONE, "evalue": str(error)}
        finally:
            names.update(hidden)
            with contextlib.suppress(WireError):
                learner.bid_farewell()
            if files is not None:
                files.end()
            self._forget(ground, names)

    def _classes(self, plan: CellPlan) -> dict[str, type]:
        """Return the instructor's own classes, whose objects cross by their attributes."""
        names = self._shell.user_namespace
        known = {name: names.get(name) for name in self._class_names if name not in plan.wanted}
        return {name: made for name, made in known.items() if isinstance(made, type)}

    def _judge(
        self, reply: dict[str, object], plan: CellPlan, learner: Learner
    ) -> dict[str, object]:
        """Return a reply with where the check failed, and what the learner may hear of it."""
        if reply["status"] == "ok" and learner.refusals.met:  # the test caught it, and went on
            words = learner.refusals.met[0]
            ended = {"status": "error", "ename": CannotBeChecked.__name__, "evalue": words}
            return ended | {"words": words, "line": 0}
        error = self._shell.last_error if reply["status"] == "error" else None
        if error is None:
            return reply | {"words": "", "line": 0}
        names = self._shell.user_namespace
        words = message_for_learner(error, names, plan.cell.hidden)
        return reply | {"words": words, "line": line_of(error, names)}

    def _take_names(
        self, learner: Learner, plan: CellPlan, names: dict[str, object]
    ) -> dict[str, object]:
        """Bind what the learner gives up; return what was hidden because he has not imported it.

        Nobody else's thing stands in for what he did not make: not an earlier check's, not ours.
        """
        again = sorted(name for name in self._gone if is_proxy(names.get(name)))
        self._gone.clear()
        for name in (*plan.wanted, *plan.probes, *again):
            names.pop(name, None)
        asked = dict.fromkeys((*plan.wanted, *again, *plan.imports))
        found = learner.take(tuple(asked), dict(plan.probes))
        given = {name: found.pop(name) for name in plan.imports if name in found}
        names.update(found)
        return {
            name: names.pop(name)
            for name in plan.imports
            if name in names and not stands_for(given.get(name), names[name])
        }

    def _come_to(self, wanted: Check) -> None:
        """Do what the cells before a check do."""
        notebook, cell = wanted.notebook, wanted.groundwork.plan.cell.name
        plans, names = self._template.plans[notebook], self._shell.user_namespace
        labels = label_cells(wanted.labels[0], notebook, map(_known_as, plans))
        while True:
            plan, label = plans[self._done], labels[self._done]
            self._done += 1
            made = self._template.made[notebook, plan.cell.name]
            names.update(made)
            self._ours |= made
            self._class_names |= dict.fromkeys(plan.classes)
            if plan.cell.name == cell:
                self._streams.begin(wanted.labels[1])
                return
            if plan.cell.role is not CellRole.CHECK:
                self._streams.begin(label)
                self._run_live(plan, names)
            elif (earlier := self._earlier.pop(plan.cell.name, None)) is not None:
                self._make_up_for(earlier, names)

    def _run_live(self, plan: CellPlan, names: dict[str, object]) -> None:
        for _node, code in code_of(plan, plan.live):
            run_quietly(code, names)  # a check that needs what fails will miss it, and say so

    def _make_up_for(self, earlier: Groundwork, names: dict[str, object]) -> None:
        """Make what an earlier check has made whatever the learner's values are."""
        names.update(unpack(earlier.values, self._ours))
        for code in marshal.loads(earlier.early):  # noqa: S302 - the engine's own
            run_quietly(code, names)
        self._forget(earlier, names)

    def _forget(self, ground: Groundwork, names: dict[str, object]) -> None:
        """Leave nothing of a check behind but what something later needs."""
        for name in (*ground.drops, *(n for n in names if n.startswith("__early_"))):
            names.pop(name, None)
        self._shell.forget_cells()


def _known_as(plan: CellPlan) -> tuple[str, str]:
    """Return a cell's grade_id, if it has one, and its source."""
    return "" if plan.cell.name.startswith("#") else plan.cell.name, plan.cell.source
