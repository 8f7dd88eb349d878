#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""One Verilog netlist that holds many mutants of a design: yosys draws them, evenly over its cells,
and its new input port `mutation` says which of them is alive (0: none).

Writes OUTPUT/mutants.v and OUTPUT/mutants.json, one object per mutant: number, module, mode, cell,
port, bit (and the bit that controls it), and the source lines it came from. Neither is touched when
it would stay the same.
"""

import argparse
import hashlib
import json
import pathlib
import re
import subprocess
import sys

WIDTH = 16  # of the port: at most 65535 mutants


def script(arguments, folder):
    """The commands of yosys."""
    lines = [f"read_verilog -sv {' '.join(arguments.sources)}"]
    if arguments.library:
        lines.append(f"read_verilog -lib -sv {' '.join(arguments.library)}")
    parameters = " ".join(f"-chparam {name} {value}" for name, value in arguments.parameter)
    lines += [
        f"hierarchy -check -top {arguments.top} {parameters}",
        f"rename -top {arguments.top}",
        "proc",
        "opt_expr",
        "opt_merge",
        "opt_clean",
    ]
    # What has tests of its own is not drawn again; isomer_rnt stands for its variants, too.
    lines.append("select *")
    lines += [f"select -del {name} *\\\\{name} *\\\\{name}\\\\*" for name in arguments.skip]
    lines += [
        f"mutate -list {arguments.count} -seed {arguments.seed} -ctrl mutation {WIDTH} 1"
        f" -o {folder}/list.ys",
        "select -clear",
        f"script {folder}/list.ys",
        f"write_verilog -noattr {folder}/drawn.v",
    ]
    return "\n".join(lines) + "\n"


def plain_names(text):
    """(text with names of parametrised modules as <module>__<n>, {yosys' name: that})"""
    names, counts = {}, {}

    def plain(match):
        full = match.group(1)
        if full not in names:
            module = match.group(2)
            counts[module] = counts.get(module, 0) + 1
            names[full] = f"{module}__{counts[module]}"
        return names[full] + " "

    text = re.sub(r"\\(\$paramod\S*\\(isomer_\w+)\S*) ", plain, text)
    return text, names


def mutants(text, names, root):
    """What the lines of yosys' list say."""
    result = []
    for line in text.splitlines():
        words = line.split()
        mutant = {"number": 0, "module": "", "mode": "", "cell": "", "port": "", "bit": 0,
                  "control": 0}
        sources = []
        for at, word in enumerate(words):
            if word == "-ctrl":
                mutant["number"] = int(words[at + 3])
            elif word in ("-mode", "-module", "-cell", "-port"):
                mutant[word[1:]] = words[at + 1]
            elif word in ("-portbit", "-ctrlbit"):
                mutant["bit" if word == "-portbit" else "control"] = int(words[at + 1])
            elif word == "-src":
                sources += words[at + 1].split("|")
        module = mutant["module"]
        mutant["module"] = names.get(module, module)
        places = {re.sub(r"\.\d+-.*", "", source.replace(f"{root}/", "")) for source in sources}
        mutant["sources"] = sorted(place for place in places if not place.endswith(":0"))
        # yosys numbers its own cells: their place in the source stays when the numbers move.
        mutant["cell"] = re.sub(r"\$\d+", "", mutant["cell"]).replace(f"{root}/", "")
        result.append(mutant)
    return result


def write_if_different(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--top", required=True)
    parser.add_argument("--count", type=int, required=True, help="of mutants")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True, help="folder")
    parser.add_argument("--root", required=True, help="sources are named relative to it")
    parser.add_argument("--parameter", action="append", default=[], help="NAME=VALUE of the top")
    parser.add_argument("--library", nargs="*", default=[], help="modules that stay as they are")
    parser.add_argument("--skip", nargs="*", default=[], help="modules without mutants")
    parser.add_argument("--sources", nargs="+", required=True)
    arguments = parser.parse_args()
    arguments.parameter = [pair.split("=") for pair in arguments.parameter]
    arguments.output.mkdir(parents=True, exist_ok=True)

    commands = script(arguments, arguments.output)
    files = [*arguments.library, *arguments.sources, __file__]
    contents = [commands, *(pathlib.Path(file).read_text() for file in files)]
    digest = hashlib.sha256("\0".join(contents).encode()).hexdigest()
    stamp = arguments.output / "drawn.sha256"
    if stamp.exists() and stamp.read_text() == digest:
        return
    yosys = arguments.output / "mutants.ys"
    yosys.write_text(commands)
    result = subprocess.run(["yosys", "-q", "-s", yosys], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"netlist.py: yosys refused {yosys}\n{result.stdout}{result.stderr}")
    netlist, names = plain_names((arguments.output / "drawn.v").read_text())
    listed = mutants((arguments.output / "list.ys").read_text(), names, arguments.root)
    write_if_different(arguments.output / "mutants.v", netlist)
    write_if_different(arguments.output / "mutants.json", json.dumps(listed, indent=1) + "\n")
    stamp.write_text(digest)


if __name__ == "__main__":
    main()
