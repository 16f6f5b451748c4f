// POR-08, POR-09, POR-10: a place on a course, from the request to the day when nothing of it is held any more.
import { goOn, signIn } from "../harness/office.mjs";
import { outcome } from "../harness/server.mjs";

export const title = "A delegate's booking lives and dies as the notice promises: POR-08, POR-09, POR-10, POR-15";
export const charter = "portsmouth";

const delegate = { name: "Ottoline Fernmereham", email: "ottoline@example.org", organisation: "Riverside Primary School" };

async function requestPlace(visitor, name) {
  await visitor.visit("/courses");
  await visitor.press(visitor.page.locator(".govuk-table a"), { as: "a course" });
  await visitor.press("Request a place");
  await visitor.doesNotSee("Dietary needs (optional)");
  await visitor.fill("Full name", name);
  await visitor.fill("Email address", delegate.email);
  await visitor.fill("Organisation", delegate.organisation);
  await visitor.page.locator("input[name=consent-training]").check();
  await visitor.press("Request a place");
  await visitor.sees("We have your request");
  await visitor.page.goBack(); // the form knows the request that it has made
  await visitor.sees("This was already sent", "We have your request");
  return new URL(visitor.page.url()).pathname;
}

async function offer(officer, name) {
  await officer.visit("/workspace");
  await officer.press(officer.page.getByRole("link", { name: /for a place on/ }), { as: "the course" });
  const row = officer.page.locator("tr", { hasText: name });
  await officer.press(row.getByRole("button", { name: "Offer a place" }), { as: "offer a place" });
}

async function wrongInput(visitor) {
  await visitor.visit("/courses");
  await visitor.press(visitor.page.locator(".govuk-table a"), { as: "a course" });
  await visitor.press("Request a place");
  await visitor.fill("Full name", delegate.name);
  await visitor.fill("Email address", "not an address");
  await visitor.press("Request a place", { status: 422 });
  await visitor.sees("There is a problem", "enter an email address in the right form", "Enter organisation", "Tick the box if you agree");
  const typed = await visitor.page.getByLabel("Full name", { exact: true }).inputValue();
  if (typed !== delegate.name) throw new Error("what was typed is lost");
}

// POR-08: only after the offer are needs asked. POR-09: under a consent of their own, which can be taken back alone.
async function needsComeAndGo(visitor, officer, booking, course) {
  await visitor.visit(booking);
  await visitor.sees("You have a place on this course", "Dietary needs");
  await visitor.fill("Dietary needs (optional)", "no sesame at all");
  await visitor.press("Send", { status: 422 });
  await visitor.sees("Tick the box if you agree");
  await visitor.page.locator("input[name=consent-needs]").check();
  await visitor.press("Send");
  await visitor.sees("no sesame at all");
  await officer.visit(course);
  await officer.sees("no sesame at all");

  // Taking it back destroys that part at once, and nothing else.
  await visitor.press(visitor.page.locator("button[value=needs]"), { as: "take back the consent" });
  await visitor.sees("You took this back on", delegate.name);
  await visitor.doesNotSee("no sesame at all");
  await officer.visit(course);
  await officer.doesNotSee("no sesame at all");
  await officer.sees(delegate.name);
}

// The course is put off by two months; what is due after it moves with it.
async function putOff(officer, course) {
  await officer.visit(course);
  await officer.press("Change the course");
  const month = officer.page.getByLabel("Month", { exact: true });
  const year = officer.page.getByLabel("Year", { exact: true });
  const later = Number(await month.inputValue()) + 2;
  await month.fill(String(((later - 1) % 12) + 1));
  await year.fill(String(Number(await year.inputValue()) + (later > 12 ? 1 : 0)));
  await officer.fill("Day", "15");
  await officer.fill("Place", "");
  await officer.press("Save the correction", { status: 422 });
  await officer.sees("There is a problem", "Enter place");
  await officer.fill("Place", "Library, first floor");
  await officer.press("Save the correction");
  await officer.sees("Library, first floor");
}

// What another delegate needs goes when the course is over.
async function needsGoWithTheCourse(visitor, officer, other, course) {
  await visitor.visit(other);
  await visitor.fill("Access needs (optional)", "a hearing loop in front");
  await visitor.page.locator("input[name=consent-needs]").check();
  await visitor.press("Send");
  await goOn(officer, "31 days");
  await officer.visit(course);
  await officer.sees("a hearing loop in front");
  await officer.press("Move on to: held");
  await goOn(officer, "One day");
  await officer.visit(course);
  await officer.doesNotSee("a hearing loop in front");
  await officer.sees("Peregrine Oakdalewell");
}

// POR-10: after the financial year and one year more the rest goes, and an anonymous count stays.
async function bookingsGo(visitor, officer, other, course) {
  await goOn(officer, "A year");
  await visitor.visit(other);
  await visitor.sees("Peregrine Oakdalewell");
  await goOn(officer, "A year");
  await visitor.visit(other);
  await visitor.sees("We hold nothing of this booking any more");
  await officer.visit(course);
  await officer.doesNotSee("Peregrine Oakdalewell", delegate.name);
  await officer.sees("Counts that outlive the bookings");
}

async function attests(visitor, server) {
  await visitor.visit("/promises");
  await visitor.sees("POR-10", "Kept");
  await server.stop();
  const { code, stdout } = await outcome("attest", "--data", server.data, "--json");
  const promises = Object.fromEntries(JSON.parse(stdout).promises.map((promise) => [promise.id, promise]));
  for (const id of ["POR-08", "POR-09", "POR-10"]) if (promises[id].status !== "kept") throw new Error(`${id} is ${promises[id].status}`);
  const hosting = promises["POR-15"];
  if (code !== 1 || hosting.status !== "broken" || !hosting.evidence.includes("was not renewed"))
    throw new Error("POR-15 needs a person's evidence, and in these years nobody has renewed it");
  await server.serve();
}

export async function story({ server, arrive }) {
  const visitor = await arrive("delegate");
  await visitor.visit("/");
  await visitor.visit("/notice");
  await visitor.sees("Portsmouth City Council", "Z5578313");
  await wrongInput(visitor);
  const booking = await requestPlace(visitor, delegate.name);
  const other = await requestPlace(visitor, "Peregrine Oakdalewell");

  const officer = await arrive("training officer");
  await signIn(officer, server, "Training officer");
  await offer(officer, delegate.name);
  const course = new URL(officer.page.url()).pathname;
  await offer(officer, "Peregrine Oakdalewell");

  await needsComeAndGo(visitor, officer, booking, course);
  await putOff(officer, course);
  await needsGoWithTheCourse(visitor, officer, other, course);
  await bookingsGo(visitor, officer, other, course);
  await attests(visitor, server);
}
