"""Tables, graphs, shapes and grids of libraries cross as plain parts; what lies is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import matplotlib.pyplot as plt
import msgspec
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pytest
import seaborn as sns
import shapely
from polars.testing import assert_frame_equal
from scipy import sparse, stats
from scipy.optimize import OptimizeResult
from shapely.geometry import GeometryCollection, MultiPoint, Point, Polygon
from terakoya_autograde.errors import CannotCross, ValueRefused
from terakoya_autograde.values import Decoder, Encoder


@pytest.fixture(autouse=True)
def no_figure_stays() -> Iterator[None]:
    """Nobody else finds a figure of these tests."""
    yield
    plt.close("all")


def cross(value: object) -> Any:
    """Return what arrives."""
    return Decoder().decode(Encoder().encode(value))


def refused(*node: Any) -> str:
    """Return why a message is no value."""
    with pytest.raises(ValueRefused) as caught:
        Decoder().decode(msgspec.msgpack.encode(list(node)))
    return str(caught.value)


def node_of(value: object) -> Any:
    """Return a value's node."""
    return msgspec.msgpack.decode(Encoder().encode(value))


def test_table_of_polars_arrives_the_same() -> None:
    """Every dtype with a name keeps its values, what is missing, and its units."""
    table = pl.DataFrame(
        {
            "ward": ["東", None],
            "n": pl.Series([1, 2], dtype=pl.UInt8),
            "share": [0.5, float("nan")],
            "ok": [True, None],
            "tags": [["a"], []],
            "place": [{"lat": 1.5, "name": "x"}, {"lat": None, "name": "y"}],
            "kind": pl.Series(["a", "b"], dtype=pl.Enum(["a", "b"])),
            "yen": pl.Series(["1.50", "2.25"]).cast(pl.Decimal(10, 2)),
        }
    ).with_columns(
        pl.Series("day", ["2026-04-01", None]).str.to_date(),
        pl.Series("at", [1, 2], dtype=pl.Int64).cast(pl.Datetime("ns", "Asia/Tokyo")),
        pl.Series("long", [3, None], dtype=pl.Int64).cast(pl.Duration("ms")),
    )
    arrived = cross(table)
    assert arrived.schema == table.schema
    assert_frame_equal(arrived, table)
    assert cross(table["n"].dtype) == pl.UInt8
    assert cross(pl.DataFrame()).shape == (0, 0)


def test_what_polars_would_compute_is_named() -> None:
    """Lazy tables and expressions do not cross, and the way out is told."""
    for value in (pl.LazyFrame({"a": [1]}), pl.col("a") + 1, pl.Series([object()])):
        with pytest.raises(CannotCross):
            Encoder().encode(value)


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_graph_arrives_the_same(kind: Any) -> None:
    """Nodes, edges and what stands beside them arrive in their order."""
    graph = kind(name="lines")
    graph.add_node("丸亀", lat=34.2)
    graph.add_edge("高松", "栗林", minutes=5)
    graph.add_edge("栗林", "高松", minutes=6)
    graph.add_edge((1, 2), (1, 2))
    arrived = cross(graph)
    assert type(arrived) is kind
    assert arrived.graph == {"name": "lines"}
    assert list(arrived.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(arrived.edges(data=True)) == list(graph.edges(data=True))


def test_graph_that_lies_is_refused() -> None:
    """An edge leads to nodes that are there."""
    node = node_of(nx.path_graph(3))
    node[3] = node_of([0])
    node[4] = node_of([{}])
    assert "no node" in refused(*node)
    assert "kind" in refused("graph", "Tree", *node[2:])


@pytest.mark.parametrize(
    "shape",
    [
        Point(1, 2),
        Point(1, 2, 3),
        Point(),
        Polygon([(0, 0), (4, 0), (4, 3)], [[(1, 0.5), (2, 0.5), (2, 1)]]),
        MultiPoint([(0, 0), (1, 1)]),
        GeometryCollection([Point(0, 0), Polygon()]),
    ],
)
def test_shape_arrives_the_same(shape: Any) -> None:
    """Shapes arrive to the last bit, with their system's number."""
    arrived = cross(shapely.set_srid(shape, 6668))
    assert shapely.equals_identical(arrived, shape)
    assert shapely.get_srid(arrived) == 6668


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x01\x01\x00\x00\x00\x00",
        b"\x01\x02\x00\x00\x00\x09\x00\x00\x00",
        b"\x02\x01\x00\x00\x00" + bytes(16),
        b"\x01\x63\x00\x00\x00",
        b"\x01\x01\x00\x00\x00" + bytes(17),
        b"\x01\x07\x00\x00\x00\x01\x00\x00\x00" * 12,
    ],
)
def test_shape_that_breaks_off_is_refused(body: bytes) -> None:
    """No compiled reader sees bytes whose counts do not fit what is there."""
    assert "shape" in refused("shape", body, 0)


def test_table_of_shapes_arrives_the_same() -> None:
    """A column of shapes keeps what is missing and its coordinate system; a table its column."""
    shapes = [Point(0, 0), None, Point(3, 4)]
    table = gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=shapes, crs="EPSG:6668")
    arrived = cross(table)
    assert isinstance(arrived, gpd.GeoDataFrame)
    assert arrived.crs == table.crs
    assert arrived.geometry.isna().tolist() == [False, True, False]
    assert arrived.equals(table)
    assert isinstance(cross(table.geometry), gpd.GeoSeries)
    assert cross(gpd.GeoSeries([Point(1, 1)])).crs is None


def test_texts_of_numpy_arrive_the_same() -> None:
    """numpy's own dtype of texts keeps its texts and what stands for a missing one."""
    plain = np.array([["市", "役所"], ["a", ""]], dtype=np.dtypes.StringDType())
    assert cross(plain).tolist() == plain.tolist()
    assert cross(plain).dtype == plain.dtype
    missing = np.array(["a", np.nan], dtype=np.dtypes.StringDType(na_object=np.nan))
    assert np.isnan(cross(missing)).tolist() == [False, True]


def test_colour_bar_belongs_to_its_figure() -> None:
    """A colour bar is beside the axes of the figure that crosses with it."""
    figure, axes = plt.subplots()
    bar = figure.colorbar(axes.imshow([[1, 2], [3, 4]]), label="件")
    arrived, around = cross([bar, figure])
    assert arrived.ax in around.axes
    assert (arrived.vmin, arrived.vmax, arrived.orientation) == (1, 4, "vertical")
    assert arrived.ax.get_ylabel() == "件"
    assert len(arrived.get_ticks())


def test_grid_of_charts_arrives_with_its_axes() -> None:
    """Seaborn's grids keep their figure, axes and names."""
    table = pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 1, 4, 3], "c": ["x", "x", "y", "y"]})
    grid = cross(sns.relplot(table, x="a", y="b", col="c"))
    assert grid.axes.shape == (1, 2)
    assert grid.axes[0, 0].get_title() == "c = x"
    assert list(grid.axes_dict) == grid.col_names == ["x", "y"]
    joint = cross(sns.jointplot(table, x="a", y="b"))
    assert joint.ax_joint.get_xlabel() == "a"


@pytest.mark.parametrize("kind", ["csr", "csc", "coo"])
def test_sparse_table_arrives_the_same(kind: str) -> None:
    """Arrays and matrices keep their format and dtype."""
    plain = np.array([[0, 1, 0], [2, 0, 3]], dtype="int16")
    for value in (sparse.csr_array(plain).asformat(kind), sparse.csr_matrix(plain).asformat(kind)):
        arrived = cross(value)
        assert type(arrived) is type(value)
        assert arrived.dtype == "int16"
        np.testing.assert_array_equal(arrived.toarray(), plain)


def test_sparse_table_with_an_index_outside_is_refused() -> None:
    """Every index is looked at before compiled code goes where it leads; also in later tables."""
    node = node_of(sparse.csr_array(np.eye(3)))
    node[2] = [3, 1]
    assert refused(*node)
    cross(sparse.csr_array(np.eye(3)))
    parts = np.ones(1), np.array([5]), np.array([0, 1])
    with pytest.raises(ValueError, match="indices"):
        sparse.csr_array(parts, shape=(1, 2))


def test_results_keep_their_names() -> None:
    """scipy's results arrive with what they keep beside their parts; what cannot cross is left."""
    line = cross(stats.linregress([0, 1, 2], [1, 3, 5]))
    assert (line.slope, line.intercept_stderr) == (2, 0)
    assert line == (2, 1, 1, pytest.approx(0, abs=1e-6), 0)
    found = cross(OptimizeResult(x=np.array([1.0]), success=True, helper=Encoder()))
    assert found.success
    assert "helper" not in found


def test_result_of_functions_is_refused() -> None:
    """Nothing in a named result may be called: it could stand for a table or a model."""
    from collections import namedtuple  # noqa: PLC0415
    from types import SimpleNamespace  # noqa: PLC0415

    lender = Encoder(lend=lambda _thing: 1)
    model: Any = namedtuple("Model", "score")  # type: ignore[misc]
    for value in (model(lambda: 1.0), SimpleNamespace(score=lambda: 1.0)):
        with pytest.raises(CannotCross):
            lender.encode(value)
