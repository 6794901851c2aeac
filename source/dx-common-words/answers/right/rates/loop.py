# 1行ずつ数える書き方
def rates(answers, by):
    right, total, people = {}, {}, {}
    for row in answers.to_dict("records"):
        if pd.isna(row["回答"]):
            continue
        name = row[by]
        total[name] = total.get(name, 0) + 1
        right[name] = right.get(name, 0) + int(row["回答"] == row["用語"])
        people.setdefault(name, set()).add(row["回答者"])
    return {name: right[name] / total[name] * 100 for name in total if len(people[name]) >= 5}


word_rates = rates(survey, "用語")
office_rates = rates(survey, "課")
