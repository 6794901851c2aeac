# 学習用の順番を入れかえてから学ばせる書き方
model = new_model()
mixed = train.sample(frac=1, random_state=0)
model.fit(mixed["用件"].to_numpy(), mixed["担当課"].to_numpy())


def predict(texts):
    cleaned = pd.Series(list(texts), dtype=object).map(normalise)
    return [f"{name}" for name in model.predict(cleaned)]


guesses = predict(test["用件"].to_list())
score = macro_f1(test["担当課"].to_list(), guesses)
print(score)
