import { batchAt, type Dataset } from "@snnkit/datasets";
import { topK } from "@snnkit/metrics";
import { createAnnRunner } from "@snnkit/runtime";
import { compileNetwork } from "@snnkit/sim";
import { createRateSimulator } from "@snnkit/sim-rate";
import { sizeOf } from "@snnkit/tensor";
import type { Converted } from "../pipeline/convert_model.ts";

/** A trained and a spiking network on the same samples. */
export interface Compared {
  /** How many samples. */
  readonly samples: number;
  /** How many the trained network tells right. */
  readonly ann: number;
  /** How many the spiking network tells right, after its last step. */
  readonly snn: number;
  /** Of how many the class is among the trained network's five largest. */
  readonly annTop5: number;
  /** Of how many it is among the spiking network's five largest. */
  readonly snnTop5: number;
  /** How many get the same class of both. */
  readonly agreeing: number;
  /** The spiking network's additions, the mean of a sample. */
  readonly synapticOps: number;
  /** Its right answers after every step. */
  readonly curve: readonly number[];
}

/** Runs both networks on every sample. */
export async function compareNetworks(
  { graph, prepared }: Pick<Converted, "graph" | "prepared">,
  data: Dataset,
  timesteps: number,
): Promise<Compared> {
  await using runner = await createAnnRunner(prepared);
  const simulator = await createRateSimulator(compileNetwork(graph), { timesteps });
  const counts = { ann: 0, snn: 0, annTop5: 0, snnTop5: 0, agreeing: 0, synapticOps: 0 };
  const curve: number[] = new Array(timesteps).fill(0);
  const sample = new Float32Array(sizeOf(data.shape));
  for (let start = 0; start < data.count; start += BATCH) {
    const logits = await runner.run(batchAt(data, start, BATCH));
    const [rows, classes] = logits.shape;
    for (let row = 0; row < rows; row++) {
      const label = data.labels![start + row];
      const { scores, decisions, synapticOps } = simulator.simulate(
        data.sampleAt(start + row, sample),
      );
      const known = topK(logits.data.subarray(row * classes, (row + 1) * classes), 5);
      const decision = decisions[timesteps - 1];
      counts.ann += Number(known[0] === label);
      counts.snn += Number(decision === label);
      counts.annTop5 += Number(known.includes(label));
      counts.snnTop5 += Number(topK(scores, 5).includes(label));
      counts.agreeing += Number(decision === known[0]);
      counts.synapticOps += synapticOps.reduce((sum, ops) => sum + ops) / data.count;
      decisions.forEach((told, t) => curve[t] += Number(told === label));
    }
  }
  simulator.dispose();
  return { samples: data.count, ...counts, curve };
}

/** Samples in one call of ONNX Runtime. */
const BATCH = 25;
