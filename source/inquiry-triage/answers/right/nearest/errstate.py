# 0で割った nan を0に直す書き方
def nearest(query, matrix, k=3):
    table, asked = np.asarray(matrix, float), np.asarray(query, float)
    with np.errstate(all="ignore"):
        cosine = table.dot(asked) / np.linalg.norm(asked) / np.linalg.norm(table, axis=1)
    distance = 1 - np.nan_to_num(cosine, nan=0.0).round(12)
    return distance.argsort(kind="stable").tolist()[:k]


def suggest(question, k=3):
    pairs = items[["品目", "分け方"]].values.tolist()
    return [tuple(pairs[place]) for place in nearest(to_vector(question), item_matrix, k=k)]


print(suggest("乾電池は何ごみですか？"))
