// The lists that an officer works from: what waits, what is due first and what is late, by state, without a script; and the board.
import { expect } from "../harness/expect.mjs";
import { arriveAs, goOn, signIn } from "../harness/office.mjs";

export const title = "Lists say what is due, what is late and what comes next, alike on every page";
export const charter = "stockport";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

const here = (visitor) => new URL(visitor.page.url()).pathname;

async function worksThroughRequests(manager) {
  await manager.visit("/workspace", { as: "today" });
  await manager.sees("Waiting for you", "new since", "request under a right");
  await manager.visit("/workspace/cases", { as: "other work" });
  await manager.press(manager.page.locator("main").getByRole("link", { name: "Request under a right" }), { as: "requests, due first" });
  await manager.sees("due on", "The first due first", "All that are open: ");
  await manager.press("Sort by the day opened");
  await manager.sees("The newest first");
  await manager.press(manager.page.getByRole("link", { name: /^Received: / }), { as: "requests that came in" });
  const states = await manager.page.locator("tbody td:nth-of-type(1)").allInnerTexts();
  expect(states.length > 0 && states.every((state) => state.includes("Received")), `others stand among them: ${states}`);
  await manager.press(manager.page.getByRole("link", { name: /^Concluded: / }), { as: "requests that are over" });
  await goOn(manager, "31 days", 2);
  await manager.visit("/workspace/cases/of/rights-request", { as: "late requests" });
  const first = await manager.page.locator("tbody tr").first().innerText();
  expect(first.includes("Late"), `what is late does not stand first: ${first}`);
}

async function opensWithoutQuestions(manager) {
  await manager.visit("/workspace/cases/of/audit", { as: "audits" });
  await manager.press("Open: audit of practice by several agencies");
  await manager.sees("Nothing is asked to begin");
  await manager.press("Open it: audit of practice by several agencies");
  expect(here(manager).startsWith("/workspace/cases/"), "the audit was not opened");
}

// The same words on the list, the board, the case and its people.
async function readsOneNextStep(manager) {
  await manager.visit("/workspace/reviews", { as: "reviews" });
  const row = manager.page.locator("tbody tr").first();
  const words = (await row.locator("a").last().innerText()).split("\n")[0].trim();
  const where = await row.locator("a").first().getAttribute("href");
  await manager.sees("Late");
  for (const path of ["/workspace/reviews/board?still=yes", where, `${where}/people`, `${where}/meetings`]) {
    await manager.visit(path, { as: path.replace(where, "the case") });
    await manager.sees(words);
  }
}

async function searches(support) {
  await support.visit("/workspace/search", { as: "search" });
  await support.fill("Name, address, number, or reference of a case", "Example");
  await support.press(support.page.getByRole("button", { name: "Search", exact: true }), { as: "what was found" });
  await support.sees("found", "Due in the case");
}

export async function story(stage) {
  const manager = await stage.arrive("manager");
  await signIn(manager, stage.server, "Performance");
  await worksThroughRequests(manager);
  await opensWithoutQuestions(manager);
  await readsOneNextStep(manager);
  await searches(await arriveAs(stage, "support", "Support team"));
}
