"""SpikingJelly's own conversion, simulated step by step as its documentation does."""
from spikingjelly.activation_based import ann2snn, functional


def prepare(model, calibration, compiles):
    recipe = ann2snn.RateCodingRecipe(dataloader=calibration.split(64), mode="99.9%")
    network = ann2snn.FXConverter(recipe).convert(model).eval()

    def run(x, timesteps):
        functional.reset_net(network)
        total = 0
        for _ in range(timesteps):
            total = total + network(x)
        return total

    return run
