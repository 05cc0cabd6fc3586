"""Goldens of specialists in DistillTests, in float64.

consensus.json      p^g over `classes` classes, the classes S^m of each specialist m, its p^m over them
                    and its dustbin d_m. q = softmax(z) where the sum is least, found as the paper does,
                    by gradient descent over all z from z = ln p^g:
                        forward  KL(p^g, q) + sum_m KL(p^m, q)
                        reverse  KL(q, p^g) + sum_m KL(q, p^m)
                    q of m's dustbin is the sum of q over the classes outside S^m; a specialist for all
                    classes has none.

rand.json           Two partitions of the same elements, and the adjusted Rand index by counting all pairs:
                    (S - E) / (M - E), S pairs together in both, P and Q in the one and the other, of R
                    pairs in all, E = P Q / R, M = (P + Q) / 2.

Run from the project: python3 Scripts/goldens/specialists_goldens.py
"""

import itertools

import numpy as np

import golden


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def gradient(q, general, specialists, forward):
    """Of the sum, with respect to q."""

    def term(p, q):
        return -p / q if forward else np.log(q / p) + 1

    total = term(general, q)
    for classes, p, dustbin in specialists:
        outside = np.setdiff1d(np.arange(len(q)), classes)
        total[classes] += term(p, q[classes])
        if len(outside):
            total[outside] += term(dustbin, q[outside].sum())
    return total


def minimum(general, specialists, forward):
    z = np.log(general)
    # The curvature of the sum in z is at most half its total weight, 1 + M.
    step = 1 / (1 + len(specialists))
    for _ in range(400000):
        q = softmax(z)
        total = gradient(q, general, specialists, forward)
        slope = q * (total - np.sum(q * total))
        if np.abs(slope).max() < 1e-11:
            return q
        z -= step * slope
    raise RuntimeError(f"no minimum: {np.abs(slope).max()}")


def consensus(random):
    cases = []
    for count, sizes in [(4, [2]), (6, [3, 3]), (9, [4, 3, 5]), (12, [12, 5, 1]), (12, [5, 5, 5, 4])]:
        general = softmax(golden.draw(random, count, scale=0.7)).astype(np.float32).astype(float)
        specialists = []
        for size in sizes:
            classes = np.sort(random.permutation(count)[:size])
            p = softmax(golden.draw(random, size + (size < count), scale=0.7))
            specialists.append((classes, p[:size], p[size] if size < count else 0.0))
        cases.append(
            {
                "generalist": general,
                "supports": [s[0] for s in specialists],
                "probabilities": [s[1] for s in specialists],
                "dustbins": [s[2] for s in specialists],
                "forward": minimum(general, specialists, True),
                "reverse": minimum(general, specialists, False),
            }
        )
    return cases


def rand(random):
    cases = []
    for things, groups in [(5, 2), (12, 3), (30, 6)]:
        first, second = random.randint(0, groups, things), random.randint(0, groups, things)
        pairs = list(itertools.combinations(range(things), 2))
        together = [sum(g[i] == g[j] for i, j in pairs) for g in (first, second)]
        both = sum(first[i] == first[j] and second[i] == second[j] for i, j in pairs)
        expected = together[0] * together[1] / len(pairs)
        index = (both - expected) / (sum(together) / 2 - expected)
        cases.append({"first": first, "second": second, "index": index})
    return cases


if __name__ == "__main__":
    random = np.random.RandomState(5)
    golden.write("DistillTests", "consensus", consensus(random))
    golden.write("DistillTests", "rand", rand(random))
