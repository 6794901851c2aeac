"""How labs reach a model that answers live, if at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["LOCAL_MODEL", "PLACE", "SECRET", "AiProvider", "AiSettings"]

AiProvider = Literal["recorded", "endpoint", "local"]
LOCAL_MODEL = "gemma-3-270m-q4_k_m"
"""The name under which the local model's answers are shown."""
SECRET = "secret"  # noqa: S105 - the mark, no password
"""Marks a setting whose value is shown nowhere."""
PLACE = "place"
"""Marks an address: a name and a password may stand in it, and are not shown."""


def _number(default: int, low: int, high: int) -> Any:
    return field(default=default, metadata={"ge": low, "le": high})


@dataclass(frozen=True)
class AiSettings:
    """What answers, where it is, and how much of it there is.

    Attributes:
        provider: `recorded` asks nobody; `endpoint` an OpenAI-compatible server; `local` a small
            model on this machine (extra `local-ai`).
        base_url: of the endpoint, up to and with its /v1.
        key: what the endpoint knows us by; shown nowhere.
        model: which model is asked.
        answers_as: by which name the endpoint says that this model answered, where it is another.
        proxy: the address of the proxy on the way; the environment's where it is empty.
        seconds: within which an answer has to be there, whole.
        prompt_characters: of one question, at most.
        answer_tokens: of one answer, at most.
        asks_a_day: questions of one learner a day, at most.
        characters_a_day: of one learner's questions and answers together a day, at most.
        in_apps: whether visitors of apps reach the live model.
        in_grading: whether code that is graded does; scores depend on a model then.
    """

    provider: AiProvider = "recorded"
    base_url: str = field(default="", metadata={PLACE: True})
    key: str = field(default="", repr=False, metadata={SECRET: True})
    model: str = ""
    answers_as: str = ""
    proxy: str = field(default="", repr=False, metadata={PLACE: True})  # a password may be in it
    seconds: int = _number(60, 1, 600)
    prompt_characters: int = _number(4_000, 1, 100_000)
    answer_tokens: int = _number(800, 1, 32_000)
    asks_a_day: int = _number(50, 0, 100_000)
    characters_a_day: int = _number(100_000, 0, 100_000_000)
    in_apps: bool = False
    in_grading: bool = False
