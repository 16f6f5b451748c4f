// SOM-18: what somebody needs is asked for a course face to face, with the request for a place, and for no other.
import { signIn } from "../harness/office.mjs";

export const title = "needs are asked of who comes in person, and of nobody else: SOM-18";
export const charter = "somerset";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

async function addCourse(officer, name, manner) {
  await officer.visit("/workspace/courses");
  await officer.press("Add a course");
  await officer.fill("Title of the course", name);
  for (const [part, value] of [["day", "14"], ["month", "5"], ["year", "2031"]])
    await officer.page.locator(`#course-date-${part}`).fill(value);
  await officer.choose(manner);
  await officer.fill("Place", "Library, first floor");
  await officer.press("Add the course");
  await officer.press("Move on to: open");
}

async function book(visitor, name) {
  await visitor.visit("/courses");
  await visitor.press(name);
  await visitor.press("Request a place");
}

export async function story({ arrive, server }) {
  const officer = await arrive("training officer");
  await signIn(officer, server, "Training officer");
  await addCourse(officer, "Neglect, in person", "Face to face");
  await addCourse(officer, "Neglect, at your desk", "Online");
  const visitor = await arrive("anybody");
  await book(visitor, "Neglect, at your desk");
  await visitor.doesNotSee("Dietary or other requirements");
  await book(visitor, "Neglect, in person");
  await visitor.sees("Dietary or other requirements");
  for (const [label, value] of [["Full name", "Ottoline Fernmereham"], ["Job role", "Nurse"], ["Organisation", "Example Trust"],
    ["Sector", "Health"], ["Email address", "ottoline@example.org"], ["Telephone number (optional)", "01632 960777"],
    ["Home address (optional)", "1 Example Road, Exampleton"], ["Dietary or other requirements (optional)", "A hearing loop in front"]])
    await visitor.page.getByLabel(label, { exact: true }).fill(value);
  await visitor.press("Request a place");
  await visitor.sees("We have your request", "A hearing loop in front");
}
