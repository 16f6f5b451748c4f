// A booking is handed on: to a colleague on the same course, and to another date; each by an act of the office.
import { enterDay, signIn, today } from "../harness/office.mjs";

export const title = "who cannot come hands the place on, and the office decides: HAM-06, POR-09";
export const charter = "portsmouth";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

const name = "Neglect, seen early";

async function addCourse(officer, day) {
  await officer.visit("/workspace/courses");
  await officer.press("Add a course");
  await officer.fill("Title of the course", name);
  await enterDay(officer, "course-date", day);
  await officer.fill("Place", "Library, first floor");
  await officer.fill("Number of places (optional)", "1");
  await officer.fill("Joining instructions (optional)", "Ring at the side door.");
  await officer.press("Add the course");
  await officer.sees("Ring at the side door.");
  const course = new URL(officer.page.url()).pathname;
  await officer.press("Move on to: open");
  return course;
}

async function fillIn(visitor, who) {
  await visitor.fill("Full name", who);
  await visitor.fill("Email address", "delegate@example.org");
  await visitor.fill("Organisation", "Riverside Primary School");
  await visitor.page.locator("input[name=consent-training]").check();
  await visitor.press("Request a place", { as: "the booking" });
  return new URL(visitor.page.url()).pathname;
}

async function ask(visitor, course, who) {
  await visitor.visit(`/courses/${course.split("/").at(-1)}`, { as: "the course" });
  await visitor.doesNotSee("Ring at the side door.");
  await visitor.press("Request a place");
  return fillIn(visitor, who);
}

export async function story({ server, arrive }) {
  const officer = await arrive("training officer");
  await signIn(officer, server, "Training officer");
  const now = (await today(officer)).getTime();
  const first = await addCourse(officer, new Date(now + 9 * 86_400_000));
  const second = await addCourse(officer, new Date(now + 30 * 86_400_000));

  const delegate = await arrive("delegate");
  const ottoline = await ask(delegate, first, "Ottoline Fernmereham");
  await ask(delegate, first, "Wilhelmina Waitswell");
  await officer.visit(first);
  await officer.press(officer.page.getByRole("button", { name: "Offer a place to Ottoline" }), { as: "offer a place" });

  await delegate.visit(ottoline, { as: "the place" });
  await delegate.sees("Send a colleague in your place", "Come on another date", "Ring at the side door.");
  const colleague = await arrive("colleague");
  await colleague.visit(await delegate.page.locator("a[href*='instead=']").getAttribute("href"), { as: "the address" });
  await colleague.sees("You ask for the place of somebody who cannot come");
  await colleague.doesNotSee("Ottoline");
  const peregrine = await fillIn(colleague, "Peregrine Oakdalewell");
  await colleague.sees("Somebody of the office decides");
  await officer.visit(first);
  await officer.sees("asks to take the place of somebody who cannot come");
  await officer.press(officer.page.getByRole("button", { name: "Hand the place over to Peregrine" }), { as: "hand over" });
  await colleague.visit(peregrine, { as: "the place handed over" });
  await colleague.sees("You have a place on this course", "Ring at the side door.");
  await delegate.visit(ottoline, { as: "the booking that ended" });
  await delegate.sees("This booking is cancelled");
  await delegate.doesNotSee("Ring at the side door.");

  await colleague.visit(peregrine, { as: "to another date" });
  await colleague.page.locator("input[name=to]").check();
  await colleague.page.locator("form[action$='/move'] input[name=consent-training]").check();
  await colleague.press("Ask to move", { as: "the booking there" });
  await colleague.sees("If you get a place here, your booking on the other date ends");
  await officer.visit(second);
  await officer.sees("asks to move here from another date");
  await officer.press(officer.page.getByRole("button", { name: "Offer a place to Peregrine" }), { as: "offer the other place" });
  await colleague.visit(peregrine, { as: "the booking that was moved" });
  await colleague.sees("This booking is cancelled");
}
