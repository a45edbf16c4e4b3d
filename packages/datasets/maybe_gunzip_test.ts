import { assertEquals, assertThrows } from "@std/assert";
import { gzipSync } from "fflate";
import { maybeGunzip } from "./mod.ts";

const plain = Uint8Array.from({ length: 1000 }, (_, i) => (i * i) % 251);

Deno.test("maybeGunzip() unpacks gzip, whatever the file's name field", () => {
  assertEquals(maybeGunzip(gzipSync(plain, { filename: "x.bin" })), plain);
  assertEquals(maybeGunzip(gzipSync(new Uint8Array())), new Uint8Array());
});

Deno.test("maybeGunzip() refuses every cut and every changed byte of what is packed", () => {
  const packed = gzipSync(plain, { mtime: 0 });
  for (let at = 2; at < packed.length; at += 3) {
    assertThrows(() => maybeGunzip(packed.slice(0, at)), SyntaxError, "cut or changed");
  }
  for (let at = 10; at < packed.length; at++) { // The header's time and system do not matter.
    const changed = packed.slice();
    changed[at] ^= 0x55;
    assertThrows(() => maybeGunzip(changed), SyntaxError, "cut or changed");
  }
});

Deno.test("maybeGunzip() joins several members and checks each", () => {
  const packed = gzipSync(plain);
  const other = gzipSync(Uint8Array.of(1, 2, 3));
  assertEquals(
    maybeGunzip(Uint8Array.of(...packed, ...other)),
    Uint8Array.of(...plain, 1, 2, 3),
  );
  assertEquals(maybeGunzip(Uint8Array.of(...packed, ...packed)).length, 2000);
  const changed = Uint8Array.of(...packed, ...other);
  changed[packed.length - 8] ^= 1;
  assertThrows(() => maybeGunzip(changed), SyntaxError, "cut or changed");
});
