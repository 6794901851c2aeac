"""One visitor of an app: what the page has chosen, and a kernel while one is needed for it."""

from __future__ import annotations

from collections.abc import Mapping

from terakoya_autograde.kernels import LiveKernel

from terakoya.faces.app.live.generation import Generation
from terakoya.faces.app.live.given_values import BadRequestError, read_value
from terakoya.faces.app.live.page_driver import PageDriver
from terakoya.faces.app.live.page_state import PageState
from terakoya.faces.app.live.visit_kernel import VisitKernel

__all__ = ["Visit"]

_ROOM = 32 * 2**20  # characters that a page may be shown beyond what its notebook shows first


class Visit:
    """One page. Its kernel is forked at the first change, and may be parked between changes.

    Three things make it: `PageState`, what was chosen; `VisitKernel`, where the kernel stands; and
    `PageDriver`, which brings the second to the first. All methods that answer requests block; one
    page asks one thing at a time. `close` may come at any moment, also while a request is answered
    or a kernel is forked: it ends them.
    """

    def __init__(self, generation: Generation) -> None:
        self._page = PageState()
        self._kernel = VisitKernel(generation)
        self._driver = PageDriver(generation, generation.record.copy(_ROOM))

    @property
    def kernel(self) -> LiveKernel | None:
        """The kernel, where there is one just now."""
        return self._kernel.kernel

    @property
    def is_over(self) -> bool:
        """Whether it was closed."""
        return self._kernel.is_over

    @property
    def has_lost_its_app(self) -> bool:
        """Whether the kernels that the page was made from are gone, so that none can be forked."""
        return self._driver.generation.has_ended()

    def set_values(self, given: Mapping[str, object]) -> dict[str, object]:
        """Change parameters and run what depends on them; return what has changed on the page.

        The run begins in a kernel that knows nothing of earlier changes, so that its results are
        those of the notebook, run from the top with these values.

        Raises:
            BadRequestError: there is no such parameter or choice.
            WorkerError: no kernel is to be had.
        """
        generation, record = self._driver.generation, self._driver.record
        known = {parameter.name: parameter for parameter in generation.parameters}
        if not given or not given.keys() <= known.keys():
            raise BadRequestError("parameters")
        values = {name: read_value(known[name], value) for name, value in given.items()}
        self._page = self._page.with_values(values)
        record.stays_light |= any(known[name].is_typed for name in given)
        self._kernel.park()
        plan = self._page.plan(generation)
        return self._driver.run(self._kernel.fork(plan.start), self._page, plan)

    def change_widget(
        self, model: str, state: Mapping[str, object] | None, custom: Mapping[str, object] | None
    ) -> dict[str, object]:
        """Tell a widget its new state, or that it was pressed; return what has changed.

        Raises:
            BadRequestError: there is no such widget, or nothing of it is called so.
            TypedTooMuchError: the page has told its widgets too much; this was not noted.
            WorkerError: no kernel is to be had.
        """
        record = self._driver.record
        if model not in record.models:
            raise BadRequestError("widget")
        record.stays_light = True  # a page may send a widget any words
        if state is None:
            kernel, _is_new = self._wake("")
            self._kernel.press(kernel)
            return self._driver.press_widget(kernel, model, custom)
        self._page = self._page.with_widget(model, state, record.models[model])
        record.set_state(model, state)
        kernel, is_new = self._wake(model)
        told = self._page.told[model] if is_new else state
        return self._driver.update_widget(kernel, model, told)

    def draw_svg(self, cell: str, place: int = 0) -> str:
        """Run the notebook up to a shown cell and return one picture as SVG; empty without one.

        Args:
            place: which of the cell's pictures, from 0.

        Raises:
            BadRequestError: there is no such cell.
            WorkerError: no kernel is to be had.
        """
        code = self._driver.generation.notebook.code
        wanted = next((one for one in code if one.id == cell and one.shown), None)
        if wanted is None or type(place) is not int:
            raise BadRequestError("cell")
        with self._kernel.spare() as kernel:
            return self._driver.draw(kernel, self._page, wanted, place)

    def can_park(self) -> bool:
        """Tell whether the kernel may end now and be brought back unnoticed."""
        comes_back = self._page.can_be_brought_back(self._driver.generation)
        return self._kernel.can_be_replaced and comes_back

    def park(self) -> None:
        """End the kernel; the next change forks another one and brings it up to date."""
        self._kernel.park()

    def close(self) -> None:
        """The page is gone, or has had enough: every kernel of it ends, and none begins."""
        self._kernel.close()

    def _wake(self, but_for: str) -> tuple[LiveKernel, bool]:
        """Return a kernel that is where the page is, but for one widget, and whether it is new."""
        kernel = self._kernel.find()
        if kernel is not None:
            return kernel, False
        plan = self._page.plan(self._driver.generation)
        kernel = self._kernel.fork(plan.start)
        self._driver.bring_up(kernel, self._page, plan, but_for)
        return kernel, True
