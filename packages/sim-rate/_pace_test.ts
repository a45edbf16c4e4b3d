import { compileNetwork } from "@snnkit/sim";
import { createRandom } from "@snnkit/tensor";
import { tinyRateGraph } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { createPace } from "./_pace.ts";
import { createEventSimulator } from "./event_simulator.ts";
import { createReferenceSimulator } from "./reference_simulator.ts";

Deno.test("createPace() runs two steps at once until it knows more", () => {
  const pace = createPace(16, 4);
  assertEquals([pace.stepsAt(0), pace.stepsAt(7)], [2, 2]);
  for (let i = 0; i < 20; i++) pace.ended(6);
  // Nobody came as far as that.
  assertEquals([pace.stepsAt(0), pace.stepsAt(6)], [4, 2]);
  assertEquals(createPace(16, 1).stepsAt(0), 1);
});

Deno.test("createPace() runs at once what few samples end in", () => {
  const pace = createPace(16, 8);
  // One in ten ends after 3 steps, as many after 4 as after 5 …
  for (let i = 0; i < 100; i++) pace.ended(i % 10 === 0 ? 3 : 4 + i % 9);
  assertEquals(pace.stepsAt(0), 4);
  assertEquals([5, 6, 7].map(pace.stepsAt), [1, 1, 1]);
});

Deno.test("createPace() never runs beyond the last step", () => {
  const pace = createPace(6, 4);
  for (let i = 0; i < 50; i++) pace.ended(6);
  assertEquals([0, 1, 3, 4, 5].map(pace.stepsAt), [4, 4, 3, 2, 1]);
});

Deno.test("createPace() changes no record of samples that end early", async () => {
  const network = compileNetwork(tinyRateGraph());
  const random = createRandom(11);
  for (const counts of [false, true]) {
    const options = { timesteps: 12, counts, stop: { kind: "margin", atLeast: 0.2 } } as const;
    const event = await createEventSimulator(network, options);
    const reference = createReferenceSimulator(network, options);
    const ends = new Set<number>();
    for (let i = 0; i < 60; i++) {
      const sample = Float32Array.from({ length: 36 }, () => 2 * random.uniform());
      const record = event.simulate(sample, i);
      assertEquals(record, reference.simulate(sample, i));
      ends.add(record.steps);
    }
    assert(ends.size > 2, `all end after ${[...ends]}`);
    event.dispose();
    reference.dispose();
  }
});
