"""Lines to a live model for the visits of apps: the broker stays in the site's own process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from terakoya.language import current_language
from terakoya.model.ai_ask import Asker, AskPlace
from terakoya.model.ai_settings import AiSettings
from terakoya.records import Database
from terakoya.workspace.account import account_name

__all__ = ["lines_of_apps"]


@contextmanager
def lines_of_apps(settings: AiSettings, database: Database) -> Iterator[str]:
    """Yield the socket at which the apps' server gets lines; empty where nobody wants them.

    The site knows no visitor by name, so all of them ask in the name of this account.

    Raises:
        AiError: what the configured model needs is missing.
    """
    if not settings.in_apps or settings.provider == "recorded":
        yield ""
        return
    from terakoya_autograde.storage import scratch_folder  # noqa: PLC0415 - seldom

    from terakoya.ai.line_serving import LineServer  # noqa: PLC0415 - the guard: seldom
    from terakoya.cli.ai_broker import open_broker  # noqa: PLC0415 - as above

    broker, language = open_broker(settings, database), current_language()
    everybody = Asker(AskPlace.APP, account_name())
    with scratch_folder("ai-lines") as folder:
        path = folder / "ai.sock"
        with LineServer(path, broker, everybody, lambda: language):
            yield str(path)
