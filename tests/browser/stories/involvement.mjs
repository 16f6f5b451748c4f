// SOM-10: agencies are asked whether they know a child. One knows it, by the link of a mail and a code; another does not, and loses
// the names in answering.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "../harness/expect.mjs";
import { decodedText, linkIn, MailServer } from "../harness/mail.mjs";
import { arriveAs } from "../harness/office.mjs";

export const title = "Agencies are asked whether they know a child, and who does not loses the names: SOM-10";
export const charter = "somerset";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

const child = "Odalys Wrenhallow";
const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
export const office = {
  somerset: { opens: "Manager", asks: "Business unit", open: "Open: case review", criterion: /^A child died, abuse/, last: "Health" },
  stockport: { opens: "Performance", asks: "Support team", open: "Open: review", criterion: /^A child died/, last: "Probation" },
};
const contacts = () => ({
  known: { agency: "Police", email: "pia.police@example.org" },
  unknown: { agency: "Children's services of the council", email: "cara.council@example.org" },
});

const here = (visitor) => new URL(visitor.page.url()).pathname;

export async function fillToday(visitor, today, field) {
  const [, day, month, year] = /(\d+) (\w+) (\d{4})/.exec(today);
  for (const [part, value] of [["day", day], ["month", 1 + months.indexOf(month)], ["year", year]])
    await visitor.page.locator(`#${field}-${part}`).fill(String(value));
}

export async function openReview(manager, ways) {
  await manager.visit("/workspace");
  const today = await manager.text();
  await manager.visit("/workspace/reviews");
  await manager.press(ways.open);
  await manager.fill("Who told us: body and team", "Children's services, duty team");
  await manager.page.getByLabel(ways.criterion).check();
  await manager.choose("Telephone");
  await fillToday(manager, today, "aware-on");
  await manager.press("Continue", { as: "check the answers" });
  await manager.press("Open it");
  return { path: here(manager), reference: (await manager.heading()).replace(/^.* /, ""), today };
}

// Whatever the charter asks of a child.
async function enterChild(unit, review) {
  await unit.visit(`${review.path}/people`, { as: "people" });
  await unit.press("Add the child");
  const fields = "main textarea, main input[type=text]:not([id$=-day]):not([id$=-month]):not([id$=-year])";
  for (const field of await unit.page.locator(fields).all())
    await field.fill(await field.getAttribute("id") === "name" ? child : "Invented");
  await unit.page.locator("#birth-date-year").fill("2019");
  if (await unit.page.locator("#incident-date-day").count()) await fillToday(unit, review.today, "incident-date");
  await unit.press("Save");
}

async function askAgencies(unit, review, { known, unknown }) {
  await unit.visit(`${review.path}/involvement`, { as: "involvement, nobody asked" });
  await unit.sees("No agency was asked yet");
  await unit.press("Ask agencies");
  await unit.press("Continue", { status: 422, as: "ask nobody about nobody" });
  await unit.sees("Choose at least one agency", "Choose at least one person");
  await unit.choose(child);
  for (const { agency, email } of [known, unknown]) {
    const box = unit.page.getByLabel(agency, { exact: true });
    await box.check();
    await unit.page.locator(`#email-${await box.getAttribute("value")}`).fill(email);
  }
  await unit.press("Continue", { as: "look once more" });
  await unit.sees("What each agency will be told", child, known.email, unknown.email, "Working Together");
  await unit.doesNotSee("Origins");
  await unit.press("Ask 2 agencies about 1 person", { as: "asked" });
  await unit.sees("Each disclosure is in the ledger");
  const codes = await unit.page.locator("strong.concordat-secret").allInnerTexts();
  expect(codes.length === 2, `${codes.length} codes are shown`);
  const headings = await unit.page.locator("h2").allInnerTexts();
  const inOrder = [known, unknown].sort((one, other) => headings.indexOf(one.agency) - headings.indexOf(other.agency));
  inOrder.forEach((one, index) => (one.code = codes[index]));
  await unit.press("What was asked of whom");
  await unit.sees("Waiting");
}

async function comeByMail(stage, mail, one) {
  const message = await mail.to(one.email);
  expect(!decodedText(message.data).includes("Wrenhallow") && !message.data.includes("Wrenhallow"), "the mail holds a name");
  expect(!decodedText(message.data).includes(one.code), "the mail holds the code");
  one.link = linkIn(message, "/check/");
  const contact = await stage.arrive(one.agency);
  await contact.visit(one.link, { as: "the link of the mail" });
  await contact.doesNotSee(child);
  return contact;
}

async function answerKnown(stage, mail, known) {
  const contact = await comeByMail(stage, mail, known);
  await contact.fill("The code that we told you by telephone", "00000000" === known.code.replace(" ", "") ? "11111111" : "00000000");
  await contact.choose("I keep it confidential");
  await contact.press("Continue", { status: 403, as: "a wrong code" });
  await contact.sees("That is not the code");
  await contact.fill("The code that we told you by telephone", known.code);
  await contact.choose("I keep it confidential");
  await contact.press("Continue", { as: "the question" });
  await contact.sees(child);
  await contact.press("Continue", { status: 422, as: "an empty answer" });
  await contact.sees("There is a problem");
  await contact.choose("Known");
  await contact.page.locator("details summary").filter({ hasText: "Say what you know" }).click();
  await contact.page.locator("[id$=services-involved]").fill("A visit in spring");
  await contact.press("Continue", { as: "check the answer" });
  await contact.sees("Check your answers", "A visit in spring");
  await contact.page.goBack(); // a page, and no question whether to send it again
  await contact.sees(child);
  await contact.page.goForward();
  await contact.sees("Check your answers", "A visit in spring");
  await contact.press("Change them", { as: "change the answer" });
  expect(await contact.page.getByLabel("Known", { exact: true }).isChecked(), "the answer is lost");
  await contact.press("Continue", { as: "check the answer again" });
  await contact.press("Send the answers", { as: "answers received" });
  await contact.sees("Your answers were received");
  await contact.visit(known.link, { status: 404, as: "a used link" });
  await contact.sees("This link does not work any more");
}

async function answerNotKnown(stage, mail, unknown) {
  const contact = await comeByMail(stage, mail, unknown);
  await contact.fill("The code that we told you by telephone", unknown.code);
  await contact.choose("I keep it confidential");
  await contact.press("Continue", { as: "the question" });
  await contact.choose("Not known");
  await contact.press("Continue", { as: "check that it is not known" });
  await contact.sees("When you send this, what your agency was told about");
  await contact.press("Send the answers", { as: "answers received" });
}

async function seeWhatCame(unit, review, known) {
  await unit.visit(`${review.path}/involvement`, { as: "the grid" });
  await unit.sees("Known", "Not known", "names destroyed", "on the ground of");
  await unit.press(known.agency);
  await unit.sees("A visit in spring");
}

async function askWhoSignsIn(stage, unit, review, last) {
  await unit.visit(`${review.path}/involvement/ask`, { as: "ask a third" });
  await unit.choose(child);
  await unit.page.getByRole("checkbox", { name: new RegExp(`^${last}`) }).check();
  await unit.press("Continue", { as: "look once more" });
  await unit.press("Ask 1 agency about 1 person", { as: "asked" });
  await unit.sees("under Today when they sign in");
  const colleague = await arriveAs(stage, "colleague", `Agency contact, ${last}`);
  await colleague.press(`${review.reference}: does your agency know a person?`);
  await colleague.sees(child);
  await colleague.visit(review.path, { status: 404, as: "the review is not theirs" });
}

async function ledgerShows(stage) {
  await stage.server.stop();
  const database = await readFile(path.join(stage.server.data, "concordat.db"), "latin1");
  expect((database.match(/disclosed/g) ?? []).length >= 3, "the ledger does not tell each disclosure");
  expect(database.includes("check.answered"), "the ledger does not tell that names went with an answer");
  expect(!database.includes("Wrenhallow"), "a name stands in the clear");
}

export const storyOf = (name) => async (stage) => {
  const ways = office[name];
  const mail = await MailServer.turnOn(stage.server);
  try {
    const review = await openReview(await arriveAs(stage, "manager", ways.opens), ways);
    const unit = await arriveAs(stage, "business unit", ways.asks);
    await enterChild(unit, review);
    const asked = contacts();
    await askAgencies(unit, review, asked);
    await answerKnown(stage, mail, asked.known);
    await answerNotKnown(stage, mail, asked.unknown);
    await seeWhatCame(unit, review, asked.known);
    await askWhoSignsIn(stage, unit, review, ways.last);
    await ledgerShows(stage);
  } finally {
    mail.stop();
  }
};

export const story = storyOf(charter);
