import { assertEquals } from "@std/assert";
import { maybeGunzip } from "@snnkit/datasets";
import { importOnnx } from "@snnkit/onnx";
import { createAnnRunner, createModelRunner } from "@snnkit/runtime";
import { sharedData } from "./_shared_data.ts";

/** Frames of one recording: thirds of its duration. */
const FRAMES = 3;
/** Values of a frame, `[2, 34, 34]`: polarity, y, x. */
const FRAME = 2 * 34 * 34;

const model = sharedData("models/nmnist_scnn_ann_sinabs.onnx");

Deno.test({
  name: "nmnist_scnn_ann_sinabs keeps its accuracy on thirds of the recordings",
  ignore: model.absent,
  async fn() {
    const archive = maybeGunzip(sharedData("events/nmnist_small_slayer.tar.gz").read());
    const files = new Map(untar(archive));
    const list = new TextDecoder().decode(files.get("NMNISTsmall/test100.txt")!);
    const rows = list.trim().split("\n").slice(1).map((line) => line.split(/\s+/).map(Number));
    const samples = new Float32Array(rows.length * FRAMES * FRAME);
    rows.forEach(([recording], i) => {
      const frames = samples.subarray(i * FRAMES * FRAME, (i + 1) * FRAMES * FRAME);
      countEvents(files.get(`NMNISTsmall/${recording}.bs2`)!, frames);
    });
    const bytes = model.read();
    for (const asItIs of [true, false]) {
      await using runner = asItIs
        ? await createModelRunner(bytes)
        : await createAnnRunner(importOnnx(bytes).graph);
      const { shape: [count, classes], data } = await runner.run(samples);
      let correct = 0;
      for (let frame = 0; frame < count; frame++) {
        const outputs = data.subarray(frame * classes, (frame + 1) * classes);
        const [, label] = rows[Math.floor(frame / FRAMES)];
        if (outputs.indexOf(Math.max(...outputs)) === label) correct++;
      }
      assertEquals([correct, count], [293, 300]);
    }
  },
});

/** Names and contents of the files of a tar archive. */
function* untar(bytes: Uint8Array): Generator<[name: string, content: Uint8Array]> {
  const text = (from: number, length: number): string =>
    new TextDecoder().decode(bytes.subarray(from, from + length)).split("\0", 1)[0];
  for (let at = 0; bytes[at] > 0;) {
    const size = parseInt(text(at + 124, 12), 8);
    yield [text(at, 100), bytes.subarray(at + 512, at + 512 + size)];
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

/** Counts events of five bytes, `x, y, p << 7 | t22…16, t15…8, t7…0`, into the frames. */
function countEvents(events: Uint8Array, frames: Float32Array): void {
  const time = (at: number): number =>
    (events[at + 2] & 127) << 16 | events[at + 3] << 8 | events[at + 4];
  const duration = time(events.length - 5) + 1;
  for (let at = 0; at < events.length; at += 5) {
    const [x, y, polarity] = [events[at], events[at + 1], events[at + 2] >> 7];
    const frame = Math.min(FRAMES - 1, Math.floor(time(at) * FRAMES / duration));
    frames[frame * FRAME + (polarity * 34 + y) * 34 + x]++;
  }
}
