# SPDX-License-Identifier: Apache-2.0
"""A judge is a test program that runs until its first failure; here it runs beside one mutant."""

import os
import re
import resource
import signal
import subprocess
import time

MEMORY = 4 << 30  # bytes: a mutant that loops may allocate
SLACK = 2.0  # s of processor time, besides four times what the judge takes without a mutant


class Verdict:
    """How one run of a judge ended: `killed_by` is None for a survivor."""

    def __init__(self, killed_by, test, seconds):
        self.killed_by = killed_by
        self.test = test
        self.seconds = seconds


def classify(code, output):
    """What kind of check said no."""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "time limit"
    if "did not converge" in output:
        return "no convergence"
    if "Assertion failed" in output or "an assertion in the RTL failed" in output:
        return "assertion"
    if "nothing retired and no burst" in output:
        return "watchdog"
    if code < 0:
        return signal.Signals(-code).name
    if "bad_alloc" in output:
        return "memory limit"
    return "comparison"


def failed_test(output):
    """The name of the test in Catch's report, which stands alone between two lines."""
    found = re.search(r"^-{70,}\n(.+)\n(?:  .+\n)*-{70,}\n", output, re.MULTILINE)
    return found.group(1) if found else ""


def run(judge, mutant=0, limit=None):
    """Runs {"command", "tests"} with that mutant alive. `limit`: s of processor time."""

    def set_limits():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, int(limit) + 2))

    start = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    result = subprocess.run(
        [judge["command"], "--abort", *judge["tests"]],
        env={**os.environ, "ISOMER_MUTANT": str(mutant)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=set_limits,
        timeout=600 + 60 * (limit or 0),
    )
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    output = result.stdout.decode(errors="replace")
    if "No test cases matched" in output or "No tests ran" in output:
        raise SystemExit(f"{judge['command']}: no test is named {judge['tests']}")
    if result.returncode == 0:
        return Verdict(None, "", used)
    if limit is None:  # the sound one
        raise SystemExit(f"{judge['command']} fails without a mutant:\n{output}")
    return Verdict(classify(result.returncode, output), failed_test(output), used)


def limits(judges):
    """Processor time that a mutant may take in each of them."""
    return [4 * run(judge).seconds + SLACK for judge in judges]


def verdict(judges, limit, mutant):
    """The first judge that kills it speaks."""
    seconds = 0.0
    for judge, most in zip(judges, limit):
        one = run(judge, mutant, most)
        seconds += one.seconds
        if one.killed_by is not None:
            return Verdict(one.killed_by, one.test, seconds)
    return Verdict(None, "", seconds)
