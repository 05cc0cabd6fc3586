"""Goldens of Distill's statistics, in float64.

student.json        P(X <= t) of Student's t with a whole number n of degrees of freedom, by the finite
                    series in theta = atan(t / sqrt(n)):
                        A = P(-t <= X <= t)
                        n = 1:    A = 2 theta / pi
                        n odd:    A = 2/pi (theta + sin theta (cos theta + 2/3 cos^3 theta
                                      + ... + 2 4 ... (n-3) / (1 3 ... (n-2)) cos^(n-2) theta))
                        n even:   A = sin theta (1 + 1/2 cos^2 theta + 1 3 / (2 4) cos^4 theta
                                      + ... + 1 3 ... (n-3) / (2 4 ... (n-2)) cos^(n-2) theta)
                        P(X <= t) = (1 + A) / 2
                    Abramowitz, Stegun (1964), Handbook of Mathematical Functions, 26.7.3 and 26.7.4.

Before anything is written, the values for n of at most 8 are compared with Simpson's rule on the density
(n-1)/2 ! / (sqrt(n pi) (n/2 - 1)!) (1 + x^2/n)^(-(n+1)/2).

usage: statistics_goldens.py
"""

import math

from golden import write

DEGREES = [1, 2, 3, 4, 5, 7, 8, 9, 29, 60, 101, 1000]
VALUES = [-40.0, -3.5, -1.75, -0.25, 0.0, 0.5, 1.0, 1.7320508, 2.776, 6.25, 12.0]


def cumulative(t, n):
    theta = math.atan(t / math.sqrt(n))
    sine, cosine = math.sin(theta), math.cos(theta)
    terms = []
    term = cosine if n % 2 else 1.0
    for k in range(n % 2, n - 1, 2):
        terms.append(term)
        term *= (k + 1) / (k + 2) * cosine**2
    inner = sine * math.fsum(terms)
    within = 2 / math.pi * (theta + inner) if n % 2 else inner
    return (1 + within) / 2


def integrated(t, n, pieces=20_000):
    scale = math.gamma((n + 1) / 2) / (math.sqrt(n * math.pi) * math.gamma(n / 2))
    step = t / pieces
    density = [scale * (1 + (i * step) ** 2 / n) ** (-(n + 1) / 2) for i in range(pieces + 1)]
    total = density[0] + density[-1] + 4 * sum(density[1::2]) + 2 * sum(density[2:-1:2])
    return 0.5 + total * step / 3


def main():
    for n in (n for n in DEGREES if n <= 8):
        for t in VALUES:
            assert abs(cumulative(t, n) - integrated(t, n)) < 1e-11, (n, t)
    write(
        "DistillTests",
        "student",
        [{"degrees": n, "t": t, "cumulative": cumulative(t, n)} for n in DEGREES for t in VALUES],
    )


main()
