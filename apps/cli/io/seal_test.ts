import { assertEquals } from "@std/assert";
import { decodeSnn, encodeSnn } from "@snnkit/ir";
import { tinyRateGraph } from "@snnkit/testkit";
import { isIntact, SEAL, seal } from "./seal.ts";

function file(provenance: Readonly<Record<string, string>>): Uint8Array {
  return encodeSnn({ graph: tinyRateGraph(), provenance });
}

Deno.test("seal() lets isIntact() notice every changed bit that leaves a readable file", () => {
  const bytes = file({ [SEAL.name]: SEAL.blank, note: 'a "checksum":"crc32:ffffffff" in a note' });
  seal(bytes);
  assertEquals(isIntact(bytes), true);
  assertEquals(decodeSnn(bytes).graph, tinyRateGraph());
  const mark = new TextDecoder("latin1").decode(bytes).indexOf(`"${SEAL.name}":"crc32:`);
  for (let at = 0; at < bytes.length; at += 3) {
    // Without its own name there is no seal to be broken.
    if (at >= mark && at < mark + 18) continue;
    const changed = bytes.slice();
    changed[at] ^= 1 << (at % 8);
    assertEquals(isIntact(changed) && readable(changed), false, `byte ${at}`);
  }
});

Deno.test("isIntact() takes files without a seal as they are", () => {
  assertEquals(isIntact(file({})), true);
  assertEquals(isIntact(file({ note: '"checksum":"crc32:00000000"' })), true);
  for (const length of [0, 7, 8, 100]) assertEquals(isIntact(new Uint8Array(length)), true);
});

function readable(bytes: Uint8Array): boolean {
  try {
    decodeSnn(bytes);
    return true;
  } catch {
    return false;
  }
}
