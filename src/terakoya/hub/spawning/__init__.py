"""A JupyterLab of one's own: each learner's server in the engine's sandbox, from a warm parent.

docs/explanation/jupyterlab-of-ones-own.md tells how, and what it does not protect.
"""
