# SPDX-License-Identifier: Apache-2.0
"""Survivors among modules alone: yosys proves that a mutant computes what the sound module does,
for every input; with registers, for every input of the first cycles after they were zero."""

import pathlib
import re
import subprocess

CYCLES = 8  # more than the stages of the post chain
SECONDS = 60  # for one proof


def script(netlist, top, number, has_registers):
    """Commands that set the sound module beside the mutant and prove their outputs the same."""
    lines = [f"read_verilog {netlist}", f"hierarchy -check -top {top}", "proc", "flatten",
             "async2sync", "opt_clean"]
    for name, mutation in (("gold", 0), ("gate", number)):
        lines += [f"copy {top} {name}", f"cd {name}", "delete -input w:mutation",
                  f"connect -set mutation 16'd{mutation}", "cd ..", f"opt -full {name}"]
    lines += ["miter -equiv -make_assert -flatten gold gate miter", "hierarchy -top miter",
              "opt -full"]
    bound = f"-set-init-zero -tempinduct-baseonly -maxsteps {CYCLES}" if has_registers else ""
    lines.append(f"sat -prove-asserts {bound} miter")
    return "\n".join(lines)


def registers_of(netlist, module):
    """Whether the module, or one inside it, has any."""
    text = netlist.read_text()
    bodies = dict(re.findall(r"^module (\w+) ?\((.*?)^endmodule", text, re.DOTALL | re.MULTILINE))
    inside = [name for name in bodies if re.search(rf"^  {name} ", bodies[module], re.MULTILINE)]
    return "posedge" in bodies[module] or any(registers_of(netlist, name) for name in inside)


def prove(folder, module, number):
    """What was proved of the module that holds the mutant, as a reason, or ""."""
    netlist = pathlib.Path(folder) / "mutants.v"
    has_registers = registers_of(netlist, module)
    commands = script(netlist, module, number, has_registers)
    try:
        done = subprocess.run(["yosys", "-p", commands.replace("\n", "; ")], timeout=SECONDS,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    except subprocess.TimeoutExpired:
        return ""
    if "no model found: SUCCESS" in done.stdout:
        return "proved for every input"
    if has_registers and f"Base case for induction length {CYCLES} proven" in done.stdout:
        return f"proved for every input of {CYCLES} cycles"
    return ""


def mark(known):
    """Tries every survivor of a module alone that has no proof yet."""
    for row in list(known.rows.values()):
        block = pathlib.Path(row["folder"]).name if row["part"] == "rtl" else ""
        is_alone = block not in ("", "machine", "faults")
        if row["killed_by"] is None and is_alone and not row.get("equivalent"):
            proof = prove(row["folder"], row["module"], row["number"])
            if proof:
                known.add({**row, "equivalent": proof})
