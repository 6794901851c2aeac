"""The command line: one file per command."""

import os
import signal
import threading

from terakoya.language import choose_language, preferred_language

choose_language(preferred_language(os.environ))  # before help texts are made, below

# Nothing is begun yet: Ctrl-C while this is loaded ends without a word.
_on_interrupt = signal.getsignal(signal.SIGINT)
_is_main = threading.current_thread() is threading.main_thread()
_is_quiet = _is_main and _on_interrupt is signal.default_int_handler
if _is_quiet:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from terakoya.cli.main import main  # noqa: E402

if _is_quiet:
    signal.signal(signal.SIGINT, _on_interrupt)

__all__ = ["main"]
