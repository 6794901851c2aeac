"""The classes of scikit-learn whose instances cross: by name, and nothing else of the name's.

A class stands here if what it does with its state is numpy's arithmetic, or if `learned_state`
looks at what compiled code would take for granted. What fits compiled state without a plain form
(support vector machines, gradient boosting) is left out.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from terakoya_autograde.values.library import loaded

__all__ = ["CLASSES", "class_of", "path_of"]

CLASSES = {
    "sklearn.cluster": (
        "AgglomerativeClustering DBSCAN KMeans MeanShift MiniBatchKMeans SpectralClustering"
    ),
    "sklearn.compose": "ColumnTransformer TransformedTargetRegressor make_column_selector",
    "sklearn.decomposition": "IncrementalPCA PCA TruncatedSVD",
    "sklearn.discriminant_analysis": "LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis",
    "sklearn.dummy": "DummyClassifier DummyRegressor",
    "sklearn.ensemble": (
        "AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor "
        "ExtraTreesClassifier ExtraTreesRegressor RandomForestClassifier RandomForestRegressor "
        "StackingClassifier StackingRegressor VotingClassifier VotingRegressor"
    ),
    "sklearn.feature_extraction": "DictVectorizer",
    "sklearn.feature_extraction.text": (
        "CountVectorizer HashingVectorizer TfidfTransformer TfidfVectorizer"
    ),
    "sklearn.feature_selection": (
        "RFE SelectFromModel SelectKBest SelectPercentile SequentialFeatureSelector "
        "VarianceThreshold"
    ),
    "sklearn.impute": "MissingIndicator SimpleImputer",
    "sklearn.linear_model": (
        "ARDRegression BayesianRidge ElasticNet ElasticNetCV HuberRegressor Lasso LassoCV Lars "
        "LassoLars LinearRegression LogisticRegression LogisticRegressionCV Perceptron "
        "PoissonRegressor QuantileRegressor Ridge RidgeCV RidgeClassifier RidgeClassifierCV "
        "SGDClassifier SGDRegressor TheilSenRegressor TweedieRegressor"
    ),
    "sklearn.mixture": "GaussianMixture",
    "sklearn.model_selection": (
        "GridSearchCV GroupKFold KFold LeaveOneOut RandomizedSearchCV RepeatedKFold "
        "RepeatedStratifiedKFold ShuffleSplit StratifiedKFold StratifiedShuffleSplit "
        "TimeSeriesSplit"
    ),
    "sklearn.multiclass": "OneVsRestClassifier",
    "sklearn.multioutput": "MultiOutputClassifier MultiOutputRegressor",
    "sklearn.naive_bayes": "BernoulliNB CategoricalNB ComplementNB GaussianNB MultinomialNB",
    "sklearn.neighbors": (
        "KNeighborsClassifier KNeighborsRegressor NearestCentroid NearestNeighbors"
    ),
    "sklearn.neural_network": "MLPClassifier MLPRegressor",
    "sklearn.pipeline": "FeatureUnion Pipeline",
    "sklearn.preprocessing": (
        "Binarizer FunctionTransformer KBinsDiscretizer LabelBinarizer LabelEncoder MaxAbsScaler "
        "MinMaxScaler MultiLabelBinarizer Normalizer OneHotEncoder OrdinalEncoder "
        "PolynomialFeatures PowerTransformer QuantileTransformer RobustScaler StandardScaler"
    ),
    "sklearn.svm": "LinearSVC LinearSVR",
    "sklearn.tree": (
        "DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor"
    ),
}
_MODULE_OF = {name: module for module, names in CLASSES.items() for name in names.split()}


def path_of(kind: type) -> str | None:
    """Return the name of a class of the table; None where it is another one, whatever it says."""
    name = type.__dict__["__name__"].__get__(kind)
    module = loaded(_MODULE_OF.get(name, ""))
    return name if module is not None and getattr(module, name, None) is kind else None


def class_of(name: str) -> Any:
    """Return the class of a name; its module is imported where scikit-learn is loaded already.

    Raises:
        LookupError: there is none.
    """
    module = _MODULE_OF[name]
    if loaded("sklearn") is None:
        raise LookupError("scikit-learn is not loaded here")
    return getattr(import_module(module), name)
