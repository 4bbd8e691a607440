"""Seeded chance: the same customers, seed and day give the same bytes."""

import numpy as np

from ampdesk.sample.text import Ints, Mask

Rng = np.random.Generator
_ROOM = 100  # rows among which rare dirt must show


def chance(rng: Rng, count: int, share: float) -> Mask:
    """Return `count` flags, each TRUE with probability `share`."""
    return rng.random(count) < share


def some(rng: Rng, count: int, share: float) -> Mask:
    """Return flags like `chance`, at least two of them TRUE where there is room."""
    flags = chance(rng, count, share)
    flags[rng.integers(0, max(count, 1), 2 if count >= _ROOM else 0)] = True
    return flags


def scramble(values: Ints, salt: int) -> Ints:
    """Mix whole numbers to 64 bits, one to one: ids that look drawn and never meet."""
    mixed = values.astype(np.uint64) + np.uint64((salt * 0x9E3779B97F4A7C15) % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def least(keys: Ints, values: Ints, size: int, nothing: int) -> Ints:
    """Return the least value per key 0 … size - 1, `nothing` where a key has none."""
    result = np.full(size, nothing, np.int64)
    np.minimum.at(result, keys, values)
    return result


def habit(persons: Ints, salt: int, share: float) -> Mask:
    """Return who has a habit: a lasting trait of the person, the same in every block."""
    flags: Mask = (scramble(persons, salt) % np.uint64(10_000)).astype(np.int64) < share * 10_000
    return flags
