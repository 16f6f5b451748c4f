// An officer sees which promises need somebody, and puts on record what no program can look at.
import { signIn } from "../harness/office.mjs";

export const title = "an officer sees what the charter still asks for and puts it on record: STK-26";
export const charter = "stockport";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

export async function story({ server, arrive }) {
  const manager = await arrive("manager");
  await signIn(manager, server, "Performance and development manager");
  await manager.press("Charter");
  await manager.sees("Activated by", "What needs you");
  await manager.press("Evidence that only a person can give");
  await manager.press(manager.page.locator('a[href$="/evidence/hosting"]'), { as: "put on record" });
  await manager.press("Put it on record", { status: 422, as: "nothing was given" });
  await manager.sees("There is a problem");
  await manager.fill("What did you see?", "The agreement names two sites in England");
  await manager.fill("Where can it be found again?", "Contract file 12");
  const yesterday = new Date(Date.now() - 86400000);
  await manager.page.locator("#day-day").fill(String(yesterday.getUTCDate()));
  await manager.page.locator("#day-month").fill(String(yesterday.getUTCMonth() + 1));
  await manager.page.locator("#day-year").fill(String(yesterday.getUTCFullYear()));
  await manager.press("Put it on record");
  await manager.sees("Counts until", "The agreement names two sites in England (Contract file 12)");
  await manager.press(manager.page.locator("tr", { hasText: "The agreement names two sites" }).getByRole("button"), { as: "withdrawn" });
  await manager.sees("Withdrawn: its words are erased");
}
