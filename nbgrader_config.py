# mypy: ignore-errors
"""This folder is an nbgrader course directory: stock nbgrader commands work in it.

Terakoya reads the same file, so that `nbgrader generate_assignment` and `terakoya release` give the
same learner versions.
"""

from pathlib import Path

c = get_config()
root = Path(__file__).resolve().parent

c.CourseDirectory.course_id = "terakoya"
c.CourseDirectory.root = str(root)

# What is for authors only never reaches a release, a submission or a learner's kernel.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    "answers",
    "assignment.toml",
    "make_data.py",
]

# The exchange folder of a single machine. On a shared server, set a folder that all may write to.
exchange = root / "var" / "exchange"
exchange.mkdir(parents=True, exist_ok=True)
if exchange.stat().st_mode & 0o777 != 0o777:
    exchange.chmod(0o777)
c.Exchange.root = str(exchange)

c.ClearSolutions.code_stub = {
    "python": ('# ここにコードを書いてください\nraise NotImplementedError("まだ書かれていません")')
}
c.ClearSolutions.text_stub = "ここに書いてください"

# Cells kept to another face than the exercise: the first step takes them out of the release.
c.TagRemovePreprocessor.enabled = True
c.TagRemovePreprocessor.remove_cell_tags = {"app-only", "handout-only", "refresher-only"}
c.GenerateAssignment.preprocessors = [
    "nbconvert.preprocessors.TagRemovePreprocessor",
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]
