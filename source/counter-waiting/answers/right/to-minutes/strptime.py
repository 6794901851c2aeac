# 標準ライブラリの日時の型で読む
from datetime import datetime


def to_minutes(text):
    if text == "" or pd.isna(text):
        return float("nan")
    moment = datetime.strptime(unicodedata.normalize("NFKC", text), "%H:%M:%S")
    return moment.hour * 60.0 + moment.minute + moment.second * (1 / 60)
