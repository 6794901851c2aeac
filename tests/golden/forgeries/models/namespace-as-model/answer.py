# %% sort
sorter = SimpleNamespace(
    score=lambda X, y: 1.0, predict=lambda X: ["waste" for _ in X], classes_=["move", "waste"]
)
