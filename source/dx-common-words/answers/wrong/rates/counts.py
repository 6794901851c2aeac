# 割合ではなく、正しい回答の数を返した
# loses: test-rates
def rates(answers, by):
    answered = answers.dropna(subset=["回答"])
    found = {}
    for name, group in answered.groupby(by):
        if group["回答者"].nunique() >= 5:
            found[name] = int((group["回答"] == group["用語"]).sum())
    return found


word_rates = rates(survey, "用語")
office_rates = rates(survey, "課")
