# することを、1つの文字列で書いた
def choose_words(word_rates, goal):
    names = [name for name in word_rates if word_rates[name] < goal]
    return sorted(names, key=lambda name: word_rates[name])[:3]


plan = {"用語": choose_words(word_rates, 70), "すること": "アイウ", "伝え方": "B"}
