# 場所の集まりで考える書き方
def score(machine, human):
    a = {n for n, label in enumerate(machine) if label != "出典どおり"}
    b = {n for n, label in enumerate(human) if label != "出典どおり"}
    both = len(a & b)
    return {
        "F1": 2 * both / (len(a) + len(b)) if a or b else 0.0,
        "再現率": both / len(b) if b else 0.0,
        "適合率": both / len(a) if a else 0.0,
    }


result = score(machine, list(claims["人の判定"]))
