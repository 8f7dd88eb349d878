#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The faults of faults.toml in the RTL, all in one copy of its files: each expression becomes a
choice between itself and the fault, by isomer_mutation_pkg::number.

Writes the files to OUTPUT, and OUTPUT/mutants.json as netlist.py does. Prints the files.
"""

import argparse
import json
import pathlib
import sys
import tomllib


def planted(text, fault, number, table):
    """The text with that fault as well."""
    before = fault["from"]
    if text.count(before) != 1:
        sys.exit(f"{table}: fault '{fault['name']}': `{before}` stands {text.count(before)} times"
                 f" in {fault['file']}: name what stands there once")
    return text.replace(
        before, f"((isomer_mutation_pkg::number == {number}) ? ({fault['to']}) : ({before}))")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=pathlib.Path, required=True)
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)

    faults = [fault for fault in tomllib.loads(arguments.faults.read_text())["fault"]
              if fault["part"] == "rtl"]
    texts, mutants = {}, []
    for number, fault in enumerate(faults, 1):
        file = fault["file"]
        text = texts.get(file) or (arguments.root / file).read_text()
        line = text.count("\n", 0, max(text.find(fault["from"]), 0)) + 1
        texts[file] = planted(text, fault, number, arguments.faults)
        mutants.append({"number": number, "module": pathlib.Path(file).stem, "name": fault["name"],
                        "sources": [f"{file}:{line}"]})
    for file, text in texts.items():
        copy = arguments.output / pathlib.Path(file).name
        if not copy.exists() or copy.read_text() != text:
            copy.write_text(text)
    (arguments.output / "mutants.json").write_text(json.dumps(mutants, indent=1) + "\n")
    print(";".join(pathlib.Path(file).name for file in texts), end="")


if __name__ == "__main__":
    main()
