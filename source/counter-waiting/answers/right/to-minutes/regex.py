# 正規表現で数字を取り出し、numpy の数で返す
import re


def to_minutes(text):
    if isinstance(text, str):
        numbers = re.findall(r"\d+", text)
        if len(numbers) == 3:
            weights = np.array([60, 1, 1 / 60])
            return np.dot(weights, [int(number) for number in numbers])
    return float("nan")
