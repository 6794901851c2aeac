# 類似度0.8以上だけを返した
# loses: test-nearest
# nearest(query, matrix, k=3)：近い行の番号のリスト   suggest(question, k=3)：[(品目, 分け方), …]
def nearest(query, matrix, k=3):
    query = np.asarray(query, dtype=float)
    matrix = np.asarray(matrix, dtype=float)
    lengths = np.linalg.norm(matrix, axis=1) * np.linalg.norm(query)
    similarity = (matrix @ query) / np.where(lengths > 0, lengths, 1)
    order = np.argsort(-similarity, kind="stable")
    return [int(place) for place in order[:k] if similarity[place] >= 0.8]


def suggest(question, k=3):
    places = nearest(to_vector(question), item_matrix, k)
    return [(items["品目"].iloc[place], items["分け方"].iloc[place]) for place in places]
for question in ("古い自転車を捨てたいです", "乾電池は何ごみですか？"):
    print(question, "→", suggest(question))
