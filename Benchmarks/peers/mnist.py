"""What the peers share: MNIST in memory, and the networks of section 3 of the paper."""

import gzip
import pathlib

import torch


def idx(folder, name):
    """The unsigned bytes of an IDX file, gzipped or not, in its shape."""
    path = pathlib.Path(folder, name)
    content = path.read_bytes() if path.exists() else gzip.decompress(
        path.with_name(name + ".gz").read_bytes())
    rank = content[3]
    shape = [int.from_bytes(content[i : i + 4], "big") for i in range(4, 4 + 4 * rank, 4)]
    return torch.frombuffer(bytearray(content), dtype=torch.uint8, offset=4 + 4 * rank).view(shape)


def load(folder, part):
    """Images [n, 28, 28] in 0...1 and labels [n]; `part` is "train" or "t10k"."""
    return (idx(folder, f"{part}-images-idx3-ubyte").float() / 255,
            idx(folder, f"{part}-labels-idx1-ubyte").long())


def perceptron(sizes, dropout=False):
    """Dense layers with ReLU between; `dropout` drops 0.2 of the input and 0.5 of hidden units."""
    layers = []
    for depth, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        if depth:
            layers.append(torch.nn.ReLU())
        if dropout:
            layers.append(torch.nn.Dropout(0.5 if depth else 0.2))
        layers.append(torch.nn.Linear(inputs, outputs))
    return torch.nn.Sequential(*layers)
