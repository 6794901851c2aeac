"""Searches a learner's process for a word of which only the hash is known.

Every word begins with the same letters, written here in two halves so that this file does not
hold them in one piece. What is found is told by where it was, never by the word itself.
"""

import ctypes
import gc
import hashlib
import os
import re
import sys
import threading
import time

WORD = re.compile(("SECRET" + "-WORD-").encode() + rb"[0-9a-f]{32}")
LARGEST = 64 * 2**20
# Programs and libraries, which are the same for everybody; /proc is looked at by itself.
SYSTEM = ("/usr", "/proc", "/sys", "/lib", "/lib64", "/bin", "/sbin")
LEFT_OUT = {*SYSTEM, sys.prefix, sys.base_prefix, *map(os.path.abspath, filter(None, sys.path))}


class Scanner:
    """Looks everywhere, and keeps the names of the places where the word was."""

    def __init__(self, digest):
        self.digest = digest
        self.places = set()

    def scan(self, when):
        """Look in every place once."""
        for search in (self.memory, self.process_file, self.frames, self.objects, self.files):
            try:
                search(when)
            except (OSError, ValueError, RuntimeError, MemoryError):
                continue

    def look(self, data, place):
        """Compare the hash of each candidate."""
        if isinstance(data, str):
            data = data.encode("utf-8", "replace")
        for found in WORD.findall(data):
            if hashlib.sha256(found).hexdigest() == self.digest:
                self.places.add(place)

    def regions(self):
        with open("/proc/self/maps") as maps:
            lines = [line.split() for line in maps]
        for line in lines:
            start, end = (int(part, 16) for part in line[0].split("-"))
            if line[1].startswith("r") and end - start <= LARGEST and "[v" not in line[-1]:
                yield start, end, line[1]

    def memory(self, when):
        for start, end, rights in self.regions():
            if rights.startswith("rw"):
                self.look(ctypes.string_at(start, end - start), f"{when}: memory")

    def process_file(self, when):
        with open("/proc/self/mem", "rb", buffering=0) as memory:
            for start, end, _rights in self.regions():
                try:
                    memory.seek(start)
                    self.look(memory.read(end - start), f"{when}: /proc/self/mem")
                except (OSError, OverflowError):
                    continue

    def frames(self, when):
        for frame in sys._current_frames().values():
            while frame is not None:
                code = frame.f_code
                self.look(repr((code.co_consts, code.co_names)), f"{when}: a frame's code")
                for value in list(frame.f_locals.values()):
                    if isinstance(value, str | bytes):
                        self.look(value, f"{when}: a frame's variables")
                frame = frame.f_back

    def objects(self, when):
        for thing in gc.get_objects():
            inside = thing.values() if type(thing) is dict else thing
            if type(thing) in (list, tuple, dict, set):
                for value in list(inside):
                    if type(value) in (str, bytes):
                        self.look(value, f"{when}: objects")

    def files(self, when):
        self.look(repr((dict(os.environ), sys.argv)), f"{when}: environment")
        for name in os.listdir("/proc/self/fd"):
            try:
                self.look(os.readlink(f"/proc/self/fd/{name}"), f"{when}: open files")
            except OSError:
                continue
        for name in ("environ", "cmdline", "mountinfo"):
            with open(f"/proc/self/{name}", "rb") as file:
                self.look(file.read(), f"{when}: /proc/self/{name}")
        for folder, folders, names in os.walk("/"):
            folders[:] = [name for name in folders if os.path.join(folder, name) not in LEFT_OUT]
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path) and os.path.getsize(path) < LARGEST:
                    try:
                        with open(path, "rb") as file:
                            self.look(file.read(), f"{when}: files")
                    except OSError:
                        continue

    def watch(self):
        """Look at frames and objects all the time, from a thread of its own."""

        def go_on():
            while True:
                try:
                    self.frames("all the time")
                    self.objects("all the time")
                    self.memory("all the time")
                except (OSError, RuntimeError, ValueError):
                    pass
                time.sleep(0.2)

        threading.Thread(target=go_on, daemon=True).start()
