// A stranger comes to the site: who sees a review, what is never done, and an application for a course, of which nothing is
// kept before a child under 13 has a parent's permission.
export const title = "a stranger finds who sees a review and what is never done, and applies for a course: DDS-08, DDS-25, DDS-27, DDS-34";
export const charter = "derby-derbyshire";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

async function findWhoSeesAReview(anybody) {
  await anybody.visit("/");
  await anybody.press("What we hold, why, who sees it and for how long: our privacy notice", { as: "notice" });
  await anybody.page.getByRole("link", { name: "Who may see it", exact: true }).click();
  const row = await anybody.page.getByRole("row", { name: /the health visitor/ }).innerText();
  for (const words of ["child, parent or carer in a review", "they are appointed to this case"]) {
    if (!row.includes(words)) throw new Error(`it says: ${row}`);
  }
  await anybody.sees("What we never do", "Selling or renting out data");
}

async function applyForACourse(anybody) {
  await anybody.visit("/courses");
  await anybody.press(anybody.page.locator(".govuk-table a"), { as: "a course" });
  await anybody.press("Request a place");
  await anybody.fill("Full name", "Ottoline Fernmereham");
  await anybody.page.getByLabel("Privately", { exact: true }).check();
  await anybody.fill("Your work address (your own, if you come privately)", "1 Example Road, Exampleton");
  await anybody.fill("Your work email address (your own, if you come privately)", "ottoline@example.org");
  await anybody.fill("Your work telephone number (your own, if you come privately)", "01632 960777");
  await anybody.press("Request a place", { status: 422 });
  await anybody.sees("There is a problem");
  await anybody.page.getByLabel("I am under 13, and my parent or guardian agrees", { exact: true }).check();
  await anybody.press("Request a place");
  await anybody.sees("We have your request");
}

async function readTheOtherPages(anybody) {
  await anybody.visit("/cookies");
  await anybody.sees("The address of your computer");
  await anybody.visit("/contacts");
  await anybody.sees("01332 640763");
}

export async function story({ arrive }) {
  const anybody = await arrive("anybody");
  await findWhoSeesAReview(anybody);
  await applyForACourse(anybody);
  await readTheOtherPages(anybody);
}
