// SOM-15: a practitioner who was involved is asked to contribute, declines, is asked again, agrees and accepts that it is confidential.
// Nothing is open to them before, and the review says what they answered.
import { arriveAs, signIns } from "../harness/office.mjs";
import { openReview, office } from "./involvement.mjs";

export const title = "A practitioner is asked to contribute, and declines or agrees: SOM-15";
export const charter = "somerset";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

const titled = (text) => text.replace(/(^|[ -])[a-z]/g, (letter) => letter.toUpperCase());

async function ask(manager, people, name) {
  await manager.visit(people, { as: "people on the review" });
  const option = manager.page.locator("#whom option", { hasText: `asked to contribute: ${name}` });
  await manager.page.locator("#whom").selectOption(await option.getAttribute("value"));
  await manager.press("Appoint", { as: "who is told" });
  await manager.sees(`Ask ${name} to contribute`);
}

export async function story(stage) {
  const manager = await arriveAs(stage, "manager", "Manager");
  const review = await openReview(manager, office.somerset);
  const people = review.path.replace("/cases/", "/people/");
  const practitioner = await arriveAs(stage, "practitioner", "Practitioner");
  const { email } = (await signIns(stage.server)).find(({ role }) => role.startsWith("Practitioner"));
  const name = titled(email.replace(/\d*@.*$/, "").replace(".", " "));  // of the demonstration: forename.surname123@
  await ask(manager, people, name);
  await manager.sees("Mail is off here");
  await manager.press("Ask", { as: "asked" });
  await manager.sees("Asked to contribute", "Has not answered yet");
  await practitioner.visit("/workspace", { as: "today" });
  await practitioner.press(`You are asked to contribute to ${review.reference}`, { as: "what is asked" });
  await practitioner.sees("It is your choice", "Narrative of the case");
  await practitioner.press("Send your answer", { status: 422, as: "no answer" });
  await practitioner.choose("I decline");
  await practitioner.fill("Why, if you like to say", "I was on leave then.");
  await practitioner.press("Send your answer", { as: "declined" });
  await practitioner.sees(`You declined to contribute to ${review.reference}`);
  await practitioner.visit(review.path, { status: 404, as: "the review stays closed" });
  await manager.visit(`${review.path}/access`, { as: "access" });
  await manager.sees("Declined on");
  await manager.doesNotSee("on leave");
  await manager.press(manager.page.getByRole("link", { name: /^Read why/ }), { as: "why" });
  await manager.sees("I was on leave then.");
  await ask(manager, people, name);
  await manager.press("Ask", { as: "asked again" });
  await practitioner.visit("/workspace/tasks", { as: "tasks" });
  await practitioner.press(`You are asked to contribute to ${review.reference}`);
  await practitioner.choose("I agree to contribute");
  await practitioner.press("Send your answer", { status: 422, as: "not confidential" });
  await practitioner.choose("I tell nobody what I read here and what I say about it, except where the law asks me to.");
  await practitioner.press("Send your answer", { as: "agreed" });
  await practitioner.sees(`You agreed to contribute to ${review.reference}`);
  await manager.visit(people, { as: "both answers" });
  await manager.sees("Agreed on", "Declined on");
}
