"""Which calls run, read or open what they are given: a learner's text is his code in their hands.

`pandas` has `query`, a table of a database takes SQL, a format names attributes, a pattern can wait
for ever, a loader builds objects. The table of `docs/explanation/checks.md` says what is here and
what is not.
"""

from __future__ import annotations

import re

__all__ = ["READS_STREAMS", "why_call", "why_method", "why_receiver"]

_CODE, _NAME = "runs text as code", "takes text as the name of something to use"
_FILE, _OBJECTS = "opens what it is given", "builds objects from what it is given"
_FORMAT, _PATTERN = "takes text as a format", "takes text as a pattern"
_SQL, _SHELL = "runs text as SQL", "runs text as a command"
_PAGE = "shows text as a page"

# library or function, with everything below it → why, and at which places
_LIBRARIES: dict[str, str] = {
    **dict.fromkeys(("code", "codeop", "runpy", "timeit", "cProfile", "profile", "pdb"), _CODE),
    **dict.fromkeys(("numexpr", "sympy", "patsy", "asteval", "simpleeval", "ast"), _CODE),
    **dict.fromkeys(("statsmodels.formula", "formulaic", "bqplot", "cffi", "py_compile"), _CODE),
    **dict.fromkeys(("pandas.eval", "pandas.core.computation", "numpy.f2py"), _CODE),
    **dict.fromkeys(("jinja2", "mako", "chevron", "tornado.template", "django.template"), _FORMAT),
    **dict.fromkeys(("string.Template", "string.Formatter", "fractions.Fraction"), _FORMAT),
    **dict.fromkeys(("sqlite3", "duckdb", "sqlalchemy", "psycopg", "pymysql", "peewee"), _SQL),
    **dict.fromkeys(("polars.sql", "polars.SQLContext", "ibis", "pandasql"), _SQL),
    **dict.fromkeys(("subprocess", "pty", "pexpect", "sh", "plumbum", "fabric"), _SHELL),
    **dict.fromkeys(("importlib", "pkgutil", "operator.attrgetter"), _NAME),
    **dict.fromkeys(("operator.methodcaller", "ctypes", "pydoc", "inspect.getattr_static"), _NAME),
    **dict.fromkeys(("pickle", "cPickle", "marshal", "shelve", "dill", "joblib"), _OBJECTS),
    **dict.fromkeys(("cloudpickle", "yaml", "ruamel", "xml", "lxml", "torch.load"), _OBJECTS),
    **dict.fromkeys(("torch.jit", "torch.hub", "onnx", "plistlib", "jsonpickle", "bs4"), _OBJECTS),
    **dict.fromkeys(("os", "shutil", "glob", "zipfile", "tarfile", "gzip", "bz2", "lzma"), _FILE),
    **dict.fromkeys(("linecache", "fileinput", "mmap", "dbm", "configparser"), _FILE),
    **dict.fromkeys(("io.open", "io.FileIO", "io.open_code", "codecs.open", "tempfile"), _FILE),
    **dict.fromkeys(("urllib.request", "requests", "httpx", "socket", "http", "webbrowser"), _FILE),
    **dict.fromkeys(("h5py", "netCDF4", "xarray.open_dataset", "openpyxl.load_workbook"), _FILE),
    **dict.fromkeys(("PIL.Image.open", "cv2.imread", "imageio", "matplotlib.image"), _FILE),
    **dict.fromkeys(("numpy.load", "numpy.loadtxt", "numpy.genfromtxt", "numpy.fromfile"), _FILE),
    **dict.fromkeys(("numpy.memmap", "numpy.fromregex", "numpy.lib.format", "scipy.io"), _FILE),
    **dict.fromkeys(("pandas.HDFStore", "pandas.ExcelFile", "geopandas.read_file"), _FILE),
    **dict.fromkeys(("IPython.display", "ipywidgets.HTML", "bokeh.models.CustomJS"), _PAGE),
    **dict.fromkeys(("logging.config", "locale.setlocale", "matplotlib.use"), _NAME),
    **dict.fromkeys(("matplotlib.style", "matplotlib.pyplot.style", "matplotlib.mathtext"), _NAME),
}
# what is below those and does nothing of the kind
_CALM = frozenset(
    f"os.path.{name}" for name in ["basename", "dirname", "join", "split", "splitext", "normpath"]
) | {"os.fspath", "os.fsdecode", "os.fsencode", "ast.dump", "ast.unparse", "ast.walk", "yaml.dump"}
# Of sympy's, what reads text only through a door that is shut in the checker (`unread_text`).
_OF_SYMPY = (
    "Abs Add And Eq FiniteSet Ge Gt ImmutableMatrix Integer Interval Le Limit Lt Matrix Max Min "
    "Mul N Ne Not Or Piecewise Pow Symbol Tuple Union acos apart arg asin atan atan2 binomial "
    "cancel cbrt ceiling collect conjugate cos cosh cot degree diff exp expand expand_trig factor "
    "factorial factorint floor gcd im integrate isprime lcm limit ln log powsimp primefactors "
    "radsimp re rem root roots series sign simplify sin sinh solve solveset sqrt summation tan "
    "tanh together trigsimp"
)
_CALM |= {f"sympy.{name}" for name in _OF_SYMPY.split()}
# function → why, and the places of the arguments that are interpreted
_FUNCTIONS: dict[str, tuple[str, tuple[int, ...]]] = {
    "builtins.eval": (_CODE, (0,)),
    "builtins.exec": (_CODE, (0,)),
    "builtins.compile": (_CODE, (0,)),
    "builtins.open": (_FILE, (0, 1)),
    "builtins.__import__": (_NAME, (0,)),
    "builtins.getattr": (_NAME, (1,)),
    "builtins.setattr": (_NAME, (1,)),
    "builtins.delattr": (_NAME, (1,)),
    "builtins.hasattr": (_NAME, (1,)),
    "builtins.format": (_FORMAT, (1,)),
    **{
        f"{library}.{name}": (_PATTERN, (0,))
        for library in ("re", "regex", "re2")
        for name in ("compile", "search", "match", "fullmatch", "split", "findall", "finditer")
    },
    **{
        f"{library}.{name}": (_PATTERN, (0,))
        for library in ("re", "regex")
        for name in ("sub", "subn")
    },
    "re.template": (_PATTERN, (0,)),
    "fnmatch.filter": (_PATTERN, (1,)),
    "fnmatch.fnmatch": (_PATTERN, (1,)),
    "time.strftime": (_FORMAT, (0,)),
}
# method of anything → why, and the places of the arguments that are interpreted
_METHODS: dict[str, tuple[str, tuple[int, ...]]] = {
    **dict.fromkeys(("query", "eval", "parse_expr", "sympify", "run_cell"), (_CODE, (0,))),
    **dict.fromkeys(("ex", "ev", "safe_execfile", "run_code", "runcode"), (_CODE, (0,))),
    **dict.fromkeys(("runsource", "from_formula"), (_CODE, (0, 1))),
    **dict.fromkeys(("run_line_magic", "run_cell_magic"), (_CODE, (0, 1, 2))),
    **dict.fromkeys(("execute", "executemany", "executescript", "sql"), (_SQL, (0,))),
    **dict.fromkeys(("read_sql", "read_sql_query", "exec_driver_sql"), (_SQL, (0,))),
    **dict.fromkeys(("system", "getoutput", "popen"), (_SHELL, (0,))),
    **dict.fromkeys(("agg", "aggregate", "apply", "transform", "pipe"), (_NAME, (0, 1))),
    **dict.fromkeys(("from_string", "vformat", "strftime"), (_FORMAT, (0,))),
    **dict.fromkeys(("import_module", "load_module", "exec_module", "load_ext"), (_NAME, (0,))),
    **dict.fromkeys(("to_csv", "to_pickle", "to_excel", "to_parquet", "savefig"), (_FILE, (0,))),
}
# methods of the text or path itself
_RECEIVERS: dict[str, str] = {
    **dict.fromkeys(("format", "format_map", "substitute", "safe_substitute", "render"), _FORMAT),
    **dict.fromkeys(("read_text", "read_bytes", "write_text", "write_bytes", "open"), _FILE),
    **dict.fromkeys(("unlink", "rmdir", "rename", "touch", "mkdir", "glob", "rglob"), _FILE),
    **dict.fromkeys(("iterdir", "symlink_to", "hardlink_to", "chmod"), _FILE),
}
_OF_TEXTS = [
    "contains",
    "replace",
    "extract",
    "extractall",
    "match",
    "fullmatch",
    "count",
    "findall",
    "split",
    "rsplit",
]
_PATHS = (0, "filepath_or_buffer", "io", "path", "path_or_buf")
_PATTERN_WORDS = ("regex", "pat", "pattern", "regexp")
_SUSPICIOUS = re.compile(
    r"(?:^|_)(eval|evaluate|exec|execute|query|sql|compile|interpret|parse|load|loads|read|open"
    r"|shell|system|render|template|formula|expr|expression|import|unpickle|decode_object)(?:_|$)"
)
_HARMLESS = frozenset(
    [
        "json.loads",
        "json.load",
        "tomllib.loads",
        "datetime.datetime.strptime",
        "time.strptime",
        "csv.reader",
        "csv.DictReader",
        "io.StringIO",
        "io.BytesIO",
        "email.utils.parseaddr",
        "urllib.parse.urlparse",
        "urllib.parse.parse_qs",
        "html.escape",
        "html.unescape",
        "shlex.split",
        "pandas.to_datetime",
        "dateutil.parser.parse",
    ]
)
READS_STREAMS = re.compile(r"(?:^|\.)(read_csv|read_table|read_json|read_fwf|loadtxt|genfromtxt)$")
"""What reads tables of text: of a stream that was made from a text it only reads that text."""


def why_call(path: str, place: int | str) -> str:
    """Say what a library's function does to one argument; empty where it only reads its value.

    Args:
        path: what is called, as in ``pandas.read_csv`` or ``builtins.eval``.
        place: which argument: its position from 0, or its keyword.
    """
    parts = path.split(".")
    if path in _HARMLESS or path in _CALM:
        return ""
    if path in _FUNCTIONS:
        why, places = _FUNCTIONS[path]
        return why if isinstance(place, str) or place in places else ""
    if parts[0] == "pandas" and parts[-1].startswith("read_"):
        return _FILE if place in _PATHS else ""
    above = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    known = next((_LIBRARIES[name] for name in above if name in _LIBRARIES), "")
    if not known and place in _PATTERN_WORDS:
        return _PATTERN
    if not known and parts[0] != "builtins" and _SUSPICIOUS.search(parts[-1]):
        return "may run or open what it is given"
    return known


def why_method(name: str, place: int | str, *, of_texts: bool) -> str:
    """Say what a method does to one argument; empty where it only reads its value.

    Args:
        of_texts: whether it is one of pandas' ``.str``.
    """
    if of_texts and name in _OF_TEXTS and place in (0, *_PATTERN_WORDS):
        return _PATTERN
    if place in _PATTERN_WORDS:
        return _PATTERN
    why, places = _METHODS.get(name, ("", ()))
    return why if why and (isinstance(place, str) or place in places) else ""


def why_receiver(name: str) -> str:
    """Say what a method does to the very text or path whose method it is."""
    return _RECEIVERS.get(name, "")
