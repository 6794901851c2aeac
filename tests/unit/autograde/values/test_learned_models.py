"""Models cross by class, parameters and what they have learned; state that lies is refused."""

from __future__ import annotations

import re
import warnings
from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.ensemble import RandomForestClassifier, StackingClassifier, VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from terakoya_autograde.errors import CannotCross, ValueRefused
from terakoya_autograde.values import Decoder, Encoder
from terakoya_autograde.values.learned_classes import CLASSES, class_of

_NEED_MORE = {  # what they are built from, or learn from, is another thing than a table
    *("ColumnTransformer", "make_column_selector", "FeatureUnion", "Pipeline", "TfidfTransformer"),
    *("CountVectorizer", "HashingVectorizer", "TfidfVectorizer", "DictVectorizer"),
    *("GridSearchCV", "RandomizedSearchCV", "StackingClassifier", "StackingRegressor"),
    *("VotingClassifier", "VotingRegressor", "RFE", "SelectFromModel", "OneVsRestClassifier"),
    *("SequentialFeatureSelector", "MultiOutputClassifier", "MultiOutputRegressor"),
    *("LabelBinarizer", "LabelEncoder", "MultiLabelBinarizer", "MissingIndicator"),
    *CLASSES["sklearn.model_selection"].split(),
}
NAMES = sorted(set(" ".join(CLASSES.values()).split()) - _NEED_MORE)
_SPREAD: Any = np.random.default_rng(0).normal(size=(24, 3))
TABLE: Any = np.round(np.abs(_SPREAD) * 2 + np.repeat([0, 8], 12)[:, None])
TARGET = np.repeat([0, 1], 12)
TEXTS = ["ごみの日", "ごみ袋", "粗大ごみ", "転入届", "転出届", "届出"]
LABELS = np.array(["ごみ"] * 3 + ["届出"] * 3)


def cross(value: object) -> Any:
    """Return what arrives."""
    return Decoder(borrow=lambda _lent: str.split).decode(
        Encoder(lend=lambda _thing: 1).encode(value)
    )


def _told(model: Any) -> str:
    return re.sub(" at 0x[0-9a-f]+", "", repr(model.get_params()))


def same_answers(model: Any, arrived: Any, table: Any) -> None:
    """Compare what both make of a table."""
    assert type(arrived) is type(model)
    assert _told(arrived) == _told(model)
    asked = 0
    for method in ("predict", "predict_proba", "decision_function", "transform", "kneighbors"):
        if hasattr(model, method):
            asked += 1
            left, right = (getattr(each, method)(table) for each in (model, arrived))
            if hasattr(left, "toarray"):
                left, right = left.toarray(), right.toarray()
            np.testing.assert_array_equal(np.asarray(left), np.asarray(right))
    assert asked or hasattr(model, "labels_")


@pytest.mark.parametrize("name", NAMES)
def test_model_of_the_table_arrives_the_same(name: str) -> None:
    """Every class that stands in the table and learns from a table answers as it did."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model: Any = class_of(name)()
        small = {"n_estimators": 4, "n_clusters": 2, "k": 2, "max_iter": 9, "max_subpopulation": 9}
        small |= {"Cs": 2, "cv": 2, "hidden_layer_sizes": 4}
        model.set_params(**{key: n for key, n in small.items() if key in model.get_params()})
        model.fit(TABLE, TARGET)
        same_answers(model, cross(model), TABLE)


def _columns() -> Any:
    table = pd.DataFrame({"ward": ["東", "西"] * 12, "age": TABLE[:, 0]})
    selector = make_column_selector(dtype_include="number")
    parts = [("ward", OneHotEncoder(), ["ward"]), ("age", SimpleImputer(), selector)]
    return ColumnTransformer(parts).fit(table), table


def _texts(*steps: Any) -> Any:
    return make_pipeline(*steps).fit(TEXTS, LABELS), TEXTS


COMPOSED: dict[str, Any] = {
    "columns": _columns,
    "texts": lambda: _texts(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 2)), LogisticRegression()
    ),
    "counts": lambda: _texts(
        CountVectorizer(tokenizer=str.split, token_pattern=None), MultinomialNB()
    ),
    "function": lambda: (
        make_pipeline(FunctionTransformer(np.log1p), LinearRegression()).fit(TABLE, TARGET),
        TABLE,
    ),
    "voting": lambda: (
        VotingClassifier([("a", DecisionTreeClassifier()), ("b", LogisticRegression())]).fit(
            TABLE, TARGET
        ),
        TABLE,
    ),
    "stacking": lambda: (
        StackingClassifier([("a", DecisionTreeClassifier())], cv=2).fit(TABLE, TARGET),
        TABLE,
    ),
    "search": lambda: (
        GridSearchCV(KNeighborsClassifier(), {"n_neighbors": [1, 3]}, cv=KFold(2)).fit(
            TABLE, TARGET
        ),
        TABLE,
    ),
}


@pytest.mark.parametrize("name", COMPOSED)
def test_model_of_models_arrives_the_same(name: str) -> None:
    """Pipelines, searches and their like arrive with all that is in them."""
    model, table = COMPOSED[name]()
    same_answers(model, cross(model), table)


def test_search_scores_as_it_did() -> None:
    """What a search measures with is made anew from its name."""
    search = GridSearchCV(DecisionTreeClassifier(), {"max_depth": [1, 2]}, cv=2, scoring="f1")
    search.fit(TABLE, TARGET)
    arrived = cross(search)
    assert arrived.score(TABLE, TARGET) == search.score(TABLE, TARGET)
    assert arrived.best_params_ == search.best_params_


def test_model_that_is_not_fitted_crosses() -> None:
    """A model without anything learned arrives, and says that it is not fitted."""
    arrived = cross(Pipeline([("model", LogisticRegression(C=3))]))
    assert arrived["model"].C == 3
    assert not hasattr(arrived["model"], "coef_")


def test_methods_of_an_instance_stay_behind() -> None:
    """What hides a method of the library's is no part of what was learned."""
    model = LinearRegression().fit(TABLE, TARGET)
    expected = model.score(TABLE, TARGET)
    model.score = lambda _table, _target: 1.0
    assert cross(model).score(TABLE, TARGET) == expected


def test_subclass_is_no_model_of_the_table() -> None:
    """A learner's class that extends one of these does not pass for it."""

    class LinearRegression2(LinearRegression):  # type: ignore[misc]
        pass

    LinearRegression2.__name__ = "LinearRegression"
    with pytest.raises(CannotCross):
        Encoder().encode(LinearRegression2())


def test_model_outside_the_table_is_refused() -> None:
    """A class whose compiled state nobody has looked at does not cross, and is named."""
    with pytest.raises(CannotCross, match="predictions"):
        Encoder().encode(SVC())


def _refused(name: str, given: list[Any], learned: dict[str, Any]) -> str:
    encoder = Encoder()
    parts = [[key, msgspec.msgpack.decode(encoder.encode(part))] for key, part in learned.items()]
    body = msgspec.msgpack.encode(["model", name, given, parts])
    with pytest.raises(ValueRefused) as caught:
        Decoder().decode(body)
    return str(caught.value)


def test_learned_state_that_lies_is_refused() -> None:
    """What compiled code would go by is looked at: words, centers, widths."""
    words = {"vocabulary_": {"a": 0, "b": 0}}
    assert "vocabulary" in _refused("CountVectorizer", [], words)
    centers = {"cluster_centers_": np.zeros((2, 3)), "n_features_in_": 4}
    assert "centers" in _refused("KMeans", [], centers)
    tree = DecisionTreeClassifier().fit(TABLE, TARGET)
    forest = {"estimators_": [tree], "n_features_in_": 2, "n_outputs_": 1}
    assert "trees" in _refused("RandomForestClassifier", [], forest)
    tree_state = {"tree_": tree.tree_, "n_features_in_": 2, "n_outputs_": 1}
    assert "number of features" in _refused("DecisionTreeClassifier", [], tree_state)


def test_tree_that_is_half_a_leaf_is_refused() -> None:
    """A node has two children below it, or none."""
    tree = DecisionTreeClassifier().fit(TABLE, TARGET).tree_
    nodes = tree.__getstate__()["nodes"].copy()
    nodes["left_child"][0] = -1
    parts = (3, np.array([2]), 1, 1, nodes, tree.value)
    encoder = Encoder()
    body = ["tree", *(msgspec.msgpack.decode(encoder.encode(part)) for part in parts)]
    with pytest.raises(ValueRefused, match="half a leaf"):
        Decoder().decode(msgspec.msgpack.encode(body))


@pytest.mark.parametrize("name", ["score", "predict", "__class__", "named_steps", "notes"])
def test_attribute_that_hides_the_librarys_is_refused(name: str) -> None:
    """What was learned has a name of its own, with a line before or behind it."""
    assert "cannot have" in _refused("Pipeline", [["steps", ["list", ["*"]]]], {name: 1.0})


def test_class_that_is_in_no_table_is_refused() -> None:
    """A name from a message is looked up in the table, and nowhere else."""
    assert _refused("os.system", [], {})
    assert _refused("HistGradientBoostingClassifier", [], {})


def test_forest_keeps_its_trees() -> None:
    """Trees of a forest are models of their own."""
    forest = RandomForestClassifier(3, random_state=0).fit(TABLE, TARGET)
    arrived = cross(forest)
    np.testing.assert_array_equal(arrived.feature_importances_, forest.feature_importances_)
    assert [tree.get_depth() for tree in arrived] == [tree.get_depth() for tree in forest]
