# リストに直してから学ばせる書き方
texts = train["用件"].tolist()
offices = train["担当課"].tolist()
model = new_model().fit(texts, offices)


def predict(texts):
    answers = []
    for text in texts:
        answers.append(str(model.predict([normalise(text)])[0]))
    return answers


guesses = predict(list(test["用件"]))
score = macro_f1(list(test["担当課"]), guesses)
print(score)
