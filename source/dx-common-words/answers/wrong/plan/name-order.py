# 率の順ではなく、名前の順に並べた
# loses: test-plan
def choose_words(word_rates, goal):
    return [name for name in sorted(word_rates) if word_rates[name] < goal][:3]


plan = {"用語": choose_words(word_rates, 70), "すること": ["ア", "イ", "ウ"], "伝え方": "B"}
