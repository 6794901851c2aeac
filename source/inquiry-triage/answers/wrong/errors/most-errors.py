# 割合ではなく、まちがいの件数で比べた
# loses: test-errors
# error_table：まちがいの表を返す関数   weakest：再現率がいちばん低い課の名前を返す関数
# mistakes、weak_office：テスト用についての、2つの関数の結果
def error_table(truth, guess):
    pairs = pd.DataFrame({"正解": list(truth), "予測": list(guess)})
    wrong = pairs[pairs["正解"] != pairs["予測"]]
    counts = wrong.groupby(["正解", "予測"]).size().reset_index(name="件数")
    return counts.sort_values(["件数", "正解", "予測"], ascending=[False, True, True])


def weakest(truth, guess):
    truth, guess = list(truth), list(guess)

    def recall(name):
        return -sum(t == name and g != name for t, g in zip(truth, guess))

    return min(sorted(set(truth)), key=recall)


mistakes = error_table(test["担当課"], guesses)
weak_office = weakest(test["担当課"], guesses)
print(f"まちがいは {mistakes['件数'].sum()} 件。いちばん弱い課：{weak_office}")
