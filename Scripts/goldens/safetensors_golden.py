#!/usr/bin/env python3
"""Writes the safetensors goldens of DistillDataTests with the format's own library.

    pip install safetensors numpy
    python3 Scripts/goldens/safetensors_golden.py Tests/DistillDataTests/Goldens

Made with safetensors 0.8.0. With --check FILE it instead reads a file that was written elsewhere from
the same values and compares every byte.
"""
import json
import struct
import sys

import numpy as np
from safetensors import TensorSpec, deserialize, serialize_file

METADATA = {"architecture": 'mlp "784-30-10"\n\\ é 😀 \x01'}
BFLOAT16 = np.array([0x3F80, 0xC040, 0x7F80, 0x0001], dtype="<u2")
# The library's own order: wider types first, then names.
TENSORS = {
    "steps": np.array([0, -1, 2**62], dtype="<i8"),
    "exact": np.array([0.1, -2.5], dtype="<f8"),
    "scalar": np.array(0.25, dtype="<f4"),
    "weights": np.array([[1.5, -2, 3.25], [0, -0.5, 1e-30]], dtype="<f4"),
    "counts": np.array([[7], [-8]], dtype="<i4"),
    "bf": BFLOAT16,
    "bytes": np.array([0, 127, 255], dtype="u1"),
    "none": np.zeros((0, 4), dtype="u1"),
}


def write(path, tensors):
    specs = {
        name: TensorSpec(
            dtype="bfloat16" if name == "bf" else array.dtype.name,
            shape=list(array.shape),
            data_ptr=array.ctypes.data,
            data_len=array.nbytes,
        )
        for name, array in tensors.items()
    }
    serialize_file(specs, path, METADATA)


def check(path):
    with open(path, "rb") as file:
        content = file.read()
    header = json.loads(content[8 : 8 + struct.unpack("<Q", content[:8])[0]])
    assert header["__metadata__"] == METADATA, header
    found = dict(deserialize(content))
    assert set(found) == set(TENSORS), set(found)
    for name, array in TENSORS.items():
        assert found[name]["shape"] == list(array.shape), name
        assert bytes(found[name]["data"]) == array.tobytes(), name
    print(f"{path}: all {len(TENSORS)} tensors agree")


if sys.argv[1] == "--check":
    check(sys.argv[2])
else:
    write(f"{sys.argv[1]}/safetensors.safetensors", TENSORS)
    # Every kind of binary16: zero, one, the largest, the smallest normal and subnormal, infinity.
    halves = np.array(
        [0, 0x8000, 0x3C00, 0xC100, 0x7BFF, 0x0400, 0x0001, 0x83FF, 0x7C00, 0xFC00], dtype="<u2"
    )
    write(f"{sys.argv[1]}/binary16.safetensors", {"halves": halves.view("<f2")})
