// A course with one place: the waiting list, a place that falls free, the register, the certificate; the month and its calendar.
import { enterDay, goOn, signIn, today } from "../harness/office.mjs";

export const title = "a place that falls free is given by a named person, in the order of asking: HAM-06, DDS-24";
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
  await officer.fill("Number of places (optional)", "some");
  await officer.press("Add the course", { status: 422 });
  await officer.sees("Enter a whole number in digits");
  await officer.fill("Number of places (optional)", "1");
  await officer.fill("Joining instructions (optional)", "Ring at the side door.");
  await officer.press("Add the course");
  const course = new URL(officer.page.url()).pathname;
  await officer.press("Move on to: open");
  return course;
}

async function ask(visitor, who) {
  await visitor.visit("/courses");
  await visitor.press(name);
  await visitor.press("Request a place");
  await visitor.fill("Full name", who);
  await visitor.fill("Email address", "delegate@example.org");
  await visitor.fill("Organisation", "Riverside Primary School");
  await visitor.page.locator("input[name=consent-training]").check();
  await visitor.press("Request a place");
  return new URL(visitor.page.url()).pathname;
}

// The month with its caption and links, and the same for a calendar program.
async function looksAtTheMonth(visitor, day) {
  await visitor.visit(`/courses/calendar?month=${day.toISOString().slice(0, 7)}`);
  await visitor.sees(name);
  if ((await visitor.page.locator("table caption").count()) !== 1) throw new Error("the month has no caption");
  const calendar = await visitor.page.request.get(new URL("/courses/calendar.ics", visitor.page.url()).href);
  const text = await calendar.text();
  if (!calendar.headers()["content-type"].startsWith("text/calendar") || !text.includes("SUMMARY:Neglect\\, seen early"))
    throw new Error(`the calendar is ${text.slice(0, 200)}`);
  await visitor.visit(`/courses?month=${day.toISOString().slice(0, 7)}`);
  await visitor.sees(name);
}

async function marksTheRegister(officer, course) {
  await officer.visit(course);
  await officer.press("Register");
  await officer.page.getByLabel("Not there").check();
  await officer.press("Save the register");
  await officer.page.getByLabel("There", { exact: true }).check();
  await officer.press("Save the register", { status: 422 });
  await officer.sees("Say why a mark is changed");
  await officer.page.getByLabel("There", { exact: true }).check();
  await officer.fill("If you change a mark: why", "Came late.");
  await officer.press("Save the register");
}

async function showsTheCertificate(visitor, booking) {
  await visitor.visit(booking);
  await visitor.sees("You attended this course", "Your certificate of attendance (PDF)");
  const paper = await visitor.page.request.get(new URL(`${booking}/certificate.pdf`, visitor.page.url()).href);
  if (!(await paper.body()).subarray(0, 5).equals(Buffer.from("%PDF-"))) throw new Error("the certificate is no PDF");
}

export async function story({ server, arrive }) {
  const officer = await arrive("training officer");
  await signIn(officer, server, "Training officer");
  const day = new Date((await today(officer)).getTime() + 5 * 86_400_000);
  const course = await addCourse(officer, day);

  const visitor = await arrive("delegates");
  await looksAtTheMonth(visitor, day);
  const first = await ask(visitor, "Ottoline Fernmereham");
  await visitor.sees("We have your request");
  const second = await ask(visitor, "Peregrine Oakdalewell");
  await visitor.sees("you are on the waiting list");

  await officer.visit(course);
  await officer.sees("Waiting, 2nd in order of asking");
  await officer.press(officer.page.getByRole("button", { name: "Offer a place to Ottoline" }), { as: "offer a place" });
  await visitor.visit(first);
  await visitor.sees("You have a place on this course", "Ring at the side door.");
  await visitor.press("Cancel my booking");
  await visitor.sees("This booking is cancelled");
  await visitor.visit(second);
  await visitor.sees("you are on the waiting list");
  await visitor.doesNotSee("Ring at the side door.");

  await officer.visit(course);
  await officer.press(officer.page.getByRole("button", { name: "Offer a place to Peregrine" }), { as: "offer the place that fell free" });
  await visitor.visit(second);
  await visitor.sees("You have a place on this course", "Ring at the side door.");
  await goOn(officer, "A week");
  await marksTheRegister(officer, course);
  await showsTheCertificate(visitor, second);
}
