"""The ignores of a manifest: each names a code that can be ignored, and ignores something."""

from __future__ import annotations

from terakoya.authoring.finding import Severity
from terakoya.authoring.rule import Rule

__all__ = ["ForbiddenIgnore", "IgnoreOfNothing", "IgnoreOfUnknownCode"]


class IgnoreOfUnknownCode(Rule):
    """An ignore in the manifest names a code that there is not.

    Why:
        It ignores nothing, and its author believes that it does.

    Example:
        [[ignore]]
        code = "TK122"
        reason = "Learners look at the outputs."

    Remedy:
        Correct the code; the message names the nearest. Codes of a package that is not installed
        are unknown, too.
    """

    code = "TK011"
    name = "ignore-of-unknown-code"
    is_obstacle = True


class ForbiddenIgnore(Rule):
    """An ignore in the manifest names a code that cannot be ignored.

    Why:
        What keeps other checks from looking, and what a release is refused for, stays as it is
        whatever the manifest says.

    Example:
        [[ignore]]
        code = "TK301"
        reason = "It is only a draft."

    Remedy:
        Take the ignore out, and correct what it was to hide.
    """

    code = "TK012"
    name = "forbidden-ignore"
    is_obstacle = True


class IgnoreOfNothing(Rule):
    """An ignore in the manifest ignores nothing.

    Why:
        What it was written for is corrected, or has moved. It would hide the next fault of that
        kind without anybody having decided so.

    Example:
        [[ignore]]
        code = "TK102"
        reason = "Learners look at the outputs."

        and no saved outputs.

    Remedy:
        Take it out of `assignment.toml`, or correct its `notebook` or `item`.
    """

    code = "TK013"
    name = "ignore-of-nothing"
    severity = Severity.WARNING
