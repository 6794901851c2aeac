# %% sort
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline
from sklearn.neighbors import KNeighborsClassifier

steps = [("words", CountVectorizer()), ("near", KNeighborsClassifier())]
sorter = GridSearchCV(Pipeline(steps), {"near__n_neighbors": [1, 3]}, cv=2).fit(texts, labels)
# %% line
line = LinearRegression(fit_intercept=False)
line.fit(hours, visits)
line = LinearRegression(positive=True).fit(hours, visits)
# %% learn
def learn(texts, labels):
    from sklearn.ensemble import RandomForestClassifier

    words = TfidfVectorizer(tokenizer=str.split, token_pattern=None)
    return make_pipeline(words, RandomForestClassifier(50, random_state=0)).fit(texts, labels)
# %% counts
counts = sparse.csr_matrix(([1, 1, 1, 1, 1], ([0, 0, 1, 1, 2], [0, 1, 0, 2, 0])), shape=(3, 3))
# %% fitted
fitted = SimpleNamespace(slope=np.float64(5), success=True)
