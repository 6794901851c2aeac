"""Mutants of one answer cell, tried beside the notebook, in the state in which the cell runs.

`print_trials` is called by a notebook whose cells before it are those before the answer cell. What
it prints is one line of JSON; nothing of a mutant stays in this process.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from terakoya.authoring.mutants.answer_changes import (
    RIGHT_CHANGES,
    WRONG_CHANGES,
    change_answer,
    constant_answer,
    fixed_argument,
)
from terakoya.authoring.mutants.forked_runs import (
    Forks,
    Lost,
    NotebookShell,
    TooSlowError,
    WorkFailedError,
)
from terakoya.authoring.mutants.frozen import Difference, Opaque, first_difference, freeze
from terakoya.authoring.mutants.recorded_calls import Call, Recorder, outcome, vary_calls
from terakoya.authoring.mutants.recorded_methods import (
    MethodRecorder,
    find_called,
    is_own_class,
    vary_objects,
)

__all__ = ["KILLED", "SAME", "SURVIVED", "print_trials"]

KILLED, SURVIVED, SAME = "killed", "survived", "same"
_FIRST_SECONDS, _ONE_CALL = 120.0, 1.0
_FAILS = "an error"
_LIVES = "lives"
Outcomes = dict[int, Any]
Answer = Callable[[list[object]], bool]
"""Gives an answer in this process, notes what it changes, and tells whether it ended well."""


def print_trials(wanted: Mapping[str, Any]) -> None:
    """Try what is wanted (see `mutant_runs`), and print what came of it."""
    shell = NotebookShell(sys.modules["__main__"].get_ipython())
    told = json.dumps(_Station(shell, wanted).try_all(), ensure_ascii=False)
    print(told)  # noqa: T201 - what the notebook's author has to read: one line


class _Station:
    """One answer cell: its solution, its tests, and what the solution gives."""

    def __init__(self, shell: NotebookShell, wanted: Mapping[str, Any]) -> None:
        self._shell, self._wanted, self._forks = shell, wanted, Forks()
        self._tests: list[tuple[str, str, float | None]] = [
            (str(name), str(source), None) for name, source in wanted["tests"]
        ]
        self._values: dict[str, Any] = {}
        self._files: dict[str, str] = {}
        self._seen: list[Call] = []
        self._calls: list[Call] = []
        self._outcomes: Outcomes = {}
        self._functions: list[str] = []
        self._classes: list[str] = []
        self._knows_calls = False
        self._of_processor = _FIRST_SECONDS

    def try_all(self) -> dict[str, Any]:
        """Return what became of each mutant and of each change."""
        try:
            survey = self._forks.do(self._survey, _FIRST_SECONDS)
            if survey["lost"] is not None:
                lost: Lost = survey["lost"]
                return {"refused": f"{lost.test}: {lost.message}"}
            self._learn(survey)
        except (TooSlowError, WorkFailedError) as error:
            return {"refused": str(error) or "it takes too long"}
        return {
            "mutants": [self._try_source(source) for source in self._wanted["mutants"]],
            "wrong": [*self._try_wrong()] if self._wanted["wrong"] else [],
            "right": [*self._try_right()],
        }

    def _survey(self) -> dict[str, Any]:
        """Run the solution and its tests; note how its functions are called."""
        started = time.process_time()
        self._shell.run(self._wanted["answer"])
        names = self._shell.names
        values, files = self._look(), self._forks.changed()
        functions = [
            one for one in values if type(names[one]).__name__ == "function" or self._is_class(one)
        ]
        recorder, tests = self._watch(functions), []
        for name, source, _none in self._tests:
            result = self._shell.run(source)
            if not result.success:
                error = result.error_in_exec or result.error_before_exec
                return {"lost": Lost(name, str(error))}
            part = result.result
            is_part = isinstance(part, int | float) and not isinstance(part, bool)
            tests.append((name, source, float(part) if is_part else None))
        calls, seconds = [*recorder.calls.values()], time.process_time() - started
        found = {"values": values, "files": files, "calls": calls, "tests": tests}
        found |= {"functions": functions, "classes": [*filter(self._is_class, functions)]}
        return {"lost": None, "seconds": seconds, **found}

    def _is_class(self, name: str) -> bool:
        return is_own_class(self._shell.names[name])

    def _watch(self, functions: Sequence[str]) -> Recorder:
        names = self._shell.names
        recorder = Recorder(names)
        methods = MethodRecorder(recorder, names)
        for name in functions:
            (methods if self._is_class(name) else recorder).watch(name)
        return recorder

    def _learn(self, survey: Mapping[str, Any]) -> None:
        """Find out which of the solution's values are the same each time."""
        self._of_processor = 2 + 4 * survey["seconds"]
        self._tests, self._seen = survey["tests"], survey["calls"]
        self._functions, self._classes = survey["functions"], survey["classes"]
        values, files = self._forks.do(self._look_again, _FIRST_SECONDS)
        self._values = {
            name: value
            for name, value in values.items()
            if name in survey["values"]
            and first_difference(survey["values"][name], value, name) is None
        }
        self._files = files if survey["files"] == files else {}

    def _look_again(self) -> tuple[dict[str, Any], dict[str, str]]:
        self._shell.run(self._wanted["answer"])
        return self._look(), self._forks.changed()

    def _learn_calls(self) -> None:
        """Find out what the solution answers to calls, once something has passed the tests."""
        if self._knows_calls:
            return
        self._knows_calls = True
        seen = self._forks.do(self._see_later_calls, _FIRST_SECONDS)
        self._calls = self._forks.do(partial(self._vary, seen), _FIRST_SECONDS)
        self._outcomes = self._forks.do(self._answer_calls, 4 * _FIRST_SECONDS)

    def _vary(self, seen: Sequence[Call]) -> list[Call]:
        """Return further calls; in a fork, as objects of the solution's classes are made."""
        self._shell.run(self._wanted["answer"])
        calls = vary_calls(seen, self._wanted["constants"], self._shell.names)
        known = {(call.name, call.arguments) for call in calls}
        made = vary_objects(calls, self._shell.names)
        return [*calls, *(one for one in made if (one.name, one.arguments) not in known)]

    def _see_later_calls(self) -> list[Call]:
        """Return how functions are called by the tests, and by what comes after them."""
        self._shell.run(self._wanted["answer"])
        recorder = self._watch(self._functions)
        for source in (*(source for _name, source, _full in self._tests), *self._wanted["later"]):
            self._shell.run(source)
        return [*recorder.calls.values()]

    def _answer_calls(self) -> Outcomes:
        self._shell.run(self._wanted["answer"])
        self._shell.first_lost(self._tests)  # calls are answered after the tests, as by a mutant
        outcomes: Outcomes = {}
        for number, call in enumerate(self._calls):
            try:
                first, second = (self._call(call) for _time in range(2))
            except BaseException:  # noqa: BLE001, S112 - what the solution cannot answer is no call
                continue
            if first_difference(first, second, "") is None:
                outcomes[number] = first
        return outcomes

    def _look(self) -> dict[str, Any]:
        names = self._shell.names
        return {name: freeze(names[name]) for name in self._wanted["names"] if name in names}

    def _call(self, call: Call, seconds: float = _ONE_CALL) -> Any:
        with _limited(seconds):
            return outcome(find_called(self._shell.names, call.name), call)

    # what is wrong

    def _try_source(self, source: str) -> dict[str, Any]:
        return self._judge(partial(self._run_source, source))

    def _judge(self, answer: Answer) -> dict[str, Any]:
        try:
            told = dict(self._do(lambda: self._judge_tests(answer)))
            if told["end"] != _LIVES:
                return told
            if not self._functions:
                return {"end": SAME}
            self._learn_calls()
            return dict(self._do(lambda: self._judge_calls(answer)))
        except TooSlowError:
            return {"end": KILLED, "by": "too slow"}
        except WorkFailedError as error:
            return {"end": KILLED, "by": "its process ended", "trouble": str(error)}

    def _judge_tests(self, answer: Answer) -> dict[str, Any]:
        """Let an answer be tested; where it passes, compare its values."""
        touched: list[object] = []
        ended_well = answer(touched)
        found = self._find_value() if self._wanted["compares_first"] else None
        if found is None and self._wanted["compares_first"]:
            return {"end": SAME}
        lost = self._shell.first_lost(self._tests)
        if lost is not None:
            return {"end": KILLED, "by": "" if ended_well else _FAILS, "test": lost.test}
        if not touched:
            return {"end": SAME}  # a change that had nothing to change
        found = found or self._find_value()
        return {"end": SURVIVED, "difference": vars(found)} if found else {"end": _LIVES}

    def _judge_calls(self, answer: Answer) -> dict[str, Any]:
        """Compare what an answer that passed the tests gives for calls."""
        answer([])
        self._shell.first_lost(self._tests)
        found = self._find_call()
        return {"end": SURVIVED, "difference": vars(found)} if found else {"end": SAME}

    def _do(self, work: Callable[[], Any]) -> Any:
        return self._forks.do(work, 20 * self._of_processor, self._of_processor)

    def _find_value(self) -> Difference | None:
        """Return where a value of the names that are asked for is not the solution's."""
        names = self._shell.names
        for name, right in self._values.items():
            if name not in names:
                return Difference(f"{name!r} in globals()", "True", "False")
            wrong, in_order = freeze(names[name]), self._wanted["in_order"]
            if found := first_difference(right, wrong, name, in_order=in_order):
                return found
        files = self._forks.changed()
        for name, digest in self._files.items():
            if files.get(name) != digest:
                return Difference(f"open({name!r}, 'rb').read()", "…", "…", known=False)
        return None

    def _find_call(self) -> Difference | None:
        """Return a call that is answered otherwise than by the solution."""
        in_order = self._wanted["in_order"]
        for number in sorted(self._outcomes, key=self._shortest_first):
            call, right = self._calls[number], self._outcomes[number]
            try:
                wrong = self._call(call, 5 * _ONE_CALL)
            except BaseException as error:  # noqa: BLE001 - whatever a mutant raises
                return _tell_error(right[0], call.text, error)
            if found := first_difference(right[0], wrong[0], call.text, in_order=in_order):
                return found
            for place, pair in enumerate(zip(right[1], wrong[1], strict=False)):
                where = f"argument {place + 1} after {call.text}"
                if found := first_difference(*pair, where, in_order=in_order):
                    return Difference(found.where, found.right, found.wrong, known=False)
        return None

    def _shortest_first(self, number: int) -> tuple[bool, int]:
        """Return a key by which calls that can be written into a test come first."""
        text = self._calls[number].text
        return "…" in text, len(text)

    def _try_wrong(self) -> Iterator[dict[str, Any]]:
        """Try answers that are changed after they were made."""
        for name, *parts in self._wanted["asked"]:
            for kind, change in WRONG_CHANGES.items():
                answer = self._changed(name, parts, change)
                yield {"name": name, "kind": kind, **self._judge(answer)}
            yield from self._try_wrong_functions(name, parts)

    def _try_wrong_functions(self, name: str, parts: Sequence[str]) -> Iterator[dict[str, Any]]:
        seen = [call for call in self._seen if call.name == name]
        if not seen or name in self._classes:  # a class is more than what makes its objects
            return

        def constant(touched: list[object]) -> bool:
            touched.append(name)
            given, named = seen[0].given()
            return self._put(name, parts, lambda value: constant_answer(value, given, named))

        yield {"name": name, "kind": "constant", **self._judge(constant)}
        for place, known in enumerate(seen[0].given()[0]):

            def fixed(touched: list[object], place: int = place, known: object = known) -> bool:
                touched.append(name)
                return self._put(name, parts, lambda value: fixed_argument(value, place, known))

            yield {"name": name, "kind": f"argument-{place + 1}", **self._judge(fixed)}

    def _changed(self, name: str, parts: Sequence[str], change: Callable[[Any], Any]) -> Answer:
        def answer(touched: list[object]) -> bool:
            return self._put(name, parts, lambda value: change_answer(value, change, touched))

        return answer

    def _put(self, name: str, parts: Sequence[str], change: Callable[[Any], Any]) -> bool:
        """Run the answer, and change a name as soon as it is there."""
        before, after = parts
        self._shell.run(before)
        names = self._shell.names
        if name in names:
            names[name] = change(names[name])
        return bool(self._shell.run(after).success)

    # what is right

    def _try_right(self) -> Iterator[dict[str, Any]]:
        """Try right answers in another style: which of them lose a point.

        All styles at once come first: where that loses nothing, none of them does.
        """
        for name, *parts in self._wanted["asked"]:
            kinds = self._wanted["right"]
            if (
                kinds
                and self._lost_by(self._changed(name, parts, partial(_restyle, kinds))) is None
            ):
                continue
            for kind in kinds:
                answer = self._changed(name, parts, RIGHT_CHANGES[kind])
                if (lost := self._lost_by(answer)) is not None and lost.test:
                    yield {"name": name, "kind": kind, **vars(lost)}
        for source in self._wanted["messages"]:
            lost = self._lost_by(partial(self._run_source, source))
            if lost is not None:
                yield {"name": "", "kind": "message", **vars(lost)}

    def _run_source(self, source: str, touched: list[object]) -> bool:
        touched.append(source)
        return bool(self._shell.run(source).success)

    def _lost_by(self, answer: Answer) -> Lost | None:
        def work() -> Lost | None:
            answer([])
            return self._shell.first_lost(self._tests)

        try:
            found: Lost | None = self._do(work)
        except (TooSlowError, WorkFailedError):
            return Lost("", "")  # one by one tells which it was
        return found


def _restyle(kinds: Sequence[str], value: Any) -> Any:
    for kind in kinds:
        value = RIGHT_CHANGES[kind](value)
    return value


def _tell_error(right: Any, text: str, error: BaseException) -> Difference:
    """Return the difference between an answer and an error."""
    name = type(error).__name__
    if right is None or isinstance(right, bool | int | float | str):
        return Difference(text, repr(right), name)
    if isinstance(right, Opaque) or not hasattr(right, "__len__"):
        return Difference(text, getattr(right, "kind", type(right).__name__), name, known=False)
    return Difference(f"len({text})", repr(len(right)), name)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """End what takes too much of the processor's time, by an error: a machine may be busy."""

    def end(_signal: int, _frame: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
