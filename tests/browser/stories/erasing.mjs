// HAM-13, STK-19: one record is to be erased before its last day: two others than who proposed it decide, or cancel it with a reason.
import { arriveAs, pressConfirmed } from "../harness/office.mjs";

export const title = "One record is proposed for erasure by one, approved by another, and cancelled with a reason: HAM-13, STK-19";
export const charter = "stockport";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

async function findRecord(manager) {
  await manager.visit("/workspace/reviews");
  const [reference] = /R-\d{4}-\d{3}/.exec(await manager.text());
  await manager.visit("/workspace/disposal");
  await manager.page.getByText("Erase one record before its last day").click();
  await manager.fill("Reference of the case that it stands in", reference);
  await manager.press("Find the record", { as: "what is held in a case" });
  await manager.sees("What is held in", reference, "on record since");
  await manager.press(manager.page.getByRole("link", { name: /^Item supplied by an agency 1/ }).first(),
                      { as: "erase before its last day" });
  await manager.sees("Two other people approve it", "you are neither of them", "It was entered by mistake");
  return reference;
}

async function propose(manager) {
  await manager.choose("A request for erasure was granted");
  await manager.fill("Where a request was granted: its reference (optional)", "Q-2020-999");
  await manager.fill("Why", "It is about another person.");
  await manager.press("Propose its erasure", { status: 422, as: "a request that is not there" });
  await manager.sees("There is a problem", "There is no answered request under this reference");
  await manager.choose("It was entered by mistake");
  await manager.press("Propose its erasure", { as: "proposed" });
  await manager.sees("Item supplied by an agency 1", "It was entered by mistake", "It is about another person.",
                     "You have proposed this. Two other people approve it.");
  return new URL(manager.page.url()).pathname;
}

export async function story(stage) {
  const manager = await arriveAs(stage, "manager", "Performance");
  const reference = await findRecord(manager);
  const proposal = await propose(manager);
  const support = await arriveAs(stage, "support", "Support team");
  await support.visit(proposal, { status: 404, as: "what another decides" });
  const deputy = await arriveAs(stage, "deputy", "Deputy manager");
  await deputy.visit("/workspace/disposal", { as: "disposal" });
  await deputy.sees(reference, "before its last day: it was entered by mistake", "Look at it, and decide");
  await deputy.visit(proposal, { as: "the proposal" });
  await pressConfirmed(deputy, deputy.page.getByRole("button", { name: /^Destroy 1 item/ }));
  await deputy.visit(proposal, { as: "approved by one" });
  await deputy.sees("1 of 2 approvals", "You have approved this");
  await deputy.press("Cancel, and keep it", { status: 422, as: "cancel without a reason" });
  await deputy.sees("There is a problem", "Fill in “Why it is not erased”");
  await deputy.fill("Why it is not erased", "It was the right person after all.");
  await deputy.press("Cancel, and keep it", { as: "cancelled" });
  await deputy.sees("Cancelled: nothing was destroyed", "It was the right person after all.");
}
