"""What a page has chosen, as data: enough to bring any kernel to where the page is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from terakoya_autograde.kernels import size_of

from terakoya.faces.app.dependencies import Plan
from terakoya.faces.app.live.generation import Generation
from terakoya.faces.app.live.given_values import BadRequestError
from terakoya.model.parameters import Value

__all__ = ["PageState", "TypedTooMuchError"]

_MOST_TYPED = 2**20  # characters of all that a page has told its widgets


class TypedTooMuchError(BadRequestError):
    """A page told its widgets more than is kept for one."""


@dataclass(frozen=True)
class PageState:
    """The choices of one page; each change makes another state.

    Attributes:
        values: the parameters that were changed, by name.
        told: what widgets were told, by id; last the one that was told last, as a new kernel is
            told in this order.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    told: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def with_values(self, given: Mapping[str, Value]) -> PageState:
        """Return the state after parameters were changed."""
        return replace(self, values={**self.values, **given})

    def with_widget(
        self, model: str, state: Mapping[str, object], known: Mapping[str, object]
    ) -> PageState:
        """Return the state after a widget was told something.

        Args:
            known: the widget's state as the page has it.

        Raises:
            BadRequestError: nothing of the widget is called so.
            TypedTooMuchError: the page has told its widgets too much.
        """
        if not state or any(name.startswith("_") or name not in known for name in state):
            raise BadRequestError("state")
        others = {name: one for name, one in self.told.items() if name != model}
        told = {**others, model: {**self.told.get(model, {}), **state}}
        if size_of(told) > _MOST_TYPED:
            raise TypedTooMuchError(model)
        return replace(self, told=told)

    def plan(self, generation: Generation) -> Plan:
        """Plan a run with these values; widgets may need whatever the notebook makes."""
        plan = generation.notebook.plan(frozenset(self.values))
        if plan.start is None or not generation.first["models"]:
            return plan
        every = range(plan.start, len(generation.notebook.code))
        return Plan(plan.start, tuple(every), frozenset(every))

    def can_be_brought_back(self, generation: Generation) -> bool:
        """Tell whether a new kernel would have the widgets that the page knows.

        With values, the cells that make widgets run anew, and theirs have other ids.
        """
        return not (self.values and generation.first["models"])
