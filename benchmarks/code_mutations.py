"""Code made strange: by its syntax tree, by its text, and by lines that do harm."""

from __future__ import annotations

import ast
import random

__all__ = ["HOSTILE", "mutate_code"]

# Each ends or is ended within a few seconds, whatever it does.
HOSTILE = (
    "exit()",
    "raise SystemExit(3)",
    "raise KeyboardInterrupt",
    "raise BaseException('end')",
    "import os\nos._exit(3)",
    "import os\nos.abort()",
    "import os, signal\nos.kill(0, signal.SIGKILL)\nos.kill(os.getppid(), signal.SIGKILL)",
    "import faulthandler\nfaulthandler._sigsegv()",
    "while True:\n    pass",
    "while True:\n try:\n  while True:\n   pass\n except BaseException:\n  pass",
    "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass",
    "import time\ntime.sleep(10**6)",
    "while True:\n    print('x' * 10**5)",
    "print('x' * 10**8)",
    "import sys\nsys.stderr.write('y' * 10**7)",
    "block = bytearray(3 * 10**9)",
    "blocks = []\nwhile True:\n    blocks.append('z' * 10**7)",
    "def f():\n    return f()\nf()",
    "import sys\nsys.setrecursionlimit(10**9)\ndef f():\n    return f()\nf()",
    "import sys\nsys.stdout.close()\nsys.stderr = None",
    "import sys\nsys.stdout = sys.stderr = sys.stdin = None\nprint(1)",
    "import os\nfor n in range(3, 200):\n try:\n  os.close(n)\n except OSError:\n  pass",
    "import os\nos.closerange(0, 100)",
    "import os\nwhile os.fork() >= 0:\n    pass",
    "import threading\nwhile True:\n    threading.Thread(target=threading.Event().wait).start()",
    "import builtins\ndel builtins.print, builtins.len, builtins.isinstance",
    "import sys\nsys.modules.clear()",
    "get_ipython().reset()",
    "%reset -f",
    "%%capture\nnumber = 1",
    "%%bash\nkill -9 $$",
    "!kill -9 -1",
    "%%time\n1/0",
    "%quit_everything",
    "%%no_such_magic\ntext",
    "get_ipython().ask_exit()",
    "get_ipython().run_cell = None",
    "get_ipython().kernel.do_shutdown(False)",
    "input('?')",
    "import getpass\ngetpass.getpass()",
    "await __import__('asyncio').sleep(0)",
    "await __import__('asyncio').Event().wait()",
    "return 1",
    "yield 1",
    "print('\\ud800')",
    "'\\udfff'",
    "raise type('E\\ud800', (Exception,), {})('\\ud800' * 100)",
    "raise ValueError('v' * 10**7)",
    "class Silent:\n    __repr__ = None\nSilent()",
    "class Loud:\n    def __repr__(self):\n        raise SystemExit(1)\nLoud()",
    "class Mean(Exception):\n    def __str__(self):\n        raise self\nraise Mean",
    "from IPython.display import display\ndisplay({'text/plain': 3, 'image/png': None}, raw=True)",
    "from IPython.display import display\ndisplay({'application/json': float('nan')}, raw=True)",
    "from IPython.display import display\nd = {}\nfor n in range(500):\n    d = {'a': d}\n"
    "display({'application/json': d}, raw=True)",
    "from IPython.display import HTML, clear_output, display\ndisplay(HTML('<script>' * 1000))\n"
    "clear_output(wait=True)\nclear_output()",
    "from IPython.display import display\nh = display(1, display_id='a')\nfor n in range(1000):\n"
    "    h.update(n)",
    "import ipywidgets\nipywidgets.IntSlider()",
    "import matplotlib.pyplot as plt\nplt.figure(figsize=(10**4, 10**4))\nplt.plot([1])",
    "import pandas as pd\npd.DataFrame([[1] * 1000] * 1000)",
    "(" * 3000,
    "x = " + "[" * 150 + "]" * 150,
    "-" * 100_000 + "1",
    "'" * 10**5,
    "1" * 10**6,
    "x = 10**10**5\nprint(x)",
    "\x00",
    "a = 1\x00",
    "\ufeffx = 1",
    "x = '\u202e\u2066'",
    "\x0c\x0bx = 1",
    "# -*- coding: utf-7 -*-\nx = 1",
    "def f(:\n    pass",
    "\tif True:\n        x = 1\n\tx = 2",
    "assert False, '\x1b[31m' * 1000",
    "import warnings\nwarnings.warn('w')",
    "import atexit, os\natexit.register(os.abort)",
    "import gc\nfor x in gc.get_objects():\n try:\n  x.clear()\n except Exception:\n  pass",
    "import ctypes\nctypes.string_at(0)",
    "import os\nos.chdir('/')\nos.removedirs('/submission')",
    "open('small.ipynb', 'w').write('{')",
    "with open('big', 'wb') as file:\n    while True:\n        file.write(b'0' * 10**7)",
)
_WORDS = (
    "",
    "\n",
    "    ",
    "(",
    ")",
    "'",
    '"',
    "\\",
    "%",
    "!",
    "?",
    "#",
    "\u3000",
    "。",
    "💥",
    "\r",
)
_WORDS += (
    "\u2028",
    "\x0c",
    "return ",
    "not ",
    "lambda: ",
    "async ",
    "yield ",
    "del ",
    "0x",
    "1e999",
)


def mutate_code(chance: random.Random, source: str) -> str:
    """Return another code: hostile, or `source` changed by its tree or by its text."""
    pick = chance.random()
    if pick < 0.3:
        hostile = chance.choice(HOSTILE)
        return chance.choice((hostile, f"{source}\n{hostile}", f"{hostile}\n{source}"))
    if pick < 0.65:
        try:
            return _mutate_tree(chance, source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # too deep for the parser
            pass
    return _mutate_text(chance, source)


def _mutate_tree(chance: random.Random, source: str) -> str:
    tree = ast.parse(source)
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr | ast.stmt)]
    if not nodes:
        return source
    other = chance.choice(nodes)
    return ast.unparse(_Swap(chance, chance.choice(nodes), other).visit(tree))


class _Swap(ast.NodeTransformer):
    """Changes one node of a tree."""

    def __init__(self, chance: random.Random, node: ast.AST, other: ast.AST) -> None:
        self._chance, self._node, self._other = chance, node, other

    def visit(self, node: ast.AST) -> ast.AST:
        """Change the node if it is the one."""
        if node is not self._node:
            return self.generic_visit(node)
        if isinstance(node, ast.expr):
            return self._expression(node)
        if isinstance(node, ast.stmt):
            return self._statement(node)
        return node

    def _expression(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Constant):
            return ast.Constant(self._chance.choice((0, -1, 10**30, "", None, True, 2.5, b"", ...)))
        other = self._other if isinstance(self._other, ast.expr) else ast.Constant(None)
        made = (other, ast.UnaryOp(ast.Not(), node), ast.Tuple([node, other], ast.Load()))
        return self._chance.choice(made)

    def _statement(self, node: ast.stmt) -> ast.stmt:
        block = self._chance.choice((ast.Pass(), node))
        test = ast.Constant(self._chance.choice((True, False)))
        return self._chance.choice((ast.Pass(), ast.If(test, [block], []), ast.Raise()))


def _mutate_text(chance: random.Random, source: str) -> str:
    lines = source.splitlines() or [""]
    for _ in range(chance.randint(1, 4)):
        line = chance.randrange(len(lines))
        text = lines[line]
        at = chance.randint(0, len(text))
        step = chance.randrange(5)
        if step == 0:
            lines[line] = text[:at] + chance.choice(_WORDS) + text[at:]
        elif step == 1:
            lines[line] = text[:at] + text[at + 1 :]
        elif step == 2:
            lines.insert(line, chance.choice(lines))
        elif step == 3:
            lines[line] = " " * chance.randint(0, 9) + text.lstrip()
        else:
            chance.shuffle(lines)
    return "\n".join(lines)
