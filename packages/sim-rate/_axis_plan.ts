import { type Conv2dSynapse, type ConvTranspose2dSynapse, tapTarget } from "@snnkit/sim";

/** How a source row or column meets the kernel along one axis. */
export interface AxisPosition {
  /** Which list of taps it uses. */
  readonly phase: number;
  /** Where its first tap in use stands in the list. */
  readonly first: number;
  /** How many taps it uses, neighbours in the list. */
  readonly count: number;
  /** Target of the first tap in use; may lie outside the plane where nothing was cut off. */
  readonly target: number;
  /** How many of its taps fall inside the plane. */
  readonly reached: number;
}

/** How the taps of one axis fall. */
export interface AxisPlan {
  /** Lists of taps that occur, each by ascending target: as many as the stride has phases. */
  readonly phases: readonly (readonly number[])[];
  /** One for every source row or column. */
  readonly positions: readonly AxisPosition[];
  /** Distance of neighbouring taps' targets. */
  readonly spacing: number;
}

/**
 * Sort the taps of one axis into lists whose targets follow each other at one distance.
 *
 * @param synapse A convolution or a transposed one.
 * @param axis 0 for rows, 1 for columns.
 * @param clipped Whether taps outside the target's plane are cut off.
 */
export function planAxis(
  synapse: Conv2dSynapse | ConvTranspose2dSynapse,
  axis: 0 | 1,
  clipped: boolean,
): AxisPlan {
  const phases: number[][] = [];
  const names = new Map<string, number>();
  const inside = (target: number): boolean => target >= 0 && target < synapse.outputPlane[axis];
  let spacing = 1;

  const positions = Array.from({ length: synapse.inputPlane[axis] }, (_, position) => {
    const falls = Array.from({ length: synapse.kernel[axis] }, (_, tap) => ({
      tap,
      target: tapTarget(synapse, axis, position, tap),
    })).filter(({ target }) => Number.isInteger(target)).sort((a, b) => a.target - b.target);
    if (falls.length > 1) spacing = falls[1].target - falls[0].target;

    const taps = falls.map(({ tap }) => tap);
    const phase = names.get(taps.join()) ?? phases.push(taps) - 1;
    names.set(taps.join(), phase);

    const reached = falls.filter(({ target }) => inside(target)).length;
    const isUsed = falls.map(({ target }) => !clipped || inside(target));
    const first = Math.max(0, isUsed.indexOf(true));
    const count = isUsed.filter(Boolean).length;
    return { phase, first, count, target: falls[first]?.target ?? 0, reached };
  });
  return { phases, positions, spacing };
}
