"""Goldens of pooling and of batch normalisation in DistillTensors, in float64.

pooling.json        Images x are [batch, height, width, channels]. Each case holds the kernel, stride and
                    padding (the same on opposite sides), whether the number of places is rounded up, the
                    function (max, mean, or mean over the padding too), y, an upstream gradient dy and dx.
                    A last window that rounding up adds begins inside the image or the padding before it,
                    and a mean over the padding is over what of the window lies in image and padding.

normalization.json  x [rows, channels], gain and bias [channels], an added tensor, eps:
                        m, v = mean and mean squared distance of each channel
                        y = max(0, gain * (x - m) / sqrt(v + eps) + bias + added)

usage: pooling_goldens.py
"""

import math

import numpy as np

from golden import draw, write


def places(size, kernel, stride, padding, ceil):
    room = (size + 2 * padding - kernel) / stride
    count = (math.ceil(room) if ceil else math.floor(room)) + 1
    if ceil and (count - 1) * stride >= size + padding:
        count -= 1
    return count


def case(random, name, batch, height, width, channels, kernel, stride, padding, function, ceil=False):
    x = draw(random, batch, height, width, channels)
    down = places(height, kernel[0], stride[0], padding[0], ceil)
    across = places(width, kernel[1], stride[1], padding[1], ceil)
    y = np.zeros((batch, down, across, channels))
    dy = draw(random, *y.shape)
    dx = np.zeros_like(x)
    for n in range(batch):
        for p in range(down):
            for q in range(across):
                top, left = p * stride[0] - padding[0], q * stride[1] - padding[1]
                bottom = min(top + kernel[0], height + padding[0])
                right = min(left + kernel[1], width + padding[1])
                area = (bottom - top) * (right - left)
                rows = range(max(top, 0), min(bottom, height))
                columns = range(max(left, 0), min(right, width))
                for c in range(channels):
                    window = {(i, j): x[n, i, j, c] for i in rows for j in columns}
                    if function == "max":
                        best = max(window, key=lambda place: (window[place], [-v for v in place]))
                        y[n, p, q, c] = window[best]
                        dx[n, best[0], best[1], c] += dy[n, p, q, c]
                    else:
                        count = area if function == "padded mean" else len(window)
                        y[n, p, q, c] = sum(window.values()) / count
                        for i, j in window:
                            dx[n, i, j, c] += dy[n, p, q, c] / count
    return {"name": name, "x": x.ravel(), "y": y.ravel(), "dy": dy.ravel(), "dx": dx.ravel(),
            "images": list(x.shape), "output": list(y.shape), "kernel": kernel, "stride": stride,
            "padding": padding, "function": function, "ceil": ceil}


random = np.random.RandomState(5)
cases = []
for function in ("max", "mean", "padded mean"):
    cases += [
        case(random, "2x2", 2, 4, 6, 3, [2, 2], [2, 2], [0, 0], function),
        case(random, "overlapping, padded", 2, 5, 5, 2, [3, 3], [2, 2], [1, 1], function),
        case(random, "one column left over", 1, 4, 5, 2, [2, 2], [2, 2], [0, 0], function),
        case(random, "rounded up", 1, 6, 5, 2, [3, 2], [2, 2], [0, 0], function, ceil=True),
        case(random, "rounded up and padded", 2, 6, 7, 3, [3, 3], [2, 2], [1, 1], function, ceil=True),
        case(random, "rounded up without a further window", 1, 5, 5, 1, [2, 2], [3, 3], [1, 1],
             function, ceil=True),
        case(random, "the whole image", 2, 3, 4, 5, [3, 4], [1, 1], [0, 0], function),
        case(random, "a tall window", 1, 7, 3, 2, [4, 1], [3, 1], [2, 0], function),
    ]
write("DistillTensorsTests", "pooling", cases)


def normalization(random, name, rows, channels, eps, shift=0.0):
    x = draw(random, rows, channels) + shift
    gain, bias, added = draw(random, channels), draw(random, channels), draw(random, rows, channels)
    mean, variance = x.mean(axis=0), x.var(axis=0)
    plain = gain * (x - mean) / np.sqrt(variance + eps) + bias
    return {"name": name, "rows": rows, "channels": channels, "eps": eps, "x": x.ravel(),
            "gain": gain, "bias": bias, "added": added.ravel(), "mean": mean, "variance": variance,
            "plain": plain.ravel(), "rectified": np.maximum(0, plain + added).ravel()}


write("DistillTensorsTests", "normalization", [
    normalization(random, "one row", 1, 3, 1e-5),
    normalization(random, "two rows", 2, 1, 1e-5),
    normalization(random, "twelve rows", 12, 5, 1e-5),
    normalization(random, "a hundred channels", 7, 100, 1e-3),
    normalization(random, "far from zero", 40, 3, 1e-5, shift=1000.0),
])
