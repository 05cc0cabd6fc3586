"""The consensus of generalist and specialists in PyTorch, by gradient descent; a line of JSON.

Minimises KL(p^g, q) + sum over the active specialists m of KL(p^m, q) over the logits z of all
classes, q = softmax(z), in float32 and for whole batches of examples, on the problems of a file that
`distill bench --consensus --save` wrote. It starts at ln p^g and stops where the largest |d/dz| of a
batch is at most the tolerance, or after --iterations; rounding in float32 does not let every batch
below 1e-6. The gradient is an explicit formula, faster than automatic differentiation. Adam needs about 250
iterations, while plain descent, with momentum or without, is far from the minimum after 3,000: the
curvature along a logit is about its q. Reports examples per second, the largest |d/dz| over all
examples, and the largest difference from the q in the file.
"""

import argparse
import json
import pathlib
import time

import torch

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("problems", help="the file that distill bench --consensus --save wrote")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--batches", type=int, default=1, help="as many, of different examples")
parser.add_argument("--optimizer", choices=["adam", "plain", "momentum"], default="adam")
parser.add_argument("--rate", type=float, default=0.1)
parser.add_argument("--tolerance", type=float, default=1e-5)
parser.add_argument("--iterations", type=int, default=3000)
parser.add_argument("--check", type=int, default=10, help="iterations from test to test")
options = parser.parse_args()
torch.set_num_threads(options.threads)
# Squared gradients of improbable classes would make Adam's updates many times slower.
torch.set_flush_denormal(True)


def tensors(path):
    """What is in a safetensors file, by name."""
    content = bytearray(pathlib.Path(path).read_bytes())
    start = 8 + int.from_bytes(content[:8], "little")
    types = {"F32": (torch.float32, 4), "I64": (torch.int64, 8)}
    found = {}
    for name, entry in json.loads(content[8:start]).items():
        if name == "__metadata__":
            continue
        kind, size = types[entry["dtype"]]
        begin, end = entry["data_offsets"]
        found[name] = torch.frombuffer(
            content, dtype=kind, count=(end - begin) // size,
            offset=start + begin).view(entry["shape"])
    return found


def consensus(general, classes, said, limit):
    """q, the largest |d/dz| and the iterations, at most `limit`, for p^g [n, N], classes [n, M, k] and p^m [n, M, k + 1]."""
    n, members = said.shape[:2]
    flat = classes.flatten(1)
    dustbins = said[..., -1]
    # a_j: the sum of the probabilities of class j over all that cover it.
    given = general.scatter_add(1, flat, said[..., :-1].flatten(1))
    # The gradient is q_j (1 + M - sum of d_m / D_m over those whose dustbin has j) - a_j.
    z = general.log()
    optimizer = torch.optim.Adam([z], lr=options.rate) if options.optimizer == "adam" else (
        torch.optim.SGD([z], lr=options.rate,
                        momentum=0.9 if options.optimizer == "momentum" else 0,
                        nesterov=options.optimizer == "momentum"))
    for iteration in range(limit + 1):
        q = torch.softmax(z, 1)
        inside = q.gather(1, flat).view(n, members, -1).sum(2)
        ratios = dustbins / (1 - inside)
        scale = (1 + members - ratios.sum(1, keepdim=True)).expand_as(q).scatter_add(
            1, flat, ratios.unsqueeze(2).expand_as(classes).flatten(1))
        z.grad = torch.addcmul(-given, q, scale)
        if iteration % options.check == 0 or iteration == limit:
            residual = z.grad.abs().max().item()
            if residual <= options.tolerance or iteration == limit:
                return q, residual, iteration
        optimizer.step()


problems = tensors(options.problems)
count = min(problems["generalist"].shape[0], options.batch * options.batches)
classes = problems["supports"][problems["active"]]
seconds, difference, residual, iterations = 0.0, 0.0, 0.0, 0
with torch.no_grad():
    for first in range(0, count, options.batch):
        batch = slice(first, min(count, first + options.batch))
        given = problems["generalist"][batch], classes[batch], problems["opinions"][batch]
        if first == 0:
            consensus(*given, limit=20)
        start = time.perf_counter()
        q, slope, taken = consensus(*given, limit=options.iterations)
        seconds += time.perf_counter() - start
        residual, iterations = max(residual, slope), max(iterations, taken)
        difference = max(difference, (q - problems["consensus"][batch]).abs().max().item())

print(json.dumps({
    "what": "consensus", "who": f"PyTorch {torch.__version__}", "optimizer": options.optimizer,
    "batch": options.batch, "threads": options.threads, "examples": count,
    "examplesPerSecond": round(count / seconds, 3), "iterations": iterations,
    "residual": residual, "difference": difference}))
