"""One contestant: prepares a network once, then simulates the same images each time it is asked to.

Takes its settings as JSON in its only argument; answers one JSON line when ready and one a line read.
"""
import importlib
import json
import os
import sys
import time

# What libraries print must not mix with the answers.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import torch  # noqa: E402

from load_data import load_data  # noqa: E402
from load_model import load_model  # noqa: E402


def answer(**values):
    print(json.dumps(values), file=answers, flush=True)


def main(settings):
    torch.set_num_threads(settings["threads"])
    mean, std = settings["mean"], settings["std"]
    x, labels = load_data(settings["data"], settings["images"], mean, std)
    calibration, _ = load_data(settings["calibrate"], settings["calibrationImages"], mean, std)
    # The trained network itself needs no conversion.
    converts = settings["peer"] != "onnxruntime"
    model = load_model(settings["model"]) if converts else settings
    contestant = importlib.import_module(f"{settings['peer']}_peer")
    with torch.inference_mode():
        simulate = contestant.prepare(model, calibration, settings["compile"])

        def run(x, timesteps):
            return torch.cat([simulate(batch, timesteps) for batch in x.split(settings["batch"])])

        # Libraries finish loading, and steps are compiled, at their first use.
        run(x, 3)
        answer(ready=True)
        for _ in sys.stdin:
            began = time.perf_counter()
            correct = int((run(x, settings["timesteps"]).argmax(1) == labels).sum())
            answer(seconds=time.perf_counter() - began, correct=correct, images=len(x))


main(json.loads(sys.argv[1]))
