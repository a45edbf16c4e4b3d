import { assertEquals } from "@std/assert";
import { type AnnOp, graphBuilder } from "@snnkit/ir";
import { exportOnnx } from "@snnkit/onnx";
import { createRandom, tensor } from "@snnkit/tensor";
import { dense, randomTensor } from "@snnkit/testkit";
import { deeds, summaryOf } from "./_compare_runs.ts";
import { inWorkplace, type Workplace } from "./_run_snn.ts";
import { idxFile, npzFile, packed, pngFile } from "./_test_data.ts";
import { MNIST_CNN, tinyLabels, tinyOnnx, tinyPixels } from "./_test_models.ts";

const COUNT = 9;

/** What a run of a model makes of data in one form. */
async function runOn(place: Workplace, model: string, word: string, more: readonly string[] = []) {
  const words = ["run", model, "--data", word, "--calibrate", word, "--timesteps", "8", "--json"];
  return deeds(summaryOf(await place.snn(...words, ...more)));
}

Deno.test("snn run reads the same pictures from idx, npz and image folders, gzipped or not", async () => {
  await inWorkplace(async (place) => {
    const { write } = place;
    const model = write("tiny.onnx", tinyOnnx());
    const pixels = tinyPixels(COUNT);
    const labels = tinyLabels(COUNT);
    const images = idxFile([COUNT, 6, 6], pixels);
    write("images", images);
    write("images.gz", await packed(images));
    write("labels", idxFile([COUNT], labels));
    write("labels.gz", await packed(idxFile([COUNT], labels)));
    const y = { shape: [COUNT], data: labels };
    write("nchw.npz", npzFile({ x: { shape: [COUNT, 1, 6, 6], data: pixels }, y }));
    write("nhwc.npz", npzFile({ x: { shape: [COUNT, 6, 6, 1], data: pixels }, y }));
    const floats = Float32Array.from(pixels, (byte) => byte / 255);
    write("float.npz", npzFile({ x: { shape: [COUNT, 6, 6], data: floats }, y }));
    for (let i = 0; i < COUNT; i++) {
      const picture = await pngFile(6, 6, pixels.subarray(36 * i, 36 * (i + 1)));
      write(`photos/class ${labels[i]}/${i}.png`, picture);
    }
    write("photos/README.txt", "This lies in no class.");

    const expected = await runOn(place, model, "idx:images,labels");
    for (
      const word of ["idx:images.gz,labels.gz", "npz:nchw.npz", "npz:nhwc.npz", "images:photos"]
    ) {
      assertEquals(await runOn(place, model, word), expected, word);
    }
    assertEquals(await runOn(place, model, "npz:float.npz", ["--scale", "1"]), expected);
  });
});

Deno.test("snn run reads the same colour pictures from cifar10, cifar100, rgb8 and npz", async () => {
  await inWorkplace(async (place) => {
    const { write } = place;
    const random = createRandom(1);
    const net = graphBuilder<AnnOp>("colours");
    const flat = net.add({ kind: "reshape", shape: [3072] }, net.input([3, 32, 32]));
    const hidden = net.add(dense(randomTensor(random, [4, 3072], 0.02)), flat);
    net.add(dense(tensor([2, 4], [1, 0, 1, 0, 0, 1, 0, 1])), net.add({ kind: "relu" }, hidden));
    const model = write("colours.onnx", exportOnnx(net.finish()));

    const planes = Uint8Array.from({ length: 3072 * 4 }, () => random.integer(256));
    const labels = Int32Array.of(0, 1, 1, 0);
    const records = (head: number): Uint8Array => {
      const bytes = new Uint8Array(4 * (head + 3072));
      for (let i = 0; i < 4; i++) {
        bytes[(i + 1) * head + i * 3072 - 1] = labels[i];
        bytes.set(planes.subarray(3072 * i, 3072 * (i + 1)), (i + 1) * head + i * 3072);
      }
      return bytes;
    };
    write("batch.bin.gz", await packed(records(1)));
    write("batch100.bin", records(2));
    const pixels = planes.map((_, i) => {
      const [sample, place] = [Math.floor(i / 3072), i % 3072];
      return planes[3072 * sample + 1024 * (place % 3) + Math.floor(place / 3)];
    });
    write("raw.bin", pixels);
    write("labels.tsv", "name\tclass_index\n" + [...labels].map((c, i) => `${i}\t${c}\n`).join(""));
    const y = { shape: [4], data: labels };
    write("nchw.npz", npzFile({ x: { shape: [4, 3, 32, 32], data: planes }, y }));
    write("nhwc.npz", npzFile({ x: { shape: [4, 32, 32, 3], data: pixels }, y }));

    const words = [
      "cifar10:batch.bin.gz",
      "cifar100:batch100.bin",
      "rgb8:raw.bin,labels.tsv,32x32",
    ];
    const more = ["--mean", ".5,.4,.3", "--std", ".2,.3,.4"];
    const expected = await runOn(place, model, "npz:nchw.npz", more);
    for (const word of [...words, "npz:nhwc.npz"]) {
      assertEquals(await runOn(place, model, word, more), expected, word);
    }
    // Blue first: the same as if the file had its planes the other way round.
    const turned = planes.map((_, i) => {
      const plane = Math.floor(i / 1024) % 3;
      return planes[i + 1024 * (2 - 2 * plane)];
    });
    write("bgr.npz", npzFile({ x: { shape: [4, 3, 32, 32], data: turned }, y }));
    assertEquals(
      await runOn(place, model, "npz:bgr.npz"),
      await runOn(place, model, "npz:nchw.npz", ["--channels", "bgr"]),
    );
  });
});

Deno.test("snn run takes flat samples and mnist", async () => {
  await inWorkplace(async (place) => {
    const { snn, write } = place;
    const net = graphBuilder<AnnOp>("flat");
    const random = createRandom(2);
    const hidden = net.add(dense(randomTensor(random, [5, 36], 0.1)), net.input([36]));
    net.add(dense(randomTensor(random, [3, 5])), net.add({ kind: "relu" }, hidden));
    const model = write("flat.onnx", exportOnnx(net.finish()));
    const y = { shape: [COUNT], data: tinyLabels(COUNT) };
    const x = tinyPixels(COUNT);
    write("flat.npz", npzFile({ x: { shape: [COUNT, 36], data: x }, y }));
    write("square.npz", npzFile({ x: { shape: [COUNT, 6, 6], data: x }, y }));
    assertEquals(
      await runOn(place, model, "npz:square.npz"),
      await runOn(place, model, "npz:flat.npz"),
    );
    const few = ["--limit", "2", "--calibrate-limit", "4", "--timesteps", "2", "--json"];
    const words = ["run", MNIST_CNN, "--calibrate", "mnist:train", ...few, "--data"];
    const [plain, test] = [await snn(...words, "mnist"), await snn(...words, "mnist:test")];
    assertEquals(deeds(summaryOf(plain)), deeds(summaryOf(test)));
  });
});
