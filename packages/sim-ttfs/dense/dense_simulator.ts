import { type AnnGraph, type NodeId, type TtfsGraph, verifyTtfs } from "@snnkit/ir";
import type { FirstSpikeRecord } from "@snnkit/recording";
import { createAnnRunner, type RunnerOptions } from "@snnkit/runtime";
import type { Tensor } from "@snnkit/tensor";
import { compileTimedNetwork, type TimedLayer } from "../timed_network.ts";
import { checkTtfsOptions, type Ticks } from "../ttfs_simulator.ts";
import { BEYOND } from "../_spoken_values.ts";
import { beforeTicks, denseGraph } from "./dense_graph.ts";

/** How a network is loaded. */
export interface DenseTtfsOptions extends RunnerOptions {
  /** A clock; neurons spike at any time unless given. */
  readonly ticks?: Ticks;
  /**
   * What of every layer is wanted besides the outputs, which costs time: how many spikes and values
   * beyond windows, or the time of every spike, too; nothing unless given.
   */
  readonly layers?: "counts" | "times";
}

/** What the dense form tells of a sample. */
export type DenseRecord = Pick<FirstSpikeRecord, "scores" | "spikes" | "clipped" | "times">;

/** A network of first spikes as matrix products on ONNX Runtime. Hold it with `await using`. */
export interface DenseTtfs extends AsyncDisposable {
  /** `"dense"`. */
  readonly engine: string;
  /** The neurons, in the order of records; empty unless asked for. */
  readonly layers: readonly TimedLayer[];
  /**
   * Values of the outputs.
   *
   * @param samples `[n, …]`, any number of samples.
   * @returns `[n, classes]`.
   */
  readonly run: (samples: Float32Array) => Promise<Tensor>;
  /**
   * What every layer says, too.
   *
   * @throws {TypeError} Where layers were not asked for.
   */
  readonly record: (samples: Float32Array) => Promise<readonly DenseRecord[]>;
  /** Free the memory. */
  readonly dispose: () => Promise<void>;
}

/**
 * The dense engine: {@linkcode denseGraph} on ONNX Runtime, at the cost of the trained network.
 *
 * In float32.
 *
 * @param graph A network with windows.
 * @param options What to keep, and how ONNX Runtime is loaded.
 * @throws {InvalidGraphError} Where the graph breaks the rules of its dialect.
 * @throws {TypeError} Where it has neurons without windows, or not one input.
 * @throws {RangeError} Where an option is out of its range.
 *
 * @example
 * ```ts ignore
 * await using dense = await createDenseTtfs(graph, { batch: 64 });
 * const logits = await dense.run(samples);
 * ```
 */
export async function createDenseTtfs(
  graph: TtfsGraph,
  options: DenseTtfsOptions = {},
): Promise<DenseTtfs> {
  const { ticks, layers: wanted, ...runnerOptions } = options;
  verifyTtfs(graph);
  checkTtfsOptions(graph.name, { ...ticks && { ticks } });
  const layers = wanted ? compileTimedNetwork(graph).layers : [];
  const dense = denseGraph(graph, ticks);
  const [output] = dense.outputs;
  const sources = layers.map(({ id }) => drivenBy(dense, id));
  const computed = sources.flatMap((id) => id === undefined || isInput(dense, id) ? [] : [id]);
  const outputs = [...new Set([output, ...layers.map(({ id }) => id), ...computed])];
  const runner = await createAnnRunner(dense, { ...runnerOptions, outputs });

  const record = async (samples: Float32Array): Promise<readonly DenseRecord[]> => {
    if (!wanted) {
      throw new TypeError(`Cannot record "${graph.name}" as layers must be asked for`);
    }
    const values = await runner.runAll(samples);
    const scores = values.get(output)!;
    const [count] = scores.shape;
    return Array.from({ length: count }, (_, i): DenseRecord => {
      const said = layers.map((layer) => row(values.get(layer.id)!, i));
      return {
        scores: row(scores, i).slice(),
        spikes: Uint32Array.from(said, (list) => countAbove(list, 0)),
        clipped: Uint32Array.from(layers, ({ window: { start, end } }, k) => {
          const source = sources[k];
          if (source === undefined) return 0;
          const driven = row(values.get(source) ?? { shape: [count], data: samples }, i);
          return countAbove(driven, (end - start) * BEYOND);
        }),
        ...wanted === "times" && {
          times: layers.map(({ window: { end } }, k) =>
            Float64Array.from(said[k], (value) => value > 0 ? end - value : Infinity)
          ),
        },
      };
    });
  };
  const { run, dispose } = runner;
  return {
    engine: "dense",
    layers,
    run: (samples) => run(samples),
    record,
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

/** The node whose value neurons say; undefined for what passes the spikes of others on. */
function drivenBy({ nodes }: AnnGraph, id: NodeId): NodeId | undefined {
  const { op, inputs: [source] } = nodes.find((node) => node.id === id)!;
  if (op.kind === "maxPool2d") return undefined;
  const before = nodes.find((node) => node.id === source)!;
  return before.id === beforeTicks(id) ? before.inputs[0] : source;
}

function isInput({ nodes }: AnnGraph, id: NodeId): boolean {
  return nodes.find((node) => node.id === id)!.op.kind === "input";
}

/** The values of one sample. */
function row({ shape, data }: Tensor, index: number): Float32Array {
  const size = data.length / shape[0];
  return data.subarray(index * size, (index + 1) * size);
}

function countAbove(values: Float32Array, bound: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > bound) count++;
  return count;
}
