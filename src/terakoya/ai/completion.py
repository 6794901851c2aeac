"""What an endpoint sent, read as an answer: nothing in it is believed to be of a known form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from terakoya.ai.endpoint_trouble import place_of_endpoint, refused_to_answer
from terakoya.ai.provider import Reply
from terakoya.errors import AiError
from terakoya.language import gettext as _
from terakoya.model.ai_settings import AiSettings

__all__ = ["read_completion"]

_EVENT = "data:"
_LONGEST_NAME = 200


def read_completion(body: bytes, kind: str, settings: AiSettings) -> Reply:
    """Return the answer in a body of the content type `kind`, in one piece or as a stream.

    Raises:
        AiError: there is none in it, the model refused, or another model answered.
    """
    where = place_of_endpoint(settings)
    try:
        text = body.decode("utf-8")
        document = _join(text) if "event-stream" in kind.lower() else json.loads(text)
        reply = _read(document, where)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        what = _("What the endpoint sent is no answer of a model.")
        raise AiError(what, where=where, remedy=_("Look at ai.base_url.")) from None
    _require_model(reply.model, settings, where)
    return reply


def _read(document: Any, where: str) -> Reply:
    choice = document["choices"][0]
    message, ending = choice["message"], choice.get("finish_reason")
    if message.get("refusal") or ending == "content_filter":
        raise refused_to_answer(where)
    text, model = message["content"], document["model"]
    if not isinstance(model, str) or not 0 < len(model) <= _LONGEST_NAME:
        raise ValueError(model)
    if text is None or not text.strip():
        raise AiError(_("The model said nothing."), where=where, remedy=_("Ask in other words."))
    usage = document.get("usage") or {}
    tokens = usage.get("total_tokens")
    known = isinstance(tokens, int) and 0 <= tokens < 2**31
    return Reply(text, model, ending == "length", tokens if known else None)


def _join(stream: str) -> Mapping[str, Any]:
    """Return a stream's pieces as one document: some servers stream without being asked to."""
    words, model, ending, usage, refused = [], None, None, None, ""
    for line in stream.split("\n"):  # a text may hold other line ends
        told = line.removeprefix(_EVENT).strip()
        if not line.startswith(_EVENT) or told == "[DONE]":
            continue
        piece = json.loads(told)
        model, usage = piece.get("model") or model, piece.get("usage") or usage
        for choice in piece["choices"][:1]:
            ending = choice.get("finish_reason") or ending
            words.append(choice["delta"].get("content") or "")
            refused = choice["delta"].get("refusal") or refused
    if ending is None:
        raise ValueError("the stream has no end")
    message = {"content": "".join(words), "refusal": refused}
    choices = [{"message": message, "finish_reason": ending}]
    return {"choices": choices, "model": model, "usage": usage}


def _require_model(said: str, settings: AiSettings, where: str) -> None:
    """Refuse an answer of another model: what is shown would name the wrong one."""
    if any(_is_same(said, name) for name in (settings.model, settings.answers_as) if name):
        return
    raise AiError(
        _("Not {model} answered, but {other}.").format(model=settings.model, other=said),
        where=where,
        remedy=_("If that is right, write ai.answers_as = “{other}”.").format(other=said),
    )


def _is_same(said: str, asked: str) -> bool:
    """Tell whether a name is the asked one, with a version behind it or a path before it."""
    said, asked = said.casefold(), asked.casefold()
    bare = said.rsplit("/", 1)[-1].removesuffix(".gguf")
    versions = tuple(f"{asked}{sign}" for sign in "-:@")
    return asked in (said, bare) or (
        said.startswith(versions) and _is_version(said[len(asked) + 1 :])
    )


def _is_version(rest: str) -> bool:
    """Tell a version (2024-08-06, latest, v2, 001) from another model's name (mini)."""
    return rest == "latest" or rest.strip("v").replace("-", "").replace(".", "").isdigit()
