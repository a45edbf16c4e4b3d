import { assertEquals } from "@std/assert";
import { writeModel } from "./_write_model_test.ts";

/** Runs a program in a process of its own: worker threads outlive a test, and must not a process. */
async function run(program: string, bytes: Uint8Array): Promise<string[]> {
  const source = `
    import { createSession } from ${JSON.stringify(import.meta.resolve("./create_session.ts"))};
    const bytes = Uint8Array.from(${JSON.stringify([...bytes])});
    ${program}`;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", source],
    cwd: new URL(".", import.meta.url),
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  assertEquals([text.decode(stderr), code], ["", 0]);
  return text.decode(stdout).trim().split("\n");
}

const MATMUL = writeModel(
  [["a", "float32", ["M", "K"]], ["b", "float32", ["K", "N"]]],
  [["c", "float32", ["M", "N"]]],
  [["MatMul", ["a", "b"], ["c"]]],
);

Deno.test("two threads compute the same, print nothing, and let the process end", async () => {
  const lines = await run(
    `const data = Float32Array.from({ length: 256 * 256 }, (_, i) => i % 7);
     const inputs = new Map([["a", { shape: [256, 256], data }], ["b", { shape: [256, 256], data }]]);
     const [one, two] = [await createSession(bytes), await createSession(bytes, { threads: 2 })];
     const results = [await one.run(inputs), await two.run(inputs)].map((r) => r.get("c").data);
     console.log(one.threads, two.threads, two.findings.length);
     console.log(results[0].every((value, i) => value === results[1][i]));`,
    MATMUL,
  );
  assertEquals(lines, ["1 2 0", "true"]);
});

Deno.test("a model that is refused leaves nothing on the terminal", async () => {
  const lines = await run(
    `const spoilt = bytes.slice(); spoilt[spoilt.length >> 1] ^= 255;
     for (const wrong of [spoilt, bytes.slice(9)]) await createSession(wrong).catch((e) => console.log(e.name));`,
    MATMUL,
  );
  assertEquals(lines.length, 2);
});
