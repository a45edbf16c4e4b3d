import type { AnnGraph } from "@snnkit/ir";
import { absorbTransposes, transposesToReshapes } from "./absorb_transposes.ts";
import { dropDead } from "./drop_dead.ts";
import { dropNoOps } from "./drop_no_ops.ts";
import { channelsFirstInputs } from "./input_layout.ts";
import { meanToPool } from "./mean_to_pool.ts";
import { mergeAffines } from "./merge_affines.ts";
import { sinkReshapes } from "./sink_reshapes.ts";
import { sinkTransposes } from "./sink_transposes.ts";

/** In this order: layouts first, so that the later passes see channels where they belong. */
const PASSES: readonly ((graph: AnnGraph) => AnnGraph)[] = [
  dropDead,
  dropNoOps,
  sinkReshapes,
  sinkTransposes,
  channelsFirstInputs,
  sinkReshapes,
  absorbTransposes,
  transposesToReshapes,
  sinkReshapes,
  meanToPool,
  mergeAffines,
  dropNoOps,
  dropDead,
];

/** Takes out what exporters put in: layout transposes, split affine maps, nodes without effect. */
export function simplify(graph: AnnGraph): AnnGraph {
  return PASSES.reduce((simple, pass) => pass(simple), graph);
}
