// A stranger comes to the site of a partnership that reviews cases: whom to call on a Saturday, who sees a review.
import { goOn } from "../harness/office.mjs";

export const title = "a stranger finds whom to call on a Saturday, and who sees a review";
export const charter = "stockport";

const words = (date) => new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "Europe/London" }).format(date);

async function findWhomToCallOnSaturday(anybody) {
  for (let day = 0; words(new Date(Date.now() + day * 86400000)) !== "Saturday"; day += 1) await goOn(anybody, "One day");
  await anybody.visit("/", { as: "home on a Saturday" });
  await anybody.press("Worried about a child?");
  const now = await anybody.page.locator(".concordat-help__now").last().innerText();
  const line = "Answered now: Worried about a child, evenings and weekends 0161 718 2118";
  if (!now.includes(line)) throw new Error(`on a Saturday it says: ${now}`);
  await anybody.sees("If a child is in danger now, call 999", "Monday to Thursday, 8:30am to 5pm; Friday, 8:30am to 4:30pm");
}

async function findWhoSeesAReview(anybody) {
  await anybody.visit("/");
  await anybody.press("What we hold, why, who sees it and for how long: our privacy notice", { as: "notice" });
  await anybody.page.getByRole("link", { name: "Who may see it", exact: true }).click();
  const rules = await anybody.page.locator("section[aria-labelledby=who-sees]").innerText();
  for (const who of ["the support team", "the agency that owns it"]) {
    if (!rules.includes(who)) throw new Error(`the notice does not say that ${who} may see a review`);
  }
}

export async function story({ arrive }) {
  const anybody = await arrive("anybody");
  await findWhomToCallOnSaturday(anybody);
  await findWhoSeesAReview(anybody);
}
