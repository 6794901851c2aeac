# 表にしてから数え、小数第3位までに丸める書き方
def score(machine, human):
    table = pd.DataFrame({"機械": list(machine), "人": list(human)}, dtype=object) != "出典どおり"
    both = int((table["機械"] & table["人"]).sum())
    a, b = int(table["機械"].sum()), int(table["人"].sum())
    safe = lambda top, bottom: round(top / bottom, 3) if bottom else 0.0
    return {"適合率": safe(both, a), "再現率": safe(both, b), "F1": safe(2 * both, a + b)}


result = score(machine, claims["人の判定"])
