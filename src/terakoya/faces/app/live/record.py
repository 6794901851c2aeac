"""What an app shows at a moment: the outputs of each cell, and the state of each widget."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from terakoya_autograde.kernels import REQUEST, Message, size_of

from terakoya.faces.app.live.bundle import (
    NotLightError,
    failure_notice,
    needs_script,
    render_outputs,
)
from terakoya.faces.app.live.volume import Volume
from terakoya.faces.app.live.widgets import html_names, is_foreign, is_light
from terakoya.markdown import set_formulas

__all__ = ["Area", "Record"]

_SHOWS = ("display_data", "execute_result", "stream", "error")
_HIDDEN = frozenset(
    {"_dom_classes", "_model_module_version", "_view_module_version", "_view_count"}
)
_HIDDEN |= {"_view_module", "_view_name", "_model_module", "tabbable", "msg_id", "keys"}


@dataclass
class Area:
    """What one cell, or one widget that catches outputs, shows."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    clears_next: bool = False


class Record:
    """Areas by cell id, models by widget id, and which of them have changed since last told.

    Attributes:
        stays_light: whether what the light page cannot show becomes a sentence on it, instead of a
            `NotLightError`: so where a visitor's words decide what comes up.
        scripts_lack: whether a script of some cell asks for more than it brings.

    Args:
        announced: ids of the cells whose error is meant: it is shown as a line of text.
    """

    def __init__(
        self, volume: Volume | None = None, announced: frozenset[str] = frozenset()
    ) -> None:
        self._announced = announced
        self.stays_light = self.scripts_lack = False
        self._volume = volume if volume is not None else Volume()
        self.areas: dict[str, Area] = {}
        self.models: dict[str, dict[str, Any]] = {}
        self.failed = False
        self.errors: list[str] = []
        self._dirty_areas: set[str] = set()
        self._dirty_models: dict[str, set[str] | None] = {}
        self._catching: list[str] = []

    def copy(self, room: int | None = None) -> Record:
        """Return a record that changes independently, and may grow by so many characters."""
        made = Record(self._volume.copy(room), self._announced)
        made.scripts_lack = self.scripts_lack
        made.areas = {key: Area(list(area.outputs)) for key, area in self.areas.items()}
        made.models = {key: dict(state) for key, state in self.models.items()}
        return made

    def begin(self, area: str) -> None:
        """A cell is about to run: what it showed is gone."""
        self.areas[area] = Area()
        self._volume.drop(area)
        self._dirty_areas.add(area)

    def hear(self, area: str, message: Message) -> None:
        """Take note of one message of a kernel that runs this cell; '' is a widget's own code.

        Raises:
            TooMuchError: the page was shown more than is kept for one.
        """
        content = message.content
        match message.kind:
            case "comm_open":
                self._open(content)
            case "comm_msg":
                self._update(content)
            case "comm_close":
                self.models.pop(str(content.get("comm_id")), None)
                self._volume.drop(str(content.get("comm_id")))
            case "clear_output":
                self._clear(area, wait=bool(content.get("wait")))
            case "update_display_data":
                self._replace(content)
            case kind if kind in _SHOWS:
                self._show(area, kind, content)

    def take_changes(self, render: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
        """Return what has changed since the last call, for the page.

        Args:
            render: cell id → (alternative text, heading) of the cells that are shown.

        Raises:
            NotLightError: something has come up that the light page cannot show.
        """
        areas = {
            key: self._render(self.areas[key].outputs, *render[key])
            for key in self._dirty_areas
            if key in render
        }
        models = {
            key: self._describe(key, names)
            for key, names in self._dirty_models.items()
            if key in self.models
        }
        self._dirty_areas.clear()
        self._dirty_models.clear()
        return {"areas": areas, "models": {key: state for key, state in models.items() if state}}

    def describe_models(self) -> dict[str, dict[str, Any]]:
        """Return the state of every widget, for the page.

        Raises:
            NotLightError: one of them needs Voila's full page.
        """
        return {key: self._describe(key, None) for key in self.models}

    def _render(self, outputs: Sequence[Mapping[str, object]], alt: str, heading: str) -> str:
        try:
            return render_outputs(outputs, alt, heading, scripts_lack=self.scripts_lack)
        except NotLightError as reason:
            self._give_up(reason)
            return failure_notice("not-light")

    def _give_up(self, reason: NotLightError) -> None:
        """Leave the light page to Voila's own; where it has to stay, tell the operator."""
        if not self.stays_light:
            raise reason
        self.errors.append(f"not shown on the light page: {reason}")

    def _describe(self, key: str, names: set[str] | None) -> dict[str, object]:
        state = self.models[key]
        if is_foreign(state):
            return self._refuse(state)
        if not is_light(state):
            self._give_up(NotLightError(f"{state.get('_model_module')} {state.get('_model_name')}"))
            return {}
        shown = {
            name: value
            for name, value in state.items()
            if name not in _HIDDEN and (names is None or name in names) and value is not None
        }
        if "outputs" in shown:
            shown["outputs"] = self._render(shown["outputs"], "", "")
        for name in html_names(state):
            if isinstance(shown.get(name), str) and needs_script(shown[name]):
                self._give_up(NotLightError(str(state.get("_model_name"))))
                shown[name] = failure_notice("not-light")
        if state.get("_model_name") == "HTMLMathModel" and isinstance(shown.get("value"), str):
            shown["value"] = set_formulas(shown["value"])
        if names is not None:  # a value that has become nothing is news, too
            shown |= {name: None for name in names - _HIDDEN if state.get(name) is None}
        return shown

    def _refuse(self, state: Mapping[str, object]) -> dict[str, object]:
        """Return what stands in the place of another package's widget: no page of ours draws it."""
        if self.stays_light:
            self.errors.append(f"no page draws {state['_model_module']} {state.get('_model_name')}")
        if not state.get("_view_name"):
            return {}
        return {"_model_name": "HTMLModel", "value": failure_notice("elsewhere")}

    def _open(self, content: Mapping[str, Any]) -> None:
        if content.get("target_name") != "jupyter.widget":
            self._give_up(NotLightError(str(content.get("target_name"))))
            return
        key = str(content["comm_id"])
        self.models[key] = state = _state(content)
        self._dirty_models[key] = None
        self._measure(key, state)

    def _update(self, content: Mapping[str, Any]) -> None:
        key, data = str(content.get("comm_id")), content.get("data", {})
        if key not in self.models:
            return
        if data.get("method") == "custom" and is_foreign(self.models[key]):
            return  # nobody draws it, so nobody has to hear that
        if data.get("method") == "custom":
            self._give_up(NotLightError("custom messages"))
            return
        if data.get("method") not in ("update", "echo_update"):
            return
        state = _state(content)
        if "msg_id" in state and self.models[key].get("_model_name") == "OutputModel":
            self._catch(key, catches=state["msg_id"] == REQUEST)
        self.set_state(key, state)
        known = self._dirty_models.get(key, set())
        if known is not None:
            self._dirty_models[key] = known | set(state)

    def set_state(self, key: str, state: Mapping[str, object]) -> None:
        """A widget has other values, whoever gave them."""
        self.models[key] |= state
        self._measure(key, state)

    def _measure(self, key: str, state: Mapping[str, object]) -> None:
        for name, value in state.items():
            self._volume.put(key, name, size_of(value))

    def _catch(self, key: str, *, catches: bool) -> None:
        """Outputs go to the widget that began to catch last."""
        if catches:
            self._catching.append(key)
        elif key in self._catching:
            self._catching.remove(key)

    def _show(self, area: str, kind: str, content: Mapping[str, Any]) -> None:
        if kind == "error" and area in self._announced:
            said = f"{content.get('ename')}: {content.get('evalue')}\n"
            kind, content = "stream", {"name": "stdout", "text": said}
        if kind == "error":
            self.failed = True
            self.errors.append("\n".join(map(str, content.get("traceback", ()))))
        output = {"output_type": kind, **copy.deepcopy(dict(content))}
        if kind == "stream" and content.get("name") == "stderr":
            self.errors.append(str(content.get("text", "")))
        if self._catching:
            key = self._catching[-1]
            state = self.models[key]
            kept = [] if state.pop("_clears", False) else list(state.get("outputs", ()))
            state["outputs"] = _joined(kept, output)
            self._grow(key, "outputs", output, anew=not kept)
            self._touch(key)
            return
        place = self.areas.setdefault(area, Area())
        kept = [] if place.clears_next else place.outputs
        place.outputs = _joined(kept, output)
        self._grow(area, "", output, anew=not kept)
        place.clears_next = False
        self._dirty_areas.add(area)

    def _grow(self, place: str, part: str, output: Mapping[str, object], *, anew: bool) -> None:
        change = self._volume.put if anew else self._volume.add
        change(place, part, size_of(output))

    def _clear(self, area: str, *, wait: bool) -> None:
        if self._catching:
            state = self.models[self._catching[-1]]
            state["_clears"] = wait
            if not wait:
                state["outputs"] = []
                self._volume.put(self._catching[-1], "outputs", 0)
            self._touch(self._catching[-1])
            return
        place = self.areas.setdefault(area, Area())
        place.clears_next = wait
        if not wait:
            place.outputs = []
            self._volume.drop(area)
        self._dirty_areas.add(area)

    def _touch(self, key: str) -> None:
        known = self._dirty_models.get(key, set())
        if known is not None:
            self._dirty_models[key] = known | {"outputs"}

    def _replace(self, content: Mapping[str, Any]) -> None:
        """A display that was given a name is shown anew wherever it stands."""
        name = content.get("transient", {}).get("display_id")
        for key, area in self.areas.items():
            for index, output in enumerate(area.outputs):
                if name and output.get("transient", {}).get("display_id") == name:
                    area.outputs[index] = {**output, "data": content["data"]}
                    self._volume.put(key, "", size_of(area.outputs))
                    self._dirty_areas.add(key)


def _state(content: Mapping[str, Any]) -> dict[str, object]:
    """Return a message's state, with its binary parts where they belong, as base64 text."""
    data = content.get("data", {})
    state = dict(data.get("state", {}))
    for path, text in zip(data.get("buffer_paths", ()), content.get("buffers", ()), strict=False):
        if len(path) == 1:
            state[str(path[0])] = text
    return state


def _joined(outputs: list[dict[str, Any]], output: dict[str, Any]) -> list[dict[str, Any]]:
    """Add an output; text that goes on is one output."""
    last = outputs[-1] if outputs else None
    goes_on = last and output["output_type"] == "stream" == last["output_type"]
    if last and goes_on and last["name"] == output["name"]:
        return [*outputs[:-1], {**last, "text": last["text"] + output["text"]}]
    return [*outputs, output]
