// An organisation's list of bookings: looked at row by row, taken in by one act, and taken out in a form that can be taken in again.
import { enterDay, signIn, today } from "../harness/office.mjs";

export const title = "a list of bookings is taken in once, with what is wrong by row and column: DDS-08";
export const charter = "hampshire";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

const rows = ["Full name,Email,Telephone,Room", "Ottoline Fernmereham,ottoline@example.org,01632 960001,12",
  "Peregrine Oakdalewell,nowhere,,", "Wilhelmina Waitswell,wilhelmina@example.org,,"].join("\n");

async function handIn(officer, course, content) {
  await officer.visit(course);
  await officer.press("Take in a list of bookings", { as: "take in a list" });
  await officer.page.locator("#file").setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(content) });
  await officer.press("Go on", { as: "what was read" });
}

export async function story({ server, arrive }) {
  const officer = await arrive("training officer");
  await signIn(officer, server, "Training officer");
  const day = new Date((await today(officer)).getTime() + 9 * 86_400_000);
  await officer.visit("/workspace/courses");
  await officer.press("Add a course");
  await officer.fill("Title of the course", "Neglect, seen early");
  await enterDay(officer, "course-date", day);
  await officer.fill("Place", "Library, first floor");
  await officer.press("Add the course");
  const course = new URL(officer.page.url()).pathname;
  await officer.press("Move on to: open");

  await handIn(officer, course, rows);
  await officer.sees("1 row with a fault", "2 bookings to take in", "Not taken in, since no field of a booking holds it: “Room”.");
  await officer.press("Take in 2 bookings", { status: 422, as: "a row has a fault" });
  await officer.sees("Leave out the rows with a fault, or mend the file");
  await officer.page.getByLabel("Leave out 1 row with a fault").check();
  await officer.press("Take in 2 bookings", { as: "taken in" });
  await officer.sees("2 bookings were taken in");
  await officer.press("The course, and who asks for a place", { as: "the course" });
  await officer.sees("Ottoline Fernmereham", "Wilhelmina Waitswell");
  await officer.doesNotSee("Peregrine");

  await handIn(officer, course, rows);
  await officer.sees("3 rows with a fault", "Booked already, or named twice in the list");
  await officer.visit(course);
  await officer.press("Take the bookings out as a file, for a spreadsheet", { as: "take out" });
  await officer.press("Take it out", { as: "confirm" });
  await officer.sees("Confirm that it is you");
}
