# 渡された表から、無回答の行を消してしまった
# loses: test-rates
def rates(answers, by):
    answers.dropna(subset=["回答"], inplace=True)
    found = {}
    for name, group in answers.groupby(by):
        if group["回答者"].nunique() >= 5:
            found[name] = (group["回答"] == group["用語"]).mean() * 100
    return found


word_rates = rates(survey, "用語")
office_rates = rates(survey, "課")
