import type { Dataset } from "@snnkit/datasets";
import { type ActivationStats, type AnnGraph, countMacs, type Finding } from "@snnkit/ir";
import { batchAt } from "@snnkit/datasets";
import { basename, isAbsolute } from "node:path";
import type { Interrupt } from "../io/interrupt.ts";
import { readData } from "../io/read_data.ts";
import { readModel } from "../io/read_model.ts";
import { checkShape, labelsFor } from "../pipeline/check_fit.ts";
import { decideAll } from "../pipeline/decide.ts";
import { UserError } from "../user_error.ts";
import { type FileNet, type NetName, NETS, type UntrainedNet } from "./nets.ts";
import { resnetOfDepth } from "./resnet_of_depth.ts";

/** What papers are made of, and how much of it. */
export interface MaterialSettings {
  /** Folder of models and data; absent where there is only what the product brings along. */
  readonly dataDir: string | undefined;
  /** Samples at most; each kind of data has its own default. */
  readonly limit: number | undefined;
  /** Samples to calibrate on at most. */
  readonly calibrationLimit: number;
  /** Seed of everything random. */
  readonly seed: number;
}

/** A network with the samples that it is measured on. */
export interface Specimen {
  /** Name of its file, or how it was made. */
  readonly model: string;
  /** The trained network. */
  readonly graph: AnnGraph;
  /** Its multiply-adds per sample. */
  readonly macs: number;
  /** Samples to measure on. */
  readonly data: Dataset;
  /** Their classes. */
  readonly labels: Int32Array;
  /** Samples to measure activations on. */
  readonly calibration: Dataset;
  /** Activations measured on them, by recipe: rows differ in what follows. */
  readonly measured: Map<string, ActivationStats>;
  /** The classes that the trained network gives. */
  readonly decisions: Int32Array;
}

/** A network that is not there. */
export interface Missing {
  /** Names of the files that are not there. */
  readonly missing: readonly string[];
}

/** Networks by name, each opened once. */
export interface Material {
  /** A network and its samples, or what is missing of them. */
  readonly open: (name: NetName) => Promise<Specimen | Missing>;
  /** What reading had to say. */
  readonly findings: () => readonly Finding[];
}

/** Samples of MNIST and CIFAR-10 unless the user gives a limit: a table takes minutes, no more. */
export const DEFAULT_LIMITS = { mnist: 300, cifar10: 100, untrained: 50 } as const;

/** Samples that statistics of untrained networks are taken from. */
const UNTRAINED_CALIBRATION = 200;
const UNTRAINED_STATISTICS = 16;

/** Half of the usual channels: a quarter of the work. */
const UNTRAINED_WIDTH = 8;

const CIFAR_TEST = ["cifar10_test_0_508.bin.gz", "test_batch.bin", "test_batch.bin.gz"];
const CIFAR_TRAIN = ["cifar10_data_batch_1.bin.gz", "data_batch_1.bin", "data_batch_1.bin.gz"];

/** Folders within `--data-dir` that are looked into. */
const FOLDERS = ["", "models/", "datasets/", "cifar-10-batches-bin/"];

/**
 * Opens networks as papers ask for them.
 *
 * @throws {UserError} Where the folder does not exist.
 */
export async function openMaterial(
  settings: MaterialSettings,
  interrupt: Interrupt,
): Promise<Material> {
  const { dataDir, seed } = settings;
  if (dataDir !== undefined && !(await Deno.stat(dataDir).catch(() => undefined))?.isDirectory) {
    throw new UserError(
      `Cannot read models and data from "${dataDir}" as there is no such folder`,
    );
  }
  const opened = new Map<NetName, Specimen | Missing>();
  const findings: Finding[] = [];

  const find = async (names: readonly string[]): Promise<string | undefined> => {
    for (const name of names) {
      if (isAbsolute(name)) return name;
      if (dataDir === undefined) continue;
      for (const folder of FOLDERS) {
        const path = `${dataDir}/${folder}${name}`;
        if ((await Deno.stat(path).catch(() => undefined))?.isFile) return path;
      }
    }
    return undefined;
  };

  const measured = async (
    specimen: Omit<Specimen, "decisions" | "macs" | "measured">,
  ): Promise<Specimen> => {
    const { graph, data } = specimen;
    const decisions = await decideAll(graph, data, { batch: 64 }, interrupt);
    return { ...specimen, measured: new Map(), decisions, macs: countMacs(graph).total };
  };

  const openFile = async ({ file, data: kind, preprocessing }: FileNet) => {
    const path = await find([file]);
    const test = kind === "mnist" ? "" : await find(CIFAR_TEST);
    const train = kind === "mnist" ? "" : await find(CIFAR_TRAIN);
    const missing = [
      ...path === undefined ? [file] : [],
      ...test === undefined ? [CIFAR_TEST[0]] : [],
      ...train === undefined ? [CIFAR_TRAIN[0]] : [],
    ];
    if (path === undefined || missing.length > 0) return { missing };
    const model = await readModel(path);
    if (model.kind === "rate") throw new UserError(`Cannot read "${path}" as it must be ONNX`);
    const word = kind === "mnist" ? "mnist:test" : `cifar10:${test}`;
    const limit = settings.limit ?? DEFAULT_LIMITS[kind];
    const data = await readData(word, { ...preprocessing, limit });
    checkShape(model.graph, data, word);
    const calibration = await readData(kind === "mnist" ? "mnist:train" : `cifar10:${train}`, {
      ...preprocessing,
      limit: settings.calibrationLimit,
    });
    findings.push(...model.findings, ...data.findings, ...calibration.findings);
    const labels = labelsFor(model.graph, data, word);
    return await measured({
      model: basename(file),
      graph: model.graph,
      data,
      labels,
      calibration,
    });
  };

  const openUntrained = async ({ depth }: UntrainedNet): Promise<Specimen> => {
    const limit = settings.limit ?? DEFAULT_LIMITS.untrained;
    const data = await readData("mnist:test", { limit });
    const calibration = await readData("mnist:train", {
      limit: Math.min(UNTRAINED_CALIBRATION, settings.calibrationLimit),
    });
    const samples = batchAt(calibration, 0, UNTRAINED_STATISTICS);
    const graph = await resnetOfDepth(depth, {
      shape: data.shape,
      classes: 10,
      width: UNTRAINED_WIDTH,
      seed,
      samples,
    });
    const labels = labelsFor(graph, data, "mnist:test");
    return await measured({
      model: `untrained ResNet-${depth}`,
      graph,
      data,
      labels,
      calibration,
    });
  };

  return {
    open: async (name) => {
      const known = opened.get(name);
      if (known !== undefined) return known;
      await interrupt.checkpoint();
      const net = NETS[name];
      const found = net.kind === "file" ? await openFile(net) : await openUntrained(net);
      opened.set(name, found);
      return found;
    },
    findings: () => findings,
  };
}
