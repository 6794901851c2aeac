"""The system call filter, run by a small interpreter of classic BPF: for machines we lack, too."""

from __future__ import annotations

import errno
import struct

import pytest
from terakoya_autograde.sandbox.assembler import ALLOW, KILL, answer
from terakoya_autograde.sandbox.seccomp import ABSENT, REFUSED, build_filter
from terakoya_autograde.sandbox.syscall_numbers import AUDIT_ARCH, MACHINES, NEWEST, NUMBERS, number

pytestmark = pytest.mark.parametrize("machine", MACHINES)


def decide(machine: str, called: int, *arguments: int, arch: int | None = None) -> int:
    """What the filter returns for a call."""
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("=iIQ6Q", called, arch or AUDIT_ARCH[machine], 0, *padded)
    code, place, held = build_filter(machine), 0, 0
    while True:
        kind, yes, no, constant = struct.unpack_from("=HBBI", code, 8 * place)
        place += 1
        if kind == 0x06:
            return int(constant)
        if kind == 0x20:
            held = struct.unpack_from("=I", data, constant)[0]
        elif kind == 0x54:
            held &= constant
        else:
            test = {0x15: held == constant, 0x25: held > constant, 0x35: held >= constant}[kind]
            place += yes if test else no


@pytest.mark.parametrize(("names", "code"), [(REFUSED, errno.EPERM), (ABSENT, errno.ENOSYS)])
def test_filter_refused_call(machine: str, names: tuple[str, ...], code: int) -> None:
    """Each refused call fails with its errno on each machine that has it."""
    for name in names:
        called = NUMBERS[name][MACHINES.index(machine)]
        if called is not None:
            assert decide(machine, called) == answer(code), name


def test_filter_ordinary_call(machine: str) -> None:
    """Calls that are in no rule go through: control for the others."""
    ruled = {pair[MACHINES.index(machine)] for pair in NUMBERS.values()}
    allowed = [called for called in range(NEWEST + 1) if called not in ruled]
    assert len(allowed) > 300
    assert {decide(machine, called) for called in allowed} == {ALLOW}


def test_filter_foreign_architecture(machine: str) -> None:
    """Calls made as another architecture end the process, as do x32's numbers."""
    assert decide(machine, 1, arch=0x40000003) == KILL
    later = decide(machine, 0x40000001)
    assert later == (KILL if machine == "x86_64" else answer(errno.ENOSYS))


def test_filter_newer_call(machine: str) -> None:
    """What a later kernel adds does not exist inside."""
    assert decide(machine, NEWEST + 1) == answer(errno.ENOSYS)


@pytest.mark.parametrize("family", [1, 2, 10, 16])
def test_filter_usual_socket(machine: str, family: int) -> None:
    """Unix, internet and route-netlink sockets open."""
    assert decide(machine, number("socket", machine), family, 1, 0) == ALLOW


@pytest.mark.parametrize("family", [0, 3, 15, 17, 29, 30, 38, 40, 44])
def test_filter_unusual_socket(machine: str, family: int) -> None:
    """AX.25, keys, packets, CAN, TIPC, AF_ALG, VSOCK and XDP do not."""
    refused = answer(errno.EAFNOSUPPORT)
    assert decide(machine, number("socket", machine), family, 1, 0) == refused
    assert decide(machine, number("socketpair", machine), family, 1, 0) == refused


def test_filter_netlink_protocol(machine: str) -> None:
    """Of netlink only the routes; an internet socket's protocol is not looked at."""
    called = number("socket", machine)
    assert decide(machine, called, 16, 3, 12) == answer(errno.EPROTONOSUPPORT)
    assert decide(machine, called, 2, 1, 6) == ALLOW


@pytest.mark.parametrize(
    ("name", "allowed", "refused"),
    [
        ("clone", (0x01200011,), (0x10000011,)),
        ("clone", (0x10500,), (0x10100,)),
        ("unshare", (0x200,), (0x20000,)),
        ("unshare", (0x200,), (0x400,)),
        ("unshare", (0x200,), (0x80,)),
        ("ioctl", (1, 0x5413), (1, 0x5412)),
        ("ioctl", (1, 0x5413), (1, 0xFFFFFFFF00005412)),
        ("mmap", (0, 4096, 3, 0x22), (0, 4096, 3, 0x21)),
        ("mmap", (0, 4096, 3, 0x01), (0, 4096, 3, 0x23)),
        ("prctl", (4, 1), (1, 0)),
        ("personality", (0xFFFFFFFF,), (0x0040000,)),
        ("preadv2", (3, 0, 1, 0, 0, 2), (3, 0, 1, 0, 0, 10)),
        ("fcntl", (3, 5, 0), (3, 1024, 1)),
        ("fcntl", (3, 1032, 0), (3, 1031, 1 << 20)),
        ("fcntl", (3, 1030, 0), (3, 1026, 1)),
        ("fcntl", (3, 1037, 0), (3, 1038, 0)),
    ],
)
def test_filter_arguments(
    machine: str, name: str, allowed: tuple[int, ...], refused: tuple[int, ...]
) -> None:
    """Where a call's arguments decide, the harmless ones go through and the others do not."""
    called = number(name, machine)
    assert decide(machine, called, *allowed) == ALLOW
    assert decide(machine, called, *refused) == answer(errno.EPERM)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("flock", (3, 2)),
        *(("fcntl", (3, command)) for command in (6, 7, 37, 38)),
        *(("setsockopt", (3, 1, option)) for option in (7, 8)),
    ],
)
def test_filter_granted_call(machine: str, name: str, arguments: tuple[int, ...]) -> None:
    """A lock and another size of a socket's buffer are granted, and nothing is done."""
    assert decide(machine, number(name, machine), *arguments) == answer(0)


@pytest.mark.parametrize("arguments", [(3, 1, 2), (3, 6, 7), (3, 0, 8)])
def test_filter_other_socket_option(machine: str, arguments: tuple[int, ...]) -> None:
    """Other options of a socket are set."""
    assert decide(machine, number("setsockopt", machine), *arguments) == ALLOW
