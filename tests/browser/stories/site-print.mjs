// The pages on paper, as a browser prints them: all that a page says is there and nothing is cut; navigation is not.
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "../harness/server.mjs";

export const title = "whoever prints a public page has all of it on paper, and no navigation";
export const charter = "portsmouth";

const only = ["desktop"]; // paper is the same for all
export { only as in };

const texts = ["h1", "h2", "h3", "p", "li", "td", "th", "caption", "dt", "dd"];
const shown = `main :is(${texts}):not(.govuk-visually-hidden):visible`;
const pages = ["/", "/concern", "/notice", "/notice/children", "/notice/versions", "/notice/versions/1", "/rights", "/contacts",
  "/promises", "/cookies", "/accessibility", "/courses"];
const run = promisify(execFile);
const dense = (text) => text.replace(/[\s\u00ad]+/g, "");

// The text of the sheets as it was drawn, so that the cells of a table stay whole, and as read from top to bottom: a
// sentence may stand whole in one of them alone.
async function print(anybody, where) {
  await anybody.page.goto(anybody.origin + where);
  const folder = path.join(root, "build/screenshots");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `print${where.replaceAll("/", "-")}.pdf`);
  await writeFile(file, await anybody.page.pdf({ preferCSSPageSize: true }));
  const readings = await Promise.all([["-raw"], []].map((how) => run("pdftotext", [...how, file, "-"], { maxBuffer: 1 << 26 })));
  return readings.map((reading) => reading.stdout).join("\n");
}

async function said(anybody) {
  await anybody.page.emulateMedia({ media: "print" });
  const found = await anybody.page.locator(shown).evaluateAll((all) =>
    all.filter((each) => !each.querySelector("p, li, a, td")).map((each) => each.innerText).filter((text) => text.trim() !== ""));
  await anybody.page.emulateMedia({ media: null });
  return found;
}

export async function story({ arrive }) {
  const anybody = await arrive("anybody");
  for (const where of pages) {
    const paper = dense(await print(anybody, where));
    for (const text of await said(anybody)) if (!paper.includes(dense(text))) anybody.fault(`not on paper: ${text}`);
    for (const text of ["Skip to main content", "Sign in", "Contents Who", "Privacy noticeYour rights"]) {
      if (paper.includes(dense(text))) anybody.fault(`on paper, though it leads nowhere there: ${text}`);
    }
  }
  const contacts = await print(anybody, "/accessibility");
  if (!dense(contacts).includes("(https://www.equalityadvisoryservice.com/)")) throw new Error("a link to elsewhere does not say where");
}
