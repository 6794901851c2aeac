"""Random generators: what the instructor's stands at crosses, of a learner's only its seed.

The trusted end says where a generator stands, and gets no word about that back: in the answer to a
call the generators among its arguments are named by their place in the message. A learner's own
crosses as the seed that numpy keeps in it, and by how far it has moved since: one whose state was
made up could give whatever it likes.
"""

from __future__ import annotations

from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.randomness import generators
from terakoya_autograde.randomness.congruential import Congruential
from terakoya_autograde.randomness.generators import GENERATOR, Standing
from terakoya_autograde.randomness.mersenne import Mersenne
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking
from terakoya_autograde.values.library import loaded, need

__all__ = ["CODECS"]

MOST_BITS = 4096  # of a seed, and of each part of one
MOST_PARTS = 64
_GIVEN, _SAME = "given", "same"
_UNKNOWN = "this random generator does not cross; give the numbers it drew"
_SEEDED = "only a random generator that numpy.random.default_rng(…) made crosses; give numbers"


def _give(value: object, giving: Giving) -> Fields:
    place = giving.place_of(value)
    if place is not None:
        return list(place)
    kind = generators.kind_of(value)
    if not kind:
        giving.refuse(value, _UNKNOWN)
    giving.note_generator(value)
    seed = _give_seed(value, giving) if kind == GENERATOR else None
    return [kind, seed, *_give_standing(generators.read(value))]


def _give_standing(standing: Standing) -> Fields:
    if isinstance(standing, Mersenne):
        return [standing.key, standing.at, standing.gauss]
    return [standing.state, standing.increment, standing.half, standing.children]


def _give_seed(value: Any, giving: Giving) -> Any:
    seeds = value.bit_generator.seed_seq
    numpy = loaded("numpy.random")
    if type(seeds) is not numpy.SeedSequence:
        return None
    entropy = seeds.entropy if isinstance(seeds.entropy, int) else [*map(int, seeds.entropy)]
    parts = [entropy, [*map(int, seeds.spawn_key)], seeds.pool_size]
    return giving.node(parts)


def _take(fields: list[Any], taking: Taking) -> Any:
    if taking.inert:
        raise ValueRefused("a cell holds a random generator")
    if fields[0] in (_GIVEN, _SAME):
        known = taking.given if fields[0] == _GIVEN else taking.generators
        return known[taking.natural(fields[1], len(known) - 1)]
    kind, seed, *rest = fields
    standing: Standing = Mersenne(*rest) if len(rest) == 3 else Congruential(*rest)
    if taking.trusts and seed is None:
        made = generators.make(kind, standing)
    elif kind == GENERATOR and seed is not None:
        made = _make_seeded(taking.exactly(seed, list), standing, trusted=taking.trusts)
    else:
        raise ValueRefused(_SEEDED)
    taking.note_generator(made)
    return made


def _make_seeded(seed: list[Any], standing: Standing, *, trusted: bool) -> Any:
    """Return the generator of a seed, where it stands now.

    Raises:
        ValueRefused: no generator of that seed comes to stand there.
    """
    entropy, spawn_key, pool = seed
    numbers = [*(entropy if type(entropy) is list else [entropy]), *spawn_key, pool]
    if len(numbers) > MOST_PARTS or any(not _is_natural(number) for number in numbers):
        raise ValueRefused("a random generator has no seed")
    numpy = need("numpy").random
    seeds = numpy.SeedSequence(entropy, spawn_key=tuple(spawn_key), pool_size=min(pool, 64))
    made = numpy.Generator(numpy.PCG64(seeds))
    if trusted:
        generators.write(made, standing)
        return made
    moved = generators.distance(GENERATOR, generators.read(made), standing)
    if moved is None:
        raise ValueRefused("the state of a random generator was set; make it with a seed")
    generators.move(made, moved)
    return made


def _is_natural(number: object) -> bool:
    return type(number) is int and number >= 0 and number.bit_length() <= MOST_BITS


_TYPES = ("random:Random", "numpy.random:Generator", "numpy.random:RandomState")
CODECS = (Codec("generator", _TYPES, _give, _take),)
