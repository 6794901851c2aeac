# まとめて計算し、小数第1位までに丸める書き方
def rates(answers, by):
    known = answers[answers["回答"].notna()].assign(正=lambda t: t["回答"].eq(t["用語"]) * 100.0)
    table = known.groupby(by).agg(人数=("回答者", "nunique"), 率=("正", "mean"))
    return table.query("人数 > 4")["率"].round(1).to_dict()


word_rates = rates(survey, "用語")
office_rates = rates(survey, "課")
