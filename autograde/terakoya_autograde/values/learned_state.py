"""What compiled code takes for granted of a fitted model, looked at before the model is used.

Numpy's own arithmetic answers wrong shapes with an error. Compiled loops of scikit-learn and scipy
answer them with memory that is not theirs: what they go by is looked at here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking
from terakoya_autograde.values.library import need
from terakoya_autograde.values.sparse_matrices import check_every_index

__all__ = ["CODECS", "check_state"]

_TREE = "sklearn.tree._tree"


def _give_tree(value: Any, giving: Giving) -> Fields:
    state = value.__getstate__()
    parts = [value.n_features, value.n_classes, value.n_outputs, value.max_depth]
    return [giving.node(part) for part in (*parts, state["nodes"], state["values"])]


def _take_tree(fields: Fields, taking: Taking) -> Any:
    before = frozenset(taking.traits)
    features, classes, outputs, depth, nodes, values = map(taking.value, fields)
    taking.traits &= before  # counts of a tree are no numbers that a test adds up
    numpy, compiled = need("numpy"), need(_TREE)
    if type(nodes) is not numpy.ndarray or nodes.dtype != compiled.NODE_DTYPE or nodes.ndim != 1:
        raise ValueRefused("a tree has no nodes")
    if type(classes) is not numpy.ndarray or classes.shape != (outputs,) or classes.min() < 1:
        raise ValueRefused("a tree's outputs do not fit its classes")
    taking.natural(features)
    taking.natural(depth)
    _check_nodes(nodes, features)
    if values.shape != (len(nodes), outputs, classes.max()) or values.dtype != "float64":
        raise ValueRefused("a tree's values do not fit its nodes")
    made = compiled.Tree(features, classes.astype("int64"), outputs)
    state = {"max_depth": depth, "node_count": len(nodes), "nodes": nodes, "values": values}
    made.__setstate__(state)
    return made


def _check_nodes(nodes: Any, features: int) -> None:
    """Refuse nodes that lead anywhere but further down, or look at a feature that there is not."""
    numpy = need("numpy")
    left, right, places = nodes["left_child"], nodes["right_child"], numpy.arange(len(nodes))
    leaf = left == -1
    if not len(nodes) or (leaf != (right == -1)).any():
        raise ValueRefused("a tree has half a leaf")
    for child in (left[~leaf], right[~leaf]):
        if (child <= places[~leaf]).any() or (child >= len(nodes)).any():
            raise ValueRefused("a tree leads somewhere else than down")
    split = nodes["feature"][~leaf]
    if split.size and (split.min() < 0 or split.max() >= features):
        raise ValueRefused("a tree looks at a feature that there is not")
    if nodes["missing_go_to_left"].size and nodes["missing_go_to_left"].max() > 1:
        raise ValueRefused("a tree sends what is missing nowhere")


def _check_tree(state: Mapping[str, Any]) -> None:
    tree = state.get("tree_")
    if tree is not None and type(tree) is not need(_TREE).Tree:
        raise ValueRefused("a tree is none")
    if tree is not None and (tree.n_features, tree.n_outputs) != (
        state.get("n_features_in_"),
        state.get("n_outputs_"),
    ):
        raise ValueRefused("a tree has another number of features or outputs than it says")


def _check_forest(state: Mapping[str, Any]) -> None:
    """A forest looks at the width of a table once, for all of its trees."""
    trees = state.get("estimators_", ())
    if type(trees) is not list and trees != ():
        raise ValueRefused("a forest has no trees")
    for tree in trees:
        told = vars(tree)
        if not isinstance(tree, need("sklearn.tree").BaseDecisionTree) or "tree_" not in told:
            raise ValueRefused("a forest has a tree that is none")
        if any(told[name] != state.get(name) for name in ("n_features_in_", "n_outputs_")):
            raise ValueRefused("a forest's trees do not fit the forest")


def _check_words(state: Mapping[str, Any]) -> None:
    words = state.get("vocabulary_")
    if words is None:
        return
    if type(words) is not dict or sorted(words.values()) != list(range(len(words))):
        raise ValueRefused("a vocabulary does not number its words")


def _check_centers(state: Mapping[str, Any]) -> None:
    numpy, centers = need("numpy"), state.get("cluster_centers_")
    if centers is None:
        return
    width = state.get("n_features_in_")
    if type(centers) is not numpy.ndarray or centers.ndim != 2 or centers.shape[1] != width:
        raise ValueRefused("the centers of clusters do not fit the features")
    if centers.dtype.kind != "f" or not centers.size:
        raise ValueRefused("the centers of clusters are no numbers")


_CHECKS: dict[str, Callable[[Mapping[str, Any]], None]] = {
    **dict.fromkeys(
        ("DecisionTreeClassifier", "DecisionTreeRegressor"),
        _check_tree,
    ),
    **dict.fromkeys(("ExtraTreeClassifier", "ExtraTreeRegressor"), _check_tree),
    **dict.fromkeys(("RandomForestClassifier", "RandomForestRegressor"), _check_forest),
    **dict.fromkeys(("ExtraTreesClassifier", "ExtraTreesRegressor"), _check_forest),
    **dict.fromkeys(("CountVectorizer", "TfidfVectorizer", "DictVectorizer"), _check_words),
    **dict.fromkeys(("KMeans", "MiniBatchKMeans", "MeanShift"), _check_centers),
}


def check_state(name: str, state: Mapping[str, Any]) -> None:
    """Look at what compiled code would not.

    Args:
        name: of the class, as the table has it.
        state: the fitted attributes.

    Raises:
        ValueRefused: they do not fit one another.
    """
    width = state.get("n_features_in_", 0)
    if type(width) is not int or not 0 <= width < 2**31:
        raise ValueRefused("a model has no number of features")
    check_every_index()
    if name in _CHECKS:
        _CHECKS[name](state)


CODECS = (Codec("tree", (f"{_TREE}:Tree",), _give_tree, _take_tree),)
