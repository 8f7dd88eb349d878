# SPDX-License-Identifier: Apache-2.0
"""Pictures by gnuplot, as SVG and PNG; the script stays beside them to be changed."""

import subprocess

from script import Failure, write

COLOURS = ("#404040", "#0060ad", "#dd181f", "#2e8b57", "#b8860b")
TERMINALS = {"svg": "svg size {0},{1} dynamic background rgb 'white'",
             "png": "pngcairo size {0},{1} background rgb 'white'"}


def draw(folder, name, script, width=900, height=400):
    """Runs the script in the folder for NAME.svg and NAME.png; data files are beside it."""
    write(folder / f"{name}.gp", script)
    for ending, terminal in TERMINALS.items():
        preamble = (f"set terminal {terminal.format(width, height)}; "
                    f"set output '{name}.{ending}'; set datafile separator ','")
        try:
            done = subprocess.run(["gnuplot", "-e", preamble, f"{name}.gp"], cwd=folder,
                                  capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise Failure("gnuplot cannot be run: install gnuplot-nox, or everything by "
                          "tools/setup") from None
        if done.returncode != 0:
            raise Failure(f"gnuplot {folder / name}.gp failed: {done.stderr.strip()}")


def matrices(panels, title, tics, largest):
    """A script of heat maps side by side: white at 0, red at `largest`, blue at its negative.
    `panels`: (title, CSV with a row and a column of names)."""
    names = ", ".join(f"'{tic}' {i}" for i, tic in enumerate(tics))
    text = (f"set multiplot layout 1,{len(panels)} title '{title}'\n"
            "set palette defined (-1 '#2166ac', 0 '#ffffff', 1 '#b2182b')\n"
            f"set cbrange [{-largest}:{largest}]\nset size square\nunset key\n"
            f"set xtics ({names}) rotate by 90 right\nset ytics ({names})\n"
            "set yrange [*:*] reverse\nset xlabel 'answer'\nset ylabel 'label'\n")
    for name, file in panels:
        text += (f"set title '{name}'\n"
                 f"plot '{file}' matrix every 1::1:1 using ($1-1):($2-1):3 with image\n")
    return text + "unset multiplot\n"
