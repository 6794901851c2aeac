# まとまりの名前を先に取り出して、順にしぼる書き方
def rates(answers, by):
    found = {}
    for name in answers[by].unique():
        rows = answers[(answers[by] == name) & answers["回答"].notna()]
        if len(set(rows["回答者"])) < 5:
            continue
        found[name] = 100 * sum(a == w for a, w in zip(rows["回答"], rows["用語"])) / len(rows)
    return found


word_rates = rates(survey, "用語")
office_rates = rates(survey, "課")
