# 人数ではなく、行の数で5以上かを見た
# loses: test-rates
def rates(answers, by):
    answered = answers.dropna(subset=["回答"])
    found = {}
    for name, group in answered.groupby(by):
        if len(group) >= 5:
            found[name] = (group["回答"] == group["用語"]).mean() * 100
    return found


word_rates = rates(survey, "用語")
office_rates = rates(survey, "課")
