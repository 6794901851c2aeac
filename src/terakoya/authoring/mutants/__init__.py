"""Wrong answers that nobody has to think of: a model solution, changed a little, and tried.

What is in `trying`, `frozen`, `calls` and `answer_changes` runs beside the notebook, in a sandboxed
child of a warm parent; so this package imports nothing by itself.
"""
