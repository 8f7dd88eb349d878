# SPDX-License-Identifier: Apache-2.0
"""One line about how far a campaign is."""

import sys
import time


class Progress:
    def __init__(self, total):
        self.total = total
        self.done = 0
        self.killed = 0
        self.start = time.monotonic()

    def step(self, what, is_killed):
        self.done += 1
        self.killed += is_killed
        rate = 60 * self.done / max(time.monotonic() - self.start, 1e-3)
        text = (
            f"{self.done}/{self.total} mutants, {self.killed} killed, {rate:.0f} per minute,"
            f" {(self.total - self.done) / rate:.1f} minutes left"
        )
        if sys.stderr.isatty():
            print(f"\r\033[K{text} | {what}"[:150], end="", file=sys.stderr, flush=True)
        elif self.done % 20 == 0 or self.done == self.total:
            print(text, file=sys.stderr, flush=True)
