import { assertEquals, assertThrows } from "@std/assert";
import { serveFolder } from "./serve_folder.ts";

const folder = new URL("./", import.meta.url);

Deno.test("serveFolder() gives files with their types, and the index of a folder", async () => {
  await using server = serveFolder(folder, { port: 0 });
  const index = await fetch(server.address);
  assertEquals(index.status, 200);
  assertEquals(index.headers.get("content-type"), "text/html; charset=utf-8");
  assertEquals(index.headers.get("cross-origin-embedder-policy"), "require-corp");
  assertEquals(await index.text(), await Deno.readTextFile(new URL("index.html", folder)));
  const style = await fetch(`${server.address}style.css?fresh`);
  assertEquals(style.headers.get("content-type"), "text/css; charset=utf-8");
  await style.body?.cancel();
});

Deno.test("serveFolder() leaves isolation out where it is told to", async () => {
  await using server = serveFolder(folder, { port: 0, isolated: false });
  const index = await fetch(server.address);
  assertEquals(index.headers.get("cross-origin-embedder-policy"), null);
  await index.body?.cancel();
});

Deno.test("serveFolder() gives nothing from outside its folder", async () => {
  await using server = serveFolder(folder, { port: 0 });
  const paths = [
    "absent.txt",
    "../cli/main.ts",
    "..%2fcli%2fmain.ts",
    "%2e%2e/cli/main.ts",
    "a//b",
  ];
  for (const path of paths) {
    const answer = await fetch(server.address + path);
    assertEquals([path, answer.status], [path, 404]);
    await answer.body?.cancel();
  }
});

Deno.test("serveFolder() refuses a port that is taken", async () => {
  await using server = serveFolder(folder, { port: 0 });
  assertThrows(() => serveFolder(folder, { port: server.port }), Deno.errors.AddrInUse);
});
