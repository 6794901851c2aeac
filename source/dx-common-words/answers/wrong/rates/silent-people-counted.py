# 無回答だけの人も、人数に数えた
# loses: test-rates
def rates(answers, by):
    found = {}
    for name, group in answers.groupby(by):
        if group["回答者"].nunique() >= 5:
            answered = group.dropna(subset=["回答"])
            found[name] = (answered["回答"] == answered["用語"]).mean() * 100
    return found


word_rates = rates(survey, "用語")
office_rates = rates(survey, "課")
