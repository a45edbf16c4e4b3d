import type { Change } from "@snnkit/calibrate";
import { assertEquals } from "@std/assert";
import { askForRemedy } from "./ask_for_remedy.ts";

/** How a change is asked for, of a network that `recipe` made. */
function asked(change: Change, recipe = "rueckauer2017", converts = true): string | undefined {
  const remedy = { name: "", part: "clipping", title: "", change } as const;
  return askForRemedy(remedy, { recipe, options: {}, timesteps: 8 }, converts);
}

Deno.test("askForRemedy() says how the command line is asked for a remedy", () => {
  assertEquals(asked({ options: { percentile: 99.99 } }), "--percentile 99.99");
  assertEquals(asked({ options: { perChannel: true } }), "--per-channel");
  assertEquals(asked({ initialPotential: 0.5 }), "--initial-potential 0.5");
  assertEquals(asked({ timesteps: 16 }), "--timesteps 16");
  assertEquals(asked({ recipe: "calibrated" }), "--recipe calibrated");
  const options = { timesteps: 16 };
  assertEquals(asked({ timesteps: 16, options }, "calibrated"), "--timesteps 16");
  assertEquals(asked({ signed: true }, "calibrated"), "--neuron signed");
});

Deno.test("askForRemedy() says when a file must be converted again", () => {
  assertEquals(asked({ timesteps: 16 }, "rueckauer2017", false), "--timesteps 16");
  assertEquals(
    asked({ initialPotential: 0.5, timesteps: 16 }, "rueckauer2017", false),
    "convert again with --initial-potential 0.5 --timesteps 16",
  );
});

Deno.test("askForRemedy() says nothing where a recipe cannot be asked", () => {
  assertEquals(asked({ signed: true, initialPotential: 0.5 }, "diehl2015-data"), undefined);
  assertEquals(asked({ options: { percentile: 100 } }, "diehl2015-data"), undefined);
});
