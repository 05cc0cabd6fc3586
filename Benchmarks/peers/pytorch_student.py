"""One student of the digit study in PyTorch, from process start to the saved model; a line of JSON.

784-W-W-10 without regularisation on the soft targets that `distill soften` wrote: 0.9 T^2 times the
soft cross-entropy at T = 20 plus 0.1 times the hard one, SGD with Nesterov's momentum 0.9 in
batches of 128, a warm-up of a tenth of the steps and a cosine after it. All data is in memory in
its final form: images of zero mean in the precision of the products, probabilities computed
once.
"""

import argparse
import json
import math
import pathlib

import torch
from torch.nn.functional import cross_entropy, softmax

from mnist import load, perceptron

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("data", help="the folder of MNIST's files")
parser.add_argument("targets", help="the folder that distill soften wrote")
parser.add_argument("model", help="the file of the model's state")
parser.add_argument("--width", type=int, required=True)
parser.add_argument("--epochs", type=int, required=True)
parser.add_argument("--seed", type=int, required=True)
parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--learning-rate", type=float, default=0.05)
parser.add_argument("--compile", action="store_true")
parser.add_argument("--test", action="store_true", help="count test errors too; not to be timed")
options = parser.parse_args()

torch.set_num_threads(options.threads)
torch.manual_seed(options.seed)
temperature, hard_weight, batch_size, mean, warm_up = 20, 0.1, 128, 0.1307, 0.1
is_half = options.precision == "bfloat16"


def teacher_logits(folder):
    """The tensor `logits` of a targets.safetensors: [n, classes] in float32."""
    content = bytearray(pathlib.Path(folder, "targets.safetensors").read_bytes())
    start = 8 + int.from_bytes(content[:8], "little")
    entry = json.loads(content[8:start])["logits"]
    members, count, classes = entry["shape"]
    if entry["dtype"] != "F32" or members != 1:
        raise SystemExit(f"{folder}: expected logits of one teacher in F32, found {members} in "
                         f"{entry['dtype']}; make them with distill soften and one teacher")
    return torch.frombuffer(content, dtype=torch.float32, count=count * classes,
                            offset=start + entry["data_offsets"][0]).view(count, classes)


def prepared(pictures):
    return (pictures.flatten(1) - mean).to(torch.bfloat16 if is_half else torch.float32)


def objective(batch, soft, hard):
    with torch.autocast("cpu", torch.bfloat16, enabled=is_half):
        logits = model(batch)
    logits = logits.float()
    return ((1 - hard_weight) * temperature**2 * cross_entropy(logits / temperature, soft)
            + hard_weight * cross_entropy(logits, hard))


def rate(step):
    if step < warm:
        return options.learning_rate * (step + 1) / warm
    return options.learning_rate * (1 + math.cos(math.pi * (step - warm) / (steps - warm))) / 2


images, labels = load(options.data, "train")
images = prepared(images)
soft_targets = softmax(teacher_logits(options.targets) / temperature, dim=1)
model = perceptron([784, options.width, options.width, 10])
optimizer = torch.optim.SGD(model.parameters(), options.learning_rate, momentum=0.9, nesterov=True,
                            foreach=True)
if options.compile:
    objective = torch.compile(objective)
steps = options.epochs * -(-len(images) // batch_size)
warm, step = round(warm_up * steps), 0
for _ in range(options.epochs):
    for chosen in torch.randperm(len(images)).split(batch_size):
        optimizer.param_groups[0]["lr"] = rate(step)
        optimizer.zero_grad(set_to_none=True)
        objective(images[chosen], soft_targets[chosen], labels[chosen]).backward()
        optimizer.step()
        step += 1
torch.save(model.state_dict(), options.model)

report = {"what": "student",
          "who": f"PyTorch {torch.__version__}{' compiled' if options.compile else ''}"}
if options.test:
    test_images, test_labels = load(options.data, "t10k")
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=is_half):
        answers = model(prepared(test_images)).argmax(1)
    report["errors"] = (answers != test_labels).sum().item()
print(json.dumps(report))
