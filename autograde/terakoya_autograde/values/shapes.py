"""shapely's shapes as well-known binary, and geopandas' columns and tables of them.

The binary is walked through before a compiled reader sees it: every count fits what is left, and
collections are not nested without end.
"""

from __future__ import annotations

import struct
from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking
from terakoya_autograde.values.library import loaded, need

__all__ = ["CODECS"]

_LONGEST_CRS = 20_000
_DEEPEST = 8
_POINT, _LINE, _POLYGON = 1, 2, 3


def check_body(body: bytes, taking: Taking) -> None:
    """Walk through the well-known binary of one shape.

    Raises:
        ValueRefused: it is none, breaks off, or is nested too deeply.
    """
    taking.spend(len(body) // 8)
    try:
        end = _walk(body, 0, 0)
    except (struct.error, IndexError) as error:
        raise ValueRefused("a shape breaks off") from error
    if end != len(body):
        raise ValueRefused("a shape is longer than it should be")


def _walk(body: bytes, at: int, depth: int) -> int:
    """Return where the shape ends that begins at a place."""
    order = {0: ">", 1: "<"}.get(body[at])
    if order is None or depth > _DEEPEST:
        raise ValueRefused("a shape has no byte order, or is nested too deeply")
    (code,) = struct.unpack_from(f"{order}I", body, at + 1)
    more, kind = divmod(code, 1000)
    if kind not in range(1, 8) or more not in range(4):
        raise ValueRefused("a shape is of no known kind")
    size, at = 8 * (2, 3, 3, 4)[more], at + 5
    if kind == _POINT:
        return _past(body, at, size)
    (count,) = struct.unpack_from(f"{order}I", body, at)
    at += 4
    if kind == _LINE:
        return _past(body, at, count * size)
    if count > len(body):
        raise ValueRefused("a shape has more parts than it can have")
    for _ in range(count):
        if kind == _POLYGON:
            (points,) = struct.unpack_from(f"{order}I", body, at)
            at = _past(body, at + 4, points * size)
        else:
            at = _walk(body, at, depth + 1)
    return at


def _past(body: bytes, at: int, size: int) -> int:
    if at + size > len(body):
        raise ValueRefused("a shape breaks off")
    return at + size


def _give_shape(value: Any, _giving: Giving) -> Fields:
    shapely = loaded("shapely")
    return [shapely.to_wkb(value, flavor="iso"), shapely.get_srid(value).item()]


def _take_shape(fields: list[Any], taking: Taking) -> Any:
    body, number = fields
    if type(body) is not bytes or type(number) is not int or abs(number) >= 2**31:
        raise ValueRefused("a shape is none")
    shapely = need("shapely")
    check_body(body, taking)
    made = shapely.from_wkb(body)
    return shapely.set_srid(made, number) if number else made


def _give_column(value: Any, giving: Giving) -> Fields:
    return [giving.items(list(loaded("shapely").to_wkb(value._data))), _text_of(value.crs)]


def _text_of(crs: Any) -> str | None:
    if crs is None:
        return None
    code = crs.to_epsg()
    return crs.to_wkt() if code is None else f"EPSG:{code}"


def _take_column(fields: list[Any], taking: Taking) -> Any:
    items, crs = fields
    bodies = taking.items(items)
    if not {type(body) for body in bodies} <= {bytes, type(None)}:
        raise ValueRefused("a column of shapes has something else in it")
    if not (crs is None or (type(crs) is str and len(crs) <= _LONGEST_CRS)):
        raise ValueRefused("a column of shapes has no coordinate system")
    for body in bodies:
        if isinstance(body, bytes):
            check_body(body, taking)
    return need("geopandas.array").from_wkb(bodies, crs=_system_of(crs))


def _system_of(crs: str | None) -> Any:
    """Return a coordinate system by its number or its own text, never by a name to look up."""
    if crs is None:
        return None
    systems = need("pyproj").CRS
    if crs.startswith("EPSG:"):
        return systems.from_epsg(int(crs.removeprefix("EPSG:")))
    return systems.from_wkt(crs)


def _give_series(value: Any, giving: Giving) -> Fields:
    return [giving.node(loaded("pandas").Series(value))]


def _take_series(fields: list[Any], taking: Taking) -> Any:
    plain = taking.only(fields, need("pandas").Series)
    return need("geopandas").GeoSeries(plain)


def _give_frame(value: Any, giving: Giving) -> Fields:
    label = giving.node(value._geometry_column_name)
    return [giving.node(loaded("pandas").DataFrame(value)), label]


def _take_frame(fields: list[Any], taking: Taking) -> Any:
    node, name = fields
    plain = taking.exactly(node, need("pandas").DataFrame)
    made = need("geopandas").GeoDataFrame(plain)
    label = taking.value(name)
    return made if label is None else made.set_geometry(label)


CODECS = (
    Codec("shape", ("shapely.geometry.base:BaseGeometry",), _give_shape, _take_shape),
    Codec("shapes", ("geopandas.array:GeometryArray",), _give_column, _take_column),
    Codec("geoseries", ("geopandas:GeoSeries",), _give_series, _take_series, inert=True),
    Codec("geoframe", ("geopandas:GeoDataFrame",), _give_frame, _take_frame, inert=True),
)
