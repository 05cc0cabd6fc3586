"""Goldens of the activation functions of DistillTensors, in float64.

activations.json    For each function the values y at the numbers x, by the formula of its paper, and the
                    derivatives dy, exact.

usage: activations_goldens.py
"""

import math

from golden import write

NUMBERS = [-40.0, -8.0, -5.0, -3.5, -2.0, -1.0, -0.5, -0.0625, 0.03125, 0.25, 1.0, 1.5, 2.5, 4.0, 5.5,
           7.0, 12.0, 90.0]


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def normal(x):
    return math.erfc(-x / math.sqrt(2)) / 2


FUNCTIONS = {
    "relu": (lambda x: max(0.0, x), lambda x: float(x > 0)),
    "relu6": (lambda x: min(6.0, max(0.0, x)), lambda x: float(0 < x < 6)),
    "leaky relu": (lambda x: max(x, 0.125 * x), lambda x: 1.0 if x > 0 else 0.125),
    "tanh": (math.tanh, lambda x: 1 / math.cosh(x) ** 2),
    "sigmoid": (sigmoid, lambda x: 1 / (2 * math.cosh(x / 2)) ** 2),
    "gelu": (lambda x: x * normal(x),
             lambda x: normal(x) + x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)),
    "silu": (lambda x: x * sigmoid(x),
             lambda x: sigmoid(x) + x / (2 * math.cosh(x / 2)) ** 2),
    "hard swish": (lambda x: x * min(1.0, max(0.0, (x + 3) / 6)),
                   lambda x: 0.0 if x < -3 else 1.0 if x > 3 else (2 * x + 3) / 6),
}

write("DistillTensorsTests", "activations", [
    {"name": name, "x": NUMBERS, "y": [f(x) for x in NUMBERS], "dy": [d(x) for x in NUMBERS]}
    for name, (f, d) in FUNCTIONS.items()])
