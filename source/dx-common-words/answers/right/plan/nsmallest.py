# pandas の nsmallest を使う書き方
def choose_words(word_rates, goal):
    series = pd.Series(word_rates, dtype=float)
    return series[series < goal].nsmallest(3).index.tolist()


plan = {"用語": choose_words(word_rates, 70), "すること": ("ア", "イ", "ウ"), "伝え方": "B"}
