"""Goldens of the convolutions of DistillTensors, in float64.

convolutions.json   Images x are [batch, height, width, inputs], weights w [outputs, rows, columns,
                    inputs / groups], padding is [top, bottom, left, right]:
                        y[n,p,q,o] = b[o] + sum over i,j,c of
                            x[n, p*sh + i*dh - top, q*sw + j*dw - left, group of o, c] * w[o,i,j,c]
                    with 0 outside the image, and for an upstream gradient dy of the shape of y
                        dx = the gradient of sum(y * dy) with respect to x; dw, db likewise.
                    All arrays are flat, row-major.

usage: convolutions_goldens.py
"""

import numpy as np

from golden import draw, write


def case(random, name, batch, height, width, inputs, outputs, rows, columns, stride=(1, 1),
         dilation=(1, 1), padding=(0, 0, 0, 0), groups=1, bias=False):
    top, bottom, left, right = padding
    x = draw(random, batch, height, width, inputs)
    w = draw(random, outputs, rows, columns, inputs // groups)
    b = draw(random, outputs)
    padded = np.pad(x, ((0, 0), (top, bottom), (left, right), (0, 0)))
    down = (height + top + bottom - dilation[0] * (rows - 1) - 1) // stride[0] + 1
    across = (width + left + right - dilation[1] * (columns - 1) - 1) // stride[1] + 1
    y = np.zeros((batch, down, across, outputs)) + (b if bias else 0)
    dy = draw(random, *y.shape)
    dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
    share, made = inputs // groups, outputs // groups
    for i in range(rows):
        for j in range(columns):
            place = (slice(None), slice(i * dilation[0], i * dilation[0] + stride[0] * down, stride[0]),
                     slice(j * dilation[1], j * dilation[1] + stride[1] * across, stride[1]))
            for g in range(groups):
                read, written = slice(g * share, (g + 1) * share), slice(g * made, (g + 1) * made)
                seen = padded[place][..., read][:, :down, :across]
                y[..., written] += np.einsum("npqc,oc->npqo", seen, w[written, i, j])
                dw[written, i, j] = np.einsum("npqo,npqc->oc", dy[..., written], seen)
                dpadded[place + (read,)] += np.einsum("npqo,oc->npqc", dy[..., written], w[written, i, j])
    dx = dpadded[:, top:top + height, left:left + width]
    return {"name": name, "x": x.ravel(), "w": w.ravel(), "b": b, "y": y.ravel(), "dy": dy.ravel(),
            "dx": dx.ravel(), "dw": dw.ravel(), "db": dy.sum(axis=(0, 1, 2)),
            "images": [batch, height, width, inputs], "output": list(y.shape), "outputs": outputs,
            "kernel": [rows, columns], "stride": list(stride), "dilation": list(dilation),
            "padding": list(padding), "groups": groups, "bias": bias}


random = np.random.RandomState(4)
ONE = (1, 1, 1, 1)
write("DistillTensorsTests", "convolutions", [
    case(random, "one pixel", 1, 1, 1, 1, 1, 1, 1),
    case(random, "3x3 on three channels, padded", 2, 5, 6, 3, 4, 3, 3, padding=ONE),
    case(random, "with a bias", 2, 4, 4, 2, 3, 3, 3, padding=ONE, bias=True),
    case(random, "no padding", 2, 6, 5, 2, 3, 3, 3),
    case(random, "1x1", 3, 3, 4, 5, 6, 1, 1, bias=True),
    case(random, "1x1 of stride 2", 2, 5, 6, 4, 8, 1, 1, stride=(2, 2)),
    case(random, "stride 2, one row and column left over", 2, 6, 6, 8, 8, 3, 3, stride=(2, 2), padding=ONE),
    case(random, "stride 2 and 3", 1, 9, 8, 2, 3, 3, 2, stride=(2, 3)),
    case(random, "dilation 2", 1, 7, 7, 2, 3, 3, 3, dilation=(2, 2), padding=(2, 2, 2, 2)),
    case(random, "dilation 3 and 1, stride 2", 1, 9, 7, 2, 2, 3, 3, stride=(2, 2), dilation=(3, 1)),
    case(random, "unequal padding", 2, 5, 4, 2, 3, 3, 3, padding=(0, 2, 1, 0), bias=True),
    case(random, "padding that no window ends in", 1, 4, 4, 2, 2, 2, 2, stride=(3, 3), padding=(0, 1, 0, 1)),
    case(random, "a kernel of even size", 2, 5, 5, 3, 2, 4, 2, padding=(1, 2, 0, 1)),
    case(random, "a kernel wider than the image", 1, 3, 2, 2, 2, 5, 5, padding=(2, 2, 2, 2)),
    case(random, "two groups", 2, 4, 5, 4, 6, 3, 3, padding=ONE, groups=2, bias=True),
    case(random, "three groups of eight", 1, 3, 3, 24, 24, 1, 1, groups=3),
    case(random, "depthwise", 2, 5, 5, 6, 6, 3, 3, padding=ONE, groups=6, bias=True),
    case(random, "depthwise of stride 2", 2, 6, 6, 8, 8, 3, 3, stride=(2, 2), padding=ONE, groups=8),
    case(random, "depthwise, two filters each", 1, 4, 4, 3, 6, 3, 3, padding=ONE, groups=3),
    case(random, "sixteen channels", 1, 4, 4, 16, 16, 3, 3, padding=ONE, bias=True),
])
