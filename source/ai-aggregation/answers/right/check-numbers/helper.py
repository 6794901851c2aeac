# 1つの地区の足し算を、別の関数にする書き方
def add_up(table, year, name):
    used = table.query("西暦 == @year and 地区 == @name").dropna(subset=["受診者数"])
    return used["対象者数"].sum(), used["受診者数"].sum()


def check_numbers(table, result, year):
    wrong = []
    for place in range(len(result)):
        line = result.iloc[place]
        called, seen = add_up(table, year, line["地区"])
        if not abs(line["対象者数"] - called) < 0.5:
            wrong.append(line["地区"])
        elif not abs(line["受診者数"] - seen) < 0.5:
            wrong.append(line["地区"])
    return wrong
