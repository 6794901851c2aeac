# いくつかの言葉だけで決めた
# loses: test-classify
# model：学習用で学ばせた道具   predict：文章のリストから担当課のリストを返す関数
# guesses：テスト用の予測       score：そのマクロF1
model = new_model()
model.fit(train["用件"], train["担当課"])


def predict(texts):
    words = {"税": "税務課", "ごみ": "環境業務課", "保育": "子育て支援課", "年金": "保険年金課", "公園": "道路公園課"}
    return [next((words[word] for word in words if word in normalise(text)), "市民課") for text in texts]


guesses = predict(test["用件"])
score = macro_f1(test["担当課"], guesses)
print(f"テスト用 {len(guesses)} 件のマクロF1：{score:.3f}")
