"""What both ends have already and is therefore given by its name.

A name from the wire is looked up in this table and nowhere else; nothing is imported for it.
Functions that run code, open files or ask for input are not in it.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking
from terakoya_autograde.values.library import loaded

__all__ = ["CODECS", "MODULES", "NAMES", "is_inert", "name_of"]

_MODULES = (
    "altair bisect calendar collections csv datetime decimal fractions functools heapq itertools "
    "json math matplotlib matplotlib.pyplot numpy numpy.linalg numpy.random operator pandas "
    "random re statistics string textwrap time unicodedata"
)
MODULES = frozenset(_MODULES.split())
NAMES = {
    "builtins": (
        "bool bytearray bytes complex dict float frozenset int list object range set slice str "
        "tuple abs all any ascii bin chr divmod enumerate filter hash hex isinstance issubclass "
        "iter len map max min next oct ord pow print repr reversed round sorted sum zip type "
        "Ellipsis NotImplemented "
        "ArithmeticError AssertionError AttributeError EOFError Exception FileExistsError "
        "FileNotFoundError FloatingPointError ImportError IndexError IsADirectoryError KeyError "
        "LookupError ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError "
        "OverflowError PermissionError RecursionError RuntimeError RuntimeWarning StopIteration "
        "SyntaxError TimeoutError TypeError UnicodeDecodeError UnicodeEncodeError UnicodeError "
        "UserWarning ValueError Warning ZeroDivisionError"
    ),
    "collections": "Counter OrderedDict defaultdict deque",
    "datetime": "date datetime time timedelta timezone",
    "decimal": "Decimal",
    "fractions": "Fraction",
    "math": (
        "acos asin atan atan2 ceil comb copysign cos dist exp fabs factorial floor fmod fsum gcd "
        "hypot isclose isfinite isinf isnan isqrt lcm log log10 log1p log2 perm pow prod radians "
        "remainder sin sqrt tan tanh trunc"
    ),
    "numpy": (
        "abs all any argmax argmin argsort average bool_ ceil clip complex128 corrcoef cos cumsum "
        "datetime64 diff exp exp2 expm1 fabs float16 float32 float64 floor generic int16 int32 "
        "int64 int8 integer isfinite isinf isnan linspace log log10 log1p log2 max maximum mean "
        "median min minimum nanmax nanmean nanmedian nanmin nanstd nansum ndarray number object_ "
        "percentile prod quantile round sign sin sort sqrt square std str_ sum tan timedelta64 "
        "uint16 uint32 uint64 uint8 unique var"
    ),
    "numpy.ma": "masked",
    "operator": "add eq floordiv ge gt le lt mod mul ne neg not_ pow sub truediv",
    "pandas": (
        "Categorical CategoricalDtype DataFrame DatetimeIndex DatetimeTZDtype Float64Dtype Index "
        "Int64Dtype Interval IntervalDtype IntervalIndex MultiIndex NA NaT Period PeriodDtype "
        "PeriodIndex RangeIndex Series StringDtype Timedelta TimedeltaIndex Timestamp isna notna "
        "to_datetime to_numeric to_timedelta"
    ),
    "pathlib": "Path PosixPath PurePath",
    "sklearn.feature_selection": "chi2 f_classif f_regression mutual_info_classif",
    "statistics": "fmean mean median median_high median_low mode multimode pstdev quantiles stdev",
    "types": "BuiltinFunctionType FunctionType GeneratorType NoneType",
}
_SPLIT = {module: frozenset(names.split()) for module, names in NAMES.items()}
_MISSING = object()


def name_of(value: object) -> str | None:
    """Return the name of something both ends have, like `math:sqrt` or `numpy:` (a module)."""
    for name in MODULES:
        if loaded(name) is value:
            return f"{name}:"
    for module, names in _SPLIT.items():
        inside = getattr(loaded(module), "__dict__", {})
        for name in names:
            if inside.get(name, _MISSING) is value:
                return f"{module}:{name}"
    return None


def _give(value: object, giving: Giving) -> Fields:
    name = name_of(value)
    if name is None:
        giving.refuse(value, "it has no name that both ends know")
    return [name]


def is_inert(value: object) -> bool:
    """Tell whether something is a class (a column of types is data), or no function or module."""
    return isinstance(value, type) or not (callable(value) or isinstance(value, ModuleType))


def _take(fields: Fields, taking: Taking) -> object:
    found = _look_up(fields)
    if taking.inert and not is_inert(found):
        raise ValueRefused("a cell holds a function or a module")
    if taking.inert and isinstance(found, type):
        taking.traits.add("class")
    if fields in (["pandas:NA"], ["numpy.ma:masked"]):
        taking.traits.add("NA" if fields == ["pandas:NA"] else "masked")
    return found


def _look_up(fields: list[Any]) -> object:
    (path,) = fields
    module_name, _, name = path.partition(":")
    module = loaded(module_name)
    if not name and module_name in MODULES and module is not None:
        return module
    found = getattr(module, name) if name in _SPLIT.get(module_name, ()) else _MISSING
    if found is _MISSING:
        raise ValueRefused(f"nothing here has the name {path[:60]!r}")
    return found


CODECS = (Codec("name", ("builtins:ellipsis",), _give, _take),)
