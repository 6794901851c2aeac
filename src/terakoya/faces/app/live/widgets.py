"""The widgets that an app's light page shows itself; every other one needs Voila's full page."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LIGHT", "html_names", "is_foreign", "is_light"]

_OURS = ("@jupyter-widgets/base", "@jupyter-widgets/controls", "@jupyter-widgets/output")
LIGHT = frozenset(
    {"IntSlider", "FloatSlider", "IntRangeSlider", "FloatRangeSlider", "IntText", "FloatText"}
    | {"BoundedIntText", "BoundedFloatText", "Text", "Textarea", "Password", "Combobox", "HTML"}
    | {"HTMLMath", "Label", "Dropdown", "RadioButtons", "Select", "SelectMultiple", "Button"}
    | {"ToggleButtons", "ToggleButton", "Checkbox", "Valid", "IntProgress", "FloatProgress"}
    | {"SelectionSlider", "DatePicker", "Image", "Output", "Box", "VBox", "HBox", "GridBox"}
    | {"Accordion", "Tab", "Stack", "ColorPicker"}
)
"""Names of ipywidgets' models, without the word Model at their end."""


def html_names(state: dict[str, object]) -> tuple[str, ...]:
    """Return which texts of a model are shown as HTML; what a visitor types never is."""
    names = ("value",) if state.get("_model_name") in ("HTMLModel", "HTMLMathModel") else ()
    return (*names, "description") if state.get("description_allow_html") else names


def is_foreign(state: Mapping[str, object]) -> bool:
    """Tell whether a model is of another package: its scripts are in no page of ours."""
    module = str(state.get("_model_module") or _OURS[0])
    return not module.startswith("@jupyter-widgets/")


def is_light(state: dict[str, object]) -> bool:
    """Tell whether a model can be shown, or is nothing to show: a layout, a style, a link."""
    name = str(state.get("_model_name", "")).removesuffix("Model")
    if name == "Layout" or name.endswith("Style"):
        return True
    return state.get("_model_module") in _OURS and name in LIGHT
