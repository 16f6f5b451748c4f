// A course that costs £45, and somebody who has a place on it.
import { enterDay, today } from "./office.mjs";

async function addCourse(officer) {
  const day = await today(officer);
  await officer.visit("/workspace/courses");
  await officer.press("Add a course");
  for (const [field, value] of Object.entries({ title: "Seeing neglect early", place: "Town Hall", fee: "45" }))
    await officer.page.locator(`[name=course-${field}]`).fill(value);
  await enterDay(officer, "course-date", day, 30);
  await officer.press("Add the course");
  await officer.press("Move on to: open");
  return new URL(officer.page.url()).pathname;
}

async function request(visitor, course, name) {
  await visitor.visit(course.replace("/workspace", ""));
  await visitor.sees("£45");
  await visitor.press("Request a place");
  const given = { name, "contact-address": "1 Example Street", "contact-email": "o@example.org", "contact-telephone": "01632 960001" };
  for (const [field, value] of Object.entries(given)) await visitor.page.locator(`[name=${field}]`).fill(value);
  await visitor.page.locator("[name=comes-as]").first().check();
  await visitor.page.locator("[name=permission]").first().check();
  await visitor.press("Request a place");
  return new URL(visitor.page.url()).pathname;
}

// The paths of the booking and of the course in the office.
export async function chargedBooking(officer, visitor, name, known = null) {
  const course = known ?? await addCourse(officer);
  const booking = await request(visitor, course, name);
  await officer.visit(course);
  const row = officer.page.locator("tr", { hasText: name });
  await officer.press(row.getByRole("button", { name: "Offer a place" }), { as: "offer a place" });
  return { booking, course };
}
