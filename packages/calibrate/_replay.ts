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
import {
  computedCurrents,
  type CurrentsOptions,
  isConstant,
  type KeptCurrents,
  keptStride,
  type SampleSpan,
  thinned,
  widthOf,
  writeFrame,
} from "./_currents.ts";
import { integrateSpan, type Membranes, restingMembranes } from "./_integrate.ts";
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
   * @param keep Whether later nodes will read these spikes; where not, some positions may do.
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
  /**
   * What spiking nodes sent on a sample in the first steps, as a mean of these.
   *
   * @param times Numbers of steps, ascending.
   * @returns A frame for each.
   */
  readonly means: (
    part: LinearPart,
    sample: number,
    times: readonly number[],
  ) => Float32Array<ArrayBuffer>;
  /** Go on with other weights and biases of what no spiking node has read yet. */
  readonly change: (graph: RateGraph) => void;
  /** Forget what no later node reads. */
  readonly forget: (done: NodeId) => void;
}

/**
 * Start to simulate a network node by node. As no node reads a later one, each can run through all
 * steps of all samples before the next begins: its spikes are kept, one bit each, and the linear
 * operations see many steps at once. The whole costs one simulation, however many nodes are run; where
 * a node's currents are too many to keep, its corrections are measured at some positions of every
 * channel, and it is simulated once more.
 */
export function createReplay(graph: RateGraph, options: ReplayOptions): Replay {
  const { timesteps, samples, createLinear, onSample } = options;
  let nodes = nodesById(graph);
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

  const computing: CurrentsOptions = {
    timesteps,
    samples: samples.length,
    createLinear,
    write: ({ id, op }, s, t, into) => {
      if (op.kind === "input") into.set(samples[s]);
      else readStep(kept.get(id)![s], t, into);
    },
  };

  /** What the node that was measured last received. */
  let known: KeptCurrents | undefined;

  /** What a node receives at all or, unless `whole`, perhaps at some of its positions. */
  async function* currentsOf(
    { id, shape }: RateNode,
    channels: number,
    whole: boolean,
  ): AsyncGenerator<SampleSpan & { readonly plane: number }> {
    const size = sizeOf(shape);
    const plane = size / channels;
    if (known?.id === id && (!whole || known.plane === plane)) {
      for (const span of known.spans) yield { ...span, plane: known.plane };
      return;
    }
    const part = parts.get(id)!;
    const frames = (isConstant(part) ? 1 : timesteps) * samples.length;
    const by = whole ? 0 : keptStride(frames, channels, plane);
    const now: KeptCurrents | undefined = by === 0
      ? undefined
      : { id, plane: Math.ceil(plane / by), spans: [] };
    known = undefined;
    for await (const span of computedCurrents(part, size, computing)) {
      const seen = now ? thinned(span, channels, plane, by) : span;
      now?.spans.push(seen);
      yield { ...seen, plane: now?.plane ?? plane };
    }
    known = now;
  }

  return {
    neurons: async (node, op, extra, keep) => {
      const channels = extra.length;
      const trains: SpikeTrains[] = [];
      const sums = new Float64Array(channels);
      let state: Membranes | undefined;
      let seen = 0;
      for await (const span of currentsOf(node, channels, keep)) {
        const { plane } = span;
        state ??= restingMembranes(op, channels, plane, timesteps);
        integrateSpan(op, state, span, extra);
        if (!span.ends) continue;
        state.counts.forEach((count, i) => sums[Math.floor(i / plane)] += count);
        if (keep) trains.push(state.trains);
        state = undefined;
        seen += plane;
        await onSample();
      }
      if (keep) kept.set(node.id, trains);
      return sums.map((sum) => sum / (seen * timesteps));
    },
    currents: async (node) => {
      const size = sizeOf(node.shape);
      const channels = node.shape[0] ?? 1;
      const plane = size / channels;
      const sums = new Float64Array(channels);
      for await (const { currents, start, end, stride, ends } of currentsOf(node, channels, true)) {
        for (let t = start; t < end; t++) {
          const first = (t - start) * stride;
          for (let i = 0; i < size; i++) sums[Math.floor(i / plane)] += currents[first + i];
        }
        if (ends) await onSample();
      }
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
            else writeFrame(part, computing, s, t, into);
          }));
        }
      } finally {
        await linear?.dispose();
      }
      kept.set(id, trains);
    },
    encoder: async (node, op, draw) => {
      const send = encoderTrains(op, node.shape, draw, timesteps);
      const trains: SpikeTrains[] = [];
      // What becomes of a sample is the same in every step.
      for await (const { sample, start, currents, ends } of currentsOf(node, 1, true)) {
        if (start === 0) trains.push(send(currents.slice(0, sizeOf(node.shape)), sample));
        if (ends) await onSample();
      }
      kept.set(node.id, trains);
    },
    means: (part, s, times) => {
      const width = widthOf(part.sources);
      const found = new Float32Array(times.length * width);
      const [frame, sums] = [new Float32Array(width), new Float32Array(width)];
      let t = 0;
      for (const [k, end] of times.entries()) {
        for (; t < end; t++) {
          writeFrame(part, computing, s, t, frame);
          for (let i = 0; i < width; i++) sums[i] += frame[i];
        }
        for (let i = 0; i < width; i++) found[k * width + i] = sums[i] / end;
      }
      return found;
    },
    change: (changed) => {
      nodes = nodesById(changed);
      known = undefined;
      for (const id of parts.keys()) parts.set(id, linearPart(changed, nodes, nodes.get(id)!));
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
      writeFrame(part, computing, s, t, frame);
      all.set((await linear.run(frame)).data, t * size);
    }
    return all;
  }
}
