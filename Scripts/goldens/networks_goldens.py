"""Goldens of DistillNetworks, in float64.

objective.json      Student logits z and teacher logits v [batch, classes], labels (-1: none), a
                    temperature T and a hard weight w. With p = softmax(v/T), q = softmax(z/T):
                        gradient[i] = ((1-w) T^2 (q[i]-p[i])/T
                                       + w 1[i labelled] (softmax(z[i]) - onehot[i])) / batch
                        softDivergence   = mean over all rows of sum_k p ln(p/q), in nats
                        hardCrossEntropy = mean over labelled rows of -ln softmax(z)[label], in
                                           nats; null where no row is labelled
                    Both terms of the gradient are divided by the batch, also where some rows have
                    no label. The reported values carry neither T^2 nor w.

logits.json         The same z, v, labels and w where logits are matched; a bar is the mean over the N
                    classes of a row:
                        gradient[i] = ((1-w) (z[i] - zbar - v[i] + vbar) / N
                                       + w 1[i labelled] (softmax(z[i]) - onehot[i])) / batch
                        distance    = mean over all rows of sum_k (z - zbar - v + vbar)^2 / (2 N)

teachers.json       Members' logits v_m [member, batch, classes] at T:
                        arithmetic = mean over m of softmax(v_m/T)
                        geometric  = softmax(mean over m of v_m / T)

optimizers.json     For each step t = 1, 2, ..., with learning rate r_t and gradient g, in this order:
                        g <- g + decay w                         weights only, not biases
                        SGD:       m <- momentum m + g;  w <- w - r_t m
                        Nesterov:  m <- momentum m + g;  w <- w - r_t (g + momentum m)
                        Adam:      m <- b1 m + (1-b1) g;  u <- b2 u + (1-b2) g^2
                                   w <- w - r_t (m / (1-b1^t)) / (sqrt(u / (1-b2^t)) + epsilon)
                        every row of the weights (a unit's incoming weights, without its bias)
                        whose squared norm exceeds L is scaled so that it equals L
                    m and u begin at zero. `steps` holds the parameters after every step.

schedules.json      Rates of a run of N steps s = 0 ... N-1, peak rate r, warm-up of W steps, final
                    fraction f:
                        s < W: r (s+1)/W, else with u = (s-W)/(N-W)
                        constant     r
                        linear       r (1-u)
                        cosine       r (1+cos(pi u))/2
                        exponential  r f^u
                        step         r f^floor(u k), k = drops, the floor taken of whole numbers:
                                     floor((s-W) k / (N-W))

training.json       Five steps of full-batch SGD with momentum (as above) of a 4-6-5-3 network
                        h1 = max(x w1T + b1, 0); h2 = max(h1 w2T + b2, 0); z = h2 w3T + b3
                    on the objective above. `steps` holds the two reported values before each
                    update; `final` the parameters after the last.

Before anything is written, the gradients of the objective and of the network are compared with
central differences of (1-w) T^2 softDivergence + w (sum of labelled cross-entropies) / batch, or
of (1-w) distance + w (the same).

usage: networks_goldens.py
"""

import math
from fractions import Fraction

import numpy as np

from golden import TEMPERATURES, draw, write

TARGET = "DistillNetworksTests"


def log_softmax(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def softmax(logits):
    return np.exp(log_softmax(logits))


# Objective


def objective(z, v, labels, temperature, hard_weight):
    """The gradient, the soft divergence and the hard cross-entropy (None without labels)."""
    batch = len(z)
    log_p, log_q = log_softmax(v / temperature), log_softmax(z / temperature)
    p, q = np.exp(log_p), np.exp(log_q)
    divergence = (p * (log_p - log_q)).sum(axis=1).mean()
    gradient = (1 - hard_weight) * temperature**2 * (q - p) / temperature
    hard = []
    for i in np.flatnonzero(labels >= 0):
        onehot = np.eye(z.shape[1])[labels[i]]
        gradient[i] += hard_weight * (softmax(z[i : i + 1])[0] - onehot)
        hard.append(-log_softmax(z[i : i + 1])[0, labels[i]])
    return gradient / batch, divergence, float(np.mean(hard)) if hard else None


def minimised(z, v, labels, temperature, hard_weight):
    """The number whose gradient training follows."""
    _, divergence, hard = objective(z, v, labels, temperature, hard_weight)
    labelled = np.count_nonzero(labels >= 0)
    return ((1 - hard_weight) * temperature**2 * divergence
            + hard_weight * (hard or 0) * labelled / len(z))


def central_differences(function, values, step=1e-5):
    slopes = np.zeros_like(values)
    for index in np.ndindex(values.shape):
        above, below = values.copy(), values.copy()
        above[index] += step
        below[index] -= step
        slopes[index] = (function(above) - function(below)) / (2 * step)
    return slopes


def matching(z, v, labels, hard_weight):
    """The gradient and the distance where logits are matched."""
    batch, classes = z.shape
    difference = (z - z.mean(axis=1, keepdims=True)) - (v - v.mean(axis=1, keepdims=True))
    gradient = (1 - hard_weight) * difference / classes / batch
    # At weight 1 whatever the temperature the hard term is all there is.
    return (gradient + hard_weight * objective(z, v, labels, 1, 1)[0],
            (difference**2).sum(axis=1).mean() / (2 * classes))


def logit_cases():
    cases = []
    for name, z, v, labels in objective_inputs():
        labels = np.array(labels)
        labelled = np.count_nonzero(labels >= 0)
        at = []
        for w in (0, 0.1, 0.5, 1):
            gradient, distance = matching(z, v, labels, w)
            if name != "extremes":
                slopes = central_differences(
                    lambda y: (1 - w) * matching(y, v, labels, w)[1]
                    + w * (objective(y, v, labels, 1, 1)[2] or 0) * labelled / len(y), z)
                assert np.allclose(gradient, slopes, rtol=1e-5, atol=1e-7), (name, w)
            at.append({"hardWeight": w, "distance": distance, "gradient": gradient})
        cases.append({"name": name, "logits": z, "teacherLogits": v, "labels": labels, "at": at})
    return cases


def objective_inputs():
    random = np.random.RandomState(11)
    inputs = []
    for name, classes, labels in [
        ("two classes, one row", 2, [1]),
        ("two classes, some unlabelled", 2, [0, -1, 1, -1, 0]),
        ("ten classes, all labelled", 10, [3, 9, 0, 3]),
        ("ten classes, some unlabelled", 10, [-1, 2, -1, 7]),
        ("ten classes, none labelled", 10, [-1, -1, -1]),
        ("33 classes, some unlabelled", 33, [32, -1]),
    ]:
        shape = len(labels), classes
        inputs.append((name, draw(random, *shape, scale=3), draw(random, *shape, scale=3), labels))
    same = draw(random, 2, 10, scale=3)
    inputs.append(("student equal to its teacher", same, same, [4, -1]))
    inputs.append(("extremes", np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 999.0]]),
                   np.array([[-1000.0, 1000.0, 0.0], [-1000.0, 1000.0, 1000.0]]), [0, 2]))
    return inputs


def objective_cases():
    cases = []
    for name, z, v, labels in objective_inputs():
        labels = np.array(labels)
        at = []
        for t in TEMPERATURES:
            for w in (0, 0.1, 0.5, 1):
                gradient, divergence, hard = objective(z, v, labels, t, w)
                if name != "extremes":
                    slopes = central_differences(lambda y: minimised(y, v, labels, t, w), z)
                    assert np.allclose(gradient, slopes, rtol=1e-5, atol=1e-7), (name, t, w)
                at.append({"temperature": t, "hardWeight": w, "softDivergence": divergence,
                           "hardCrossEntropy": hard, "gradient": gradient})
        cases.append({"name": name, "logits": z, "teacherLogits": v, "labels": labels, "at": at})
    return cases


# Teachers


def teacher_cases():
    random = np.random.RandomState(12)
    cases = []
    for name, shape in [("one member", (1, 3, 10)), ("two members, two classes", (2, 3, 2)),
                        ("three members", (3, 4, 10))]:
        logits = draw(random, *shape, scale=4)
        cases.append({"name": name, "memberLogits": logits, "at": [
            {"temperature": t,
             "arithmetic": np.mean([softmax(member / t) for member in logits], axis=0),
             "geometric": softmax(logits.mean(axis=0) / t)} for t in TEMPERATURES]})
    return cases


# Optimisers


def limit_norms(weight, limit):
    for row in weight:
        if limit is not None and (row**2).sum() > limit:
            row *= math.sqrt(limit / (row**2).sum())


class SGD:
    def __init__(self, momentum=0.0, nesterov=False):
        self.momentum, self.nesterov, self.velocity = momentum, nesterov, {}

    def change(self, key, gradient, step):
        velocity = self.momentum * self.velocity.get(key, 0.0) + gradient
        self.velocity[key] = velocity
        return gradient + self.momentum * velocity if self.nesterov else velocity


class Adam:
    def __init__(self, beta1, beta2, epsilon):
        self.beta1, self.beta2, self.epsilon, self.first, self.second = beta1, beta2, epsilon, {}, {}

    def change(self, key, gradient, step):
        first = self.beta1 * self.first.get(key, 0.0) + (1 - self.beta1) * gradient
        second = self.beta2 * self.second.get(key, 0.0) + (1 - self.beta2) * gradient**2
        self.first[key], self.second[key] = first, second
        return (first / (1 - self.beta1**step)) / (
            np.sqrt(second / (1 - self.beta2**step)) + self.epsilon)


def optimizer_cases():
    random = np.random.RandomState(13)
    weight, bias = draw(random, 3, 4), draw(random, 3)
    gradients = [(draw(random, 3, 4), draw(random, 3)) for _ in range(6)]
    # Falling rates distinguish a rate outside the velocity (here) from one inside it.
    falling = [0.125, 0.125, 0.0625, 0.0625, 0.03125, 0.015625]
    adam = {"kind": "adam", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
    cases = []
    for name, settings, rates in [
        ("SGD", {"kind": "sgd"}, [0.125] * 6),
        ("momentum", {"kind": "sgd", "momentum": 0.9}, [0.125] * 6),
        ("momentum, falling rate", {"kind": "sgd", "momentum": 0.9}, falling),
        ("Nesterov", {"kind": "sgd", "momentum": 0.9, "nesterov": True}, [0.125] * 6),
        ("SGD, weight decay", {"kind": "sgd", "weightDecay": 0.25}, [0.125] * 6),
        ("momentum, norm limit", {"kind": "sgd", "momentum": 0.9, "maxSquaredNorm": 2.0}, [0.125] * 6),
        ("Nesterov, weight decay, norm limit, falling rate",
         {"kind": "sgd", "momentum": 0.9, "nesterov": True, "weightDecay": 0.25, "maxSquaredNorm": 2.0},
         falling),
        ("Adam", adam, [0.125] * 6),
        ("Adam, falling rate", adam, falling),
        ("Adam, weight decay, norm limit", {**adam, "weightDecay": 0.25, "maxSquaredNorm": 2.0}, falling),
    ]:
        settings = {"momentum": 0.0, "nesterov": False, "weightDecay": 0.0, "maxSquaredNorm": None,
                    "beta1": None, "beta2": None, "epsilon": None, **settings}
        if settings["kind"] == "adam":
            optimizer = Adam(settings["beta1"], settings["beta2"], settings["epsilon"])
        else:
            optimizer = SGD(settings["momentum"], settings["nesterov"])
        w, b, steps, limited = weight.copy(), bias.copy(), [], 0
        for t, (rate, (dw, db)) in enumerate(zip(rates, gradients), start=1):
            w -= rate * optimizer.change("w", dw + settings["weightDecay"] * w, t)
            b -= rate * optimizer.change("b", db, t)
            before = w.copy()
            limit_norms(w, settings["maxSquaredNorm"])
            limited += int((before != w).any(axis=1).sum())
            steps.append({"weight": w.copy(), "bias": b.copy()})
        # A limit that never binds, or always does, would show nothing.
        assert settings["maxSquaredNorm"] is None or 0 < limited < 18, (name, limited)
        cases.append({"name": name, **settings, "learningRates": rates, "weight": weight,
                      "bias": bias, "gradients": [{"weight": dw, "bias": db} for dw, db in gradients],
                      "steps": steps})
    return cases


# Schedules


def rate(kind, step, steps, peak, warmup, final, drops):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = Fraction(step - warmup, steps - warmup)
    return peak * {
        "constant": lambda: 1.0,
        "linear": lambda: float(1 - progress),
        "cosine": lambda: (1 + math.cos(math.pi * float(progress))) / 2,
        "exponential": lambda: final ** float(progress),
        "step": lambda: final ** math.floor(progress * drops),
    }[kind]()


def schedule_cases():
    cases = []
    for kind, final, drops in [("constant", None, None), ("linear", None, None),
                               ("cosine", None, None), ("exponential", 0.01, None),
                               ("step", 0.5, 4), ("step", 0.1, 3)]:
        for warmup in (0, 50):
            steps = [0, 1, 24, 48, 49, 50, 51, 249, 250, 287, 288, 333, 334, 366, 367, 499, 500,
                     524, 525, 666, 667, 683, 684, 749, 750, 762, 763, 998, 999]
            cases.append({
                "name": f"{kind}{f', {drops} phases' if drops else ''}, warm-up {warmup}",
                "kind": kind, "peak": 0.1, "runSteps": 1000, "warmup": warmup,
                "finalFraction": final, "drops": drops,
                "rates": [{"step": s, "rate": rate(kind, s, 1000, 0.1, warmup, final, drops)}
                          for s in steps]})
    return cases


# Training


def forward(parameters, x):
    """Pre-activations of every layer; the last are the logits."""
    pre, h = [], x
    for weight, bias in parameters:
        pre.append(np.einsum("mi,oi->mo", h, weight) + bias)
        h = np.maximum(pre[-1], 0)
    return pre


def backward(parameters, x, pre, gradient):
    """The gradients of every weight and bias, given the gradient of the logits."""
    found = []
    for i in reversed(range(len(parameters))):
        below = np.maximum(pre[i - 1], 0) if i else x
        found.insert(0, (np.einsum("mo,mi->oi", gradient, below), gradient.sum(axis=0)))
        if i:
            gradient = np.einsum("mo,oi->mi", gradient, parameters[i][0]) * (pre[i - 1] > 0)
    return found


def training_case():
    random = np.random.RandomState(14)
    sizes = [4, 6, 5, 3]
    parameters = [(draw(random, o, i, scale=math.sqrt(2 / i)), draw(random, o, scale=0.1))
                  for i, o in zip(sizes, sizes[1:])]
    x, v = draw(random, 8, 4), draw(random, 8, 3, scale=3)
    labels = np.array([0, 2, -1, 1, 1, -1, 0, 2])
    temperature, hard_weight, rate, momentum = 4, 0.1, 0.0625, 0.9
    case = {"name": "4-6-5-3, five steps", "sizes": sizes, "inputs": x, "teacherLogits": v,
            "labels": labels, "temperature": temperature, "hardWeight": hard_weight,
            "learningRate": rate, "momentum": momentum,
            "initial": [{"weight": w.copy(), "bias": b.copy()} for w, b in parameters]}
    optimizer, steps = SGD(momentum), []
    for t in range(1, 6):
        pre = forward(parameters, x)
        # A unit this close to its threshold could switch differently in float32.
        assert min(np.abs(a).min() for a in pre[:-1]) > 1e-4
        gradient, divergence, hard = objective(pre[-1], v, labels, temperature, hard_weight)
        steps.append({"softDivergence": divergence, "hardCrossEntropy": hard})
        gradients = backward(parameters, x, pre, gradient)
        if t == 1:
            for i, found in enumerate(gradients):
                for j in range(2):
                    def loss(values):
                        changed = [list(layer) for layer in parameters]
                        changed[i][j] = values
                        z = forward(changed, x)[-1]
                        return minimised(z, v, labels, temperature, hard_weight)
                    slopes = central_differences(loss, parameters[i][j])
                    assert np.allclose(found[j], slopes, rtol=1e-5, atol=1e-7), (i, j)
        for i, layer in enumerate(zip(parameters, gradients)):
            for j, (values, change) in enumerate(zip(*layer)):
                values -= rate * optimizer.change((i, j), change, t)
    case["steps"] = steps
    case["final"] = [{"weight": w, "bias": b} for w, b in parameters]
    return case


write(TARGET, "objective", objective_cases())
write(TARGET, "logits", logit_cases())
write(TARGET, "teachers", teacher_cases())
write(TARGET, "optimizers", optimizer_cases())
write(TARGET, "schedules", schedule_cases())
write(TARGET, "training", [training_case()])
