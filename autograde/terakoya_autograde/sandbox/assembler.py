"""Classic BPF for seccomp: one small program per rule, put one after another.

Each block starts and ends with the call's number in the accumulator, or has returned
(linux/bpf_common.h, linux/filter.h, linux/seccomp.h).
"""

from __future__ import annotations

import struct

__all__ = ["ALLOW", "KILL", "Instruction", "answer", "check_architecture", "encode", "load_number"]
__all__ += [
    "refuse",
    "refuse_above",
    "refuse_both",
    "refuse_equal",
    "refuse_masked",
    "refuse_protocols",
    "refuse_unless",
]
__all__ += ["ret"]

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, constant

_LOAD, _RETURN, _AND = 0x20, 0x06, 0x54
_EQUAL, _GREATER, _AT_LEAST = 0x15, 0x25, 0x35
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data

ALLOW, KILL = 0x7FFF0000, 0x80000000
_ERRNO = 0x00050000
_X32 = 0x40000000  # __X32_SYSCALL_BIT: the same kernel, with other numbers


def answer(errno: int) -> int:
    """The filter's return value that makes a call fail with `errno`; 0: do nothing, and succeed."""
    return _ERRNO | errno


def ret(value: int) -> Instruction:
    """End the filter."""
    return (_RETURN, 0, 0, value)


def load_number() -> Instruction:
    """Put the call's number in the accumulator."""
    return (_LOAD, 0, 0, _NUMBER)


def _load_argument(index: int) -> Instruction:
    # The low half: the calls concerned take an int there, or flags below 2**32.
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * index)


def check_architecture(audit_arch: int, x32: bool) -> list[Instruction]:
    """Kill whatever calls with another architecture's numbers (int 0x80, x32)."""
    block = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, audit_arch), ret(KILL), load_number()]
    if x32:
        block += [(_AT_LEAST, 0, 1, _X32), ret(KILL)]
    return block


def refuse(number: int, errno: int) -> list[Instruction]:
    """The call fails with `errno`."""
    return [(_EQUAL, 0, 1, number), ret(answer(errno))]


def refuse_above(newest: int, errno: int) -> list[Instruction]:
    """Every call numbered above `newest` fails with `errno`."""
    return [(_GREATER, 0, 1, newest), ret(answer(errno))]


def _when(number: int, test: list[Instruction]) -> list[Instruction]:
    inner = [*test, load_number()]
    return [(_EQUAL, 0, len(inner), number), *inner]


def refuse_equal(number: int, index: int, values: tuple[int, ...], errno: int) -> list[Instruction]:
    """The call fails where argument `index` is one of `values`."""
    test = [_load_argument(index)]
    for value in values:
        test += [(_EQUAL, 0, 1, value), ret(answer(errno))]
    return _when(number, test)


def refuse_unless(
    number: int, index: int, values: tuple[int, ...], errno: int
) -> list[Instruction]:
    """The call fails unless argument `index` is one of `values`."""
    test = [_load_argument(index)]
    for position, value in enumerate(values):
        test.append((_EQUAL, len(values) - position, 0, value))
    return _when(number, [*test, ret(answer(errno))])


def refuse_masked(
    number: int, index: int, mask: int, wanted: int | None, errno: int
) -> list[Instruction]:
    """The call fails where `argument & mask` is `wanted`; None: where it is anything but 0."""
    test = [_load_argument(index), (_AND, 0, 0, mask)]
    jump = (_EQUAL, 1, 0, 0) if wanted is None else (_EQUAL, 0, 1, wanted)
    return _when(number, [*test, jump, ret(answer(errno))])


def refuse_both(
    number: int, index: int, value: int, then: int, values: tuple[int, ...], errno: int
) -> list[Instruction]:
    """The call fails where argument `index` is `value` and argument `then` is one of `values`."""
    second: list[Instruction] = [_load_argument(then)]
    for entry in values:
        second += [(_EQUAL, 0, 1, entry), ret(answer(errno))]
    return _when(number, [_load_argument(index), (_EQUAL, 0, len(second), value), *second])


def refuse_protocols(
    number: int, family: int, allowed: tuple[int, ...], errno: int
) -> list[Instruction]:
    """socket(family, …, protocol) fails unless the protocol is one of `allowed`."""
    protocols: list[Instruction] = [_load_argument(2)]
    for position, value in enumerate(allowed):
        protocols.append((_EQUAL, len(allowed) - position, 0, value))
    protocols.append(ret(answer(errno)))
    return _when(number, [_load_argument(0), (_EQUAL, 0, len(protocols), family), *protocols])


def encode(program: list[Instruction]) -> bytes:
    """The program as an array of struct sock_filter; at most 4096 instructions (BPF_MAXINSNS)."""
    if len(program) > 4096:
        raise ValueError(f"a filter of {len(program)} instructions is too long")
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
