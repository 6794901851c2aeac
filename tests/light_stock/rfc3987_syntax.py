"""Stands before the library of that name: jsonschema goes without it, as where it is missing.

The real one builds a grammar whenever it is imported, which every command of nbgrader's and every
Jupyter Server does: more than half of their start, for a check that no notebook has ever needed.
"""

raise ImportError("not in tests")
