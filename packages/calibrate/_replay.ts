import {
  type Encode,
  type If,
  type MaxPoolGate,
  type NodeId,
  nodesById,
  type RateGraph,
  type RateNode,
} from "@snnkit/ir";
import { sizeOf } from "@snnkit/tensor";
import { type EncoderDraw, encoderTrains } from "./_encoder_trains.ts";
import { gateTrains } from "./_gate_trains.ts";
import { integrateStep, restingMembranes } from "./_integrate.ts";
import { isSpiking, type LinearPart, linearPart } from "./_linear_part.ts";
import { readStep, type SpikeTrains } from "./_spike_trains.ts";
import type { CreateLinearRunner, LinearRunner } from "./linear_runner.ts";

/** What is replayed. */
export interface ReplayOptions {
  /** T. */
  readonly timesteps: number;
  /** As the input node has them. */
  readonly samples: readonly Float32Array[];
  /** Computes what lies between spikes and neurons. */
  readonly createLinear: CreateLinearRunner;
  /** Called after each sample of each pass. */
  readonly onSample: () => void | Promise<void>;
}

/** A simulation node by node: each on all samples and steps before the next. */
export interface Replay {
  /**
   * Run neurons on what the nodes before them sent; a later call of the same node starts anew.
   *
   * @param extra Current that each channel gets besides, in the unit of the threshold.
   * @param keep Whether later nodes will read these spikes.
   * @returns The mean of `N / T` over samples and positions, one a channel.
   */
  readonly neurons: (
    node: RateNode,
    op: If,
    extra: Float64Array,
    keep: boolean,
  ) => Promise<Float64Array>;
  /** The mean current of each channel over samples, positions and steps, biases included. */
  readonly currents: (node: RateNode) => Promise<Float64Array>;
  /** Run a gate on what the nodes before it sent. */
  readonly gate: (node: RateNode, op: MaxPoolGate) => Promise<void>;
  /** Run an encoder on what becomes of each sample before it. */
  readonly encoder: (node: RateNode, op: Encode, draw: EncoderDraw) => Promise<void>;
  /** Forget what no later node reads. */
  readonly forget: (done: NodeId) => void;
}

/** Values of frames that are computed at once. */
const FRAME_VALUES = 2 ** 22;

/** Values of a node's currents that are kept from one pass to the next, 128 MiB. */
const KEPT_VALUES = 2 ** 25;

/**
 * Start to simulate a network node by node. As no node reads a later one, each can run through all
 * steps of all samples before the next begins: its spikes are kept, one bit each, and the linear
 * operations see many steps at once. The whole costs one simulation, however many nodes are run.
 */
export function createReplay(graph: RateGraph, options: ReplayOptions): Replay {
  const { timesteps, samples, createLinear, onSample } = options;
  const nodes = nodesById(graph);
  const kept = new Map<NodeId, SpikeTrains[]>();
  const parts = new Map<NodeId, LinearPart>(
    graph.nodes.flatMap((node) =>
      isSpiking(node.op) ? [[node.id, linearPart(graph, nodes, node)] as const] : []
    ),
  );
  const lastReaders = new Map<NodeId, NodeId>();
  for (const [id, { sources }] of parts) {
    for (const source of sources) lastReaders.set(source.id, id);
  }

  /** Writes what the sources send to a node in a step of a sample. */
  const writeFrame = ({ sources }: LinearPart, s: number, t: number, into: Float32Array): void => {
    let at = 0;
    for (const { id, op, shape } of sources) {
      const size = sizeOf(shape);
      const own = into.subarray(at, at += size);
      if (op.kind === "input") own.set(samples[s]);
      else readStep(kept.get(id)![s], t, own);
    }
  };

  /** What the last pass computed, in its order, where that was not too much. */
  let known: { readonly id: NodeId; readonly parts: Float32Array[] } | undefined;

  /** Calls with the currents of each step of each sample; the caller must not keep them. */
  const forEachCurrent = async (
    id: NodeId,
    size: number,
    use: (sample: number, t: number, currents: Float32Array, first: number) => void,
    onEnd: (sample: number) => void,
  ): Promise<void> => {
    const part = parts.get(id)!;
    const { sources } = part;
    const width = widthOf(sources);
    // What depends on the sample alone is the same in every step.
    const isConstant = sources.every(({ op }) => op.kind === "input");
    const steps = isConstant ? 1 : timesteps;
    const most = Math.max(1, Math.min(steps, Math.floor(FRAME_VALUES / Math.max(width, size))));
    const frames = new Float32Array(most * width);
    const again = known?.id === id ? known.parts : undefined;
    const keeps = !again && steps * samples.length * size <= KEPT_VALUES;
    if (!again) known = keeps ? { id, parts: [] } : undefined;
    const linear = again ? undefined : part.graph && await createLinear(part.graph);
    let at = 0;
    const compute = async (s: number, start: number, end: number): Promise<Float32Array> => {
      if (again) return again[at++];
      for (let t = start; t < end; t++) {
        writeFrame(part, s, t, frames.subarray((t - start) * width, (t - start + 1) * width));
      }
      const filled = frames.subarray(0, (end - start) * width);
      const currents = linear ? (await linear.run(filled)).data : filled;
      if (keeps) known!.parts.push(linear ? currents : currents.slice());
      return currents;
    };
    try {
      for (let s = 0; s < samples.length; s++) {
        for (let start = 0; start < steps; start += most) {
          const end = Math.min(steps, start + most);
          const currents = await compute(s, start, end);
          if (isConstant) { for (let t = 0; t < timesteps; t++) use(s, t, currents, 0); }
          else for (let t = start; t < end; t++) use(s, t, currents, (t - start) * size);
        }
        onEnd(s);
        await onSample();
      }
    } finally {
      await linear?.dispose();
    }
  };

  return {
    neurons: async ({ id, shape }, op, extra, keep) => {
      const [size, channels] = [sizeOf(shape), extra.length];
      const plane = size / channels;
      const trains: SpikeTrains[] = [];
      const sums = new Float64Array(channels);
      let state = restingMembranes(op, channels, plane, timesteps);
      await forEachCurrent(
        id,
        size,
        (_, t, currents, first) => integrateStep(op, state, t, currents, first, extra),
        () => {
          state.counts.forEach((count, i) => sums[Math.floor(i / plane)] += count);
          if (keep) trains.push(state.trains);
          state = restingMembranes(op, channels, plane, timesteps);
        },
      );
      if (keep) kept.set(id, trains);
      return sums.map((sum) => sum / (plane * samples.length * timesteps));
    },
    currents: async ({ id, shape }) => {
      const size = sizeOf(shape);
      const channels = shape[0] ?? 1;
      const plane = size / channels;
      const sums = new Float64Array(channels);
      await forEachCurrent(id, size, (_s, _t, currents, first) => {
        for (let i = 0; i < size; i++) sums[Math.floor(i / plane)] += currents[first + i];
      }, () => {});
      return sums.map((sum) => sum / (plane * samples.length * timesteps));
    },
    gate: async ({ id, shape, inputs: [source] }, op) => {
      const part = parts.get(id)!;
      const from = nodes.get(source)!.shape;
      const trains: SpikeTrains[] = [];
      const linear = part.graph && await createLinear(part.graph);
      try {
        for (let s = 0; s < samples.length; s++) {
          const moved = linear && await movedSteps(part, linear, s, sizeOf(from));
          trains.push(gateTrains(op, from, shape, timesteps, (t, into) => {
            if (moved) into.set(moved.subarray(t * into.length, (t + 1) * into.length));
            else writeFrame(part, s, t, into);
          }));
        }
      } finally {
        await linear?.dispose();
      }
      kept.set(id, trains);
    },
    encoder: async ({ id, shape }, op, draw) => {
      const send = encoderTrains(op, shape, draw, timesteps);
      const trains: SpikeTrains[] = [];
      const size = sizeOf(shape);
      await forEachCurrent(
        id,
        size,
        // What becomes of a sample is the same in every step.
        (s, t, values, first) => {
          if (t === 0) trains.push(send(values.slice(first, first + size), s));
        },
        () => {},
      );
      kept.set(id, trains);
    },
    forget: (done) => {
      for (const [source, last] of lastReaders) if (last === done) kept.delete(source);
    },
  };

  /** What a gate reads in every step of a sample, where spikes are rearranged on their way. */
  async function movedSteps(
    part: LinearPart,
    linear: LinearRunner,
    s: number,
    size: number,
  ): Promise<Float32Array> {
    const width = widthOf(part.sources);
    const all = new Float32Array(timesteps * size);
    const frame = new Float32Array(width);
    for (let t = 0; t < timesteps; t++) {
      writeFrame(part, s, t, frame);
      all.set((await linear.run(frame)).data, t * size);
    }
    return all;
  }
}

function widthOf(sources: readonly RateNode[]): number {
  return sources.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}
