// STK-05, STK-08, STK-15, STK-16: what an agency supplied to a review, from the request to the certificate that it is gone.
import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "../harness/expect.mjs";
import { arriveAs, enterDay, goOn, pressConfirmed, today } from "../harness/office.mjs";
import { outcome } from "../harness/server.mjs";

export const title = "What agencies supply to a review stays theirs and ends with it: STK-05, STK-08, STK-15, STK-16";
export const charter = "stockport";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

const item = {
  title: "Contacts with the family in spring",
  narrative: "Odalys Wrenhallow was seen twice.",
  corrected: "Odalys Wrenhallow was seen three times.",
};
const file = {
  name: "Contacts in spring.pdf",
  mimeType: "application/pdf",
  buffer: Buffer.from("%PDF-1.7\n% Odalys Wrenhallow, an invented child\nstartxref\n0\n%%EOF"),
};

const here = (visitor) => new URL(visitor.page.url()).pathname;

// ---- opening and supplying

async function openReview(manager) {
  const day = await today(manager);
  await manager.visit("/workspace/reviews");
  await manager.press("Open: review");
  await manager.fill("Who told us: body and team", "Children's services, duty team");
  await manager.press("Continue", { status: 422, as: "open without a criterion" });
  await manager.sees("There is a problem", "Choose which criterion is met");
  await manager.choose("A child died.");
  await manager.choose("Telephone");
  await enterDay(manager, "aware-on", day);
  await manager.press("Continue", { as: "check the answers" });
  await manager.sees("Check your answers", "A child died.", "Children's services, duty team");
  await manager.press("Change an answer");
  await manager.press("Continue", { as: "check the answers again" });
  await manager.press("Open it");
  await manager.sees("Opened because a child died", "5 working days left", "No agency was asked yet to contribute");
  for (const agency of ["Police", "Schools and colleges"]) {
    await manager.select("Ask an agency to contribute", agency);
    await manager.press("Ask this agency", { as: `ask ${agency}` });
    await manager.press("Ask it", { as: `asked ${agency}` });
  }
  const path = here(manager);
  await manager.visit(`${path}/restrictions`, { as: "restrictions" });
  await manager.sees("None is on record in this case", "Nothing is needed on this page now", "it is your turn");
  await manager.press("Put it on record", { status: 422, as: "a restriction without a ground" });
  await manager.visit(path, { as: "the review" });
  return { path, reference: (await manager.heading()).replace(/^.* /, "") };
}

async function supplyItem(police, review) {
  await police.visit("/workspace", { as: "today" });
  await police.sees(`${review.reference}: your agency was asked on`);
  await police.visit("/workspace/reviews");
  await police.press(police.page.getByRole("link", { name: review.reference, exact: true }), { as: "the review" });
  await police.press("Supply an item");
  await police.fill("Title", item.title);
  await police.choose("Police");
  await police.press("Save", { status: 422, as: "save with the narrative missing" });
  await police.sees("There is a problem", "Fill in “What is known”");
  expect((await police.page.getByLabel("Title", { exact: true }).inputValue()) === item.title, "the title that was typed is lost");
  expect(await police.page.getByLabel("Police", { exact: true }).isChecked(), "the choice that was made is lost");
  await police.fill("What is known", item.narrative);
  await police.press("Save");
  await police.press(item.title);
  await police.press("Send the file", { status: 422, as: "no file was chosen" });
  await police.sees("There is a problem", "Choose a file, then send it");
  await police.page.getByLabel("Add a file", { exact: true }).setInputFiles(file);
  await police.press("Send the file");
  await police.sees(file.name);
  return here(police);
}

// ---- who may see it

async function othersFindNothing(stage, manager, review, itemPath) {
  await manager.visit(review.path, { as: "the review" });
  await manager.sees("Police supplied 1 item");
  await manager.doesNotSee(item.title);
  await manager.visit(itemPath, { status: 404, as: "an item not for them" });
  const schools = await arriveAs(stage, "schools", "Agency contact, Schools");
  await schools.visit(review.path, { as: "the review" });
  await schools.doesNotSee(item.title);
  await schools.visit(itemPath, { status: 404, as: "an item not for them" });
  const probation = await arriveAs(stage, "probation", "Agency contact, Probation");
  await probation.visit(review.path, { status: 404, as: "a review not for them" });
  await probation.visit(itemPath, { status: 404, as: "an item not for them" });
  const untrained = await arriveAs(stage, "untrained", "Support team, new");
  for (const where of ["/workspace/reviews", review.path, itemPath]) {
    await untrained.visit(where, { status: 403, as: "refused" });
    await untrained.sees("no personal data is shown to you");
    await untrained.doesNotSee(item.title);
  }
}

async function supportTeamReads(support, review) {
  await support.visit("/workspace/reviews");
  await support.press(support.page.getByRole("link", { name: review.reference, exact: true }), { as: "the review" });
  await support.press(item.title);
  await support.sees(item.narrative, "Belongs to", "Police");
  const [download] = await Promise.all([
    support.page.waitForEvent("download"),
    support.page.getByRole("link", { name: file.name, exact: true }).click(),
  ]);
  expect(download.suggestedFilename() === file.name, `the file is called ${download.suggestedFilename()}`);
  expect(file.buffer.equals(await readFile(await download.path())), "the file is not as it was");
  const corrections = await support.page.getByRole("link", { name: "Correct this" }).count();
  expect(corrections === 0, "the support team may correct what is the police's");
}

// The same contact at two browsers: the slower one is told, and loses nothing that was typed.
async function ownerCorrects(stage, police, itemPath) {
  await police.visit(itemPath, { as: "the item" });
  await police.sees(item.narrative, "Who has read this", "Support team");
  await police.press("Correct this");
  const slower = await arriveAs(stage, "police at another browser", "Agency contact, Police");
  await slower.visit(`${itemPath}/correct`, { as: "correct" });
  await slower.fill("What is known", "Typed too late.");
  await police.fill("What is known", item.corrected);
  await police.press("Save the correction");
  await police.sees(item.corrected);
  await slower.press("Save the correction", { status: 409, as: "a stale correction" });
  await slower.sees("Somebody else changed this while you were writing", item.corrected);
  expect((await slower.page.getByLabel("What is known", { exact: true }).inputValue()) === "Typed too late.", "what was typed is lost");
  await slower.visit(itemPath, { as: "the item" });
  await slower.sees(item.corrected);
}

// ---- the end

async function conclude(manager, support, review) {
  await manager.visit(review.path, { as: "the review" });
  await manager.press("Move on to: rapid review");
  const day = await today(support);
  await support.visit(`${review.path}/add/immediate-safety`, { as: "immediate safety" });
  await support.fill("What was done at once to keep children safe", "A place of safety was found.");
  await support.press("Save", { as: "record immediate safety" });
  await support.visit(`${review.path}/add/rapid-review-decision`, { as: "the decision" });
  await support.fill("What can be learned, and for whom", "How handovers work.");
  await support.choose("No further review");
  await enterDay(support, "decided-on", day);
  await support.fill("Reasons", "Nothing new to learn.");
  await support.press("Save", { as: "record the decision" });
  await manager.visit(review.path, { as: "the review" });
  await manager.press("Move on to: review");
  const last = manager.page.getByRole("button", { name: /^Move on to: concluded/ });
  await manager.sees("it must be recorded how the child and family were involved");
  await manager.press(last, { as: "what is open before it is concluded" });
  await manager.sees("It cannot be concluded before this", "Still open", "What is kept and what goes, if it is concluded today");
  await manager.press(last, { status: 409, as: "conclude without voice" });
  await manager.sees("is not recorded yet", "Record it, or why they were not", "Nothing was changed");
  await support.visit(review.path, { as: "the review" });
  await support.press("Add: voice of the child and family");
  await support.choose("Not involved");
  await support.fill("What they said, or why they were not involved", "The family moved abroad and could not be reached.");
  await support.press("Save", { as: "record the voice" });
  await manager.visit(`${review.path}/conclude`, { as: "before it is concluded" });
  await manager.press(last, { status: 409, as: "conclude without the panel's copy" });
  await support.visit(`${review.path}/add/rapid-review-copy`, { as: "the copy to the panel" });
  await enterDay(support, "panel-sent-on", day);
  await support.fill("Sent by", "Support team");
  await support.press("Save", { as: "record the copy to the panel" });
  await manager.visit(`${review.path}/conclude`, { as: "before it is concluded" });
  await manager.doesNotSee("It cannot be concluded before this");
  await manager.press(last, { as: "conclude" });
  await manager.sees("It was concluded on");
}

const approval = (visitor, reference) => visitor.page.getByRole("button", { name: new RegExp(`^Destroy 1 item .*for ${reference}$`) });

async function approve(stage, manager, review) {
  const deputy = await arriveAs(stage, "deputy", "Deputy manager");
  const again = await arriveAs(stage, "deputy at another browser", "Deputy manager");
  for (const one of [deputy, again]) await one.visit("/workspace/disposal");
  await pressConfirmed(deputy, approval(deputy, review.reference));
  await deputy.sees("The second approval is another person's");
  await pressConfirmed(again, approval(again, review.reference), { status: 409 });
  await manager.visit(review.path, { as: "the review" });
  await manager.sees("1 of 2 approvals");
  await manager.visit("/workspace/disposal");
  await pressConfirmed(manager, approval(manager, review.reference));
  await manager.visit(review.path, { as: "the review" });
  await manager.sees("in quarantine until");
}

async function download(visitor, link, folder) {
  const file = await visitor.page.request.get(new URL(await link.first().getAttribute("href"), visitor.origin).href);
  expect(file.ok(), `the download answered ${file.status()}`);
  const name = /filename="([^"]+)"/.exec(file.headers()["content-disposition"])?.[1];
  await writeFile(path.join(folder, name), await file.body());
  return path.join(folder, name);
}

async function depositedCheckpoint(police, server, link) {
  await police.visit("/workspace/agency");
  return download(police, link(police.page), server.folder);
}

// The last head that the agency was given before that one: another certificate may have come in between.
async function checkpointBefore(police, server, beside) {
  const links = police.page.getByRole("link", { name: /^checkpoint-/, includeHidden: true });
  const names = await links.allTextContents();
  return download(police, links.nth(names.indexOf(path.basename(beside)) + 1), server.folder);
}

async function certificateOf(police, itemPath, server) {
  await police.visit(itemPath, { as: "the item" });
  await police.sees("This was destroyed", "Nobody can open it here any more", "Who has read this");
  await police.doesNotSee(item.title, item.corrected);
  return download(police, police.page.getByRole("link", { name: "Download the certificate of destruction" }), server.folder);
}

// Offline: the certificate against the head that the agency held before, and against the one deposited with it.
async function verifies(server, certificate, heads, review) {
  const key = JSON.parse(await readFile(path.join(server.data, "instance.json"), "utf8")).public_key;
  const verify = (file, head) => outcome("verify-certificate", file, "--checkpoint", head, "--public-key", key);
  expect(new Set(heads).size === heads.length, "no new checkpoint was deposited");
  for (const head of heads) {
    const { code, stdout, stderr } = await verify(certificate, head);
    expect(code === 0 && stdout.includes("It holds: 1 item was destroyed on"), `${path.basename(head)}: ${stdout}${stderr}`);
  }
  const content = JSON.parse(await readFile(certificate, "utf8"));
  const changed = `${certificate}.changed`;
  const record = [...content.items[0].record].reverse().join("");
  const leaf = content.leaf.replace("weighty", "routine");
  for (const fault of [{ items: [{ ...content.items[0], record }] }, { index: content.index - 1 }, { leaf }]) {
    await writeFile(changed, JSON.stringify({ ...content, ...fault }));
    expect((await verify(changed, heads[0])).code === 1, `a certificate changed in its ${Object.keys(fault)} is taken for true`);
  }
}

// ---- attestation

const promises = ["STK-05", "STK-08", "STK-15", "STK-16"];

async function statuses(data) {
  const { code, stdout, stderr } = await outcome("attest", "--data", data, "--json");
  expect(code < 2, stderr);
  return { code, of: Object.fromEntries(JSON.parse(stdout).promises.map(({ id, status }) => [id, status])) };
}

// What breaks a promise, done by hand to a copy of the database; the record's id stands for ?.
const breaches = [
  ["STK-08", "UPDATE records SET owner = zeroblob(16) WHERE id = ?"],
  ["STK-16", "UPDATE parts SET destroyed = 0 WHERE record_sequence = (SELECT sequence FROM records WHERE id = ?)"],
  ["STK-16", "DELETE FROM approvals WHERE warrant_sequence = (SELECT warrant_sequence FROM warrant_items WHERE record = ?)"],
  ["STK-15", "DELETE FROM leaves WHERE position = (SELECT max(position) FROM leaves) AND ? IS NOT NULL"],
];
const python = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
changed = database.execute(sys.argv[2], [bytes.fromhex(sys.argv[3])]).rowcount
database.commit()
sys.exit(changed < 1)`;

async function attests(server, itemPath) {
  await server.stop();
  const sound = await statuses(server.data);
  for (const id of promises) expect(sound.of[id] === "kept", `${id} is ${sound.of[id]}`);
  expect(sound.code === 0, "attest says that a promise is broken");
  for (const [number, [id, sql]] of breaches.entries()) {
    const copy = `${server.data}-broken-${number}`;
    await cp(server.data, copy, { recursive: true });
    await promisify(execFile)("python3", ["-c", python, path.join(copy, "concordat.db"), sql, itemPath.split("/").at(-1)]);
    const broken = await statuses(copy);
    expect(broken.code === 1 && broken.of[id] === "broken", `${id} is ${broken.of[id]}, exit code ${broken.code}, after ${sql}`);
  }
  await server.serve();
}

export async function story(stage) {
  const { server } = stage;
  const manager = await arriveAs(stage, "manager", "Performance");
  const review = await openReview(manager);
  const police = await arriveAs(stage, "police", "Agency contact, Police");
  const itemPath = await supplyItem(police, review);
  const support = await arriveAs(stage, "support team", "Support team");
  await supportTeamReads(support, review);
  await othersFindNothing(stage, manager, review, itemPath);
  await ownerCorrects(stage, police, itemPath);
  await conclude(manager, support, review);
  await support.visit(itemPath, { status: 404, as: "an item not for them" }); // not after the conclusion
  await approve(stage, manager, review);
  await goOn(manager, "31 days");
  for (const where of ["/workspace/disposal", "/workspace/ledger"]) await manager.visit(where);
  const certificate = await certificateOf(police, itemPath, server);
  await police.visit(review.path, { as: "the review" });
  const beside = await depositedCheckpoint(police, server, (page) =>
    page.locator("tr", { hasText: review.reference }).getByRole("link", { name: "Download the checkpoint deposited with it" }));
  const before = await checkpointBefore(police, server, beside);
  await verifies(server, certificate, [before, beside], review);
  await attests(server, itemPath);
}
