"""What a child may send: the messages of a kernel, each with exactly the fields it has.

A child is a stranger. A message that has another form ends the run of its submission.
"""

from __future__ import annotations

import json
import re
from typing import Any, Literal

import msgspec

from terakoya_autograde.errors import WireError
from terakoya_autograde.wire import Message

__all__ = ["as_kernel_message"]

Bundle = dict[str, Any]
DEEPEST = 64
_JSON = re.compile(r"application/(?:.*\+)?json")
"""Names under which nbformat takes any JSON."""
_VIEW = "application/vnd.jupyter.widget-view+json"


class _Stream(msgspec.Struct, forbid_unknown_fields=True):
    name: Literal["stdout", "stderr"]
    text: str


class _Display(msgspec.Struct, forbid_unknown_fields=True):
    data: Bundle
    metadata: Bundle
    transient: Bundle = {}


class _Result(msgspec.Struct, forbid_unknown_fields=True):
    data: Bundle
    metadata: Bundle
    execution_count: int
    transient: Bundle = {}


class _Error(msgspec.Struct, forbid_unknown_fields=True):
    ename: str
    evalue: str
    traceback: list[str]


class _Clear(msgspec.Struct, forbid_unknown_fields=True):
    wait: bool


class _Input(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    execution_count: int


class _Comm(msgspec.Struct):
    comm_id: str
    data: Bundle = {}
    target_name: str = ""


_FORMS: dict[str, Any] = {
    "stream": _Stream,
    "display_data": _Display,
    "update_display_data": _Display,
    "execute_result": _Result,
    "error": _Error,
    "clear_output": _Clear,
    "execute_input": _Input,
    "comm_open": _Comm,
    "comm_msg": _Comm,
    "comm_close": _Comm,
}


def as_kernel_message(message: Message, cell_id: str) -> dict[str, Any] | None:
    """Return the message as nbclient takes it; None for a kind that no notebook records.

    Raises:
        WireError: it has not the form of its kind.
    """
    form = _FORMS.get(message.kind)
    if form is None:
        return None
    try:
        content = msgspec.to_builtins(msgspec.convert(message.content, form))
    except (msgspec.ValidationError, RecursionError) as error:
        raise WireError(f"a malformed {message.kind} message: {error}") from error
    _require_shallow(content)
    _keep_as_texts(content)
    _leave_out_misfits(content)
    header = {"msg_id": cell_id, "msg_type": message.kind}
    return {
        "msg_type": message.kind,
        "header": header,
        "parent_header": header,
        "metadata": {},
        "content": content,
    }


def _keep_as_texts(content: dict[str, Any]) -> None:
    """Make texts of data that nbformat holds as texts only, so that no library costs a cell.

    Altair's ``application/vnd.vegalite.v6.json`` is none of JSON's names, but comes with an object.
    """
    for kind, value in content.get("data", {}).items() if "metadata" in content else ():
        if not isinstance(value, str) and _JSON.fullmatch(kind) is None:
            content["data"][kind] = json.dumps(value)


def _leave_out_misfits(content: dict[str, Any]) -> None:
    """Leave out what programs that show a notebook stumble over, and what nbclient does.

    nbformat does not say what stands below a MIME type in an output's metadata, and what a
    widget's view and state are; nbconvert and nbclient take them for objects. The pictures of
    widgets come as buffers, which are not recorded.
    """
    data = content.get("data", {})
    if "metadata" in content:
        fitting = content["metadata"].items()
        content["metadata"] = {
            key: value for key, value in fitting if "/" not in key or isinstance(value, dict)
        }
        view = data.get(_VIEW, {"model_id": ""})
        if not isinstance(view, dict) or not isinstance(view.get("model_id"), str):
            del data[_VIEW]
    elif "data" in content:
        data.pop("buffer_paths", None)
        if not isinstance(data.get("state", {}), dict):
            del data["state"]


def _require_shallow(content: object) -> None:
    """Refuse what is nested so deep that writing it would fail."""
    level: list[Any] = [content]
    for _depth in range(DEEPEST):
        level = [
            entry
            for value in level
            if isinstance(value, dict | list)
            for entry in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return
    raise WireError(f"a message nested more than {DEEPEST} deep")
