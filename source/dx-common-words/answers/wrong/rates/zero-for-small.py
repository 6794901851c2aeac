# 少ないまとまりを、のぞかずに0にした
# loses: test-rates
def rates(answers, by):
    answered = answers.dropna(subset=["回答"])
    found = {}
    for name, group in answered.groupby(by):
        few = group["回答者"].nunique() < 5
        found[name] = 0.0 if few else (group["回答"] == group["用語"]).mean() * 100
    return found


word_rates = rates(survey, "用語")
office_rates = rates(survey, "課")
