"""The trained network itself on ONNX Runtime's native build: what spiking networks are measured by."""
import onnxruntime
import torch

BATCH = 64


def prepare(settings, calibration, compiles):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = settings["threads"]
    session = onnxruntime.InferenceSession(settings["model"], options)
    name = session.get_inputs()[0].name

    def run(x, timesteps):
        batches = (session.run(None, {name: batch.numpy()})[0] for batch in x.split(BATCH))
        return torch.cat([torch.tensor(batch) for batch in batches])

    return run
