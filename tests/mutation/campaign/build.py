# SPDX-License-Identifier: Apache-2.0
"""What ninja knows of a build folder, and how to make an executable with a few files changed."""

import json
import pathlib
import shlex
import subprocess


class Build:
    def __init__(self, root, folder):
        self.root, self.folder = pathlib.Path(root), pathlib.Path(folder).resolve()
        self.commands, self.users, self.links = {}, {}, {}

    def ninja(self, *words):
        return subprocess.run(["ninja", "-C", self.folder, *words], check=True, text=True,
                              stdout=subprocess.PIPE).stdout

    def make(self, targets):
        """Builds the executables, and reads how: {object: command}, {file: objects that include
        it}, {executable: (link command, objects and libraries)}."""
        subprocess.run(["ninja", "-C", self.folder, *targets], check=True)
        entries = json.loads((self.folder / "compile_commands.json").read_text())
        commands = [entry["command"] for entry in entries]
        self.commands = {text.split(" -o ")[1].split()[0]: text for text in commands}
        for block in self.ninja("-t", "deps").split("\n\n"):
            lines = block.splitlines()
            target = lines[0].split(":")[0] if lines else ""
            for path in (pathlib.Path(self.folder, line.strip()) for line in lines[1:]):
                if path.is_relative_to(self.root):
                    self.users.setdefault(str(path.relative_to(self.root)), set()).add(target)
        for target in targets:
            last = self.ninja("-t", "commands", target).splitlines()[-1]
            link = next(part for part in last.split(" && ") if " -o " in part)
            inputs = self.ninja("-t", "inputs", target).split()
            self.links[target] = (shlex.split(link), set(inputs))

    def path(self, target):
        words = self.links[target][0]
        return self.folder / words[words.index("-o") + 1]

    def objects(self, file, targets):
        """Objects in the executables that a change of the file changes."""
        linked = set().union(*(self.links[target][1] for target in targets))
        return sorted(self.users.get(file, set()) & linked)

    def compile(self, target, overlay, folder):
        """The object, with files of `overlay` for the project's; None: it does not compile."""
        words = [word for word in shlex.split(self.commands[target]) if word != "-Werror"]
        if "ccache" in words[0]:
            words = words[1:]
        source = pathlib.Path(words[words.index("-c") + 1])
        changed = overlay / source.relative_to(self.root)
        if changed.exists():
            words[words.index("-c") + 1] = str(changed)
        result = folder / target.replace("/", "_")
        words[words.index("-o") + 1] = str(result)
        done = subprocess.run([words[0], f"-I{overlay}", *words[1:], "-w"], cwd=self.folder,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return result if done.returncode == 0 else None

    def link(self, target, objects, output):
        """The executable with these objects, {sound: changed}, before the libraries."""
        words = list(self.links[target][0])
        at = words.index("-o")
        words[at + 1] = str(output)
        linked = self.links[target][1]
        own = [str(changed) for sound, changed in objects.items()
               if sound in linked and sound not in words]
        words[at + 2:at + 2] = own
        words = [str(objects.get(word, word)) for word in words]
        subprocess.run(words, check=True, cwd=self.folder, stdout=subprocess.DEVNULL)
