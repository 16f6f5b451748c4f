// Issue 5, bad input: what was typed is not lost when the session is over as it is sent, and “Back” shows each page again.
import { expect } from "../harness/expect.mjs";
import { arriveAs, giveCode, signIns } from "../harness/office.mjs";

export const title = "What was typed outlives its session, and every page can be gone back to";
export const charter = "stockport";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

// The first review of the demonstration in which somebody can be recorded.
async function addingPage(officer) {
  await officer.visit("/workspace/reviews");
  const links = await officer.page.locator('a[href^="/workspace/cases/"]').evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  for (const href of new Set(links.filter((one) => /^\/workspace\/cases\/[0-9a-f]{32}$/.test(one)))) {
    const answer = await officer.page.request.get(`${officer.origin}${href}/add/finding`);
    if (answer.status() === 200) return `${href}/add/finding`;
  }
  throw new Error("no review of the demonstration takes a finding");
}

async function type(officer, where, what) {
  await officer.visit(where, { as: "add a finding" });
  await officer.page.locator("#finding-title").fill(`Finding ${what}`);
  await officer.page.locator("#finding").fill(what);
}

async function signInAgain(officer, server, role) {
  const one = (await signIns(server)).find((candidate) => candidate.role.startsWith(role));
  await officer.fill("Email address", one.email);
  await officer.page.locator("#password").fill("wrong");
  await officer.press("Continue", { status: 403, as: "a wrong password" });
  await officer.sees("kept for you alone");
  await officer.page.goBack();
  await officer.sees("kept for you alone");
  await officer.fill("Email address", one.email);
  await officer.page.locator("#password").fill(one.password);
  await officer.press("Continue", { as: "second factor" });
  await giveCode(officer, "Sign in");
}

async function sendWhatWasKept(officer, words) {
  await officer.sees("You were signed out before this was sent", words);
  await officer.press("Send it now", { as: "sent after all" });
  await officer.sees(words);
  await officer.visit("/workspace/kept-form", { as: "nothing is left" });
  await officer.sees("Nothing waits to be sent");
}

async function signedOutElsewhere(officer, server, role, where) {
  await type(officer, where, "typed before the other window signed out");
  const other = await officer.context.newPage();
  await other.goto(`${officer.origin}/workspace`);
  await other.getByRole("button", { name: "Sign out" }).click();
  await other.waitForURL("**/sign-in");
  await other.close();
  await officer.press("Save", { as: "the session is over" });
  await officer.sees("Your session has ended", "kept for you alone");
  expect(!officer.page.url().includes("typed"), "what was typed is in the address");
  await signInAgain(officer, server, role);
  await sendWhatWasKept(officer, "typed before the other window signed out");
}

async function startedAnew(officer, server, role, where) {
  await type(officer, where, "typed before the server was started anew");
  await server.stop();
  await server.serve([], server.port);
  await officer.press("Save", { as: "after a restart" });
  await officer.sees("Your session has ended", "kept for you alone");
  await signInAgain(officer, server, role);
  await sendWhatWasKept(officer, "typed before the server was started anew");
}

// Refused, mended, and back over all of it.
async function goBack(officer, where) {
  await officer.visit(where, { as: "add another finding" });
  await officer.page.locator("#finding").fill("a text without a title");
  await officer.press("Save", { status: 422, as: "refused" });
  const refused = officer.page.url();
  expect(refused.includes("?answer="), "the refused page has no address");
  await officer.page.locator("#finding-title").fill("A title");
  await officer.press("Save", { as: "mended" });
  officer.expected = 422;
  await officer.page.goBack();
  expect(officer.page.url() === refused, "“Back” shows another page");
  await officer.sees("There is a problem");
  expect((await officer.page.locator("#finding").inputValue()) === "a text without a title", "what was typed is lost");
  await officer.page.reload();
  await officer.sees("There is a problem");
  officer.expected = 200;
  return refused;
}

export async function story(stage) {
  const role = "Performance and development manager";
  const officer = await arriveAs(stage, "officer", role);
  const where = await addingPage(officer);
  const refused = await goBack(officer, where);
  const deputy = await arriveAs(stage, "deputy", "Deputy");
  await deputy.page.goto(refused);
  await deputy.doesNotSee("a text without a title");
  await signedOutElsewhere(officer, stage.server, role, where);
  await startedAnew(officer, stage.server, role, where);
}
