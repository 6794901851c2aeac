"""scikit-learn's models: a class of the table, its parameters and what it has learned.

The receiver makes the object with the class's own constructor and gives it the learned attributes,
which are plain values. So `predict` and `score` are the library's, on the receiver's side, and
nothing that a learner's class says of itself arrives: an instance of a learner's class that extends
one of these is not one of these.
"""

from __future__ import annotations

from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Refusal, Taking
from terakoya_autograde.values.learned_classes import class_of, path_of
from terakoya_autograde.values.learned_state import check_state
from terakoya_autograde.values.library import loaded, need

__all__ = ["CODECS", "REFUSALS"]

_FITTED_AGAIN = frozenset({"KNeighborsClassifier", "KNeighborsRegressor", "NearestNeighbors"})
_KEPT = ("_fit_X", "_y", "classes_", "outputs_2d_", "feature_names_in_")
_SEARCHES = ("GridSearchCV", "RandomizedSearchCV")
# of no use but for learning on, and without a plain form
_LEFT = frozenset({"_optimizer", "_random_state", "_rng", "_loss_function_", "_metadata_request"})
_MADE_ANEW = frozenset({"_base_loss", "scorer_"})
_LONGEST_NAME = 100


def _parameters(kind: Any) -> frozenset[str]:
    """Return what a class's constructor takes."""
    names = getattr(kind, "_get_param_names", None)
    if names is not None:
        return frozenset(names())
    code = kind.__init__.__code__  # a way to split data is no model
    return frozenset(code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount])


def _is_learned(kind: Any, name: object) -> bool:
    """Tell whether an attribute may be of what was learned: it hides nothing of the class's."""
    return (
        type(name) is str
        and name.isidentifier()
        and len(name) <= _LONGEST_NAME
        and (name.startswith("_") or name.endswith("_"))
        and not name.startswith("__")
        and name not in _LEFT | _MADE_ANEW
        and not any(name in vars(base) for base in kind.__mro__)
    )


def _give(value: Any, giving: Giving) -> Fields:
    kind, state = type(value), object.__getattribute__(value, "__dict__")
    name = path_of(kind)
    parameters = _parameters(kind)
    if state.get("memory") is not None:
        giving.refuse(value, "a pipeline with a memory on the disk does not cross; leave it out")
    given = {key: state[key] for key in sorted(parameters & state.keys())}
    if isinstance(given.get("dtype"), type):
        given["dtype"] = loaded("numpy").dtype(given["dtype"])
    learned = {key: found for key, found in state.items() if _is_learned(kind, key)}
    if name in _FITTED_AGAIN:
        learned = {key: learned[key] for key in _KEPT if key in learned}
    pairs = [
        [[key, giving.part(part, f".{key}")] for key, part in parts.items()]
        for parts in (given, learned)
    ]
    return [name, *pairs]


def _take(fields: list[Any], taking: Taking) -> Any:
    name, given, learned = fields
    kind = class_of(name)
    parameters = {key: taking.value(node) for key, node in given}
    if not parameters.keys() <= _parameters(kind) or parameters.get("memory") is not None:
        raise ValueRefused("a model has a parameter that it cannot have")
    if isinstance(parameters.get("dtype"), need("numpy").dtype):
        parameters["dtype"] = parameters["dtype"].type
    made = kind(**parameters)
    state = {key: taking.value(node) for key, node in learned}
    if not all(_is_learned(kind, key) and not callable(part) for key, part in state.items()):
        raise ValueRefused("a model has learned something that it cannot have")
    check_state(name, state)
    if name in _FITTED_AGAIN:
        return _fit_again(made, state)
    vars(made).update(state)
    if name in _SEARCHES and "best_index_" in state:
        made.scorer_ = _scorer_of(made)
    if "coef_" in state and hasattr(made, "_get_loss"):
        made._base_loss = made._get_loss()
    return made


def _fit_again(made: Any, state: dict[str, Any]) -> Any:
    """Have neighbours looked up anew: what they keep for that has no plain form."""
    if "_fit_X" not in state:
        return made
    numpy, table, target = need("numpy"), state["_fit_X"], state.get("_y")
    if "feature_names_in_" in state:
        table = need("pandas").DataFrame(table, columns=state["feature_names_in_"])
    classes = state.get("classes_")
    if type(classes) is list:
        places = numpy.asarray(target)
        columns = [found[places[:, place]] for place, found in enumerate(classes)]
        target = numpy.column_stack(columns)
    elif classes is not None:
        target = classes[numpy.asarray(target).reshape(-1)]
        target = target.reshape(-1, 1) if state.get("outputs_2d_") else target
    return made.fit(table) if target is None else made.fit(table, target)


def _scorer_of(made: Any) -> Any:
    """Return what a search measures with, as it makes it itself when it is fitted."""
    if not (made.scoring is None or isinstance(made.scoring, str)):
        raise ValueRefused("a search measures with something that has no name")
    return need("sklearn.metrics").check_scoring(made.estimator, made.scoring)


def _is_known(kind: type) -> bool:
    return path_of(kind) is not None


CODECS = (
    Codec(
        "model",
        (
            "sklearn.base:BaseEstimator",
            "sklearn.model_selection:BaseCrossValidator",
            "sklearn.model_selection:BaseShuffleSplit",
            "sklearn.model_selection._split:_RepeatedSplits",
            "sklearn.compose:make_column_selector",
        ),
        _give,
        _take,
        closed=True,
        only=_is_known,
        why_not="a model of this class does not cross; give its predictions or its score",
    ),
)
REFUSALS = (
    Refusal(
        ("sklearn.utils._metadata_requests:MetadataRequest",),
        "metadata routing does not cross",
    ),
)
