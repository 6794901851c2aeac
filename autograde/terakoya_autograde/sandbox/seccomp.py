"""Which system calls the sandbox refuses, and with which errno.

An errno rather than a kill, so that a learner gets a Python exception. What is refused: reaching
into other processes, new namespaces and mounts, the kernel's rarely used and often broken parts,
clocks and machine state, sockets other than the usual, memory that no process's size shows, and
what two processes can tell one another by over files that both may only read.

A lock is granted to everybody and holds nothing: it would lie on the file itself, which all
submissions share where it is a library's, and each takes memory that counts nowhere. SQLite, HDF5
and whatever else locks its own files inside goes on as if it had them for itself, which it has.
"""

from __future__ import annotations

import ctypes
import errno
import platform
from functools import cache

from terakoya_autograde.sandbox import assembler, syscalls
from terakoya_autograde.sandbox.assembler import Instruction
from terakoya_autograde.sandbox.syscall_numbers import AUDIT_ARCH, MACHINES, NEWEST, NUMBERS

__all__ = ["ABSENT", "REFUSED", "build_filter", "install_filter"]

_LANDLOCK = ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")
# EPERM: the learner is told that it is not allowed.
REFUSED = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd"),
    *("kexec_load", "kexec_file_load", "bpf", "perf_event_open", "userfaultfd"),
    *("keyctl", "add_key", "request_key", "name_to_handle_at", "open_by_handle_at"),
    *("mount", "umount2", "pivot_root", "chroot", "setns", "move_mount", "open_tree", "fsopen"),
    *("fsconfig", "fsmount", "fspick", "mount_setattr", "quotactl", "quotactl_fd"),
    *("swapon", "swapoff", "reboot", "init_module", "finit_module", "delete_module"),
    *("acct", "syslog", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex"),
    *("sethostname", "setdomainname", "iopl", "ioperm", "modify_ldt", "vhangup"),
    *("fanotify_init", "fanotify_mark", "migrate_pages"),
    # Who opens a shared file, and which parts of it are in memory, tells of other submissions.
    *("inotify_init", "inotify_init1", "inotify_add_watch", "mincore", "cachestat"),
    # Rules of Landlock are memory without a limit; ours are in force.
    *_LANDLOCK,
)
# ENOSYS: libraries ask and fall back. What clone3 is to do stands in memory, where no filter can
# look; io_uring's calls pass by every filter. memfd, SysV shared memory and queues hold memory that
# is in no process's resident size once it is unmapped, where the watchdog cannot count it. A page
# that is spliced into a pipe keeps the whole large page that it belongs to.
ABSENT = (
    *("io_uring_setup", "io_uring_enter", "io_uring_register", "clone3"),
    *("memfd_create", "memfd_secret", "shmget", "msgget", "semget"),
    *("splice", "tee", "vmsplice"),
    *("uselib", "lookup_dcookie", "nfsservctl", "_sysctl"),
    *("create_module", "query_module", "get_kernel_syms"),
)

_NEW_NAMESPACES = 0x7E020000  # CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}
_NEW_TIME = 0x80  # CLONE_NEWTIME; in clone() these bits are the exit signal
_SHARED_FILES = 0x400  # CLONE_FILES; a thread without it has descriptors that no process shows
_THREAD = 0x10000  # CLONE_THREAD
_SHARED_ANONYMOUS = 0x21  # MAP_SHARED | MAP_ANONYMOUS
_TERMINAL_INPUT = (0x5412, 0x541C, 0x5423)  # TIOCSTI, TIOCLINUX, TIOCSETD
_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK = 1, 2, 10, 16
_NETLINK_ROUTE = 0
_SOL_SOCKET, _BUFFER_SIZES = 1, (7, 8)  # SO_SNDBUF, SO_RCVBUF
_SET_LOCK = (6, 7, 37, 38)  # F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW
# F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ, F_SET_RW_HINT, F_SET_FILE_RW_HINT
_OTHER_MARKS = (1024, 1026, 1031, 1036, 1038)
_ONLY_CACHED = 8  # RWF_NOWAIT
_GRANTED = 0  # no errno: the caller goes on


def _conditional(machine: str) -> list[Instruction]:
    column = MACHINES.index(machine)
    call = {name: pair[column] for name, pair in NUMBERS.items()}
    rules: list[list[Instruction]] = [
        # Shared anonymous pages outlive MADV_DONTNEED and then count nowhere (see ABSENT).
        assembler.refuse_masked(
            call["mmap"] or 0, 3, _SHARED_ANONYMOUS, _SHARED_ANONYMOUS, errno.EPERM
        ),
        assembler.refuse_equal(call["ioctl"] or 0, 1, _TERMINAL_INPUT, errno.EPERM),
        assembler.refuse_masked(call["clone"] or 0, 0, _NEW_NAMESPACES, None, errno.EPERM),
        assembler.refuse_masked(
            call["unshare"] or 0,
            0,
            _NEW_NAMESPACES | _NEW_TIME | _SHARED_FILES,
            None,
            errno.EPERM,
        ),
        assembler.refuse_masked(
            call["clone"] or 0, 0, _THREAD | _SHARED_FILES, _THREAD, errno.EPERM
        ),
        assembler.refuse_equal(call["fcntl"] or 0, 1, _SET_LOCK, _GRANTED),
        assembler.refuse_equal(call["fcntl"] or 0, 1, _OTHER_MARKS, errno.EPERM),
        assembler.refuse(call["flock"] or 0, _GRANTED),
        # A full socket is memory of nobody's: none may be larger than it is at first.
        assembler.refuse_both(call["setsockopt"] or 0, 1, _SOL_SOCKET, 2, _BUFFER_SIZES, _GRANTED),
        assembler.refuse_masked(call["preadv2"] or 0, 5, _ONLY_CACHED, _ONLY_CACHED, errno.EPERM),
        # libzmq and getifaddrs() need netlink; AF_VSOCK would reach the hypervisor.
        assembler.refuse_unless(
            call["socket"] or 0, 0, (_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK), errno.EAFNOSUPPORT
        ),
        assembler.refuse_protocols(
            call["socket"] or 0, _AF_NETLINK, (_NETLINK_ROUTE,), errno.EPROTONOSUPPORT
        ),
        assembler.refuse_unless(call["socketpair"] or 0, 0, (_AF_UNIX,), errno.EAFNOSUPPORT),
        # A child that drops its death signal would outlive a killed grader.
        assembler.refuse_equal(call["prctl"] or 0, 0, (syscalls.PR_SET_PDEATHSIG,), errno.EPERM),
        # 0xffffffff only asks.
        assembler.refuse_unless(call["personality"] or 0, 0, (0, 0xFFFFFFFF), errno.EPERM),
    ]
    return [instruction for rule in rules for instruction in rule]


@cache
def build_filter(machine: str = platform.machine(), *, narrows: bool = False) -> bytes:
    """The whole filter for a machine as struct sock_filter[]; ValueError for other machines.

    Args:
        narrows: whether the process may narrow itself further (`Policy.narrows`).
    """
    if machine not in MACHINES:
        raise ValueError(f"there is no seccomp filter for {machine}")
    column = MACHINES.index(machine)
    # The kind of call first: in another one the same number is another call.
    program = assembler.check_architecture(AUDIT_ARCH[machine], x32=machine == "x86_64")
    # What is newer than this list was never judged; libraries fall back as on an older kernel.
    program += assembler.refuse_above(NEWEST, errno.ENOSYS)
    program += _conditional(machine)
    for names, code in ((REFUSED, errno.EPERM), (ABSENT, errno.ENOSYS)):
        for name in names:
            called = NUMBERS[name][column]
            if called is not None and not (narrows and name in _LANDLOCK):
                program += assembler.refuse(called, code)
    return assembler.encode([*program, assembler.ret(assembler.ALLOW)])


class _Program(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def install_filter(*, narrows: bool = False) -> None:
    """Bind this process and all it starts to the filter, for good; needs NO_NEW_PRIVS."""
    code = build_filter(narrows=narrows)
    program = _Program(len(code) // 8, code)
    syscalls.prctl(
        syscalls.PR_SET_SECCOMP, 2, ctypes.cast(ctypes.pointer(program), ctypes.c_void_p)
    )
