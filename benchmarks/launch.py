"""Run a command and print, as JSON, its exit code, seconds, and the most memory it held.

A process begins with the peak of the one that started it, so whoever measures memory must start
from one that is small: ``python -m benchmarks.launch COMMAND …``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

if __name__ == "__main__":
    start = time.perf_counter()
    process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    print(
        json.dumps(
            {
                "code": process.returncode,
                "seconds": time.perf_counter() - start,
                "peak": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
            }
        )
    )
