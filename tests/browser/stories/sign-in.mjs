// Somebody joins: an invitation, a password, an authenticator by its QR code, recovery codes; then both factors, and the second
// one again before what weighs much. Last, two people let them begin anew.
import { giveCode, pressConfirmed, signIn } from "../harness/office.mjs";

export const title = "somebody joins by invitation and signs in with two factors";
export const charter = "stockport";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

const password = "mossy anvil pagoda";

async function invite(manager) {
  await manager.visit("/workspace/accounts");
  await manager.press("Add an account");
  await manager.fill("Full name", "Ottilie Fernwarden");
  await manager.fill("Work email address", "ottilie@example.org");
  await manager.page.getByLabel(/Safeguarding Children Partnership$/).check();
  await pressConfirmed(manager, "Add the account");
  await manager.sees("They were not invited yet", "Mail is off");
  const account = new URL(manager.page.url()).pathname;
  await manager.press("Show the link");
  await manager.sees("This link is shown once, now");
  const link = await manager.page.locator(".concordat-secret").innerText();
  return { account, path: new URL(link).pathname };
}

async function join(newcomer, path) {
  await newcomer.visit(path, { as: "invitation" });
  await newcomer.sees("Welcome, Ottilie Fernwarden");
  await newcomer.fill("Password", "Safeguarding2026");
  await newcomer.fill("The same again", "Safeguarding2026");
  await newcomer.press("Continue", { status: 422, as: "a common password" });
  await newcomer.sees("There is a problem", "commonest passwords");
  await newcomer.fill("Password", password);
  await newcomer.fill("The same again", password);
  await newcomer.press("Continue", { as: "set up the authenticator" });
  await newcomer.sees("Set up your authenticator", "enter a key by hand");
  if ((await newcomer.page.locator("svg.concordat-qr-code").count()) !== 1) throw new Error("there is no QR code");
  await newcomer.page.locator("#second-factor").fill("000000");
  await newcomer.press("Continue", { status: 422, as: "a wrong code" });
  await giveCode(newcomer, "Continue");
  await newcomer.sees("Your recovery codes", "never again");
  const codes = await newcomer.page.locator("main li code").allInnerTexts();
  if (codes.length !== 10) throw new Error(`${codes.length} recovery codes`);
  await newcomer.press("I have kept them");
  await newcomer.sees("Ottilie Fernwarden");
  await newcomer.visit(path, { status: 404, as: "the link again" });
  return codes;
}

async function givePassword(visitor) {
  await visitor.visit("/sign-in");
  await visitor.fill("Email address", "ottilie@example.org");
  await visitor.page.locator("#password").fill(password);
  await visitor.press("Continue", { as: "second factor" });
}

const enter = (visitor) => visitor.page.getByRole("button", { name: "Sign in", exact: true });

async function comeBack(newcomer, codes) {
  await newcomer.press("Sign out");
  await givePassword(newcomer);
  await newcomer.page.locator("#second-factor").fill(codes[0]);
  await newcomer.press(enter(newcomer), { as: "by a recovery code" });
  await newcomer.visit("/workspace/your-sign-in");
  await newcomer.sees("You have 9 codes");
  await pressConfirmed(newcomer, "Make new codes");
  await newcomer.sees("Your recovery codes");
  await newcomer.press("I have kept them");
  await newcomer.sees("You have 10 codes");
  await newcomer.press("Sign out");
  await givePassword(newcomer);
  await newcomer.page.locator("#second-factor").fill(codes[1]);
  await newcomer.press(enter(newcomer), { status: 403, as: "an old recovery code" });
}

async function beginAnew(manager, deputy, account) {
  await manager.visit(account, { as: "the account" });
  await manager.press("Propose to reset their sign-in");
  await deputy.visit(account, { as: "the account" });
  await pressConfirmed(deputy, "Approve the reset");
  await deputy.sees("They were not invited yet");
  await manager.visit("/workspace/accounts/access-review");
  await manager.press("I have reviewed this list");
  await manager.sees("Reviews on record");
  await manager.visit("/workspace/accounts/mail");
  await manager.sees("Mail is off");
}

export async function story(stage) {
  const manager = await stage.arrive("manager");
  await signIn(manager, stage.server, "Performance and development manager");
  const { account, path } = await invite(manager);
  const newcomer = await stage.arrive("newcomer");
  const codes = await join(newcomer, path);
  await comeBack(newcomer, codes);
  const deputy = await stage.arrive("deputy");
  await signIn(deputy, stage.server, "Deputy");
  await beginAnew(manager, deputy, account);
}
