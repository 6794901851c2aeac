# 人数の少ないまとまりも返した
# loses: test-rates
def rates(answers, by):
    answered = answers.dropna(subset=["回答"])
    return {name: (group["回答"] == group["用語"]).mean() * 100 for name, group in answered.groupby(by)}


word_rates = rates(survey, "用語")
office_rates = rates(survey, "課")
