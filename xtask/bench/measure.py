#!/usr/bin/env python3
"""measure.py PROGRAM ARGUMENT... -> JSON on stdout: wall and cpu seconds, peak_kib, stdout of the program.

Standard library only. The program is forked and waited for by wait4, so the figures are its own, children included
that it waited for. Fails when the program does.
"""
import json
import os
import sys
import tempfile
import time


def main(program):
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        child = os.posix_spawnp(
            program[0], program, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, out.fileno(), 1)]
        )
        _, status, usage = os.wait4(child, 0)
        wall = time.perf_counter() - began
        out.seek(0)
        stdout = out.read().decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        sys.stderr.write(stdout)
        sys.exit(f"{program[0]} ended with {code}")
    # Linux counts in KiB, macOS in bytes.
    peak = usage.ru_maxrss / 1024 if sys.platform == "darwin" else usage.ru_maxrss
    json.dump({"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak_kib": peak, "stdout": stdout}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
