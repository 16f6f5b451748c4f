// An agency's agent (`concordat agent`), beside that agency's own list of people: made, let in by a story, and served on loopback.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { concordat, program, root } from "./server.mjs";

const map = `id = "no"
[columns]
given = "forename"
family = "surname"
born = { kind = "birth-date", format = "%Y-%m-%d" }
postcode = "postcode"
`;
const forenames = ["Ada", "Bram", "Cleo", "Dov", "Esme", "Finn", "Gwen", "Hal", "Iris", "Jude"];
const surnames = ["Ashdown", "Birtles", "Catley", "Dunmore", "Elsworth", "Farrant", "Gorse", "Hartnoll", "Ivens", "Joy"];
const two = (number) => String(number).padStart(2, "0");
const strangers = Array.from({ length: 1000 }, (_, i) => [`S${i}`, forenames[i % 10], surnames[Math.floor(i / 10) % 10],
  `${1940 + (i % 80)}-${two(1 + (i % 12))}-${two(1 + (i % 28))}`, `TA${1 + (i % 20)} ${i % 9}AB`].join(","));

export class Agent {
  // `known`: lines of the list, beside a thousand strangers. Who signs in is `contact`, with `phrase`.
  static async make(name, known) {
    const agent = new Agent();
    agent.folder = await mkdtemp(path.join(os.tmpdir(), "concordat-agent-"));
    agent.directory = agent.in("agent");
    agent.contact = "Robin Reader";
    agent.phrase = "four invented random words";
    await writeFile(agent.in("people.csv"), ["no,given,family,born,postcode", ...strangers, ...known, ""].join("\n"));
    await writeFile(agent.in("map.toml"), map);
    await writeFile(agent.in("index.key"), randomBytes(32), { mode: 0o600 });
    await writeFile(agent.in("phrase"), agent.phrase, { mode: 0o600 });
    await concordat("match", "build", agent.in("people.csv"), "--map", agent.in("map.toml"), "--index", agent.in("index"),
      "--key-file", agent.in("index.key"));
    await rm(agent.in("people.csv")); // what is looked for later must not be found in it
    const made = await concordat("agent", "init", "--directory", agent.directory, "--name", name, "--key-file", agent.in("key"));
    agent.card = made.slice(0, made.indexOf("\n\n") + 1);
    agent.fingerprint = made.trim().split("\n").at(-1).trim();
    await concordat("agent", "contact", "--directory", agent.directory, "--name", agent.contact, "--passphrase", agent.in("phrase"));
    return agent;
  }

  in(name) {
    return path.join(this.folder, name);
  }

  // Learns the partnership's card, as it was sent and read out, and serves its pages.
  async serve({ card, fingerprint }) {
    await writeFile(this.in("card"), card);
    await concordat("agent", "partnership", "--directory", this.directory, "--card", this.in("card"), "--fingerprint", fingerprint);
    const address = /^address: (.*)$/m.exec(card)[1];
    this.output = "";
    this.process = spawn(program, ["agent", "--directory", this.directory, "--key-file", this.in("key"), "--index", this.in("index"),
      "--index-key", this.in("index.key"), "--partnership", address, "--port", "0"], { cwd: root });
    this.ended = new Promise((resolve) => this.process.once("close", resolve));
    const said = new Promise((resolve) => {
      const hear = (bytes) => {
        this.output += bytes;
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(this.output);
        if (found) resolve(found[0]);
      };
      this.process.stdout.on("data", hear);
      this.process.stderr.on("data", hear);
    });
    this.origin = await Promise.race([said, this.ended.then(() => Promise.reject(new Error(`the agent ended at once: ${this.output}`)))]);
  }

  // All that it wrote, to its directory and to its terminal.
  async traces() {
    const files = (await readdir(this.directory)).map((name) => readFile(path.join(this.directory, name), "latin1"));
    return (await Promise.all(files)).join("\n") + this.output;
  }

  async remove() {
    if (this.process) {
      this.process.kill("SIGTERM");
      await this.ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}
