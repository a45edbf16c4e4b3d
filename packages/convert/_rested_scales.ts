import type { Finding, NodeId } from "@snnkit/ir";
import { tensor } from "@snnkit/tensor";
import type { PopulationScale, Scales } from "./population_scale.ts";

/**
 * Scales for neurons that cannot spike for `r` steps after a spike: their rates end at `1 / (1 + r)`,
 * so that where one spike a step stood for λ, it must stand for `(1 + r) λ`. Rounded to float32.
 */
export function restedScales(scales: Scales, refractory: number): Scales {
  if (refractory === 0) return scales;
  const rested = ([id, scale]: readonly [NodeId, PopulationScale]) => {
    const { shape, data } = scale.unit;
    const unit = tensor(shape, data.map((lambda) => (1 + refractory) * lambda));
    return [id, { ...scale, unit }] as const;
  };
  return new Map([...scales].map(rested));
}

/** What people should know of neurons that rest. */
export function restFindings(refractory: number): readonly Finding[] {
  if (refractory === 0) return [];
  return [{
    code: "neurons-rest",
    message:
      `Neurons cannot spike for ${refractory} ${refractory === 1 ? "step" : "steps"} after a ` +
      `spike, so rates end at 1 / ${1 + refractory}: a spike stands for ${
        1 + refractory
      } times as ` +
      `much, and the same precision takes ${1 + refractory} times the steps`,
  }];
}
