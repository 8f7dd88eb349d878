# SPDX-License-Identifier: Apache-2.0
"""Tables as CSV for programs and as Markdown for people."""

import csv
import io

from script import write


def save_csv(path, rows):
    """`rows`: dicts with the same keys, at least one."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write(path, text.getvalue())


def read_csv(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def markdown(rows):
    """Numbers with two decimals, to the right."""
    def cell(value):
        return f"{value:.2f}" if isinstance(value, float) else str(value)

    head = list(rows[0])
    rules = ["---:" if isinstance(rows[0][key], (int, float)) else "---" for key in head]
    lines = [head, rules] + [[cell(row[key]) for key in head] for row in rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def mean_and_spread(values):
    """"81.20 (81.05 to 81.33)"."""
    values = list(values)
    return f"{mean(values):.2f} ({min(values):.2f} to {max(values):.2f})"
