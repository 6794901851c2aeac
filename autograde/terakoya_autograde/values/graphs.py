"""networkx' graphs: nodes, edges and what stands beside them, in their order."""

from __future__ import annotations

from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking
from terakoya_autograde.values.containers import distinct
from terakoya_autograde.values.library import loaded, need

__all__ = ["CODECS"]

_KINDS = ("MultiDiGraph", "MultiGraph", "DiGraph", "Graph")


def _give(value: Any, giving: Giving) -> Fields:
    kind = next(name for name in _KINDS if isinstance(value, getattr(loaded("networkx"), name)))
    state = object.__getattribute__(value, "__dict__")
    nodes, links = state["_node"], state.get("_succ", state["_adj"])
    edges, seen = list[list[Any]](), set[tuple[Any, Any]]()
    for start, ends in links.items():
        for end, held in ends.items():
            if "Di" not in kind and (end, start) in seen:
                continue
            seen.add((start, end))
            for key, notes in held.items() if "Multi" in kind else [(None, held)]:
                edges.append([start, end, key, dict(notes)])
    return [
        kind,
        giving.part(dict(state["graph"]), ".graph"),
        giving.part(list(nodes), ".nodes"),
        giving.part([dict(notes) for notes in nodes.values()], ".nodes"),
        *(giving.part([edge[place] for edge in edges], ".edges") for place in range(4)),
    ]


def _take(fields: list[Any], taking: Taking) -> Any:
    kind, *nodes = fields
    if kind not in _KINDS:
        raise ValueRefused("a graph is of no known kind")
    notes = taking.exactly(nodes[0], dict)
    places, told, starts, ends, keys, held = (taking.exactly(node, list) for node in nodes[1:])
    lengths = {len(starts), len(ends), len(keys), len(held)}
    if len(places) != len(told) or len(lengths) != 1:
        raise ValueRefused("a graph has more or fewer nodes or edges than notes")
    if not all(type(each) is dict for each in (*told, *held)):
        raise ValueRefused("what stands beside an edge is no dict")
    for each in (places, starts, ends, keys):
        distinct(each)
    made = getattr(need("networkx"), kind)()
    made.graph.update(notes)
    for place, note in zip(places, told, strict=True):
        made.add_node(place)
        made.nodes[place].update(note)
    for start, end, key, note in zip(starts, ends, keys, held, strict=True):
        if start not in made or end not in made:
            raise ValueRefused("an edge leads to no node")
        named = (key,) if "Multi" in kind else ()
        made.add_edge(start, end, *named)
        (made[start][end][key] if named else made[start][end]).update(note)
    return made


CODECS = (Codec("graph", ("networkx:Graph",), _give, _take, inert=True),)
