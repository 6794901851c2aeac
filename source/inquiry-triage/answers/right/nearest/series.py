# 表の並べかえを使う書き方
def nearest(query, matrix, k=3):
    table = np.array(matrix, dtype=float)
    asked = np.array(query, dtype=float)
    sizes = np.sqrt((table**2).sum(axis=1)) * np.sqrt((asked**2).sum())
    found = np.zeros(len(table))
    found[sizes > 0] = table[sizes > 0].dot(asked) / sizes[sizes > 0]
    return pd.Series(found.round(12)).sort_values(ascending=False, kind="stable").index[:k].tolist()


def suggest(question, k=3):
    chosen = items.iloc[nearest(to_vector(question), item_matrix, k)]
    return list(zip(chosen["品目"], chosen["分け方"]))


print(suggest("乾電池は何ごみですか？"))
