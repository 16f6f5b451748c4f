// SOM-07, SOM-08: the people of a review, with exactly the charter's fields, dates as far as they are known, and a picture.
import { expect } from "../harness/expect.mjs";
import { signIn } from "../harness/office.mjs";

export const title = "The people of a review, as tables and as a picture: SOM-07, SOM-08";
export const charter = "somerset";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

const here = (visitor) => new URL(visitor.page.url()).pathname;

async function fillDate(visitor, field, { day = "", month = "", year = "", how } = {}) {
  for (const [part, value] of Object.entries({ day, month, year })) await visitor.page.locator(`#${field}-${part}`).fill(value);
  if (how) await visitor.page.locator(`#${field}-how`).selectOption({ label: how });
}

async function openReview(manager) {
  await manager.visit("/workspace/reviews");
  await manager.press("Open: case review");
  await manager.fill("Who told us: body and team", "Children's services, duty team");
  await manager.page.locator("input[name=criterion]").first().check();
  await manager.choose("Telephone");
  await fillDate(manager, "aware-on", { day: "1", month: "11", year: "2026" });
  await manager.press("Continue", { as: "check the answers" });
  await manager.press("Open it");
  return here(manager);
}

const street = "1 Example Street, Taunton";
const people = [
  { name: "Ben Wrenhallow", relation: "father", born: { year: "1990", how: "About then (month and year, or year)" }, home: "2 Mill Lane" },
  { name: "Ana Wrenhallow", relation: "mother", born: { day: "3", month: "2", year: "1994" }, home: street },
  { name: "Cai Wrenhallow", relation: "half-brother on the mother's side", born: { month: "6", year: "2016" }, home: street.toLowerCase() },
  { name: "Dot Sorrel", relation: "grandmother on the mother's side", born: { year: "1961", how: "Before then" }, home: "7 Example Rise" },
  { name: "Eli Sorrel", relation: "mother's partner", born: { year: "1992" }, home: street },
  { name: "Fay Marlow", relation: "childminder", born: { year: "1970" }, home: "9 Example Row" },
];

async function addChild(officer, review) {
  await officer.visit(`${review}/people`, { as: "nobody yet" });
  await officer.sees("Nobody is recorded yet");
  await officer.press("Add the child", { as: "add the child" });
  await officer.fill("Full name", "Odalys Wrenhallow");
  await fillDate(officer, "birth-date", { month: "13", year: "2019" });
  await officer.press("Save", { status: 422, as: "save with a wrong month" });
  await officer.sees("There is a problem", "Date of birth: enter a real date");
  expect((await officer.page.locator("#birth-date-month").inputValue()) === "13", "the month that was typed is lost");
  await fillDate(officer, "birth-date", { month: "3", year: "2019", how: "Before then" });
  await fillDate(officer, "death-date", { day: "20", month: "10", year: "2026" });
  await fillDate(officer, "incident-date", { day: "20", month: "10", year: "2026" });
  await officer.fill("Home address (optional)", street);
  await officer.fill("Where the child was at the incident (optional)", "At home");
  await officer.fill("Who cared for the child at the incident (optional)", "Eli Sorrel");
  await officer.press("Save", { as: "the child is saved" });
}

async function addFamily(officer, review) {
  for (const person of people) {
    await officer.visit(`${review}/people`, { as: "people so far" });
    await officer.press("Add: parent, carer or other member of the family", { as: "add a relative" });
    await officer.fill("Full name", person.name);
    await officer.fill("Relationship to the child", person.relation);
    await fillDate(officer, "birth-date", person.born);
    await officer.fill("Home address (optional)", person.home);
    await officer.press("Save", { as: "a relative is saved" });
  }
  await goBackToTheLast(officer, review);
}

// Back in the browser, with or without scripts: the form knows what it has added, and nobody is there twice.
async function goBackToTheLast(officer, review) {
  const rows = officer.page.locator("main tbody tr");
  const before = await rows.count();
  await officer.page.goBack();
  await officer.sees("This was already saved", "See what is on record", "Add another");
  await officer.visit(`${review}/people`, { as: "the same people" });
  expect((await rows.count()) === before, "somebody is there twice");
}

export async function story(stage) {
  const manager = await stage.arrive("manager");
  await signIn(manager, stage.server, "Manager");
  const review = await openReview(manager);
  const officer = await stage.arrive("officer");
  await signIn(officer, stage.server, "Business unit");
  await addChild(officer, review);
  await addFamily(officer, review);
  await officer.visit(`${review}/people`, { as: "the family" });
  await officer.sees("The family", "before March 2019", "about 1990", "Household A: 1 Example Street, Taunton", "mother's partner");
  const drawn = await officer.page.locator("svg.concordat-family rect").count();
  expect(drawn === people.length + 1, `${drawn} people are drawn, not ${people.length + 1}`);
  const letters = await officer.page.locator("svg.concordat-family .concordat-family__letter").allTextContents();
  expect(letters.filter((letter) => letter === "A").length === 4, "one household of four, though its address was typed in two ways");

  await officer.press(officer.page.getByRole("link", { name: "Ana Wrenhallow", exact: true }), { as: "the mother's record" });
  await officer.press("Add: criminal proceedings", { as: "add proceedings" });
  await officer.fill("Current criminal proceedings (optional)", "None known");
  await officer.press("Save", { as: "proceedings are saved" });
  await officer.sees("Criminal proceedings", "None known");
  await officer.visit(`${review}/people`, { as: "the family again" });
  expect(!(await officer.text()).includes("None known"), "criminal data stands on the list of people");
}
