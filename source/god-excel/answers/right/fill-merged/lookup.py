# 先に「セル → 左上」の辞書を作る
def fill_merged(grid, merges):
    corner = {}
    for top, left, bottom, right in merges:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                corner[row, column] = (top, left)
    result = []
    for row, values in enumerate(grid):
        places = [corner.get((row, column), (row, column)) for column in range(len(values))]
        result.append([grid[above][before] for above, before in places])
    return result
