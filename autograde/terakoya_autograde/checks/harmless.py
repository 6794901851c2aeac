"""Which calls are known to change nothing: only what they return is ever noticed.

What is not here may change something. It is done again where a learner's later cells could tell, so
a name that is missing costs time, and a name too many costs a right answer its points.
"""

from __future__ import annotations

import builtins
import sys

__all__ = ["BUILT_IN", "CONTEXTS", "is_harmless_function", "is_harmless_method", "is_quiet_module"]

_BUILT_IN = """
abs all any ascii bin bool bytearray bytes callable chr complex dict dir display divmod
enumerate filter float format frozenset getattr hasattr hash hex id int isinstance
issubclass iter len list map max memoryview min object oct ord pow print range repr reversed
round set slice sorted str sum super tuple type zip
"""
_MODULES = """
ast bisect calendar cmath collections copy dataclasses datetime decimal difflib enum
fractions functools hashlib inspect io itertools json math numbers numpy operator pandas re
statistics string textwrap types typing unicodedata
"""
_CHANGING = """
cache compile_command copyto core delattr delitem describe_option dump fill_diagonal
getcontext heapify iadd iconcat insort insort_left insort_right io load lru_cache memmap
nditer open open_code option_context options place plotting put put_along_axis putmask
random register reset_option set_option set_printoptions set_string_function setattr
setbufsize setcontext seterr seterrcall setfirstweekday setitem shuffle singledispatch
"""
_METHODS = """
add_prefix add_suffix agg aggregate align all any argmax argmin argsort as_integer_ratio
asfreq astype between bfill capitalize casefold center clip combine_first compare conjugate
copy corr count cov cummax cummin cumprod cumsum date day_name decode describe diff
difference dot drop drop_duplicates dropna duplicated encode endswith eq equals expandtabs
explode ffill fillna filter find first flatten format fromisoformat ge get groupby gt head
hex idxmax idxmin index infer_objects interpolate intersection is_integer isalnum isalpha
isascii isdecimal isdigit isdisjoint isidentifier isin islower isna isnull isnumeric
isocalendar isoformat isprintable isspace issubset issuperset istitle isupper item items
iteritems iterrows itertuples join keys last le ljust lower lstrip lt match max mean median
melt memory_usage merge min mode month_name ne nlargest normalize notna notnull nsmallest
nunique partition pct_change pivot pivot_table prod product quantile rank ravel reindex
rename repeat replace resample reset_index reshape rfind rindex rjust rolling round
rpartition rsplit rstrip search set_index shift sort_index sort_values split splitlines
squeeze stack startswith std strftime strip sum swapcase swaplevel symmetric_difference tail
take title to_dict to_frame to_list to_numpy to_pydatetime to_records to_series to_string
to_timestamp tobytes tolist total_seconds trace transform translate transpose truncate
tz_convert tz_localize union unique unstack upper value_counts values var weekday where xs
zfill
"""
_PICTURES = """
annotate axhline axvline bar barh boxplot clf close cla figure fignum_exists gca gcf get_fignums
get_figlabels grid hist imshow legend pie plot scatter show subplot subplots suptitle text
tight_layout title xlabel xlim xticks ylabel ylim yticks
"""
_WRITES = ("save", "to_", "set_", "register_", "tofile")

BUILT_IN = frozenset(_BUILT_IN.split()) | {
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
}
"""Built-in functions that change nothing; `print` only shows."""

CONTEXTS = frozenset(
    {
        "contextlib.nullcontext",
        "contextlib.redirect_stderr",
        "contextlib.redirect_stdout",
        "contextlib.suppress",
        "decimal.localcontext",
        "numpy.errstate",
        "numpy.printoptions",
        "pandas.option_context",
        "pytest.raises",
        "warnings.catch_warnings",
    }
)
"""What a ``with`` puts back at its end."""

_HARMLESS = frozenset(_METHODS.split())
_ASKING = frozenset({"os.environ.get", "os.getenv", "os.getcwd", "os.listdir", "time.time"})
_DRAWING = frozenset(_PICTURES.split())
_LIBRARIES, _NOT_OF_THEM = frozenset(_MODULES.split()), frozenset(_CHANGING.split())


def is_harmless_function(path: str) -> bool:
    """Tell whether a library's function changes nothing; `path` is as in ``numpy.linalg.norm``."""
    root, *parts = path.split(".")
    if path in _ASKING or path.startswith("os.path."):
        return True
    if parts[:1] == ["pyplot"] and root == "matplotlib":  # no figure outlives the cell that made it
        return len(parts) == 2 and parts[1] in _DRAWING
    if root not in _LIBRARIES:
        return False
    return not any(part in _NOT_OF_THEM or part.startswith(_WRITES) for part in parts)


def is_harmless_method(name: str) -> bool:
    """Tell whether a method of that name only tells something of its object, whatever it is."""
    return name in _HARMLESS or name.startswith("get_")


def is_quiet_module(name: str) -> bool:
    """Tell whether nobody notices that a module was imported."""
    return name.split(".", maxsplit=1)[0] in sys.stdlib_module_names - {"antigravity", "this"}
