# SPDX-License-Identifier: Apache-2.0
"""Mutants of the RTL: blocks.json says which executables hold them (isomer_add_mutants.cmake)."""

import json
import pathlib
import subprocess

from . import judge, results

# Modules of the machine that compute what is stored; the others decide when and where.
DATAPATH = {
    "isomer_align",
    "isomer_array",
    "isomer_column",
    "isomer_lookup",
    "isomer_pe",
    "isomer_post",
    "isomer_vector",
    "isomer_vector_lane",
    "isomer_vector_result",
    "isomer_weight_decoder",
    "isomer_weight_table",
}

TEXT = "{mode} of {cell}.{port}[{bit}] in {module}"


def configure(root, folder, mutants, seed):
    """CMake draws the mutants."""
    command = ["cmake", "-S", root, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                 "-DCMAKE_CXX_FLAGS_RELEASE=-O2", f"-DISOMER_MUTANTS={mutants}",
                 f"-DISOMER_MUTATION_SEED={seed}", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def blocks(folder):
    return json.loads((pathlib.Path(folder) / "tests/mutation/blocks.json").read_text())


def place(mutant):
    """What is the same in every campaign."""
    if "name" in mutant:
        return [mutant["name"], mutant["module"]]
    return [mutant[field] for field in ("module", "mode", "cell", "port", "bit", "control")]


class Mutant:
    def __init__(self, block, limits, mutant):
        self.judges = block["judges"]
        self.limits = limits
        self.number = mutant["number"]
        module = mutant["module"].split("__")[0]
        of_machine = block["block"] in ("machine", "faults")
        is_datapath = module in DATAPATH
        self.row = {
            "id": results.key([block["block"], *place(mutant)]),
            "part": "rtl",
            "block": module.removeprefix("isomer_") if of_machine else block["block"],
            "kind": "arithmetic" if is_datapath else block["kind"],
            "what": mutant.get("name") or TEXT.format(**mutant),
            "module": mutant["module"],
            "sources": mutant["sources"],
            "number": mutant["number"],
            "folder": str(pathlib.Path(block["mutants"]).parent),
        }

    def run(self):
        one = judge.verdict(self.judges, self.limits, self.number)
        return {**self.row, "killed_by": one.killed_by, "test": one.test,
                "seconds": round(one.seconds, 2)}


def mutants(folder, only, may_build):
    """All of them, their judges built; `only` names blocks, or is empty."""
    if may_build:
        subprocess.run(["ninja", "-C", folder, "mutation_judges"], check=True)
    result = []
    for block in blocks(folder):
        if only and block["block"] not in only:
            continue
        limits = judge.limits(block["judges"])
        drawn = json.loads(pathlib.Path(block["mutants"]).read_text())
        result += [Mutant(block, limits, mutant) for mutant in drawn]
    return result
