# SPDX-License-Identifier: Apache-2.0
"""The report of a campaign: per block mutants, killed and by what, score, and every survivor."""

import collections
import csv
import json
import tomllib

COLUMNS = ["id", "part", "kind", "block", "what", "sources", "killed_by", "test", "seconds",
           "status", "reason"]


def reasons(path):
    """{id: reason} of the survivors that somebody has judged."""
    if not path.exists():
        return {}
    known = tomllib.loads(path.read_text()).get("survivor", [])
    return {entry["id"]: entry for entry in known}


def judged(rows, known):
    """The rows, each with `status`: killed, equivalent, accepted or open, and its reason."""
    result = []
    for row in rows:
        if row["killed_by"] == "compiler":
            continue  # not a program at all
        row = dict(row)
        entry = known.get(row["id"])
        if row["killed_by"]:
            row["status"], row["reason"] = "killed", ""
        elif row.get("equivalent"):
            row["status"], row["reason"] = "equivalent", row["equivalent"]
        elif entry:
            row["status"] = "equivalent" if entry.get("equivalent") else "accepted"
            row["reason"] = entry["reason"]
        else:
            row["status"], row["reason"] = "open", ""
        result.append(row)
    return result


def score(counts):
    """Killed of those that are not equivalent, in percent."""
    live = sum(counts.values()) - counts["equivalent"]
    return f"{100 * counts['killed'] / live:.1f}" if live else "-"


def table(rows, group):
    groups = collections.defaultdict(list)
    for row in rows:
        groups[group(row)].append(row)
    lines = ["| block | mutants | killed | equivalent | accepted | open | score, % | killed by |",
             "|---|--:|--:|--:|--:|--:|--:|---|"]
    for name in sorted(groups):
        counts = collections.Counter(row["status"] for row in groups[name])
        by = collections.Counter(row["killed_by"] for row in groups[name] if row["killed_by"])
        by = ", ".join(f"{what} {count}" for what, count in by.most_common())
        lines.append(f"| {name} | {len(groups[name])} | {counts['killed']} | {counts['equivalent']}"
                     f" | {counts['accepted']} | {counts['open']} | {score(counts)} | {by} |")
    return lines


def markdown(rows):
    lines = ["# Mutation campaign", "",
             "Score: killed of the mutants that are not equivalent. Equivalent: proved, or shown in"
             " survivors.toml. Accepted: alive, with a reason in survivors.toml. Open: alive.", "",
             "## Parts", ""]
    lines += table(rows, lambda row: f"{row['part']}, {row['kind']}")
    lines += ["", "## Blocks", ""]
    lines += table(rows, lambda row: f"{row['part']}: {row['block']}")
    for status in ("open", "accepted", "equivalent"):
        chosen = [row for row in rows if row["status"] == status]
        lines += ["", f"## {status.capitalize()}: {len(chosen)}", ""]
        for row in sorted(chosen, key=lambda row: (row["part"], row["block"], row["what"])):
            sources = ", ".join(row["sources"][:3])
            reason = f": {row['reason']}" if row["reason"] else ""
            lines.append(f"- `{row['id']}` {row['block']}: {row['what']} ({sources}){reason}")
    return "\n".join(lines) + "\n"


def write(results, known, folder):
    """report.md, results.csv and results.json in the folder; returns the judged rows."""
    rows = judged(results, known)
    (folder / "report.md").write_text(markdown(rows))
    with (folder / "results.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            row = {**row, "sources": " ".join(row["sources"])}
            writer.writerow([row.get(column, "") for column in COLUMNS])
    (folder / "results.json").write_text(json.dumps(rows, indent=1) + "\n")
    return rows
