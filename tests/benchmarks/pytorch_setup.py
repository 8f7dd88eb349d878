# SPDX-License-Identifier: Apache-2.0
"""Loads PyTorch in a state that a comparison may be made with: a fast BLAS, so many threads."""

import os
import sys

INSTALL = "apt-get install python3-torch, and run with /usr/bin/python3"
FAST_BLAS = ("openblas", "mkl", "blis")


def is_installed():
    try:
        import torch  # noqa: F401
    except ImportError:
        return False
    return True


def mapped_blas():
    """The BLAS libraries in this process; numpy's own copy does not serve PyTorch."""
    with open("/proc/self/maps") as maps:
        paths = {line.split(maxsplit=5)[5].strip() for line in maps if "/" in line}
    return sorted(
        path for path in paths if "blas" in path.lower().split("/")[-1] and "numpy.libs" not in path
    )


def load(threads):
    """PyTorch, and the BLAS it uses; leaves the program when there is none, or a slow one."""
    os.environ["OMP_NUM_THREADS"] = str(threads)
    os.environ["OPENBLAS_NUM_THREADS"] = str(threads)
    try:
        import torch
    except ImportError:
        sys.exit(f"PyTorch is not there: {INSTALL}")
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    torch.mm(torch.rand(64, 64), torch.rand(64, 64))  # libraries that are loaded late
    libraries = mapped_blas()
    if torch.backends.mkl.is_available():
        return torch, "MKL"
    fast = [path for path in libraries if any(name in path.lower() for name in FAST_BLAS)]
    if not fast:
        sys.exit(
            f"PyTorch computes with a reference BLAS ({', '.join(libraries) or 'none found'}), at a "
            "fraction of its speed, and a comparison would not be honest: apt-get install "
            "libopenblas0-pthread (and `update-alternatives --config libblas.so.3-x86_64-linux-gnu`)"
        )
    return torch, fast[-1]
