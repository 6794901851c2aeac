# 渡された辞書から、届いた用語を消してしまった
# loses: test-plan
def choose_words(word_rates, goal):
    for name in list(word_rates):
        if word_rates[name] >= goal:
            del word_rates[name]
    return sorted(word_rates, key=word_rates.get)[:3]


plan = {"用語": choose_words(dict(word_rates), 70), "すること": ["ア", "イ", "ウ"], "伝え方": "B"}
