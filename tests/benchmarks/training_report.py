# SPDX-License-Identifier: Apache-2.0
"""What training.py makes of its measurements: medians, ratios, a table, files."""

import csv
import statistics

from training_sides import LAYOUTS


def spread(rates):
    return {
        "median": statistics.median(rates),
        "least": min(rates),
        "most": max(rates),
    }


def best_layout(rates, kind):
    """The layout with the better median, and its rates in all rounds; None without PyTorch."""
    measured = {layout: rates[kind, layout] for layout in LAYOUTS if (kind, layout) in rates}
    if not measured:
        return None, None
    layout = max(measured, key=lambda name: statistics.median(measured[name]))
    return layout, measured[layout]


def summarise(network, phases, rates):
    """One row for every phase, from (phase, who) -> rates in all rounds."""
    rows = []
    for phase in phases:
        layout, theirs = best_layout(rates, "inference" if phase == "inference" else "training")
        row = {"network": network, "phase": phase}
        ours = rates.get((phase, "isomer"))
        if ours:
            row["isomer"] = spread(ours)
        if theirs:
            row["pytorch"] = {"layout": layout, **spread(theirs)}
        if ours and theirs:
            row["ratio"] = spread([a / b for a, b in zip(ours, theirs)])
        if phase != "inference" and best_layout(rates, "qat")[1]:
            layout, qat = best_layout(rates, "qat")
            row["pytorch qat"] = {"layout": layout, **spread(qat)}
        rows.append(row)
    return rows


def text(cell, digits=0):
    if not cell:
        return "-"
    least, median, most = (f"{cell[key]:.{digits}f}" for key in ("least", "median", "most"))
    return f"{median} ({least} to {most})"


def print_table(rows):
    lines = [("network", "phase", "Isomer, img/s", "PyTorch, img/s", "layout", "ratio", "its QAT")]
    for row in rows:
        pytorch = row.get("pytorch", {})
        lines.append(
            (
                row["network"],
                row["phase"],
                text(row.get("isomer")),
                text(pytorch),
                pytorch.get("layout", "-"),
                text(row.get("ratio"), 2),
                text(row.get("pytorch qat")),
            )
        )
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def write_csv(path, measurements):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("round", "network", "phase", "who", "images_per_second"))
        writer.writerows(measurements)


def cpu_name():
    with open("/proc/cpuinfo") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return names[0] if names else "unknown"
