# 目で読んで、1つずつ書いた
labels = {}
labels["G"] = "エ"
labels["A"] = "ア"
labels["B"] = "イ"
labels["C"] = "オ"
labels["D"] = "ウ"
labels["E"] = "キ"
labels["F"] = "カ"
print(labels)
