/**
 * Builds the lab's page and serves it on this machine: `deno task lab`.
 *
 *     deno task lab [PORT]
 */
import { buildLab } from "./build.ts";
import { serveFolder } from "./serve_folder.ts";

const folder = new URL("./dist/", import.meta.url);
console.log("Building the page …");
await buildLab(folder);
const server = serveFolder(folder, Number(Deno.args[0] ?? 8000));
console.log(`Open http://localhost:${server.port}/ in a browser; Ctrl-C ends`);
