# by を使わず、いつも用語ごとにまとめた
# loses: test-rates
def rates(answers, by):
    answered = answers.dropna(subset=["回答"])
    found = {}
    for name, group in answered.groupby("用語"):
        if group["回答者"].nunique() >= 5:
            found[name] = (group["回答"] == group["用語"]).mean() * 100
    return found


word_rates = rates(survey, "用語")
office_rates = rates(survey, "課")
