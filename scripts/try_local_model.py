"""Try the local model of the extra `local-ai`: what it answers, and how fast it is here.

No test does it: the model is 250 MB of packages that CI does not install, and its answers are its
own. Exit code 1 where it gives none, or another one at the second time.
"""

from __future__ import annotations

import sys
import time

from terakoya.ai.local_model import LocalModel
from terakoya.ai.provider import Reply
from terakoya.model.ai_settings import LOCAL_MODEL, AiSettings

QUESTIONS = ("日本の首都はどこですか。", "窓口の待ち時間を短くする方法を教えてください。")
TOKENS = 40


def ask(model: LocalModel, question: str) -> Reply:
    """Ask once, and say how it went."""
    began = time.perf_counter()
    reply = model.reply(question)
    seconds = time.perf_counter() - began
    sys.stdout.write(f"{seconds:6.1f} s, {reply.tokens} tokens of both: {reply.text!r}\n")
    return reply


def main() -> None:
    """Load it by a first question; then ask each twice."""
    model = LocalModel(AiSettings(provider="local", answer_tokens=TOKENS, seconds=300))
    sys.stdout.write("with loading:\n")
    ask(model, QUESTIONS[0])
    for question in QUESTIONS:
        first, second = ask(model, question), ask(model, question)
        if first != second or first.model != LOCAL_MODEL:
            sys.exit(f"{question}: {first} and then {second}")


if __name__ == "__main__":
    main()
