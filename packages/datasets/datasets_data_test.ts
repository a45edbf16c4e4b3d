import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  batchAt,
  checkLabels,
  dataPaths,
  decodeData,
  decodeIdx,
  maybeGunzip,
  parseDataSpec,
  preprocess,
} from "./mod.ts";

// Real data, which are not part of the repository: see the README's last section.
const folder = new URL("../../../shared/data/", import.meta.url);

function isThere(): boolean {
  try {
    return Deno.statSync(folder).isDirectory;
  } catch {
    return false;
  }
}

/** Skipped where the data are absent, except in CI, where that is a failure. */
function dataTest(name: string, run: () => void): void {
  const ignore = !isThere() && Deno.env.get("CI") !== "true";
  Deno.test({ name: ignore ? `${name} (skipped: no shared data)` : name, ignore, fn: run });
}

function decode(word: string) {
  const spec = parseDataSpec(word);
  const files = dataPaths(spec).map((path) => ({
    path,
    bytes: Deno.readFileSync(new URL(path, folder)),
  }));
  return decodeData(spec, files);
}

function moments(values: Float32Array): readonly [mean: number, std: number] {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return [mean, Math.sqrt(squares / values.length - mean * mean)];
}

dataTest("MNIST's test images have their counts and first labels", () => {
  const samples = decode(
    "idx:datasets/t10k-images-idx3-ubyte.gz,datasets/t10k-labels-idx1-ubyte.gz",
  );
  assertEquals([samples.count, samples.shape], [10000, [1, 28, 28]]);
  assertEquals([...samples.labels!.subarray(0, 10)], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  checkLabels(samples.labels!, 10);
});

dataTest("MNIST's training images have the mean 0.1307 and the deviation 0.3081", () => {
  const samples = decode(
    "idx:datasets/train-images-idx3-ubyte.gz,datasets/train-labels-idx1-ubyte.gz",
  );
  assertEquals([...samples.labels!.subarray(0, 5)], [5, 0, 4, 1, 9]);
  const [mean, std] = moments(batchAt(preprocess(samples), 0, 60000));
  assertEquals([mean.toFixed(4), std.toFixed(4)], ["0.1307", "0.3081"]);
});

dataTest("Fashion-MNIST's cut images are refused with all labels and read with their own", () => {
  const read = (name: string) => Deno.readFileSync(new URL(`datasets/${name}`, folder));
  const images = read("fashion-t10k-first4443-images-idx3-ubyte.gz");
  const labels = maybeGunzip(read("fashion-t10k-labels-idx1-ubyte.gz"));
  assertThrows(() => decodeIdx(images, labels), RangeError, "4443 images and 10000 labels");
  const own = labels.slice(0, 8 + 4443);
  new DataView(own.buffer).setUint32(4, 4443);
  const samples = decodeIdx(images, own);
  assertEquals([samples.count, ...samples.labels!.subarray(0, 5)], [4443, 9, 2, 1, 1, 6]);
});

dataTest("CIFAR-10's test images have their first labels and colours", () => {
  const samples = decode("cifar10:datasets/cifar10_test_0_508.bin.gz");
  assertEquals([samples.count, samples.shape, samples.classes], [509, [3, 32, 32], 10]);
  const names = [...samples.labels!.subarray(0, 4)].map((label) => samples.classNames![label]);
  assertEquals(names, ["cat", "ship", "ship", "airplane"]);
  const dataset = preprocess(samples, { scale: 1, limit: 4, offset: 3 });
  assertEquals([dataset.count, dataset.labels![0]], [4, 0]);
});

dataTest(
  "CIFAR-10's first training batch has the known mean colour of about 0.49, 0.48, 0.45",
  () => {
    const samples = decode("cifar10:datasets/cifar10_data_batch_1.bin.gz");
    assertEquals([samples.count, ...samples.labels!.subarray(0, 5)], [10000, 6, 9, 9, 4, 1]);
    const dataset = preprocess(samples);
    const colours = [0, 1, 2].map((channel) => {
      let sum = 0;
      for (let i = 0; i < 1000; i++) {
        sum += moments(dataset.sampleAt(i).subarray(channel * 1024, (channel + 1) * 1024))[0];
      }
      return sum / 1000;
    });
    [0.4914, 0.4822, 0.4465].forEach((mean, channel) => {
      assert(Math.abs(colours[channel] - mean) < 0.02, String(colours));
    });
  },
);

dataTest("ImageNet's raw images become BGR less its mean, near zero on average", () => {
  const samples = decode(
    "rgb8:imagenet/imagenet_sample100_227x227x3_rgb_u8.bin.gz," +
      "imagenet/imagenet_sample100_labels.tsv,227x227",
  );
  assertEquals([samples.count, samples.shape], [100, [3, 227, 227]]);
  assertEquals([...samples.labels!.subarray(0, 3)], [0, 10, 20]);
  checkLabels(samples.labels!, 1000);
  const option = { scale: 1, channels: "bgr", mean: [104, 117, 123] } as const;
  const [mean] = moments(batchAt(preprocess(samples, option), 0, 100));
  assert(Math.abs(mean) < 10, String(mean));
});

dataTest("a file that is no data set is refused by its name", () => {
  assertThrows(() => decode("cifar100:datasets/cifar10_test_0_508.bin.gz"), SyntaxError, "_508");
  assertThrows(() => decode("npz:README.md"), SyntaxError, "README.md");
});
