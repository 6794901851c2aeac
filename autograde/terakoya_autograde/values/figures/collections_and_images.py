"""Collections (scatter, fills, many lines, grids of colours) and images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.figures import figure_checks
from terakoya_autograde.values.figures.artists import describe_path, make_path, plain_style
from terakoya_autograde.values.figures.coordinates import give_coordinates, take_coordinates
from terakoya_autograde.values.library import need

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import Collection
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

__all__ = ["describe_collection", "describe_image", "make_collection", "make_image"]

Description = dict[str, object]
MOST_PATHS = 20_000
_NORMS = frozenset(["Normalize", "LogNorm"])
_ORIGINS = frozenset(["upper", "lower"])


def _describe_colours(artist: Collection | AxesImage) -> Description:
    """Return what maps numbers to colours."""
    array, cmap = artist.get_array(), artist.get_cmap()
    low, high = artist.get_clim()
    known = cmap.name in need("matplotlib").colormaps
    steps = need("numpy").linspace(0, 1, 256)
    norm = type(artist.norm).__name__
    return {
        "array": None if array is None else need("numpy").ma.asanyarray(array),
        "cmap": cmap.name,
        "shades": None if known else need("numpy").asarray(cmap(steps), float),
        "clim": [None if end is None else float(end) for end in (low, high)],
        "norm": norm if norm in _NORMS else "Normalize",
    }


def _apply_colours(artist: Collection | AxesImage, spec: dict[str, Any]) -> None:
    name, shades = figure_checks.text(spec["cmap"]), spec["shades"]
    if shades is None:
        artist.set_cmap(need("matplotlib").colormaps[name])
    else:
        rows = figure_checks.array(shades, 4, "f")
        artist.set_cmap(need("matplotlib.colors").ListedColormap(rows[:1000], name=name))
    low, high = (figure_checks.optional(end, -1e300, 1e300) for end in spec["clim"])
    norm = figure_checks.name_in(spec["norm"], _NORMS)
    artist.set_norm(getattr(need("matplotlib.colors"), norm)(low, high))
    if spec["array"] is not None:
        artist.set_array(figure_checks.array(spec["array"]))


def describe_collection(collection: Collection, axes: Axes | None, figure: Figure) -> Description:
    """Return the description of a collection."""
    kinds = need("matplotlib.collections")
    if isinstance(collection, kinds.QuadMesh):
        spec: Description = {"shape": "QuadMesh"}
        spec["corners"] = need("numpy").asarray(collection.get_coordinates(), float)
    else:
        shapes = ("LineCollection", "PolyCollection", "PathCollection")
        known = (shape for shape in shapes if isinstance(collection, getattr(kinds, shape)))
        spec = {"shape": next(known, "PathCollection")}
        spec["paths"] = [describe_path(path) for path in collection.get_paths()]
    numpy = need("numpy")
    sizes = collection.get_sizes() if hasattr(collection, "get_sizes") else []
    return (
        {"kind": "collection", "in": give_coordinates(collection.get_transform(), axes, figure)}
        | {"sizes": numpy.asarray(sizes, float), "hatch": collection.get_hatch()}
        | _describe_offsets(collection, axes, figure)
        | _describe_edges(collection)
        | _describe_colours(collection)
        | spec
    )


def _describe_offsets(collection: Collection, axes: Axes | None, figure: Figure) -> Description:
    numpy = need("numpy")
    given = getattr(collection, "_offsets", None)
    if given is None or not len(given):
        return {"offsets": None, "offsets_in": "data"}
    coordinates = give_coordinates(collection.get_offset_transform(), axes, figure)
    offsets = collection.get_offsets()
    if not isinstance(offsets, numpy.ma.MaskedArray):
        offsets = numpy.asarray(offsets, float)
    return {"offsets": offsets, "offsets_in": coordinates}


def _describe_edges(collection: Collection) -> Description:
    numpy = need("numpy")
    return {
        "faces": numpy.asarray(collection.get_facecolor(), float).reshape(-1, 4),
        "edges": numpy.asarray(collection.get_edgecolor(), float).reshape(-1, 4),
        "widths": [float(width) for width in numpy.atleast_1d(collection.get_linewidth())],
        "styles": [plain_style(style) for style in collection.get_linestyle()],
    }


def make_collection(spec: dict[str, Any], axes: Axes | None, figure: Figure) -> Collection:
    """Return the collection of a description."""
    made: Collection = _make_shape(spec, axes, figure)
    transform = take_coordinates(spec["in"], axes, figure)
    made.set_transform(transform or need("matplotlib.transforms").IdentityTransform())
    _apply_colours(made, spec)
    made.set_alpha(figure_checks.optional(spec["alpha"], 0, 1))
    made.set_facecolor(figure_checks.array(spec["faces"], 4))  # type: ignore[arg-type]
    made.set_edgecolor(figure_checks.array(spec["edges"], 4))  # type: ignore[arg-type]
    if spec["widths"]:
        made.set_linewidth([figure_checks.number(width, 0, 1e6) for width in spec["widths"]])
    if spec["styles"]:
        made.set_linestyle([figure_checks.line_style(style) for style in spec["styles"]])
    made.set_hatch(figure_checks.pattern(spec["hatch"]))  # type: ignore[arg-type]  # or None
    return made


def _make_shape(spec: dict[str, Any], axes: Axes | None, figure: Figure) -> Any:
    kinds = need("matplotlib.collections")
    shape = spec["shape"]
    if shape == "QuadMesh":
        corners = figure_checks.array(spec["corners"], kinds="f")
        return kinds.QuadMesh(corners)
    if shape not in ("LineCollection", "PolyCollection", "PathCollection"):
        raise ValueRefused("a collection has an unknown shape")
    if len(spec["paths"]) > MOST_PATHS:
        raise ValueRefused("a collection has too many paths")
    paths = [make_path(path) for path in spec["paths"]]
    offsets: Description = {}
    if spec["offsets"] is not None:
        transform = take_coordinates(spec["offsets_in"], axes, figure)
        offsets["offsets"] = figure_checks.array(spec["offsets"], 2)
        if transform is not None:
            offsets["offset_transform"] = transform
    sizes = figure_checks.array(spec["sizes"])
    if shape == "PathCollection":
        return kinds.PathCollection(paths, sizes if sizes.size else None, **offsets)
    made = getattr(kinds, shape)([], **offsets)
    made._paths = paths  # the public setter takes points, without the codes
    return made


def describe_image(image: AxesImage, axes: Axes | None, figure: Figure) -> Description:
    """Return the description of an image."""
    return {
        "kind": "image",
        "extent": [float(end) for end in image.get_extent()],
        "origin": image.origin,
        "interpolation": str(image.get_interpolation()),
        "in": give_coordinates(image.get_transform(), axes, figure),
    } | _describe_colours(image)


def make_image(spec: Description, axes: Axes | None, figure: Figure) -> AxesImage:
    """Return the image of a description."""
    module = need("matplotlib.image")
    image: AxesImage = module.AxesImage(
        axes,
        extent=figure_checks.numbers(spec["extent"], 4),
        origin=figure_checks.name_in(spec["origin"], _ORIGINS),
        interpolation=figure_checks.name_in(
            spec["interpolation"], frozenset(module.interpolations_names)
        ),
    )
    array = figure_checks.array(spec["array"])
    if array.ndim not in (2, 3):
        raise ValueRefused("an image has not two dimensions")
    image.set_data(array)
    _apply_colours(image, spec | {"array": None})
    image.set_alpha(figure_checks.optional(spec["alpha"], 0, 1))
    transform = take_coordinates(spec["in"], axes, figure)
    if transform is not None:
        image.set_transform(transform)
    return image
