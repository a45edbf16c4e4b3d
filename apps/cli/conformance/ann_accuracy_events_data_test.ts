import { assertEquals } from "@std/assert";
import { batchAt } from "@snnkit/datasets";
import { importOnnx } from "@snnkit/onnx";
import { createAnnRunner, createModelRunner } from "@snnkit/runtime";
import { nmnistFrames } from "./_nmnist_frames.ts";
import { sharedData } from "./_shared_data.ts";

const model = sharedData("models/nmnist_scnn_ann_sinabs.onnx");

Deno.test({
  name: "nmnist_scnn_ann_sinabs keeps its accuracy on thirds of the recordings",
  ignore: model.absent,
  async fn() {
    const archive = sharedData("events/nmnist_small_slayer.tar.gz").read();
    const frames = nmnistFrames(archive, "test100");
    const samples = batchAt(frames, 0, frames.count);
    const bytes = model.read();
    for (const asItIs of [true, false]) {
      await using runner = asItIs
        ? await createModelRunner(bytes)
        : await createAnnRunner(importOnnx(bytes).graph);
      const { shape: [count, classes], data } = await runner.run(samples);
      let correct = 0;
      for (let frame = 0; frame < count; frame++) {
        const outputs = data.subarray(frame * classes, (frame + 1) * classes);
        if (outputs.indexOf(Math.max(...outputs)) === frames.labels![frame]) correct++;
      }
      assertEquals([correct, count], [293, 300]);
    }
  },
});
