// From the notification of an incident to the copies of the report, by Working Together: the rapid review in its fifteen working
// days, its meeting and decision, opened again and decided again; findings and actions; and the board on the wall.
import { expect } from "../harness/expect.mjs";
import { arriveAs, enterDay, goOn, signIn, today } from "../harness/office.mjs";
import { outcome } from "../harness/server.mjs";

export const title = "a rapid review is held, decided, opened again and followed up until each copy is sent: HAM-10";
export const charter = "hampshire";
export { views as in };
const views = ["desktop", "phone without JavaScript"];

export const ways = {
  hampshire: {
    open: "Open: practice review",
    criterion: /^A child was seriously harmed, abuse/,
    last: /^Move on to: on request/,
    before: "",  // the page on which that step stands
    copies: ["Department for Education", "Ofsted", "Child Safeguarding Practice Review Panel"],
    waits: "12 months must have passed",  // the report stands in public first
  },
  portsmouth: {
    criterion: /the child seriously harmed, and concern/,
    open: "Open: case review",
    last: /^Move on to: on request/,
    before: "",
    copies: ["Department for Education", "National panel of independent experts"],
    waits: "12 months must have passed",
    promise: "POR-12",
  },
};

const here = (visitor) => new URL(visitor.page.url()).pathname;
const add = (manager, review, kind) => manager.visit(`${review}/add/${kind}`, { as: `add ${kind}` });
const step = (manager, name) => manager.page.getByRole("button", { name });

export async function openReview(manager, day, way) {
  await manager.visit("/workspace/reviews");
  await manager.press(way.open);
  if (way.criterion) await manager.page.getByLabel(way.criterion).check();
  await manager.fill("Who told us: body and team", "Duty team");
  await manager.choose("Telephone");
  await enterDay(manager, "aware-on", day);
  await manager.press("Continue");
  await manager.press("Open it");
  const review = here(manager);
  await manager.sees("5 working days left");
  await manager.press("Put on record: that the national panel was told");
  await enterDay(manager, "panel-day", day);
  await manager.fill("The panel's reference", "EX-1");
  await manager.press("Save", { as: "the panel was told" });
  await manager.visit(review, { as: "the review" });
  await manager.sees("15 working days left");
  await manager.press("Move on to: rapid review");
  return review;
}

async function meet(manager, review, day) {
  await manager.visit(`${review}/meetings`, { as: "meetings" });
  await manager.press("Add: meeting");
  await manager.fill("Which group meets", "Rapid review group");
  await manager.press("Save", { status: 422, as: "a meeting without a day" });
  await manager.sees("There is a problem");
  await enterDay(manager, "meeting-on", day, -1);
  await manager.fill("Hour (optional)", "10:30");
  await manager.fill("Place (optional)", "Town Hall, room 2");
  await manager.fill("Agenda", "What happened; what is safe now; what can be learned.");
  await manager.press("Save", { as: "save the meeting" });
  await manager.visit(`${review}/meetings`, { as: "meetings" });
  await manager.sees("Overdue: minutes", "10:30", "Town Hall, room 2");
  await manager.press("Rapid review group");
  const content = "%PDF-1.7\n% an invented paper\nstartxref\n0\n%%EOF";
  const paper = { name: "Summary.pdf", mimeType: "application/pdf", buffer: Buffer.from(content) };
  await manager.page.getByLabel("Add a file", { exact: true }).setInputFiles(paper);
  await manager.press("Send the file");
  await manager.sees(paper.name);
  await manager.press("Add: minutes");
  await manager.fill("Who came: posts and agencies", "Head of nursing; detective inspector.");
  await manager.fill("Minutes", "It was agreed what is said under decision.");
  await manager.press("Save", { as: "save the minutes" });
  await manager.visit(`${review}/meetings`, { as: "meetings" });
  await manager.sees("Minutes: on record");
}

async function writeDecision(manager, review, day, { later = 0, choice = "Local child safeguarding practice review" } = {}) {
  await add(manager, review, "rapid-review-decision");
  await manager.fill("What can be learned, and for whom", "How agencies hand over.");
  await manager.choose(choice);
  await enterDay(manager, "decided-on", day, later);
  await manager.fill("Reasons", "Much can be learned.");
  await manager.press("Save", { status: later > 0 ? 422 : 200, as: "save the decision" });
}

export async function decide(manager, review, day, choice) {
  await manager.visit(review, { as: "the review" });
  await manager.sees("Before it moves on to decided");
  await manager.press(step(manager, /^Move on to: decided/), { status: 409, as: "decide without the decision" });
  await manager.sees("is not recorded yet");
  await add(manager, review, "immediate-safety");
  await manager.fill("What was done at once to keep children safe", "A place of safety was found.");
  await manager.press("Save", { as: "save what was done at once" });
  await writeDecision(manager, review, day, { later: 3 });
  await manager.sees("must be today or in the past");
  await writeDecision(manager, review, day, { choice });
  await manager.visit(review, { as: "the review" });
  await manager.press(step(manager, /^Move on to: decided/), { as: "decided" });
  await manager.sees("Done on");
}

async function openAgain(manager, review, day) {
  await manager.press(step(manager, /^Open again: rapid review/), { status: 409, as: "open again without a reason" });
  await add(manager, review, "reopening");
  await manager.fill("Why it is opened again", "A report came late.");
  await manager.press("Save", { as: "save the reason" });
  await manager.visit(review, { as: "the review" });
  await manager.press(step(manager, /^Open again: rapid review/), { as: "opened again" });
  await manager.sees("which gives no new days");
  await manager.press(step(manager, /^Move on to: decided/), { status: 409, as: "by the first decision" });
  await writeDecision(manager, review, day);
  await manager.visit(review, { as: "the review" });
  await manager.press(step(manager, /^Move on to: decided/), { as: "decided again" });
  await manager.press(step(manager, /^Move on to: review/), { as: "under review" });
}

async function follow(manager, review, day) {
  await add(manager, review, "finding");
  await manager.fill("Finding, in a line", "Handovers lose what matters");
  await manager.fill("What was found, and what shows it", "Three agencies knew a third each.");
  await manager.press("Save", { as: "save the finding" });
  await add(manager, review, "recommendation");
  await manager.fill("What is recommended", "One form for handovers");
  await manager.fill("To whom: agency and post", "Health, head of nursing");
  await manager.press("Save", { as: "save the recommendation" });
  await add(manager, review, "action");
  await manager.fill("What is to be done", "Bring in the form");
  await manager.fill("Who does it: agency and post", "Health, head of nursing");
  await enterDay(manager, "action-due", day, -2);
  await manager.press("Save", { as: "save the action" });
  await manager.visit(`${review}/findings`, { as: "findings" });
  await manager.sees("Handovers lose what matters", "One form for handovers", "Overdue: completion");
  await manager.visit("/workspace", { as: "today" });
  await manager.sees("1 action overdue");
  await manager.visit("/workspace/reviews/board", { as: "board" });
  await manager.sees("This board refreshes by itself each minute", "Copy of the rapid review");
  await manager.visit(`${review}/findings`, { as: "findings" });
  await manager.press("Bring in the form");
  await manager.press("Add: completion");
  await enterDay(manager, "done-on", day);
  await manager.fill("What shows that it was done", "The form itself.");
  await manager.press("Save", { as: "save the completion" });
  await manager.visit(`${review}/findings`, { as: "findings" });
  await manager.sees("Completion: on record");
}

export async function sendRapidReview(manager, review, day) {
  await add(manager, review, "rapid-review-copy");
  await enterDay(manager, "panel-sent-on", day);
  await manager.fill("Sent by", "Manager");
  await manager.press("Save", { as: "the panel's copy of the rapid review" });
  await manager.visit(review, { as: "the review" });
}

// The report is the business unit's to write; the step waits for it, and for the day on which it was published.
async function publish(stage, manager, review, day) {
  await manager.doesNotSee("Move on to: concluded");
  await manager.press(step(manager, /^Move on to: published/), { status: 409, as: "publish without a report" });
  const unit = await arriveAs(stage, "business unit", "Business unit");
  await add(unit, review, "review-report");
  await unit.fill("Title", "What we learned of handovers");
  await unit.fill("Lessons and actions", "One form for handovers.");
  await unit.press("Save", { as: "the report" });
  await manager.visit(review, { as: "the review" });
  await manager.press(step(manager, /^Move on to: published/), { status: 409, as: "publish without its publication" });
  await manager.sees("the report is published");
  await add(manager, review, "publication-plan");
  await enterDay(manager, "publication-day", day);
  await manager.press("Save", { as: "when it is to be published" });
  await manager.visit(review, { as: "the review" });
  await manager.press(manager.page.getByRole("link", { name: "Put on record: record that it was published" }).first());
  await enterDay(manager, "published-on", day);
  await manager.fill("Where", "Our website");
  await manager.press("Save", { as: "that it was published" });
  await manager.visit(review, { as: "the review" });
  await manager.press(step(manager, /^Move on to: published/), { as: "published" });
}

async function sendCopies(manager, review, day, way) {
  await manager.visit(review + way.before, { as: "before it is complete" });
  await manager.press(step(manager, way.last), { status: 409, as: "complete without copies" });
  await manager.sees(`Not every copy is on record as sent: ${way.copies[0]}`);
  for (const to of way.copies) {
    await add(manager, review, "copy");
    await manager.choose(to);
    await enterDay(manager, "sent-on", day);
    await manager.fill("Sent by", "Manager");
    await manager.press("Save", { as: `a copy to ${to}` });
  }
  await manager.visit(`${review}/decision`, { as: "decision" });
  await manager.sees("Sent on");
  await manager.doesNotSee("Owed");
  await manager.visit(review + way.before, { as: "the review" });
  await manager.press(step(manager, way.last), { status: 409, as: "complete too soon" });
  await manager.sees(way.waits);
}

async function goesOnRequest(stage, manager, review, way) {
  await goOn(manager, "A year");
  await goOn(manager, "A week");
  const later = await stage.arrive("manager a year later");
  await signIn(later, stage.server, "Manager");
  await later.visit(review, { as: "a year later" });
  await later.press(step(later, way.last), { as: "on request" });
}

async function attests(server, promise) {
  const { code, stdout, stderr } = await outcome("attest", "--data", server.data, "--json");
  if (code > 1) throw new Error(stderr);
  const found = JSON.parse(stdout).promises.find(({ id }) => id === promise);
  if (!found.evidence.includes("each copy was on record as sent")) throw new Error(`${promise}: ${found.status}: ${found.evidence}`);
}

export async function liveThrough(stage, name) {
  const way = ways[name];
  const manager = await stage.arrive("manager");
  await signIn(manager, stage.server, "Manager");
  const day = await today(manager);
  const review = await openReview(manager, day, way);
  await meet(manager, review, day);
  await decide(manager, review, day);
  await openAgain(manager, review, day);
  await follow(manager, review, day);
  await sendRapidReview(manager, review, day);
  await publish(stage, manager, review, day);
  await sendCopies(manager, review, day, way);
  if (stage.view === "desktop") await looksAtTheBoard(manager);
  if (!way.promise) return;
  await goesOnRequest(stage, manager, review, way);
  await attests(stage.server, way.promise);
}

// Each column stands whole on a laptop, and none is narrower than a reference.
async function looksAtTheBoard(manager) {
  await manager.visit("/workspace/reviews/board", { as: "the board on a laptop" });
  const columns = await manager.page.locator(".concordat-wall__column").evaluateAll((all) =>
    all.map((one) => ({ right: one.getBoundingClientRect().right, cut: one.scrollWidth - one.clientWidth })));
  for (const { right, cut } of columns)
    expect(right <= 1280 && cut <= 0, `a column of the board ends at ${Math.round(right)}, and ${cut} pixels of it are cut`);
}

export const story = (stage) => liveThrough(stage, "hampshire");
