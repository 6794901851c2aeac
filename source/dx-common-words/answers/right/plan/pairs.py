# （率、名前）の組にして並べる書き方
def choose_words(word_rates, goal):
    pairs = [(rate, name) for name, rate in dict(word_rates).items() if not rate >= goal]
    pairs.sort(key=lambda pair: pair[0])
    return [name for _, name in pairs][0:3]


plan = {}
plan["用語"] = choose_words(word_rates, 70)
plan["すること"] = list("アイウ")
plan["伝え方"] = "B"
