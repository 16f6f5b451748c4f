// A server of its own for each story: the release program over a fresh copy of the demonstration data.
import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
export const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "../../..");
export const program = process.env.CONCORDAT || path.join(root, "build/release/concordat");

// How a sub-command ended: { code, stdout, stderr }.
export async function outcome(...words) {
  try {
    return { code: 0, ...(await run(program, words, { cwd: root, maxBuffer: 1 << 26 })) };
  } catch (error) {
    return error;
  }
}

// What a sub-command printed; its exit code and errors are in the exception.
export async function concordat(...words) {
  const { code, stdout, stderr } = await outcome(...words);
  if (code !== 0) throw new Error(`concordat ${words[0]} ended with ${code}: ${stderr || stdout}`);
  return stdout;
}

export async function hasCommand(name) {
  try {
    return new RegExp(`^\\s*${name}\\b`, "m").test(await concordat("--help"));
  } catch {
    return false;
  }
}

const demonstrations = new Map(); // charter → promise of { folder, text }

// Made once a charter, then copied: `text` is what `demo` printed, who can sign in.
function demonstration(charter) {
  if (!demonstrations.has(charter)) {
    demonstrations.set(charter, (async () => {
      const folder = await mkdtemp(path.join(os.tmpdir(), "concordat-demo-"));
      const file = path.isAbsolute(charter) ? charter : path.join(root, "charters", `${charter}.toml`);
      const text = await concordat("demo", "--data", path.join(folder, "data"), "--charter", file);
      return { folder, text };
    })());
  }
  return demonstrations.get(charter);
}

export async function removeDemonstrations() {
  for (const made of demonstrations.values()) {
    await made.then(({ folder }) => rm(folder, { recursive: true, force: true }), () => {});
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false)).once("close", () => socket.destroy());
    socket.once("connect", () => socket.end());
  });
}

export class Server {
  static async start(charter, options = []) {
    const server = new Server();
    const { folder, text } = await demonstration(charter);
    server.demonstration = text;
    server.folder = await mkdtemp(path.join(os.tmpdir(), "concordat-story-"));
    server.data = path.join(server.folder, "data"); // its key is beside it
    await cp(folder, server.folder, { recursive: true, preserveTimestamps: true });
    await server.serve(options);
    return server;
  }

  // Starts serving, or serves anew after stop(), at the same port where one is given. `options` are further words for `concordat serve`.
  async serve(options = [], port = null) {
    port ??= await freePort();
    this.port = port;
    this.origin = `https://127.0.0.1:${port}`;
    this.output = "";
    this.process = spawn(program, ["serve", "--data", this.data, "--port", String(port), ...options], { cwd: root });
    this.process.stdout.on("data", (bytes) => (this.output += bytes));
    this.process.stderr.on("data", (bytes) => (this.output += bytes));
    this.ended = new Promise((resolve) => this.process.once("close", resolve));
    let running = true;
    this.ended.then(() => (running = false));
    const latest = Date.now() + 30000;
    while (!(await accepts(port))) {
      if (!running) throw new Error(`the server ended at once: ${this.output}`);
      if (Date.now() > latest) throw new Error(`the server accepted no connection in 30 s: ${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  // A sub-command on this story's data, such as concordat("attest"). Stop the server first where the command says so.
  concordat(command, ...words) {
    return concordat(command, "--data", this.data, ...words);
  }

  async stop() {
    this.process.kill("SIGTERM");
    await this.ended;
  }

  async remove() {
    if (this.process) await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
