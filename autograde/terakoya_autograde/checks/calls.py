"""The calls of a check, followed: into the instructor's own functions, up to what interprets."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from terakoya_autograde.checks.decided import (
    OURS,
    THEIRS,
    Function,
    Names,
    Place,
    Value,
    join,
    names_of,
    parameters,
    root_of,
)
from terakoya_autograde.checks.files_in_checks import gives_file_content
from terakoya_autograde.checks.interpreting import (
    READS_STREAMS,
    why_call,
    why_method,
    why_receiver,
)

__all__ = ["Calls", "Interpreted"]

_NUMBERS = {"len", "int", "float", "bool", "abs", "round", "isinstance", "issubclass", "callable"}
_NUMBERS |= {"hash", "id", "all", "any", "ord", "complex"}
_CALLS_FIRST = {
    "map",
    "filter",
    "sorted",
    "min",
    "max",
    "reduce",
    "starmap",
    "vectorize",
    "partial",
}
_SHELLS = ("system", "getoutput", "run_line_magic", "run_cell_magic")
_SPACES = ("builtins.globals", "builtins.locals", "builtins.vars")
DEEPEST = 12
LONGEST = 200  # characters of a call that are told
Places = list[tuple[Place, Value]]


@dataclass(frozen=True)
class Interpreted:
    """One call that interprets what a learner made.

    Attributes:
        line: where the check makes it, from 1.
        call: the call as it is written.
        why: what it does with what it is given.
        probe: a line that has the learner's process do it.
    """

    line: int
    call: str
    why: str
    probe: str

    def __str__(self) -> str:
        return (
            f"line {self.line} hands what the learner made to something that {self.why}: "
            f"{self.call[:LONGEST]}. Have the learner's process do that: {self.probe[:LONGEST]}"
        )


class Calls(ast.NodeVisitor):
    """Follows calls; what statements and other expressions do is told by who extends it.

    Attributes:
        names: what each name stands for at present.
        found: what was found until now.
        top: the statement of the cell that is followed.
        reads: whether files may be a learner's.
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self.found: list[Interpreted] = []
        self.top: ast.stmt = ast.Pass()
        self.reads = False
        self.returned: list[Value] = []
        self._depth = 0
        self._notebook = names
        self._running: set[tuple[int, tuple[bool, ...]]] = set()

    def value(self, node: ast.AST | None) -> Value:
        """Return what is known of an expression's value; its calls are followed."""
        return OURS if node is None else (self.visit(node) or OURS)

    def visit_Call(self, node: ast.Call) -> Value:
        """Follow a call, whatever it may be that is called."""
        function = self.value(node.func)
        places: Places = [(place, self.value(part)) for place, part in enumerate(node.args)]
        places += [(word.arg or "**", self.value(word.value)) for word in node.keywords]
        if any(isinstance(part, ast.Starred) for part in node.args):  # at places nobody knows
            whole = join(value for _place, value in places)
            places += [(place, whole) for place in range(4)]
        if function.path == "builtins.getattr":
            self._look(node, function, places)
            return self._named_attribute(node, places)
        return self._apply(node, function, places)

    def _named_attribute(self, node: ast.Call, places: Places) -> Value:
        """Return what `getattr` gives: an attribute where its name is written down."""
        match node.args:
            case [owner, ast.Constant(value=str(name)), *_]:
                return self.value(ast.Attribute(owner, name, ast.Load()))
        return Value(text=join(value for _place, value in places).theirs)

    def _apply(self, node: ast.expr, function: Value, places: Places) -> Value:
        """Return what a call gives; report it where it interprets what a learner made."""
        ways = [replace(function, others=()), *function.others]
        return join([self._apply_one(node, one, places) for one in ways])

    def _apply_one(self, node: ast.expr, function: Value, places: Places) -> Value:
        if function.made is not None:
            return self._enter(node, function, places)
        if (method := _method(function)) is not None:
            return self._enter_method(node, function, method, places)
        name = function.path.rpartition(".")[2]
        self._look(node, function, places)
        owner = function.owner or OURS
        if name in _CALLS_FIRST and (places or owner.callable):
            return self._calls_first(node, name, [*places, ("", owner)])
        given = join([*(value for _place, value in places), owner])
        for _place, value in places:  # whatever is given a function may call it
            if value.callable and given.theirs:
                self._apply(node, replace(value, text=False, calls=False), [(0, THEIRS)])
        if function.path in _SPACES:
            return Value(path=function.path)
        if function.path.removeprefix("builtins.") in _NUMBERS:
            return OURS
        self._fill(node, function, given)
        stream = function.path in ("io.StringIO", "io.BytesIO")
        reads = self.reads and gives_file_content(function.path)  # as good as a text in memory
        return Value(text=reads or given.theirs or function.theirs, stream=reads or stream)

    def _fill(self, node: ast.expr, function: Value, given: Value) -> None:
        """Note that ``rows.append(answer)`` leaves the learner's value in what is ours."""
        receiver = root_of(node.func) if isinstance(node, ast.Call) else ""
        if given.theirs and function.owner is not None and receiver in self.names:
            held = self.names[receiver]
            if not held.path or held.owner is not None:
                self.names[receiver] = join([held, Value(text=True, calls=given.calls)])

    def _calls_first(self, node: ast.expr, name: str, places: Places) -> Value:
        """Follow `map(f, xs)` and its like, whichever argument the function is."""
        functions = [value for _place, value in places if value.callable and not value.owner]
        rest = join(value for _place, value in places if value not in functions)
        made = [rest]
        if rest.theirs:
            args: Places = [(0, rest), (1, rest)]
            made += [self._apply(node, function, args) for function in functions]
        if name in ("partial", "vectorize") and functions:
            return functions[0]
        called = any(value.calls for _place, value in places)
        return Value(text=called or any(value.theirs for value in made))

    def _look(self, node: ast.expr, function: Value, places: Places) -> None:
        """Report a call of a library's function or of a method that interprets an argument."""
        path, owner = function.path, function.owner
        if isinstance(node, ast.Call) and path.rpartition(".")[2] in _SHELLS:
            self._look_at_line(node)
        for place, value in places:
            if not value.text or (value.stream and READS_STREAMS.search(path)):
                continue
            if owner is None:
                why = why_call(path, place) if path else ""
            else:
                patterns = owner.path.endswith(".str") and not _literal(node)
                why = why_method(path[1:], place, of_texts=patterns)
            if why:
                self.report(node, why)
        if (
            owner is not None
            and owner.text
            and not owner.stream
            and (why := why_receiver(path[1:]))
        ):
            self.report(node, why)

    def _look_at_line(self, node: ast.Call) -> None:
        """Report a line for a shell in which IPython fills in what a learner made."""
        for part in node.args:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                line = part.value.replace("{", " ").replace("}", " ").replace("$", " ")
                filled = [name for name in self.names if name in line.split()]
                if line != part.value and any(self.names[name].text for name in filled):
                    self.report(node, "runs text as a command")

    def _enter(self, node: ast.expr, function: Value, places: Places) -> Value:
        """Follow a function or class of the instructor's with what it is given."""
        given = join(value for _place, value in places)
        made = function.made
        if isinstance(made, Function):
            return self._body(node, made, function, parameters(made, places))
        if given.theirs and made is not None:
            for method in made.body:
                if isinstance(method, Function):
                    everywhere = dict.fromkeys(parameters(method, []), replace(given, made=None))
                    self._body(node, method, function, everywhere)
        return Value(text=given.theirs, made=made, names=function.names)

    def _enter_method(
        self, node: ast.expr, function: Value, method: Function, places: Places
    ) -> Value:
        """Follow a method of an instructor's class; what it is given may stay in the object."""
        owner = function.owner or OURS
        moved: Places = [(place + 1 if isinstance(place, int) else place, v) for place, v in places]
        given = join([*(value for _place, value in places), owner])
        made = self._body(node, method, owner, parameters(method, [(0, owner), *moved]))
        receiver = root_of(node.func) if isinstance(node, ast.Call) else ""
        if given.theirs and receiver in self.names:
            self.names[receiver] = replace(self.names[receiver], text=True)
        return made

    def _body(self, node: ast.expr, made: Function, function: Value, given: Names) -> Value:
        """Follow a function's body, and return what it gives."""
        key = id(made), tuple(value.theirs for value in given.values())
        if key in self._running or self._depth >= DEEPEST:
            return join(given.values())
        outer, returned = self.names, self.returned
        notebook = outer if self._depth == 0 else self._notebook
        self._notebook = notebook
        self.names = {**notebook, **(function.names or {}), **given}
        self.returned, self._depth = [], self._depth + 1
        self._running.add(key)
        before = len(self.found)
        if isinstance(made, ast.Lambda):
            self.returned.append(self.value(made.body))
        else:
            for statement in made.body:
                self.visit(statement)
        result, inside = join(self.returned), self.names
        self._running.discard(key)
        self.names, self.returned, self._depth = outer, returned, self._depth - 1
        self._carry_out(node, made, given, inside)
        if self._depth == 0:  # it is told where the check calls the function
            self.found[before:] = [
                replace(found, line=self.top.lineno, probe=self._probe(node))
                for found in self.found[before:]
            ]
        return result

    def _carry_out(self, node: ast.expr, made: Function, given: Names, inside: Names) -> None:
        """Note what a function leaves in the objects of others: of the notebook, and arguments."""
        own = {*given, *_bound(made)}
        outer = {
            name
            for part in ast.walk(made)
            if isinstance(part, ast.Global | ast.Nonlocal)
            for name in part.names
        }
        for name, value in inside.items():
            if value.theirs and (name in outer or (name in self.names and name not in own)):
                self.names[name] = join([self.names.get(name, OURS), value])
        arguments = node.args if isinstance(node, ast.Call) else []
        for name, argument in zip(given, arguments, strict=False):
            filled = inside.get(name, OURS).theirs and not given[name].theirs
            if filled and isinstance(argument, ast.Name) and argument.id in self.names:
                self.names[argument.id] = join([self.names[argument.id], Value(text=True)])

    def report(self, node: ast.expr, why: str) -> None:
        """Note a call that interprets what a learner made."""
        call = ast.unparse(node)
        if all(known.call != call for known in self.found):
            self.found.append(Interpreted(self.top.lineno, call, why, self._probe(node)))

    def _probe(self, node: ast.expr) -> str:
        """Return a line that has the learner's process work out an expression."""
        text, top = ast.unparse(node), self.top
        if isinstance(top, ast.For) and names_of(top.target) & names_of(node):
            text = f"[{text} for {ast.unparse(top.target)} in {ast.unparse(top.iter)}]"
        return f"value = {text}  ### PROBE"


def _bound(made: Function) -> set[str]:
    """Return the names that a function binds somewhere."""
    names = (part for part in ast.walk(made) if isinstance(part, ast.Name))
    return {part.id for part in names if isinstance(part.ctx, ast.Store)}


def _method(function: Value) -> Function | None:
    """Return the method of an instructor's class that is called; None where it is none."""
    owner = function.owner
    if owner is None or not isinstance(owner.made, ast.ClassDef):
        return None
    named = (part for part in owner.made.body if isinstance(part, Function))
    name = function.path[1:]
    return next((part for part in named if getattr(part, "name", "") == name), None)


def _literal(node: ast.expr) -> bool:
    """Tell whether a call of pandas' ``.str`` says that its text is no pattern."""
    return isinstance(node, ast.Call) and any(
        word.arg == "regex" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in node.keywords
    )
