// DDS-24, STK-05: a trainer comes to their own course by an appointment and no longer; in an emergency somebody looks all the
// same, and another reviews it; an account begins without a role, which two people give.
import { pressConfirmed, signIn } from "../harness/office.mjs";

export const title = "people come to a case by appointment, in an emergency, and by roles that two give: DDS-24, STK-05";
export const charter = "derby-derbyshire";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

async function arriveAs(stage, name, role) {
  const visitor = await stage.arrive(name);
  return { visitor, account: await signIn(visitor, stage.server, role) };
}

async function appointTheTrainer(team) {
  await team.visit("/workspace/people");
  await team.press(team.page.locator(".govuk-table a").first(), { as: "the newest course" });
  const people = new URL(team.page.url()).pathname;
  const reference = (await team.heading()).replace("People on ", "");
  const end = team.page.getByRole("button", { name: /^End/ });
  while ((await end.count()) > 0) await team.press(end, { as: "end an earlier task" });
  await team.press("Appoint", { status: 422 });
  await team.sees("There is a problem", "Choose who is appointed");
  const choice = await team.page.locator("#whom option").filter({ hasText: "Trainer" }).first().innerText();
  await team.select("Who, and as what", choice);
  await team.press("Appoint");
  await team.sees("In force");
  return { people, course: people.replace("/people/", "/courses/"), reference };
}

async function comeAndGo(team, trainer, { people, course, reference }) {
  await trainer.visit("/workspace/tasks");
  await trainer.press(reference, { as: "their own course" });
  await trainer.sees("Bookings");
  await team.visit(people);
  await team.press(team.page.getByRole("button", { name: /^End/ }), { as: "end the task" });
  await team.sees("Ended on");
  await trainer.visit(course, { status: 404 });
}

async function breakTheGlass(trainer, manager, { reference }) {
  await trainer.visit("/workspace/emergency");
  await trainer.press("Open the case", { status: 422 });
  await trainer.sees("There is a problem");
  await trainer.fill("Reference of the case", reference);
  await trainer.fill("Why you need it now", "Somebody on the way to the course needs a doctor.");
  await pressConfirmed(trainer, "Open the case");
  await trainer.sees("is open to you until");
  await trainer.press(reference);
  await trainer.sees("Bookings");
  await manager.visit("/workspace");
  await manager.sees(`opened ${reference} in an emergency`);
  await manager.visit("/workspace/emergency/reviews");
  await manager.sees("Somebody on the way to the course needs a doctor.");
  await manager.press(manager.page.getByRole("button", { name: /^It was justified/ }), { as: "justified" });
  await manager.sees("None waits for your review");
}

async function letSomebodyIn(manager, deputy) {
  await manager.visit("/workspace/accounts/new");
  await manager.press("Add the account", { status: 422, as: "nothing entered" });
  await manager.sees("There is a problem", "Enter full name");
  await manager.fill("Full name", "Ottilie Fernwarden");
  await manager.fill("Work email address", "ottilie@example.org");
  await manager.page.getByLabel(/Safeguarding Children Partnership$/).check();
  await pressConfirmed(manager, "Add the account");
  await manager.sees("They were not invited yet");
  await manager.select("Give a role", "Business team");
  await manager.press("Propose this role");
  await manager.sees("Roles that wait for a second person");
  await deputy.visit("/workspace/accounts");
  await pressConfirmed(deputy, deputy.page.getByRole("button", { name: /^Approve/ }));
  await deputy.doesNotSee("Roles that wait for a second person");
}

export async function story(stage) {
  const { visitor: team } = await arriveAs(stage, "business team", "Business team");
  const { visitor: trainer } = await arriveAs(stage, "trainer", "Trainer");
  const { visitor: manager } = await arriveAs(stage, "manager", "Manager");
  const { visitor: deputy } = await arriveAs(stage, "deputy", "Deputy");
  const course = await appointTheTrainer(team);
  await comeAndGo(team, trainer, course);
  await breakTheGlass(trainer, manager, course);
  await letSomebodyIn(manager, deputy);
}
