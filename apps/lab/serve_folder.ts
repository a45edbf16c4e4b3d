const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css",
  js: "text/javascript",
  mjs: "text/javascript",
  wasm: "application/wasm",
};

/** A running server of files. */
export interface FileServer extends AsyncDisposable {
  /** Where it listens, on this machine only. */
  readonly port: number;
}

/**
 * Serves a folder's files on this machine, isolated from other origins so that threads may share
 * memory.
 *
 * @param port 0 takes any free one.
 */
export function serveFolder(folder: URL, port: number): FileServer {
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, async (request) => {
    const path = new URL(request.url).pathname;
    const name = path.endsWith("/") ? `${path}index.html` : path;
    try {
      const bytes = await Deno.readFile(new URL(`.${name}`, folder));
      return new Response(bytes, {
        headers: {
          "content-type": TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream",
          "cross-origin-opener-policy": "same-origin",
          "cross-origin-embedder-policy": "require-corp",
        },
      });
    } catch {
      return new Response("Not found", { status: 404 });
    }
  });
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}
