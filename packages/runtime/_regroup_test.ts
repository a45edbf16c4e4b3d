import { assertEquals, assertRejects } from "@std/assert";
import { regroup } from "./_regroup.ts";

async function pieces(chunks: readonly number[][], length: number): Promise<number[][]> {
  const found: number[][] = [];
  const arrays = chunks.map((chunk) => Float32Array.from(chunk));
  for await (const piece of regroup(arrays, length, () => {})) found.push([...piece]);
  return found;
}

Deno.test("regroup() joins and cuts chunks, the last piece being what is left", async () => {
  assertEquals(await pieces([[1, 2, 3, 4, 5]], 2), [[1, 2], [3, 4], [5]]);
  assertEquals(await pieces([[1], [], [2, 3], [4]], 4), [[1, 2, 3, 4]]);
  assertEquals(await pieces([[1], [2, 3, 4, 5, 6, 7]], 3), [[1, 2, 3], [4, 5, 6], [7]]);
  assertEquals(await pieces([[1]], 10), [[1]]);
  assertEquals(await pieces([], 3), []);
  assertEquals(await pieces([[]], 3), []);
});

Deno.test("regroup() takes streams, asks for no chunk early and ends them when it is left", async () => {
  const asked: number[] = [];
  let ended = false;
  async function* stream(): AsyncGenerator<Float32Array> {
    try {
      for (let i = 0; i < 5; i++) {
        asked.push(i);
        yield await Promise.resolve(Float32Array.of(i, i));
      }
    } finally {
      ended = true;
    }
  }
  for await (const piece of regroup(stream(), 4, () => {})) {
    assertEquals([...piece], [0, 0, 1, 1]);
    break;
  }
  assertEquals([asked, ended], [[0, 1], true]);
});

Deno.test("regroup() hands each chunk to the check first", async () => {
  const check = (chunk: Float32Array): void => {
    if (chunk.length === 3) throw new TypeError("three");
  };
  const read = async (): Promise<void> => {
    for await (const _ of regroup([new Float32Array(2), new Float32Array(3)], 2, check));
  };
  await assertRejects(read, TypeError, "three");
});
