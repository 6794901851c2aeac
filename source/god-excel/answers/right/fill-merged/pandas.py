# pandas の表で範囲に入れる
def fill_merged(grid, merges):
    table = pd.DataFrame(grid, dtype=object)
    for top, left, bottom, right in merges:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                table.iat[row, column] = grid[top][left]
    return table.values.tolist()
