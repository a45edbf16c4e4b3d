import { calibrationNodes, convertToRate, prepareAnn } from "@snnkit/convert";
import { batchAt } from "@snnkit/datasets";
import { importOnnx } from "@snnkit/onnx";
import { collectActivationStats } from "@snnkit/runtime";
import { compileNetwork } from "@snnkit/sim";
import { createEventSimulator } from "@snnkit/sim-rate";
import { createDenseSimulator } from "@snnkit/sim-rate/dense";
import { assert } from "@std/assert";
import { REAL_MODELS, samplesFor } from "./_real_models.ts";
import { sharedData } from "./_shared_data.ts";

/** Convolutions, max-pools, average pools, shortcuts, and none of them. */
const MODELS: readonly string[] = [
  "mnist_mlp_snntb9815",
  "mnist_lenet5_snntb9914_softmax_nhwcflatten",
  "mnist_cnn_avgpool_snntb9920",
  "cifar10_vgg6_bn_avgpool",
  "cifar10_resnet8_mlperftiny",
  "cifar10_resnet20_akamaster",
];

const RECIPE = "rueckauer2017";
const TIMESTEPS = 16;
const SAMPLES = 4;

/** Sums that end on the other side of a threshold move a spike: so few of all. */
const TOLERANCE = 2e-3;

for (const model of REAL_MODELS.filter(({ name }) => MODELS.includes(name))) {
  const file = sharedData(`models/${model.name}.onnx`);
  Deno.test({
    name: `The dense engine counts the spikes of ${model.name} as the event engine does, nearly`,
    ignore: file.absent,
    fn: async () => {
      const { graph } = importOnnx(file.read(), { name: model.name });
      const prepared = prepareAnn(graph, RECIPE);
      const calibration = [batchAt(samplesFor(model, "train", 32), 0, 32)];
      const nodes = calibrationNodes(prepared);
      const stats = await collectActivationStats(prepared, calibration, { nodes });
      const network = compileNetwork(convertToRate(prepared, stats, { recipe: RECIPE }).graph);
      const data = samplesFor(model, "test", SAMPLES);
      const samples = Array.from({ length: SAMPLES }, (_, i) => ({ values: data.sampleAt(i) }));

      const options = { timesteps: TIMESTEPS, counts: true } as const;
      const event = await createEventSimulator(network, options);
      const dense = await createDenseSimulator(network, options);
      const records = await dense.simulateBatch(samples);
      let [moved, all] = [0, 0];
      samples.forEach(({ values }, i) => {
        const wanted = event.simulate(values).counts!;
        wanted.forEach((counts, layer) =>
          counts.forEach((count, neuron) => {
            moved += Math.abs(count - records[i].counts![layer][neuron]);
            all += count;
          })
        );
      });
      event.dispose();
      await dense.dispose();
      assert(all > 0 && moved <= TOLERANCE * all, `${moved} of ${all} spikes differ`);
    },
  });
}
