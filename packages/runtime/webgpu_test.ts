import { assertEquals } from "@std/assert";
import { tensor } from "@snnkit/tensor";
import { writeModel } from "./_write_model_test.ts";
import { createSession } from "./create_session.ts";

/** Skipped where there is no GPU that computes, nor a driver that plays one. */
const adapter = await navigator.gpu?.requestAdapter();

Deno.test({
  name: `createSession() computes on WebGPU${adapter ? "" : ", but this machine has no adapter"}`,
  ignore: !adapter,
  async fn() {
    const add = writeModel(
      [["x", "float32", ["N", 3]]],
      [["y", "float32", ["N", 3]]],
      [["Add", ["x", "x"], ["y"]]],
    );
    await using session = await createSession(add, { provider: "webgpu", threads: 2 });
    assertEquals(session.findings, [{
      code: "threads-differ",
      message: "The session runs with 1 of 2 threads as the GPU does the work",
    }]);
    const runs = [1, 2, 3].map((n) =>
      session.run(new Map([["x", tensor([1, 3], [n, 2 * n, 3 * n])]]))
    );
    const sums = (await Promise.all(runs)).map((outputs) => [...outputs.get("y")!.data]);
    assertEquals(sums, [[2, 4, 6], [4, 8, 12], [6, 12, 18]]);
  },
});
