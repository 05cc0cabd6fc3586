"""A saved PyTorch perceptron on the 10,000 test images: errors and cross-entropy, a line of JSON.

What is measured is the whole process: start, imports, model, images, answer. With --make the model
file is written instead, with random weights: what is in them does not change the time.
"""

import argparse
import json

import torch

from mnist import load, perceptron

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("model", help="the file of the model's state")
parser.add_argument("data", help="the folder of MNIST's files")
parser.add_argument("--layers", default="784,1200,1200,10")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--make", action="store_true")
options = parser.parse_args()

torch.set_num_threads(options.threads)
model = perceptron([int(size) for size in options.layers.split(",")])
if options.make:
    torch.save(model.state_dict(), options.model)
    raise SystemExit
model.load_state_dict(torch.load(options.model, weights_only=True))
images, labels = load(options.data, "t10k")
with torch.inference_mode():
    logits = torch.cat([model(batch) for batch in images.flatten(1).split(1000)])
    loss = torch.nn.functional.cross_entropy(logits, labels).item()
print(json.dumps({"what": "evaluate", "who": f"PyTorch {torch.__version__}",
                  "errors": (logits.argmax(1) != labels).sum().item(), "crossEntropy": loss}))
