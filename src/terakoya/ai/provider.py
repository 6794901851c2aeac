"""What gives live answers: the seam between the broker and whatever it asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from terakoya.errors import AiError
from terakoya.language import gettext as _
from terakoya.model.ai_settings import AiSettings

__all__ = ["Provider", "Reply", "open_provider"]


@dataclass(frozen=True)
class Reply:
    """What a model has said.

    Attributes:
        model: by which name the provider says that it answered.
        cut: whether it stopped at its limit, and not at its end.
        tokens: of question and answer together, as the provider counts; None where it does not.
    """

    text: str
    model: str
    cut: bool = False
    tokens: int | None = None


class Provider(Protocol):
    """A model that answers; any number of threads may ask at a time."""

    def reply(self, prompt: str) -> Reply:
        """Return what the model says to one prompt.

        Raises:
            AiError: there is no answer; the message is one sentence, without the key.
        """


def open_provider(settings: AiSettings) -> Provider:
    """Return the live provider that is configured; nothing is sent yet.

    Raises:
        AiError: none is, or what it needs is missing.
    """
    if settings.provider == "endpoint":
        from terakoya.ai.endpoint import Endpoint  # noqa: PLC0415 - openai: only to ask

        return Endpoint(settings)
    if settings.provider == "local":
        from terakoya.ai.local_model import LocalModel  # noqa: PLC0415 - a model: only to ask

        return LocalModel(settings)
    raise AiError(
        _("No model is configured: labs use recorded answers."),
        where="terakoya.toml, ai.provider",
        remedy=_('Write provider = "endpoint" or "local" where you want a live one.'),
    )
