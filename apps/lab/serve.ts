/**
 * Builds the lab's page and serves it on this machine.
 *
 *     deno task lab [PORT]        or, with Node alone: npm run lab -- [PORT]
 */
import { buildLab } from "./build.ts";
import { type FileServer, serveFolder } from "./serve_folder.ts";

const [word = "8000"] = Deno.args;
if (!/^\d{1,5}$/.test(word) || Number(word) > 65535) {
  console.error(
    `error: Cannot serve the lab as the port must be a number to 65535: received "${word}"`,
  );
  Deno.exit(2);
}
const folder = new URL("./dist/", import.meta.url);
console.log("Building the page …");
await buildLab(folder);
console.log(`Open ${serve(Number(word)).address} in a browser; Ctrl-C ends`);

function serve(port: number): FileServer {
  try {
    return serveFolder(folder, { port });
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    console.error(`error: Cannot serve the lab as something else listens on port ${port}`);
    console.error(`hint: choose another, as in \`npm run lab -- ${port + 1}\``);
    Deno.exit(2);
  }
}
