# 目標に届いていても、低い3つを返した
# loses: test-plan
def choose_words(word_rates, goal):
    return sorted(word_rates, key=word_rates.get)[:3]


plan = {"用語": choose_words(word_rates, 70), "すること": ["ア", "イ", "ウ"], "伝え方": "B"}
