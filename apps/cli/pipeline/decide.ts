import { batchAt, type Dataset } from "@snnkit/datasets";
import type { AnnGraph } from "@snnkit/ir";
import { argMax } from "@snnkit/metrics";
import { createAnnRunner } from "@snnkit/runtime";
import type { Interrupt } from "../io/interrupt.ts";
import { createProgress } from "../io/progress.ts";

/** How the trained network is run. */
export interface AnnSettings {
  /** Samples in one call. */
  readonly batch: number;
}

/** The class that the trained network gives each sample, `[count]`. */
export async function decideAll(
  graph: AnnGraph,
  data: Dataset,
  settings: AnnSettings,
  interrupt: Interrupt,
): Promise<Int32Array> {
  const { batch } = settings;
  await using runner = await createAnnRunner(graph, { batch });
  const decisions = new Int32Array(data.count);
  const progress = createProgress("trained net", data.count);
  try {
    for (let start = 0; start < data.count; start += batch) {
      await interrupt.checkpoint();
      const logits = await runner.run(batchAt(data, start, batch));
      const classes = logits.data.length / logits.shape[0];
      for (let i = 0; i < logits.shape[0]; i++) {
        decisions[start + i] = argMax(logits.data.subarray(i * classes, (i + 1) * classes));
      }
      progress.update(start + logits.shape[0]);
    }
  } finally {
    progress.finish();
  }
  return decisions;
}
