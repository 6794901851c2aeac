# 合計を、小数1けたに四捨五入した短縮分から計算する
def decide(saved):
    """5分より短いときだけ見送ります。"""
    if saved < 5:
        return "見送る"
    else:
        return "試行する"


per_person = round(whatif["いまの平均待ち分"] - whatif["1つ増やした平均待ち分"], 1)
recommendation = dict(
    窓口=target,
    曜日=peak["曜日"],
    時間帯=peak["時間帯"],
    増やす窓口数=1,
    一人あたり短縮分=per_person,
    合計短縮分=per_person * float(slot_table[peak["曜日"]][peak["時間帯"]]),
    判断=decide(per_person),
    相談先=["ア", "イ", "ウ"],
    伝え方="B",
)
