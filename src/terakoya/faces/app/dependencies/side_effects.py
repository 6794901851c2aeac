"""What cells read and change though no name stands for it: random numbers, files, settings.

It is told from words alone: those of texts, and the name of what is called.
"""

from __future__ import annotations

import re

__all__ = ["ANYTHING", "FILES", "LAST", "RANDOM", "draws", "is_earlier_result", "is_setting"]
__all__ += ["names_file", "reads_file", "words_of", "writes_file"]

RANDOM, FILES, ANYTHING = "<random numbers>", "<files>", "<anything>"
"""Stand-ins for names. Every cell reads `ANYTHING`: what nobody can tell, or modules share."""
LAST = "_"
"""IPython's name for what a cell ended in; it has others for earlier ones."""
_WORD = re.compile(r"[^\W\d]\w*")
_EARLIER = re.compile(r"_{1,3}|_\d+|Out")
_WRITES = re.compile(
    r"to_(?:csv|excel|json|parquet|pickle|html|feather)|(?:im)?save\w*|write_\w+|dump|open|connect"
    r"|ExcelWriter|ZipFile|extractall|copyfile|unlink|rename"
)
_READS = re.compile(r"read_\w+|load\w*|genfromtxt|imread|listdir|glob|iterdir|exists|stat")
_FILE_NAME = re.compile(r"[^\n<>{}]*\w\.[A-Za-z]\w{1,4}")
_DRAWS = re.compile(r"seed|sample|shuffle|rand(?:n|int|om)?|choices?|permutation")
_SETTING = re.compile(r"(?:re)?set|(?:re)?set_\w+|setlocale|setfirstweekday|use|rc|chdir")


def words_of(text: str) -> frozenset[str]:
    """Return everything in a text that could be a name."""
    return frozenset(_WORD.findall(text))


def is_earlier_result(name: str) -> bool:
    """Tell whether IPython keeps an earlier result under this name."""
    return _EARLIER.fullmatch(name) is not None


def writes_file(called: str) -> bool:
    """Tell whether a function so called may write a file."""
    return _WRITES.fullmatch(called) is not None


def reads_file(called: str) -> bool:
    """Tell whether a function so called reads a file, or looks whether it is there."""
    return _READS.fullmatch(called) is not None


def names_file(text: str) -> bool:
    """Tell whether a text looks like a file's name: who has it may read the file."""
    return _FILE_NAME.fullmatch(text) is not None


def draws(called: str) -> bool:
    """Tell whether a function so called draws random numbers, or says where they begin."""
    return _DRAWS.fullmatch(called) is not None


def is_setting(called: str) -> bool:
    """Tell whether a function so called, of a module, sets something for everybody."""
    return _SETTING.fullmatch(called) is not None
