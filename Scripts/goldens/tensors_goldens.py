"""Goldens of DistillTensors, in float64.

softmax.json        p[i,k] = exp(z[i,k]/T) / sum_j exp(z[i,j]/T), row by row. Cases hold `logits`
                    and, under `at`, `probabilities` for every temperature.

dense.json          Weights are stored [out, in]: a unit's incoming weights are a row.
                        a = x wT + b            y = max(a, 0) with ReLU, else a
                    Backward, for an upstream gradient dy of the shape of y:
                        g = dy * 1[a > 0] with ReLU (0 where a = 0), else dy
                        dx = g w        dw = gT x        db[o] = sum_i g[i,o]
                    Shapes: x [batch, in], w [out, in], b [out], y and dy [batch, out].

column-sums.json    s[k] = sum_i x[i,k].

usage: tensors_goldens.py
"""

import numpy as np

from golden import TEMPERATURES, draw, write

TARGET = "DistillTensorsTests"


def softmax(logits, temperature):
    scaled = logits / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_cases():
    random = np.random.RandomState(1)
    logits = {f"random, {n} x {c}": draw(random, n, c, scale=4) for n, c in
              [(1, 1), (3, 1), (1, 2), (5, 2), (4, 10), (3, 33)]}
    logits["equal rows"] = np.repeat(draw(random, 1, 10, scale=4), 3, axis=0)
    logits["equal logits within a row"] = np.array([[0.0] * 10, [7.5] * 10, [-1000.0] * 10])
    logits["extremes"] = np.array([
        [1000.0, -1000.0, 0.0, 1.0], [-1000.0, -1000.0, -1000.0, -999.0],
        [1000.0, 1000.0, -1000.0, 1000.0], [1000.0, 999.0, 998.0, 997.0]])
    return [{"name": name, "logits": z,
             "at": [{"temperature": t, "probabilities": softmax(z, t)} for t in TEMPERATURES]}
            for name, z in logits.items()]


def dense_case(name, x, w, b, dy, relu):
    a = np.einsum("mi,oi->mo", x, w) + b
    # A pre-activation this close to zero, and not zero, would be decided by rounding.
    assert not relu or not np.any((np.abs(a) < 1e-4) & (a != 0)), name
    g = np.where(a > 0, dy, 0.0) if relu else dy
    return {"name": name, "relu": relu, "x": x, "weight": w, "bias": b,
            "y": np.where(a > 0, a, 0.0) if relu else a, "dy": dy,
            "dx": np.einsum("mo,oi->mi", g, w), "dw": np.einsum("mo,mi->oi", g, x),
            "db": g.sum(axis=0)}


def dense_cases():
    random = np.random.RandomState(2)
    cases = []
    for batch, inputs, outputs in [(1, 1, 1), (2, 3, 4), (1, 7, 2), (7, 5, 1), (5, 33, 7), (33, 2, 10)]:
        values = (draw(random, batch, inputs), draw(random, outputs, inputs), draw(random, outputs),
                  draw(random, batch, outputs))
        for relu in (False, True):
            kind = "ReLU" if relu else "linear"
            cases.append(dense_case(f"{kind}, batch {batch}, {inputs} to {outputs}", *values, relu))
    w, b = draw(random, 3, 4), draw(random, 3)
    w[1], b[1] = 0, 0
    cases.append(dense_case("ReLU, a unit that is exactly zero", draw(random, 6, 4), w, b,
                            draw(random, 6, 3), True))
    return cases


def column_sum_cases():
    random = np.random.RandomState(3)
    return [{"name": f"{n} x {c}", "x": x, "sums": x.sum(axis=0)}
            for n, c in [(1, 1), (1, 7), (7, 1), (2, 33), (100, 7), (33, 10)]
            for x in [draw(random, n, c)]]


write(TARGET, "softmax", softmax_cases())
write(TARGET, "dense", dense_cases())
write(TARGET, "column-sums", column_sum_cases())
