# SPDX-License-Identifier: Apache-2.0
"""Results of a campaign: one line of JSON per mutant, appended as soon as it is judged, so that a
campaign that was stopped goes on where it was."""

import hashlib
import json


def key(place):
    """A short name of a mutant that does not change when others come or go. `place`: its fields."""
    text = "|".join(str(field) for field in place)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class Results:
    def __init__(self, path):
        self.path = path
        self.rows = {}
        if path.exists():
            for line in path.read_text().splitlines():
                try:
                    row = json.loads(line)
                except ValueError:
                    continue  # cut off when the campaign was stopped
                self.rows[row["id"]] = row

    def has(self, identifier):
        return identifier in self.rows

    def add(self, row):
        """A mutant that was judged, or what is known better of it: the last line counts."""
        self.rows[row["id"]] = row
        with self.path.open("a") as file:
            file.write(json.dumps(row) + "\n")
