# 先に長さを1にそろえる書き方
def to_unit(row):
    size = sum(value * value for value in row) ** 0.5
    return [value / size if size else 0.0 for value in row]


def nearest(query, matrix, k=3):
    asked = np.array(to_unit(np.array(query, dtype=float)))
    values = [round(float(np.dot(asked, to_unit(np.array(row, dtype=float)))), 12) for row in matrix]
    return sorted(range(len(values)), key=lambda place: (-values[place], place))[:k]


def suggest(question, k=3):
    answer = []
    for place in nearest(to_vector(question), item_matrix, k):
        answer.append(tuple(items.loc[place, ["品目", "分け方"]]))
    return answer


print(suggest("乾電池は何ごみですか？"))
