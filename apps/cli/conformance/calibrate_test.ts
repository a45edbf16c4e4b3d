import { type OptionValues, recipeByName, resolveOptions } from "@snnkit/convert";
import { importOnnx } from "@snnkit/onnx";
import { compileNetwork } from "@snnkit/sim";
import { createRateSimulator } from "@snnkit/sim-rate";
import { sizeOf } from "@snnkit/tensor";
import { assert, assertEquals } from "@std/assert";
import { readData } from "../io/read_data.ts";
import { type Converted, convertModel } from "../pipeline/convert_model.ts";

const bytes = Deno.readFileSync(new URL("../../../assets/mnist_cnn.onnx", import.meta.url));
const { graph } = importOnnx(bytes, { name: "mnist_cnn" });
const training = await readData("mnist:train", { limit: 200 });
const test = await readData("mnist:test", { limit: 200 });

async function converted(
  name: string,
  timesteps: number,
  given: OptionValues = {},
): Promise<Converted> {
  return await convertModel(graph, training, {
    recipe: { name, options: resolveOptions(recipeByName(name), given) },
    timesteps,
    signal: new AbortController().signal,
  });
}

/** How many test images are told right after each step. */
async function curve(
  network: Pick<Converted, "graph">,
  timesteps: number,
): Promise<readonly number[]> {
  const simulator = await createRateSimulator(compileNetwork(network.graph), { timesteps });
  const right: number[] = new Array(timesteps).fill(0);
  const sample = new Float32Array(sizeOf(test.shape));
  for (let i = 0; i < test.count; i++) {
    const { decisions } = simulator.simulate(test.sampleAt(i, sample));
    decisions.forEach((decision, t) => right[t] += Number(decision === test.labels![i]));
  }
  simulator.dispose();
  return right;
}

Deno.test("recipe calibrated tells more digits right than rueckauer2017, at the steps it is for", async () => {
  const known = await curve(await converted("rueckauer2017", 8), 8);
  for (const timesteps of [4, 8]) {
    const network = await converted("calibrated", timesteps);
    const right = (await curve(network, timesteps))[timesteps - 1];
    assert(right > known[timesteps - 1], `T = ${timesteps}: ${right}, not ${known[timesteps - 1]}`);
    const finding = network.findings.find(({ code }) => code === "biases-corrected");
    assert(finding, "it says that biases are corrected");
  }
});

Deno.test("recipe calibrated gives the same network twice", async () => {
  const [a, b] = [await converted("calibrated", 4), await converted("calibrated", 4)];
  assertEquals(a.graph, b.graph);
});

Deno.test("recipe calibrated of unsigned neurons tries how they start, of signed ones not", async () => {
  const options = { neuron: "unsigned", timesteps: 16 };
  const { graph, findings } = await converted("calibrated", 16, options);
  assert(findings.some(({ code }) => code === "start-searched"));
  assert(graph.nodes.every(({ op }) => op.kind !== "if" || !op.signed));
  const right = (await curve({ graph }, 16))[15];
  assert(right >= 0.96 * test.count, `${right} of ${test.count}`);
  const signed = await converted("calibrated", 4);
  assert(!signed.findings.some(({ code }) => code === "start-searched"));
});
