// SOM-11: two partnerships, both invented, each with a server of its own. One asks the other by a signed message over TLS whether it knows
// two children; the other has one on record, misspelt, judges that by the reasons shown (HAM-06), and loses the name of the other in
// answering.
import { cp, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect } from "../harness/expect.mjs";
import { arriveAs, pressConfirmed } from "../harness/office.mjs";
import { root, Server } from "../harness/server.mjs";
import { fillToday, openReview, office } from "./involvement.mjs";

export const title = "Another partnership is asked by a signed message whether it knows two children: SOM-11";
export const charter = "somerset";
const views = ["desktop"]; // two servers, eight sign-ins
export { views as in };

const known = "Philomena Ashgrove";
const misspelt = "Philomina Ashgrove";
const unknown = "Barnabas Thistlewood";
const here = "Somerset Safeguarding Children Partnership";
const there = "Alder Valley Safeguarding Partnership";
const partnerships = "/workspace/accounts/partnerships";

// The same notice under the name of a partnership that is not there.
let charterOfThere;
function otherCharter() {
  charterOfThere ??= (async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "concordat-charter-"));
    await cp(path.join(root, "charters/england.toml"), path.join(folder, "england.toml"));
    const text = await readFile(path.join(root, "charters/somerset.toml"), "utf8");
    await writeFile(path.join(folder, "alder.toml"), text.replace(`name = "${here}"`, `name = "${there}"`));
    return path.join(folder, "alder.toml");
  })();
  return charterOfThere;
}

async function cardOf(manager) {
  await manager.visit(partnerships, { as: "other partnerships" });
  await manager.page.locator("details summary").first().click();
  const fingerprint = await manager.page.locator("main strong").first().innerText();
  return { text: await manager.page.locator("pre").innerText(), fingerprint };
}

// One pastes the card, another enters what was read out by telephone.
async function letIn(stage, server, manager, deputy, card, name) {
  await manager.visit(partnerships);
  await manager.fill("Their card", "hello");
  await manager.press("Add", { status: 422, as: "no card" });
  await manager.sees("There is a problem", "This is not the card of a partnership");
  await manager.fill("Their card", card.text);
  await pressConfirmed(manager, "Add", { as: "added" });
  await manager.sees(name, "Somebody else must confirm it");
  await deputy.visit(partnerships, { as: "a partnership to confirm" });
  await deputy.fill("Their fingerprint", card.fingerprint.toUpperCase());
  await pressConfirmed(deputy, deputy.page.getByRole("button", { name: /^Confirm/ }), { as: "confirmed" });
  await deputy.sees("Confirmed");
}

async function enterChild(unit, review, name) {
  await unit.visit(`${review.path}/people`);
  await unit.press(unit.page.getByRole("button", { name: /^Add(:| the) child$/ }), { as: "add a child" });
  const fields = "main textarea, main input[type=text]:not([id$=-day]):not([id$=-month]):not([id$=-year])";
  for (const field of await unit.page.locator(fields).all())
    await field.fill(await field.getAttribute("id") === "name" ? name : "Invented");
  await unit.page.locator("#birth-date-year").fill("2019");
  if (await unit.page.locator("#incident-date-day").count()) await fillToday(unit, review.today, "incident-date");
  await unit.press("Save");
}

async function ask(unit, review) {
  await unit.visit(`${review.path}/involvement/ask`);
  for (const name of [known, unknown]) await unit.choose(name);
  await unit.choose(there);
  await unit.press("Continue", { as: "look once more" });
  await unit.sees(there, "by a message that it alone can open", known, unknown, "Working Together");
  await unit.press("Ask 1 agency about 2 people", { as: "asked" });
  await unit.sees("A signed message is on its way");
}

// The page again until it says so: the other server answers in its own time.
async function waitFor(visitor, where, words) {
  for (let i = 0; i < 60; i += 1) {
    await visitor.page.goto(visitor.origin + where);
    if ((await visitor.text()).includes(words)) {
      await visitor.visit(where, { as: words });
      return;
    }
    await visitor.page.waitForTimeout(500);
  }
  throw new Error(`${visitor.label} never sees "${words}" on ${where}`);
}

// Candidates with their reasons stand beside whom is asked about; a person judges, and nothing follows by itself.
async function judge(unit) {
  const look = (name) => unit.page.getByRole("link", { name: `Look in your records for ${name}` });
  await unit.press(look(unknown), { as: "nobody on record" });
  await unit.sees("Nobody on record here is likely to be this person");
  await unit.press("The question");
  await unit.press(look(known), { as: "a candidate on record" });
  await unit.sees("Candidate 1: R-2026-", "Philomina", "one slip", "Weight in bits", "decide nothing: you do");
  await unit.press("Keep these judgements", { status: 422, as: "nothing judged" });
  await unit.sees("Say whether candidate 1 is the person", "Say what your judgement of candidate 1 rests on");
  await unit.choose("The same person");
  await unit.choose("The name");
  await unit.press("Keep these judgements", { as: "judged" });
  await unit.sees("the same person, says", "by the name");
  expect(await unit.page.locator("input[type=radio]:checked").count() === 0, "the answer is filled in");
}

async function answer(unit) {
  await waitFor(unit, "/workspace", "1 question of another partnership");
  await unit.press("1 question of another partnership: do you know these people?", { as: "questions" });
  await unit.sees(here, "Waits for you");
  await unit.press(unit.page.locator("main table a").first(), { as: "the question" });
  await unit.sees(known, unknown, "Answer by", "Working Together", "destroys at once what you were told about that person");
  await judge(unit);
  await unit.press("Continue", { status: 422, as: "an empty answer" });
  await unit.sees("There is a problem", known);
  await unit.page.getByLabel("Known", { exact: true }).first().check();
  await unit.page.locator("details summary").filter({ hasText: "Say what you know" }).first().click();
  await unit.page.locator("[id$=services-involved]").first().fill("School nursing in the valley");
  await unit.page.getByLabel("Not known", { exact: true }).last().check();
  await unit.press("Continue", { as: "check the answers" });
  await unit.sees("Check your answers", "signed and sealed", "School nursing in the valley");
  await unit.press("Send the answers", { as: "answered" });
  await unit.sees("You answered that you do not know one person");
  await unit.doesNotSee(unknown);
}

async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(entries.filter((entry) => entry.isFile()).map(async (entry) => {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    return { file, content: await readFile(file, "latin1") };
  }));
}

async function noName(server) {
  for (const name of [known, unknown]) {
    expect(!server.output.includes(name), "the log holds a name");
    for (const { file, content } of await filesOf(server.data)) expect(!content.includes(name), `a name stands in the clear in ${file}`);
  }
}

export async function story(stage) {
  const other = await Server.start(await otherCharter());
  try {
    const manager = await arriveAs(stage, "manager", "Manager");
    const deputy = await arriveAs(stage, "deputy", "Deputy");
    const theirs = await arriveAs(stage, "their manager", "Manager", other);
    const second = await arriveAs(stage, "their deputy", "Deputy", other);
    const [ours, card] = [await cardOf(manager), await cardOf(theirs)];
    expect(ours.fingerprint !== card.fingerprint, "two instances have one identity");
    await letIn(stage, stage.server, manager, deputy, card, there);
    await letIn(stage, other, theirs, second, ours, here);
    const review = await openReview(manager, office.somerset);
    const unit = await arriveAs(stage, "business unit", "Business unit");
    for (const name of [known, unknown]) await enterChild(unit, review, name);
    await ask(unit, review);
    await waitFor(unit, `${review.path}/involvement`, "message delivered");
    const theirUnit = await arriveAs(stage, "their business unit", "Business unit", other);
    await enterChild(theirUnit, await openReview(theirs, office.somerset), misspelt);
    await answer(theirUnit);
    await waitFor(unit, `${review.path}/involvement`, "names destroyed");
    await unit.sees("Known", "Not known");
    await unit.press(there, { as: "the other partnership" });
    await unit.sees("School nursing in the valley", "Delivered on");
    await noName(other);
    for (const server of [stage.server, other]) {
      await server.stop();
      const { promises } = JSON.parse(await server.concordat("attest", "--json"));
      const { status, evidence } = promises.find((one) => one.id === "SOM-11");
      // The demonstration's own neighbour was asked before.
      expect(status === "kept" && /\((\d+) messages to 2 partnerships, \1 delivered/.test(evidence), `${status}: ${evidence}`);
    }
  } finally {
    await other.remove();
  }
}
