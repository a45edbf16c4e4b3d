import type { NodeId, RateNode } from "@snnkit/ir";
import { sizeOf } from "@snnkit/tensor";
import type { Span } from "./_integrate.ts";
import type { LinearPart } from "./_linear_part.ts";
import type { CreateLinearRunner } from "./linear_runner.ts";

/** What a node receives in some steps of a sample. */
export interface SampleSpan extends Span {
  /** Number of the sample. */
  readonly sample: number;
  /** Whether it holds the sample's last step. */
  readonly ends: boolean;
}

/** How currents are computed. */
export interface CurrentsOptions {
  /** T. */
  readonly timesteps: number;
  /** How many samples. */
  readonly samples: number;
  /** Computes what lies between spikes and neurons. */
  readonly createLinear: CreateLinearRunner;
  /** Writes what a source sends in a step of a sample. */
  readonly write: (source: RateNode, sample: number, t: number, into: Float32Array) => void;
}

/** Values of frames that are computed at once. */
const FRAME_VALUES = 2 ** 22;

/** Values of a node's currents that are kept from one pass to the next, 256 MiB. */
export const KEPT_VALUES: number = 2 ** 26;

/** Whether what a node receives depends on the sample alone: it is the same in every step then. */
export function isConstant({ sources }: LinearPart): boolean {
  return sources.every(({ op }) => op.kind === "input");
}

/** What a node receives in all steps of all samples; a span must not be kept. */
export async function* computedCurrents(
  part: LinearPart,
  size: number,
  options: CurrentsOptions,
): AsyncGenerator<SampleSpan> {
  const { timesteps, samples, createLinear } = options;
  const width = widthOf(part.sources);
  const constant = isConstant(part);
  const steps = constant ? 1 : timesteps;
  const most = Math.max(1, Math.min(steps, Math.floor(FRAME_VALUES / Math.max(width, size))));
  const frames = new Float32Array(most * width);
  const linear = part.graph && await createLinear(part.graph);
  try {
    for (let sample = 0; sample < samples; sample++) {
      for (let start = 0; start < steps; start += most) {
        const end = Math.min(steps, start + most);
        const filled = frames.subarray(0, (end - start) * width);
        for (let t = start; t < end; t++) {
          const at = (t - start) * width;
          writeFrame(part, options, sample, t, filled.subarray(at, at + width));
        }
        const currents = linear ? (await linear.run(filled)).data : filled;
        yield constant
          ? { sample, start: 0, end: timesteps, currents, stride: 0, ends: true }
          : { sample, start, end, currents, stride: size, ends: end === steps };
      }
    }
  } finally {
    await linear?.dispose();
  }
}

/** Writes what the sources send to a node in a step of a sample. */
export function writeFrame(
  { sources }: LinearPart,
  { write }: CurrentsOptions,
  sample: number,
  t: number,
  into: Float32Array,
): void {
  let at = 0;
  for (const source of sources) {
    const size = sizeOf(source.shape);
    write(source, sample, t, into.subarray(at, at += size));
  }
}

/** What a node received at some positions of every channel. */
export interface KeptCurrents {
  /** The node. */
  readonly id: NodeId;
  /** How many positions of each channel. */
  readonly plane: number;
  /** Of all samples, in their order. */
  readonly spans: SampleSpan[];
}

/**
 * How far the positions of a channel are apart whose currents are kept: 1, all of them, where that is
 * not too much; else an odd number, so that they spread over the columns of most planes. Neighbours
 * are much alike, so a mean over some positions of all samples says nearly what one over all does.
 *
 * @param frames Steps of all samples.
 * @returns 0 where even one position of each channel is too much.
 */
export function keptStride(frames: number, channels: number, plane: number): number {
  const most = Math.floor(KEPT_VALUES / (frames * channels));
  if (most === 0) return 0;
  const least = Math.ceil(plane / most);
  return least % 2 === 0 ? least + 1 : least;
}

/** What a span has at every so many positions of each channel, copied. */
export function thinned(span: SampleSpan, channels: number, plane: number, by: number): SampleSpan {
  const { currents, stride } = span;
  const left = Math.ceil(plane / by);
  const steps = stride === 0 ? 1 : span.end - span.start;
  const size = channels * left;
  const own = new Float32Array(steps * size);
  let at = 0;
  for (let from = 0; from < steps * channels * plane; from += plane) {
    for (let i = from; i < from + plane; i += by) own[at++] = currents[i];
  }
  return { ...span, currents: own, stride: stride === 0 ? 0 : size };
}

/** How many values all sources send in a step. */
export function widthOf(sources: readonly RateNode[]): number {
  return sources.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}
