"""Promises of what Terakoya adds to JupyterLab."""
