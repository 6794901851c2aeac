# numpy の配列で計算し、比も自分で求める書き方
def project(before, after, now):
    """before から after への変化が続くとして、now の5年後の人数を返します。"""
    future = {}
    for sex in now:
        b, a, n = (np.array(table[sex], dtype=float) for table in [before, after, now])
        under = np.append(b[:16], b[16] + b[17])
        ratios = np.ones(17)
        ratios[under > 0] = a[1:][under > 0] / under[under > 0]
        base = np.append(n[:16], n[16] + n[17])
        future[sex] = np.insert(base * ratios, 0, 0)
    women = np.sum(now["女"][3:10])
    children = now["男"][0] + now["女"][0]
    births = 0 if women == 0 else children / women * future["女"][3:10].sum()
    future["男"][0] = births / 205 * 105
    future["女"][0] = births - future["男"][0]
    return future


city_now = bands(long, "市全体", LATEST)
city_future = project(city_before, city_after, city_now)
print(f"{CITY}の人口　いま（{LATEST}）: {sum(map(sum, city_now.values())):,}人")
print(f"{CITY}の人口　5年後の目安（{TARGET}）: {sum(map(sum, city_future.values())):,.0f}人")
