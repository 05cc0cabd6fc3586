"""Teacher, labelling and student of the paper's section 3 in PyTorch; lines of JSON.

The teacher, 784-1200-1200-10, has dropout, shifts of up to two pixels and the squared norm of every
unit's incoming weights held to 15; its logits for the 60,000 training images are computed once; the
student, 784-800-800-10, learns from them at T = 20 with hard weight 0.1. SGD with momentum 0.9 in
batches of 128, the learning rate falling linearly to zero. All data stays in memory.
"""

import argparse
import json
import time

import torch
from torch.nn.functional import cross_entropy, pad, softmax

from mnist import load, perceptron

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("data", help="the folder of MNIST's files")
parser.add_argument("teacher_epochs", type=int)
parser.add_argument("student_epochs", type=int)
parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--learning-rate", type=float, default=0.05)
parser.add_argument("--seed", type=int, default=0)
options = parser.parse_args()

torch.set_num_threads(options.threads)
torch.manual_seed(options.seed)
temperature, hard_weight, batch_size, norm_limit = 20, 0.1, 128, 15
images, labels = load(options.data, "train")
test_images, test_labels = load(options.data, "t10k")


def shifted(batch):
    """Every image moved by its own zero to two pixels in each direction."""
    windows = pad(batch, (2, 2, 2, 2)).unfold(1, 28, 1).unfold(2, 28, 1)
    rows, columns = torch.randint(5, (2, len(batch)))
    return windows[torch.arange(len(batch)), rows, columns]


def limit_norms(model):
    with torch.no_grad():
        for layer in model:
            if isinstance(layer, torch.nn.Linear):
                norms = layer.weight.norm(dim=1, keepdim=True)
                layer.weight.mul_((norm_limit**0.5 / norms).clamp_(max=1))


def train(model, epochs, objective, augment=None, after_step=None):
    optimizer = torch.optim.SGD(model.parameters(), options.learning_rate, momentum=0.9,
                                foreach=True)
    steps = epochs * -(-len(images) // batch_size)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    model.train()
    for _ in range(epochs):
        for chosen in torch.randperm(len(images)).split(batch_size):
            batch = images[chosen]
            batch = augment(batch) if augment else batch
            with torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bfloat16"):
                logits = model(batch.flatten(1))
            optimizer.zero_grad(set_to_none=True)
            objective(logits.float(), chosen).backward()
            optimizer.step()
            schedule.step()
            if after_step:
                after_step(model)
    model.eval()


@torch.inference_mode()
def logits_of(model, pictures):
    return torch.cat([model(batch) for batch in pictures.flatten(1).split(1000)])


def report(what, start, model):
    seconds = time.perf_counter() - start
    errors = (logits_of(model, test_images).argmax(1) != test_labels).sum().item()
    print(json.dumps({"what": what, "who": f"PyTorch {torch.__version__}", "errors": errors,
                      "precision": options.precision, "seconds": round(seconds, 2)}), flush=True)


start = time.perf_counter()
teacher = perceptron([784, 1200, 1200, 10], dropout=True)
train(teacher, options.teacher_epochs,
      lambda logits, chosen: cross_entropy(logits, labels[chosen]), shifted, limit_norms)
report("teacher", start, teacher)

start = time.perf_counter()
soft_targets = softmax(logits_of(teacher, images).clone() / temperature, dim=1)
student = perceptron([784, 800, 800, 10])
train(student, options.student_epochs, lambda logits, chosen: (
    (1 - hard_weight) * temperature**2 * cross_entropy(logits / temperature, soft_targets[chosen])
    + hard_weight * cross_entropy(logits, labels[chosen])))
report("student", start, student)
