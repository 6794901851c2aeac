# 高い順に並べた
# loses: test-plan
def choose_words(word_rates, goal):
    high_first = sorted(word_rates, key=word_rates.get, reverse=True)
    return [name for name in high_first if word_rates[name] < goal][:3]


plan = {"用語": choose_words(word_rates, 70), "すること": ["ア", "イ", "ウ"], "伝え方": "B"}
