"""An error of Python in one plain sentence: what happened, in which line, and what to look at."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Mapping

from terakoya.language import gettext as _
from terakoya_lab.syntax_words import explain_syntax

__all__ = ["explain_error"]

# A full disk, a quota of the system's, and ours: a home that is full lets files grow no more.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LONGEST = 200  # letters of a message that is handed on: some libraries write pages


def explain_error(error: BaseException, line: int | None = None) -> str:
    """Return one line about `error`.

    Args:
        line: where the cell stopped, counted from 1; None where Python could not read the cell.
    """
    if isinstance(error, SyntaxError) and line is None:
        line = error.lineno
        what = explain_syntax(error)
    else:
        what = _explain(error)
    return what if line is None else _("Line {line}: {what}").format(line=line, what=what)


def _explain(error: BaseException) -> str:
    for kind, explain in _KINDS.items():
        if isinstance(error, kind) and (said := explain(error)):
            return said
    for kind, sentence in _sentences().items():
        if isinstance(error, kind):
            return sentence
    text, name = _text_of(error), type(error).__name__
    if not text:
        return _("The cell stopped with {kind}.").format(kind=name)
    return _("The cell stopped with {kind}: {text}").format(kind=name, text=text)


def _sentences() -> Mapping[type[BaseException], str]:
    """Kinds of errors of which one sentence says all."""
    return {
        AssertionError: _("A check did not hold. Look at the line with the arrow."),
        NotImplementedError: _(
            "This is not filled in yet. Write your answer in place of the line with “raise”."
        ),
        IndexError: _("There is no such place: it is shorter than that. The first place is 0."),
        UnicodeDecodeError: _(
            'The file is written in another code. Try encoding="cp932" where it is read.'
        ),
        ZeroDivisionError: _("A number is divided by 0."),
        RecursionError: _("A function calls itself without end."),
        MemoryError: _("There is not enough memory for this."),
        KeyboardInterrupt: _("You stopped this cell."),
    }


def _text_of(error: BaseException) -> str:
    """Return the message in one line, shortened; an error of the learner's own may have none."""
    try:
        text = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - a learner's own __str__
        return ""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _name_of(error: BaseException) -> str:
    name = getattr(error, "name", None)
    return name if isinstance(name, str) else ""


def _explain_name(error: BaseException) -> str:
    if isinstance(error, UnboundLocalError):  # Python tells its name in the text only
        found = re.search(r"variable '(\w+)'", _text_of(error))
        said = _("“{name}” is used in a function before it has a value.")
        return said.format(name=found[1]) if found else ""
    name = _name_of(error)
    if not name:
        return ""
    return _(
        "There is no “{name}” yet. Run the cell that makes it first, or look at the spelling."
    ).format(name=name)


def _explain_other_file(error: BaseException) -> str:
    """Say which file it is: what the cell imports cannot be read, not the cell."""
    file, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    return _("Python cannot read {file} (line {line}).").format(file=file, line=line)


def _explain_key(error: BaseException) -> str:
    return _("There is no {key}. Compare it with the names in the table or dictionary.").format(
        key=_text_of(error)
    )


def _explain_attribute(error: BaseException) -> str:
    if "'NoneType' object" in _text_of(error):
        return _nothing()
    name = _name_of(error)
    if not name:
        return ""
    return _(
        "There is no “.{name}”. Look at the spelling, and at what stands before the dot."
    ).format(name=name)


def _nothing() -> str:
    return _("A value is None, that is nothing. Does the function that makes it end with return?")


def _explain_type(error: BaseException) -> str:
    patterns = {
        r"'NoneType'": _nothing(),
        r"concatenate str|'str' and '(?:int|float)'|'(?:int|float)' and 'str'": _(
            "A text and a number are put together. Make a number of the text with int or float."
        ),
        r"not callable$": _(
            "What stands before ( ) is no function. Is its name also a variable's?"
        ),
        r"takes .+ argument|positional argument|keyword argument|keyword-only argument": _(
            "What is given in ( ) is too much or too little for this function."
        ),
    }
    text = _text_of(error)
    return next((said for pattern, said in patterns.items() if re.search(pattern, text)), "")


def _explain_value(error: BaseException) -> str:
    found = re.search(r"(?:to float|to int|base \d+): (.+)", _text_of(error))
    return _("{text} cannot be read as a number.").format(text=found[1]) if found else ""


def _explain_file(error: BaseException) -> str:
    name = getattr(error, "filename", None)
    if not isinstance(name, str):
        return ""
    return _("There is no file “{name}”. Look at its name, and the folder that it is in.").format(
        name=name
    )


def _explain_room(error: BaseException) -> str:
    if getattr(error, "errno", None) not in _NO_ROOM:
        return ""
    return _(
        "There is no room left in your folder."
        " Delete what you do not need, then run the cell again."
    )


def _explain_module(error: BaseException) -> str:
    name = _name_of(error)
    said = _("There is no package “{name}” here. Look at the spelling.")
    return said.format(name=name) if name else ""


_KINDS: Mapping[type[BaseException], Callable[[BaseException], str]] = {
    AssertionError: _text_of,  # an author's own words
    NameError: _explain_name,
    SyntaxError: _explain_other_file,
    KeyError: _explain_key,
    AttributeError: _explain_attribute,
    TypeError: _explain_type,
    ValueError: _explain_value,
    FileNotFoundError: _explain_file,
    ModuleNotFoundError: _explain_module,
    OSError: _explain_room,
}
