# 男女を別々のリストにし、1つずつ入れていく書き方
def project(before, after, now):
    """before から after への変化が続くとして、now の5年後の人数を返します。"""
    men = [0] * 18
    women = [0] * 18
    men_ratios = cohort_ratios(before["男"], after["男"])
    women_ratios = cohort_ratios(before["女"], after["女"])
    for i in range(16):
        men[i + 1] = now["男"][i] * men_ratios[i]
        women[i + 1] = now["女"][i] * women_ratios[i]
    men[17] = sum(now["男"][16:]) * men_ratios[16]
    women[17] = sum(now["女"][16:]) * women_ratios[16]
    if sum(now["女"][3:10]) == 0:
        births = 0
    else:
        births = (now["男"][0] + now["女"][0]) * sum(women[3:10]) / sum(now["女"][3:10])
    men[0] = births * (105 / 205)
    women[0] = births * (100 / 205)
    return {"女": women, "男": men}


city_now = bands(long, "市全体", LATEST)
city_future = project(city_before, city_after, city_now)
print(f"{CITY}の人口　いま（{LATEST}）: {sum(map(sum, city_now.values())):,}人")
print(f"{CITY}の人口　5年後の目安（{TARGET}）: {sum(map(sum, city_future.values())):,.0f}人")
