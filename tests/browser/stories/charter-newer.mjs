// A newer charter, sent by one officer, seen alike by another, put into force while the server runs.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pressConfirmed, signIn } from "../harness/office.mjs";
import { root } from "../harness/server.mjs";

export const title = "two officers put a newer charter into force in the workspace, each having seen what it changes";
export const charter = "stockport";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

const send = async (visitor, text, options) => {
  await visitor.page.locator("#file").setInputFiles({ name: "next.toml", mimeType: "text/plain", buffer: Buffer.from(text) });
  await visitor.press("Look at it", options);
};

export async function story({ server, arrive }) {
  const present = await readFile(path.join(root, "charters/stockport.toml"), "utf8");
  const next = present.replace('\nversion = "2026-11"', '\nversion = "2026-12"').replace("0161 217 6028", "0161 217 6029");

  const manager = await arrive("manager");
  await signIn(manager, server, "Performance and development manager");
  await manager.press("Charter");
  await manager.press("Propose a newer charter");
  await manager.press("Look at it", { status: 422, as: "nothing was sent" });
  await send(manager, `${next}\n[role.clerk]\ntitle = "Clerk"\nmai = []\n`, { status: 422, as: "with an error" });
  await manager.sees("Error", "Rule: unknown-key", "Nothing was kept.");
  await manager.press("Send it again, mended");
  await send(manager, present, { status: 422, as: "in force already" });
  await manager.sees("This charter is in force already.");
  await manager.press("Send it again, mended");
  await send(manager, next, { as: "what it would change" });
  await manager.sees("2026-12 (in force: 2026-11)", "What changes, and for whom");
  await pressConfirmed(manager, "Propose version 2026-12", { as: "proposed" });
  await manager.sees("A newer charter waits for a second person", "You proposed this.");
  await manager.doesNotSee("Put version 2026-12 into force");

  const deputy = await arrive("deputy");
  await signIn(deputy, server, "Deputy manager");
  await deputy.press("A newer charter waits for your decision");
  await deputy.press("Decline the proposal", { status: 422, as: "without a reason" });
  await deputy.fill("Why do you decline it?", "The board sees it on Thursday");
  await deputy.press("Decline the proposal", { as: "declined" });

  await manager.visit("/workspace/charter/newer");
  await manager.sees("Declined: The board sees it on Thursday");
  await send(manager, next, { as: "once more" });
  await manager.press("Propose version 2026-12");

  await deputy.visit("/workspace/charter/newer");
  await pressConfirmed(deputy, "Put version 2026-12 into force", { as: "in force" });
  await deputy.sees("Activated by", "2026-12");
  await manager.visit("/notice");
  await manager.sees("2026-12");
  await manager.visit("/concern");
  await manager.sees("0161 217 6029");
}
