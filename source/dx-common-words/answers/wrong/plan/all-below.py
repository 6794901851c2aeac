# 3つまでにせず、全部返した
# loses: test-plan
def choose_words(word_rates, goal):
    low_first = sorted(word_rates, key=word_rates.get)
    return [name for name in low_first if word_rates[name] < goal]


plan = {"用語": choose_words(word_rates, 70), "すること": ["ア", "イ", "ウ"], "伝え方": "B"}
