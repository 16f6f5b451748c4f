// STK-08: an agency asks for items of its own back: one is refused with a reason, one is destroyed by two people.
import { arriveAs, enterDay, goOn, pressConfirmed, today } from "../harness/office.mjs";

export const title = "What an agency asks back is refused with a reason, or destroyed by two people: STK-08";
export const charter = "stockport";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

const duty = "Working Together asks for it until the review is published.";

// The first item that can be asked back; how its review is called, and where the item's pages are.
async function askBack(police, reason) {
  await police.visit("/workspace/agency", { as: "your agency" });
  await police.sees("Ask for it back", "What it supplied and answered");
  const way = police.page.getByRole("link", { name: /^Ask for it back/ }).first();
  const path = await way.getAttribute("href");
  await police.visit(path, { as: "ask for it back" });
  await police.sees("Two people decide", "you are one of them by asking", "nobody but your agency uses it");
  const [reference] = /R-\d{4}-\d{3}/.exec(await police.text());
  if (reason) await police.fill("Why your agency wants it back (optional)", reason);
  const ask = police.page.getByRole("button", { name: "Ask for it back" });
  if (reason) await pressConfirmed(police, ask);
  else await police.press(ask, { as: "asked, and confirmed a moment ago" });
  await police.sees("Asked back on", "to be answered by", "Let it be kept after all");
  return { path, reference };
}

async function goToAnswer(manager, item) {
  await manager.visit("/workspace", { as: "today" });
  await manager.sees(`Police asks for an item of ${item.reference} back: answer by`);
  await manager.press(manager.page.getByRole("link", { name: new RegExp(`^Police asks for an item of ${item.reference} back`) }).last(),
                      { as: "asked back" });
  await manager.sees("Asked back by Police", "Let it go", "Refuse it");
}

async function refuse(manager, police, item) {
  await goToAnswer(manager, item);
  await manager.sees("It was sent by mistake.");
  await manager.press("Refuse, and tell Police", { status: 422, as: "refuse without a reason" });
  await manager.sees("There is a problem", "Fill in “Why it must be kept”");
  const answer = new URL(manager.page.url()).pathname.replace(/\/refuse$/, "");
  const day = await today(manager);
  await manager.visit(answer, { as: "asked back" });
  await manager.fill("Why it must be kept", duty);
  await enterDay(manager, "until", day, 60);
  await manager.press("Refuse, and tell Police", { as: "refuse" });
  await manager.sees("Refused on", "It is kept until then, also where the case ends before");
  await manager.doesNotSee("Let it go");
  await manager.visit("/workspace/disposal", { as: "disposal" });
  await manager.sees(`An item of Police for ${item.reference}, asked back and needed until`);
  await police.visit(item.path, { as: "it was refused" });
  await police.sees("Refused on", "needed until", duty, "Let it be kept after all");
}

async function isNotUsed(stage, manager, item) {
  await manager.visit("/workspace/reviews");
  await manager.press(manager.page.getByRole("link", { name: item.reference, exact: true }), { as: "the review" });
  await manager.sees("Asked back by its owner", "to be answered by");
  const review = new URL(manager.page.url()).pathname;
  const support = await arriveAs(stage, "support", "Support team");
  await support.visit(review, { as: "the review" });
  await support.sees("its owner has asked for it back");
  await support.press(support.page.getByRole("link", { name: /^Item supplied by an agency, recorded on/ }).last(), { as: "not used now" });
  await support.sees("not used now", "asked back by Police", "On which ground do you need it?");
}

async function letGo(manager, police, item) {
  await goToAnswer(manager, item);
  await pressConfirmed(manager, manager.page.getByRole("button", { name: /^Destroy 1 item supplied by Police .*asked back by/ }));
  await police.visit(item.path, { as: "in quarantine" });
  await police.sees("in quarantine until");
  await goOn(manager, "31 days");
  await police.visit(item.path, { as: "it is destroyed" });
  await police.sees("and destroyed", "Download the certificate of destruction");
  await police.visit("/workspace/agency", { as: "your agency afterwards" });
  await police.sees("asked back by its owner");
}

export async function story(stage) {
  const police = await arriveAs(stage, "police", "Agency contact, Police");
  const manager = await arriveAs(stage, "manager", "Performance");
  const first = await askBack(police, "It was sent by mistake.");
  const health = await arriveAs(stage, "schools", "Agency contact, Schools");
  await health.visit(first.path, { status: 404, as: "what is another's" });
  await refuse(manager, police, first);
  const second = await askBack(police, "");
  await isNotUsed(stage, manager, second);
  await letGo(manager, police, second);
  await goOn(manager, "31 days");
  await manager.visit("/workspace", { as: "today, after the day until which the first was needed" });
  await manager.sees(`Police asks for an item of ${first.reference} back, which was needed until`);
}
