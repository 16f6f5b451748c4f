// An officer verifies the ledger, looks for one kind of act on a day, gives entries to the SIEM, and sees how the instance does.
import { readFile } from "node:fs/promises";
import { giveCode, signIn } from "../harness/office.mjs";

export const title = "an officer verifies the ledger and gives it out, and sees what needs somebody";
export const charter = "stockport";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

function expect(holds, what) {
  if (!holds) throw new Error(what);
}

async function verifies(manager) {
  await manager.press("Ledger");
  await manager.press("Verify now", { as: "being verified or done" });
  while ((await manager.page.getByRole("link", { name: "Look again" }).count()) > 0) {
    await manager.page.reload();
  }
  await manager.visit("/workspace/ledger", { as: "verified" });
  await manager.sees("Last verified", "Sound");
  await manager.doesNotSee("did not come to its end");
}

async function looksForOneKind(manager) {
  await manager.select("Kind of act", "Took a backup");
  await manager.press("Show these", { as: "one kind of act" });
  const acts = await manager.page.locator("table", { hasText: "the newest first" }).locator("tbody tr").allInnerTexts();
  expect(acts.length > 0 && acts.every((act) => act.includes("Took a backup")), `other acts are shown: ${acts}`);
  await manager.page.locator("#day-day").fill("31");
  await manager.page.locator("#day-month").fill("2");
  await manager.page.locator("#day-year").fill("2026");
  await manager.press("Show these", { status: 422, as: "no such day" });
  await manager.press("Show every entry");
}

async function givesOut(manager) {
  await manager.fill("From entry number", "none");
  await manager.press("Export", { status: 422 });
  await manager.sees("Enter the number of an entry");
  await manager.fill("From entry number", "3");
  await manager.press("Export", { as: "confirm the export" });
  const arrives = manager.page.waitForEvent("download");
  giveCode(manager).catch(() => {}); // a download is no new page
  const download = await arrives;
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\n").map((line) => JSON.parse(line));
  expect(lines[0].entry === 3 && lines.every((line, index) => line.entry === index + 3), "the entries are not in order from the third");
  await manager.visit("/workspace/ledger", { as: "after the export" });
  await manager.sees("Exported entries of the ledger");
}

export async function story({ server, arrive }) {
  const manager = await arrive("manager");
  await signIn(manager, server, "Performance and development manager");
  await verifies(manager);
  await looksForOneKind(manager);
  await givesOut(manager);
  await manager.press("Accounts");
  await manager.press("Health: backups, nights, disk, what else must work");
  await manager.sees("Last backup", "Last restore drill", "Certificate", "Verified today: sound");
}
