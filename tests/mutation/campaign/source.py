# SPDX-License-Identifier: Apache-2.0
"""Mutants of the C++: one file is changed, what includes it is compiled, and the judges are linked
with these objects before the libraries, so that nothing else is built."""

import pathlib
import random
import tempfile
import tomllib

from . import judge, results, tokens

# Where faults are planted, and the tests that may notice, quickest first, each with the cases of
# it. The model is judged by its own tests, by the oracle behind compiled networks and by the sound
# RTL in lockstep; the compiler by the oracle.
PARTS = {
    "model": (
        ("sim/machine", "sim/functional"),
        {"test_sim_machine": [], "test_sim_functional": [], "test_compiler": [],
         "test_sim_lockstep_rtl": ["~*on base"]},
    ),
    "compiler": (("isa/compiler",), {"test_compiler": []}),
}
MOST_OBJECTS = 8  # a header in more of them is left alone


class Mutant:
    """`text`: what stands in the file, which is named from the root."""

    def __init__(self, build, part, file, text, objects, limits, row):
        self.build, self.part, self.file, self.text = build, part, file, text
        self.objects, self.limits = objects, limits
        self.row = {"part": part, "kind": part, "block": file, **row}

    def run(self):
        with tempfile.TemporaryDirectory(prefix="isomer_mutant_") as name:
            return self.run_in(pathlib.Path(name))

    def run_in(self, folder):
        changed = folder / "overlay" / self.file
        changed.parent.mkdir(parents=True)
        changed.write_text(self.text)
        objects = {}
        for sound in self.objects:
            objects[sound] = self.build.compile(sound, folder / "overlay", folder)
            if objects[sound] is None:
                return {**self.row, "killed_by": "compiler", "test": "", "seconds": 0}
        seconds = 0.0
        for target, tests in PARTS[self.part][1].items():
            if not self.build.links[target][1] & set(self.objects):
                continue
            self.build.link(target, objects, folder / target)
            one = judge.verdict([{"command": str(folder / target), "tests": tests}],
                                [self.limits[target]], 0)
            seconds += one.seconds
            if one.killed_by is not None:
                break
            (folder / target).unlink()
        return {**self.row, "killed_by": one.killed_by, "test": one.test,
                "seconds": round(seconds, 2)}


def limits(build, part):
    """Builds the judges of a part: {target: s of processor time that a mutant may take}."""
    tests = PARTS[part][1]
    build.make(list(tests))
    judges = [{"command": str(build.path(target)), "tests": tests[target]} for target in tests]
    return dict(zip(tests, judge.limits(judges)))


def files(build, part):
    """(file, objects) of what the judges have of the part's folders."""
    folders, tests = PARTS[part]
    for folder in folders:
        for path in sorted((build.root / folder).iterdir()):
            file = str(path.relative_to(build.root))
            objects = build.objects(file, tests)
            if path.suffix in (".h", ".cc") and 0 < len(objects) <= MOST_OBJECTS:
                yield file, objects


def named(build, part, most, table):
    """The part's faults in faults.toml, each of which stands in its file once."""
    for fault in tomllib.loads(table.read_text())["fault"]:
        if fault["part"] != part:
            continue
        file, before = fault["file"], fault["from"]
        text = (build.root / file).read_text()
        if text.count(before) != 1:
            raise SystemExit(f"{table}: fault '{fault['name']}': `{before}` stands"
                             f" {text.count(before)} times in {file}: name what stands there once")
        objects = build.objects(file, PARTS[part][1])
        yield Mutant(build, part, file, text.replace(before, fault["to"]), objects, most, {
            "id": results.key([file, before, fault["to"]]),
            "what": fault["name"],
            "sources": [f"{file}:{text.count(chr(10), 0, text.index(before)) + 1}"],
        })


def mutants(build, part, seed, table):
    """All of a part: those with a name, then tokens in the order of the seed."""
    most = limits(build, part)
    result = []
    for file, objects in files(build, part):
        text = (build.root / file).read_text()
        for site in tokens.sites(text):
            result.append(Mutant(build, part, file, site.apply(text), objects, most, {
                "id": results.key([file, site.code, site.column, site.before, site.after]),
                "what": f"`{site.before}` -> `{site.after}` in `{site.code}`",
                "sources": [f"{file}:{site.line}"],
            }))
    result.sort(key=lambda mutant: mutant.row["id"])  # whatever the order of the sites
    random.Random(seed).shuffle(result)
    return [*named(build, part, most, table), *result]
