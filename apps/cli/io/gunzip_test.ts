import { maybeGunzip } from "@snnkit/datasets";
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { gunzip } from "./gunzip.ts";

const plain = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) % 251);

async function packed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}

Deno.test("gunzip() unpacks a gzip file and leaves other bytes alone", async () => {
  assertEquals(await gunzip(await packed(plain)), plain);
  assertEquals(await gunzip(await packed(new Uint8Array(0))), new Uint8Array(0));
  for (const other of [plain, new Uint8Array(0), Uint8Array.of(0x1f)]) {
    assertStrictEquals(await gunzip(other), other);
  }
});

Deno.test("gunzip() leaves what the system refuses to the decoder, which reads all or says why", async () => {
  const one = await packed(plain);
  const two = new Uint8Array([...one, ...one]);
  assertEquals(maybeGunzip(await gunzip(two)), new Uint8Array([...plain, ...plain]));
  const cut = one.slice(0, -9);
  const changed = one.with(one.length - 6, one[one.length - 6] ^ 1);
  for (const damaged of [cut, changed]) {
    const left = await gunzip(damaged);
    assertStrictEquals(left, damaged);
    assertThrows(() => maybeGunzip(left), SyntaxError, "it was cut or changed");
  }
});
