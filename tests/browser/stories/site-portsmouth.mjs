// A stranger comes to the site of a partnership that runs courses: how long their training record is kept, and the notice
// for children.
import { signIn } from "../harness/office.mjs";

export const title = "a stranger finds how long a training record is kept, and reads the notice for children";
export const charter = "portsmouth";

async function findHowLongMyTrainingRecordIsKept(anybody) {
  await anybody.visit("/");
  await anybody.press("What we hold, why, who sees it and for how long: our privacy notice", { as: "notice" });
  await anybody.page.getByRole("link", { name: "How long we keep it", exact: true }).click();
  const row = await anybody.page.getByRole("row", { name: /^Booking: contact details/ }).innerText();
  const period = "until the financial year in which the course is held ends on 31 March, and 1 year more";
  if (!row.includes(period)) throw new Error(`it says: ${row}`);
}

async function readTheNoticeForChildren(anybody) {
  await anybody.press("For children");
  await anybody.sees("We write down only what we need", "Who can look at it", "The business unit", "If you are in danger now, call 999");
}

async function readTheOtherPages(anybody) {
  for (const name of ["Your rights", "Contact us", "Accessibility", "Cookies", "Worried about a child?"]) await anybody.press(name);
}

// The page on cookies names each cookie that a browser holds, before signing in and after; and that of a contact of an agency, who does not
// sign in.
async function compareCookiesWithThePage(anybody, server) {
  const held = () => anybody.context.cookies(server.origin);
  if ((await held()).length > 0) throw new Error("a reader of public pages was given a cookie");
  await signIn(anybody, server, "Training officer");
  const names = (await held()).map((cookie) => cookie.name);
  if (names.length === 0) throw new Error("whoever signed in has no cookie");
  await anybody.visit("/cookies", { as: "cookies signed in" });
  const told = await anybody.page.locator("tbody th").allInnerTexts();
  const asTold = names.every((name) => told.includes(name)) && told.length === names.length + 1;
  if (!asTold) throw new Error(`the page tells of ${told}, the browser holds ${names}`);
}

export async function story({ arrive, server }) {
  const anybody = await arrive("anybody");
  await findHowLongMyTrainingRecordIsKept(anybody);
  await readTheNoticeForChildren(anybody);
  await readTheOtherPages(anybody);
  await compareCookiesWithThePage(anybody, server);
}
