"""One distillation training step of a multilayer perceptron in PyTorch, timed; a line of JSON.

The step: forward, 0.9 T^2 times the soft cross-entropy at T = 4 plus 0.1 times the hard one,
backward, SGD with momentum 0.9. Data and teacher probabilities are in memory, the optimizer updates
all parameters at once, and gradients are dropped rather than zeroed. With --teacher the probabilities
are those of a second model of the same layers, evaluated in every step. Reports the median step.
"""

import argparse
import json
import statistics
import time

import torch
from torch.nn.functional import cross_entropy

from mnist import perceptron

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--layers", default="784,1200,1200,10")
parser.add_argument("--batch", type=int, default=128)
parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--seconds", type=float, default=3)
parser.add_argument("--teacher", action="store_true")
parser.add_argument("--compile", action="store_true")
options = parser.parse_args()

torch.set_num_threads(options.threads)
torch.manual_seed(0)
sizes = [int(size) for size in options.layers.split(",")]
temperature, hard_weight, ring = 4, 0.1, 8
model = perceptron(sizes)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, foreach=True)
inputs = torch.randn(ring, options.batch, sizes[0])
teacher = perceptron(sizes).eval() if options.teacher else None
targets = None if teacher else torch.softmax(
    torch.randn(ring, options.batch, sizes[-1]), dim=-1)
labels = torch.randint(sizes[-1], (ring, options.batch))


@torch.no_grad()
def asked(x):
    with torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bfloat16"):
        logits = teacher(x)
    return torch.softmax(logits.float() / temperature, dim=-1)


def objective(x, soft, hard):
    with torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bfloat16"):
        logits = model(x)
    logits = logits.float()
    return ((1 - hard_weight) * temperature**2 * cross_entropy(logits / temperature, soft)
            + hard_weight * cross_entropy(logits, hard))


if options.compile:
    objective, asked = torch.compile(objective), torch.compile(asked)


def timed_step(index):
    start = time.perf_counter()
    optimizer.zero_grad(set_to_none=True)
    x = inputs[index % ring]
    loss = objective(x, asked(x) if teacher else targets[index % ring], labels[index % ring])
    loss.backward()
    optimizer.step()
    loss.item()
    return time.perf_counter() - start


for index in range(10):
    timed_step(index)
times, end = [], time.perf_counter() + options.seconds
while len(times) < 5 or time.perf_counter() < end:
    times.append(timed_step(len(times)))

milliseconds = statistics.median(times) * 1e3
products = sum(a * b for a, b in zip(sizes, sizes[1:]))
print(json.dumps({
    "what": "step", "who": f"PyTorch {torch.__version__}{' compiled' if options.compile else ''}",
    "layers": sizes, "batch": options.batch, "precision": options.precision,
    "threads": options.threads, "steps": len(times), "milliseconds": round(milliseconds, 4),
    "gflops": round(6 * options.batch * products / milliseconds / 1e6, 1)}))
