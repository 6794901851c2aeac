"""A real IPython kernel without sockets: its messages go to a function.

Everything that shapes outputs is ipykernel's own: display hook, publisher, tracebacks, magics,
`matplotlib` inline, asynchronous cells. Only the transport is missing, and with it every thread, so
that a process can warm it up and fork.
"""

from __future__ import annotations

import asyncio
import base64
import contextvars
import linecache
import logging
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Any, TypeVar

from jupyter_client.session import Session
from traitlets.config import Config

from terakoya_autograde.interpreter.compiled import CompilingShell
from terakoya_autograde.interpreter.prewarm import forget_parent
from terakoya_autograde.interpreter.quiet_imports import import_without_debugger
from terakoya_autograde.interpreter.raw_output import OutputStream, RawOutput
from terakoya_autograde.interpreter.terminal import run_command

__all__ = ["Shell"]

Sink = Callable[[str, dict[str, Any]], None]
Made = TypeVar("Made")
_OF_A_CELL = re.compile(r"_i?\d+|_i{1,3}")  # where IPython keeps cells and results


class _SilentSession(Session):
    """Hands every message to a function instead of a socket."""

    sink: Sink | None = None

    def send(
        self, stream: Any, msg_or_type: Any, content: Any = None, *rest: Any, **more: Any
    ) -> Any:
        """Pass on one message; `stream` and everything about the transport is ignored."""
        del stream, rest
        if isinstance(msg_or_type, dict):
            message = msg_or_type
        else:
            parent = more.get("parent")
            message = self.msg(msg_or_type, content=content, parent=parent)
        if self.sink is not None:
            content = message["content"]
            if buffers := more.get("buffers"):  # pictures of widgets: no JSON
                texts = [base64.b64encode(buffer).decode("ascii") for buffer in buffers]
                content = content | {"buffers": texts}
            self.sink(message["header"]["msg_type"], content)
        return message


def _enable_gui(gui: str | None = None) -> None:
    """Answer ``%matplotlib inline`` and its like, which IPython asks of a whole application.

    Raises:
        UsageError: windows are wanted; none can be opened here.
    """
    from ipykernel.eventloops import loop_map
    from IPython.core.error import UsageError

    if gui not in loop_map or loop_map[gui] is not None:
        raise UsageError(f"{gui}: no window can be opened here")


class Shell:
    """One kernel; make it in the parent, `attach` it after the fork, then `run` cells."""

    def __init__(self) -> None:
        kernel_class = _import_kernel()
        config = Config()
        config.HistoryManager.enabled = False  # it would start a thread
        config.InteractiveShell.cache_size = 1000
        self._session = _SilentSession()
        kernel_class.clear_instance()
        self._kernel = kernel_class.instance(config=config, session=self._session)
        self._kernel.log = logging.getLogger("terakoya_autograde.interpreter.shell")
        main = threading.main_thread()
        self._kernel.shell_channel_thread = SimpleNamespace(parent_thread=main)
        self._kernel.shell.displayhook.topic = b"execute_result"
        # A second rendering of every error, for a history that nobody reads.
        self._kernel.shell._format_exception_for_storage = lambda *_error, **_options: {}
        self._kernel.shell.enable_gui = _enable_gui
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sink: Sink | None = None
        self._streams: tuple[OutputStream, ...] = ()
        # One for all cells: numpy keeps in it how numbers are printed, decimal how they are rounded
        self._context = contextvars.copy_context()

    @property
    def language_info(self) -> dict[str, object]:
        """What a kernel says of its language."""
        return dict(self._kernel.language_info)

    @property
    def user_namespace(self) -> dict[str, object]:
        """The variables that cells see."""
        return self._kernel.shell.user_ns  # type: ignore[no-any-return]

    @property
    def ast_transformers(self) -> list[Any]:
        """IPython's list of what changes a cell's syntax tree before it runs."""
        return self._kernel.shell.ast_transformers  # type: ignore[no-any-return]

    def make_compiling(self) -> CompilingShell:
        """Let cells be compiled before they run, from now on."""
        return CompilingShell(self._kernel.shell)

    def hide_frames(self, folder: Path) -> None:
        """Leave code below a folder out of the tracebacks that are shown from now on."""
        shell = self._kernel.shell
        found = shell._get_exc_info

        def without_hidden(exc_tuple: object = None) -> Any:
            kind, value, trace = found(exc_tuple)
            return kind, value, _without_frames(trace, str(folder))

        shell._get_exc_info = without_hidden

    def name_code(self, name: str, source: str, count: int) -> None:
        """Let tracebacks show what was compiled under a name as lines of the `count`-th cell."""
        lines = source.splitlines(keepends=True)
        linecache.cache[name] = (len(source), None, lines, name)
        self._kernel.shell.compile._filename_map[name] = count

    def forget_cells(self) -> None:
        """Keep nothing of the cells that have run but the variables that they made."""
        shell = self._kernel.shell
        history = shell.history_manager
        history.reset(new_session=False)
        for inputs in (history.input_hist_parsed, history.input_hist_raw):
            inputs[:] = [""]
        history.db_input_cache.clear()
        history._i = history._ii = history._iii = history._i00 = ""
        shell.displayhook.flush()
        for name in [name for name in shell.user_ns if _OF_A_CELL.fullmatch(name)]:
            del shell.user_ns[name]
        for name in shell.compile._filename_map:
            linecache.cache.pop(name, None)
            getattr(linecache, "_ipython_cache", {}).pop(name, None)
        shell.compile._filename_map.clear()
        shell.last_execution_result = shell.displayhook.exec_result = None
        for name in ("last_exc", "last_type", "last_value", "last_traceback"):
            vars(sys).pop(name, None)

    @property
    def last_error(self) -> BaseException | None:
        """What the last cell raised, if it did."""
        return getattr(self._kernel.shell.last_execution_result, "error_in_exec", None)

    @property
    def parts(self) -> tuple[Any, ...]:
        """The objects that run cells and send what they show."""
        shell = self._kernel.shell
        return self, self._kernel, shell, shell.events, shell.displayhook, self._session

    def run_discarded(self, source: str) -> None:
        """Run a cell whose only trace is what the libraries have loaded and cached.

        The first error that passes through a library costs up to a second: its source is parsed
        to show the lines.
        """
        shell = self._kernel.shell
        before = set(shell.user_ns)
        shell.run_cell(source, store_history=False, silent=True)
        for name in set(shell.user_ns) - before:
            del shell.user_ns[name]

    def attach(self, sink: Sink, *, forgets: bool = True, raw: Sequence[RawOutput] = ()) -> None:
        """After the fork: send messages to `sink`. Only cells are interrupted.

        Args:
            raw: what is written below standard output and error; none where it is nobody's.
            forgets: whether random numbers and temporary folders begin anew; where not, a fork goes
                on as its parent would have.
        """
        self._sink = self._session.sink = sink
        below = raw or (None, None)
        self._streams = tuple(
            OutputStream(name, self._send, part)
            for name, part in zip(("stdout", "stderr"), below, strict=True)
        )
        sys.stdout, sys.stderr = self._streams
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if forgets:
            forget_parent()

    def run(self, code: str, cell_id: str, count: int = 0) -> dict[str, object]:
        """Run one cell as a kernel would, as its `count`-th (0: the next); return its reply."""
        assert self._loop is not None, "attach first"
        count = count or self._kernel.shell.execution_count
        self._kernel.shell.execution_count = count
        self._session.send(None, "execute_input", {"code": "", "execution_count": count})
        execution = self._kernel.do_execute(
            code, False, True, {}, False, cell_meta={"cellId": cell_id}, cell_id=cell_id
        )
        task = self._loop.create_task(execution, context=self._context)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            reply = self._loop.run_until_complete(task)
        except KeyboardInterrupt as error:
            reply = {"status": "error", "ename": "KeyboardInterrupt", "evalue": str(error)}
            if task.done():
                task.exception()  # it is known, so that asyncio need not complain
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # one that comes late is for nobody
        self.flush()
        return dict(reply)

    def run_unheard(self, work: Callable[[], object]) -> None:
        """Do some work as the notebook's cells do theirs, while nobody listens.

        Nothing is sent meanwhile: whoever speaks on would wait for ever.
        """
        sink, self._sink, self._session.sink = self._sink, None, None
        try:
            self._context.run(work)
        finally:
            for stream in self._streams:
                stream.flush()
            self._sink = self._session.sink = sink

    def run_within(self, work: Callable[[], Made]) -> Made:
        """Do some work where cells run, too: what it sets in a context, they find there."""
        return self._context.run(work)

    def _send(self, kind: str, content: dict[str, object]) -> None:
        if self._sink is not None:
            self._sink(kind, content)

    def name_request(self, name: str) -> None:
        """Say what the widgets that catch outputs are to take for the present request."""
        parent = {"header": {"msg_id": name, "msg_type": "execute_request"}}
        self._context.run(self._kernel.shell.set_parent, parent)

    def deliver(self, content: dict[str, object], buffers: list[bytes]) -> dict[str, object]:
        """Hand a page's message to the widget that it is for, as a kernel would; return a reply.

        An error of the widget's own code is shown as an error message, as in any kernel.
        """
        message = {"content": content, "buffers": buffers, "metadata": {}, "header": {}}
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            self._context.run(self._kernel.comm_manager.comm_msg, None, None, message)
            reply: dict[str, object] = {"status": "ok"}
        except KeyboardInterrupt as error:
            reply = {"status": "error", "ename": "KeyboardInterrupt", "evalue": str(error)}
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.flush()
        return reply

    @property
    def pending(self) -> int:
        """How many threads and asynchronous tasks wait beside the cells: a fork would lose them."""
        tasks = asyncio.all_tasks(self._loop) if self._loop is not None else ()
        return len(os.listdir("/proc/self/task")) - 1 + len(tasks)  # noqa: PTH208 - a bare list

    def flush(self) -> None:
        """Send what the streams hold, standard output first, as ipykernel does."""
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        for own in self._streams:  # the learner's code may have put others in their places
            own.end()

    def take_raw(self) -> tuple[str, ...]:
        """Return what was written below standard output and error, in place of sending it."""
        return tuple(stream.take_raw() for stream in self._streams)


def _without_frames(trace: TracebackType | None, folder: str) -> TracebackType | None:
    if trace is None:
        return None
    trace.tb_next = _without_frames(trace.tb_next, folder)
    hidden = trace.tb_frame.f_code.co_filename.startswith(folder)
    return trace.tb_next if hidden else trace


def _import_kernel() -> Any:
    made = import_without_debugger("ipykernel.ipkernel").IPythonKernel
    vars(sys.modules["ipykernel.zmqshell"])["system"] = run_command
    return made
