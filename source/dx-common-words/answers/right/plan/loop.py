# いちばん低いものを、くり返し取り出す書き方
def choose_words(word_rates, goal):
    left = {name: rate for name, rate in word_rates.items() if rate < goal}
    chosen = []
    while left and len(chosen) < 3:
        lowest = min(left, key=left.get)
        chosen.append(lowest)
        del left[lowest]
    return chosen


plan = {"伝え方": "B", "すること": ["ウ", "ア", "イ"], "用語": choose_words(word_rates, 70)}
