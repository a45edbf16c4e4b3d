import { searchCompensation } from "@snnkit/calibrate";
import { calibrationNodes, convertToRate, prepareAnn } from "@snnkit/convert";
import {
  batchAt,
  dataPaths,
  type Dataset,
  decodeData,
  parseDataSpec,
  preprocess,
} from "@snnkit/datasets";
import { importOnnx } from "@snnkit/onnx";
import { collectActivationStats, createAnnRunner } from "@snnkit/runtime";
import { compileNetwork } from "@snnkit/sim";
import { createRateSimulator } from "@snnkit/sim-rate";
import { sizeOf, type Tensor } from "@snnkit/tensor";
import { assert } from "@std/assert";
import { sharedData } from "./_shared_data.ts";

const TIMESTEPS = 128;
const SAMPLES = 60;

/** What is compared. */
interface Outcome {
  /** How many samples get the trained network's class. */
  readonly agreeing: number;
  /** Mean distance of a score from the trained network's logit. */
  readonly error: number;
}

const model = sharedData("models/cifar10_resnet20_akamaster.onnx");

Deno.test({
  name: "ResNet-20 by hu2018 loses more with naive shortcuts than with normalised ones",
  ignore: model.absent,
  async fn() {
    const { graph } = importOnnx(model.read(), { name: "resnet20" });
    const prepared = prepareAnn(graph, "hu2018");
    const calibration = read("cifar10:datasets/cifar10_data_batch_1.bin.gz", 128);
    const stats = await collectActivationStats(prepared, [batchAt(calibration, 0, 128)], {
      nodes: calibrationNodes(prepared),
    });
    const test = read("cifar10:datasets/cifar10_test_0_508.bin.gz", SAMPLES);
    await using runner = await createAnnRunner(prepared);
    const logits = await runner.run(batchAt(test, 0, SAMPLES));
    const outcomeOf = (shortcuts: string): Promise<Outcome> => {
      const options = { shortcuts };
      const rate = convertToRate(prepared, stats, { recipe: "hu2018", options }).graph;
      return simulate(rate, test, logits);
    };
    const normalised = await outcomeOf("normalised");
    const naive = await outcomeOf("naive");
    assert(normalised.agreeing >= 0.9 * SAMPLES, `${normalised.agreeing} of ${SAMPLES} agree`);
    assert(naive.agreeing < normalised.agreeing, `${naive.agreeing} agree with naive shortcuts`);
    assert(naive.error > 1.2 * normalised.error, `${naive.error} after ${normalised.error}`);
  },
});

Deno.test({
  name: "ResNet-20 by hu2018 comes nearer to its logits by a searched factor on every layer",
  ignore: model.absent,
  async fn() {
    const timesteps = 32;
    const { graph } = importOnnx(model.read(), { name: "resnet20" });
    const prepared = prepareAnn(graph, "hu2018");
    const calibration = read("cifar10:datasets/cifar10_data_batch_1.bin.gz", 128);
    const stats = await collectActivationStats(prepared, [batchAt(calibration, 0, 128)], {
      nodes: calibrationNodes(prepared),
    });
    const convert = (compensation: number) =>
      convertToRate(prepared, stats, { recipe: "hu2018", options: { compensation } }).graph;
    await using runner = await createAnnRunner(prepared);
    const { data, shape } = await runner.run(batchAt(calibration, 0, SAMPLES));
    const { factor } = await searchCompensation({
      convert,
      timesteps,
      samples: Array.from({ length: SAMPLES }, (_, i) => batchAt(calibration, i, 1)),
      logits: Array.from(
        { length: SAMPLES },
        (_, i) => data.slice(i * shape[1], (i + 1) * shape[1]),
      ),
      createSimulator: createRateSimulator,
    });
    assert(factor > 1 && factor < 1.2, `the factor is ${factor}`);
    const test = read("cifar10:datasets/cifar10_test_0_508.bin.gz", SAMPLES);
    const logits = await runner.run(batchAt(test, 0, SAMPLES));
    const plain = await simulate(convert(1), test, logits, timesteps);
    const compensated = await simulate(convert(factor), test, logits, timesteps);
    assert(
      compensated.agreeing > plain.agreeing,
      `${compensated.agreeing} of ${SAMPLES} agree, ${plain.agreeing} without`,
    );
    assert(
      compensated.error < 0.9 * plain.error,
      `${compensated.error} after ${plain.error} without`,
    );
  },
});

function read(word: string, limit: number): Dataset {
  const spec = parseDataSpec(word);
  const files = dataPaths(spec).map((path) => ({ path, bytes: sharedData(path).read() }));
  const preprocessing = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], limit };
  return preprocess(decodeData(spec, files), preprocessing);
}

async function simulate(
  graph: Parameters<typeof compileNetwork>[0],
  { count, shape, sampleAt }: Dataset,
  logits: Tensor,
  timesteps = TIMESTEPS,
): Promise<Outcome> {
  const simulator = await createRateSimulator(compileNetwork(graph), { timesteps });
  const sample = new Float32Array(sizeOf(shape));
  const classes = logits.shape[1];
  let [agreeing, error] = [0, 0];
  for (let i = 0; i < count; i++) {
    const { decisions, scores } = simulator.simulate(sampleAt(i, sample));
    const row = logits.data.subarray(i * classes, (i + 1) * classes);
    if (decisions[timesteps - 1] === row.indexOf(Math.max(...row))) agreeing++;
    row.forEach((logit, k) => error += Math.abs(scores[k] - logit) / logits.data.length);
  }
  simulator.dispose();
  return { agreeing, error };
}
