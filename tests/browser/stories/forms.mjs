// STK-19, STK-23: somebody outside writes to the partnership by a form of the public site, with no account; the office finds it under Other
// work, answers it, and the time by which it must runs from the day it came.
import { expect } from "../harness/expect.mjs";
import { arriveAs, enterDay, today } from "../harness/office.mjs";

export const title = "A complaint and a request under a right come by the public site, and are answered: STK-19, STK-23";
export const charter = "stockport";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

const here = (visitor) => new URL(visitor.page.url()).pathname;

async function complain(parent) {
  await parent.visit("/");
  await parent.press("Tell us or ask us", { as: "write to us" });
  await parent.press("Concern, complaint or compliment", { as: "the start of the form" });
  await parent.sees("What we ask, and why", "What happens", "How long we keep it");
  await parent.doesNotSee("Day on which it came", "How it came");
  await parent.press("Start now", { as: "the first question" });
  await parent.sees("question 1 of 5");
  await parent.press("Continue", { status: 422, as: "the question with what is missing" });
  await parent.sees("There is a problem");
  await parent.fill("Full name", "Perpetua Wold");
  await parent.press("Continue", { as: "the second question" });
  await parent.fill("Email address (optional)", "perpetua@example.org");
  await parent.press("Continue", { as: "the third question" }); // where there is no email address
  await parent.press("Back", { as: "back to the second question" });
  expect((await parent.page.getByLabel("Email address").inputValue()) === "perpetua@example.org", "what was typed is lost");
  await parent.press("Continue", { as: "the third question again" });
  await parent.press("Continue", { as: "the fourth question" });
  await parent.choose("Complaint");
  await parent.press("Continue", { as: "the last question" });
  await parent.fill("What happened", "Nobody called back for three weeks.");
  await parent.press("Continue", { as: "check the answers" });
  await parent.sees("Check your answers", "Perpetua Wold");
  await parent.page.locator('a[href*="question=name"]').click();
  await parent.fill("Full name", "Perpetua Fen");
  await parent.press("Continue", { as: "check again" });
  await parent.sees("Check your answers", "Perpetua Fen");
  expect(!/perpetua|called/i.test(parent.page.url()), "the address tells what was typed");
  await parent.press("Send", { as: "receipt" });
  await parent.sees("We have it", "Your reference is K-");
  await parent.doesNotSee("Perpetua", "Nobody called");
  return (await parent.text()).match(/K-\d{4}-\d{3}/)[0];
}

async function answer(manager, reference) {
  const day = await today(manager);
  await manager.visit("/workspace", { as: "today" });
  await manager.press("Other work", { as: "other work" });
  await manager.sees("Concern, complaint or compliment", "Request under a right", "Register");
  await manager.press("Concern, complaint or compliment", { as: "complaints" });
  await manager.sees(reference, "Received");
  await manager.press(reference, { as: "the complaint" });
  await manager.sees("Acknowledgement of a concern or complaint");
  const complaint = here(manager);
  await manager.page.locator(`a[href^="${complaint}/records/"]`).first().click();
  await manager.sees("Perpetua Fen", "Nobody called back for three weeks.");
  const record = here(manager);
  const last = manager.page.getByRole("button", { name: /^Move on to: concluded/ });
  await manager.visit(complaint, { as: "the complaint" });
  await manager.press("Move on to: acknowledged", { as: "it is acknowledged" });
  await manager.press(last, { as: "what is open" });
  await manager.sees("It cannot be concluded before this", "complaint is answered");
  await manager.press(last, { status: 409, as: "conclude without an answer" });
  await manager.visit(record, { as: "the complaint again" });
  await manager.press("Add: the answer", { as: "add the answer" });
  await manager.fill("Answer", "We are sorry. You are called each Friday now.");
  await enterDay(manager, "complaint-answered-on", day);
  await manager.press("Save", { as: "the answer is on record" });
  await manager.visit(`${complaint}/conclude`, { as: "before it is concluded" });
  await manager.press(last, { as: "it is concluded" });
  await manager.sees("It was concluded on");
}

export async function story(stage) {
  const parent = await stage.arrive("parent");
  const reference = await complain(parent);
  const manager = await arriveAs(stage, "manager", "Performance and development manager");
  await answer(manager, reference);
  await manager.visit("/workspace/cases/of/register", { as: "registers" });
  await manager.visit("/workspace/cases/of/rights-request", { as: "requests" });
}
