"""What programs write into a notebook's metadata for themselves: dropped from every release.

It is dropped whatever is in it, so it can tell nothing; and no learner misses it.
"""

from __future__ import annotations

__all__ = ["LEFT_IN_CELL", "LEFT_IN_NOTEBOOK"]

LEFT_IN_NOTEBOOK = frozenset(
    {
        "accelerator",
        "anaconda-cloud",
        "application/vnd.databricks.v1+notebook",
        "azdata",
        "celltoolbar",
        "colab",
        "dotnet_interactive",
        "execution",
        "finalized",
        "gpuClass",
        "hide_code_all_hidden",
        "hide_input",
        "interpreter",
        "jupytext",
        "kaggle",
        "kernel_info",
        "language",
        "latex_envs",
        "livereveal",
        "microsoft",
        "nav_menu",
        "nbdime-conflicts",
        "nteract",
        "orig_nbformat",
        "papermill",
        "polyglot_notebook",
        "rise",
        "signature",
        "toc",
        "toc-autonumbering",
        "toc-showcode",
        "toc-showmarkdowntxt",
        "toc-showtags",
        "varInspector",
        "vscode",
    }
)
LEFT_IN_CELL = frozenset(
    {
        "ExecuteTime",
        "_kg_hide-input",
        "_kg_hide-output",
        "_uuid",
        "application/vnd.databricks.v1+cell",
        "azdata",
        "cell_marker",
        "code_folding",
        "colab",
        "dotnet_interactive",
        "execution",
        "executionInfo",
        "gather",
        "heading_collapsed",
        "hidden",
        "hideCode",
        "hidePrompt",
        "hide_output",
        "id",
        "init_cell",
        "language",
        "lines_to_end_of_cell_marker",
        "lines_to_next_cell",
        "nteract",
        "outputId",
        "papermill",
        "polyglot_notebook",
        "pycharm",
        "run_control",
        "toc",
        "trusted",
        "variables",
        "vscode",
    }
)
