import { batchAt, decodeData, parseDataSpec, preprocess } from "@snnkit/datasets";
import { fileURLToPath } from "node:url";
import { bundlePrograms } from "./contestants.ts";

const [MEAN, STD] = [[.485, .456, .406], [.229, .224, .225]];

/**
 * Puts all that contestants need into a folder: a ResNet-20, converted, images, and the programs.
 *
 * @param folder Ends in `/`.
 * @param data Where the models and data sets lie; ends in `/`.
 * @param images How many.
 */
export async function prepareImages(folder: URL, data: string, images: number): Promise<void> {
  const main = fileURLToPath(new URL("../../apps/cli/main.ts", import.meta.url));
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", main, "convert", `${data}models/cifar10_resnet20_akamaster.onnx`],
      ...["--calibrate", `cifar10:${data}datasets/cifar10_data_batch_1.bin.gz`],
      ...["--calibrate-limit", "200", "--recipe", "rueckauer2017"],
      ...["--mean", MEAN.join(","), "--std", STD.join(",")],
      ...["-o", fileURLToPath(new URL("net.snn", folder))],
    ],
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const path = `${data}datasets/cifar10_test_0_508.bin.gz`;
  const files = [{ path, bytes: await Deno.readFile(path) }];
  const samples = decodeData(parseDataSpec(`cifar10:${path}`), files);
  const set = preprocess(samples, { mean: MEAN, std: STD, limit: images });
  const values = batchAt(set, 0, images);
  await Deno.writeFile(new URL("images.bin", folder), new Uint8Array(values.buffer));
  await bundlePrograms(folder);
}
