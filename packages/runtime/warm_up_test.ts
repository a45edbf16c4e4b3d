import { filled } from "@snnkit/tensor";
import { tinyConvNet } from "@snnkit/testkit";
import { assertEquals, assertRejects } from "@std/assert";
import { createAnnRunner } from "./create_ann_runner.ts";
import { warmUp } from "./warm_up.ts";

Deno.test("warmUp() starts ONNX Runtime; sessions made meanwhile and later compute as ever", async () => {
  const samples = filled([36], 0.5).data;
  const started = warmUp();
  await using meanwhile = await createAnnRunner(tinyConvNet());
  assertEquals(await started, true);
  await using later = await createAnnRunner(tinyConvNet());
  assertEquals(await later.run(samples), await meanwhile.run(samples));
});

Deno.test("warmUp() leaves it to the first session to say why it cannot start", async () => {
  const options = { threads: 0 };
  assertEquals(await warmUp(options), false);
  await assertRejects(() => createAnnRunner(tinyConvNet(), options), RangeError, "threads");
});
