import type { Shape } from "@snnkit/tensor";
import { type Call, dynamicOperand, emit, emitReshape, type Value, withBatch } from "../call.ts";
import { refuse, unsupported } from "../problem.ts";

/** `DepthToSpace`: channels become blocks of pixels, as in a pixel shuffle. */
export function importDepthToSpace(call: Call): readonly Value[] {
  const block = blockOf(call);
  const mode = call.attributes.string("mode", "DCR");
  if (mode !== "DCR" && mode !== "CRD") unsupported(`mode "${mode}"`);
  return shuffled(call, ([channels, height, width]) => {
    const depth = channels / (block * block);
    if (!Number.isInteger(depth)) {
      refuse(`its channels must be a multiple of ${block * block}`, `${channels}`);
    }
    const split = mode === "DCR"
      ? [block, block, depth, height, width]
      : [depth, block, block, height, width];
    const order = mode === "DCR" ? [2, 3, 0, 4, 1] : [0, 3, 1, 4, 2];
    return { split, order, joined: [depth, height * block, width * block] };
  });
}

/** `SpaceToDepth`: blocks of pixels become channels. */
export function importSpaceToDepth(call: Call): readonly Value[] {
  const block = blockOf(call);
  return shuffled(call, ([channels, height, width]) => {
    const [rows, columns] = [height / block, width / block];
    if (!Number.isInteger(rows) || !Number.isInteger(columns)) {
      refuse(`its height and width must be multiples of ${block}`, `[${height}, ${width}]`);
    }
    return {
      split: [channels, rows, block, columns, block],
      order: [2, 4, 0, 1, 3],
      joined: [channels * block * block, rows, columns],
    };
  });
}

/** How values move: axes are split, reordered and joined again. */
interface Shuffle {
  readonly split: Shape;
  readonly order: readonly number[];
  readonly joined: Shape;
}

function shuffled(call: Call, plan: (plane: Shape) => Shuffle): readonly Value[] {
  const x = withBatch(call, dynamicOperand(call, 0));
  if (x.sample.length !== 3) {
    refuse("its input must be [N, C, H, W]", `${x.sample.length + 1} axes`);
  }
  const { split, order, joined } = plan(x.sample);
  const apart = emitReshape(call, x, split, "split");
  return [emitReshape(call, emit(call, { kind: "transpose", order }, [apart]), joined, "joined")];
}

function blockOf(call: Call): number {
  const block = call.attributes.int("blocksize", 0);
  return block >= 1 ? block : refuse(`its attribute "blocksize" must be at least 1`, `${block}`);
}
