// A real mail server for a story (tests/mail/server.py): what it took on, and the links in it.
import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./server.mjs";

export class MailServer {
  // Starts it, and lets the story's server begin anew with mail on.
  static async turnOn(server) {
    const mail = new MailServer();
    mail.folder = path.join(server.folder, "mail");
    await mkdir(mail.folder);
    mail.process = spawn("/usr/bin/python3", [path.join(root, "tests/mail/server.py"), mail.folder], { stdio: ["pipe", "pipe", "inherit"] });
    const port = await new Promise((resolve, reject) => {
      mail.process.stdout.once("data", (bytes) => resolve(Number(String(bytes))));
      mail.process.once("close", () => reject(new Error("python3-aiosmtpd must be installed")));
    });
    await writeFile(path.join(server.data, "mail.toml"),
      `server = "127.0.0.1"\nport = ${port}\nfrom = "office@example.org"\naddress = "https://partnership.example.org"\ntls = "offered"\n`);
    await server.stop();
    await server.serve();
    return mail;
  }

  async messages() {
    const files = (await readdir(this.folder)).filter((file) => file.endsWith(".json")).sort();
    return Promise.all(files.map(async (file) => JSON.parse(await readFile(path.join(this.folder, file), "utf8"))));
  }

  // The newest message to that address, once it has come.
  async to(address, after = 0) {
    const latest = Date.now() + 30000;
    for (;;) {
      const found = (await this.messages()).slice(after).filter((one) => one.to.includes(address)).at(-1);
      if (found) return found;
      if (Date.now() > latest) throw new Error(`no mail came to ${address}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  stop() {
    this.process.stdin.end();
  }
}

// The path of the only link to our site that begins so.
export function linkIn(message, beginning) {
  const text = decodedText(message.data);
  const found = new RegExp(`https://partnership\\.example\\.org(${beginning}[^\\s]+)`).exec(text);
  if (!found) throw new Error(`no link to ${beginning} in: ${text}`);
  return found[1];
}

// The text of a message in one part, quoted-printable or base64 undone.
export function decodedText(data) {
  const [head, ...body] = data.split("\r\n\r\n");
  const text = body.join("\r\n\r\n");
  if (/content-transfer-encoding: *base64/i.test(head)) return Buffer.from(text, "base64").toString("utf8");
  if (!/content-transfer-encoding: *quoted-printable/i.test(head)) return text;
  const bytes = text.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
