// DDS-29, DDS-34: somebody signs up for news; a child asks a parent first. It begins with the link of a mail, and ends in one press, by
// which what was held is destroyed. The office takes its list out as a file.
import { expect } from "../harness/expect.mjs";
import { arriveAs } from "../harness/office.mjs";
import { linkIn, MailServer } from "../harness/mail.mjs";

export const title = "Somebody signs up for news, confirms it by a mail and ends it in one press: DDS-29, DDS-34";
export const charter = "derby-derbyshire";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

async function signUp(child) {
  await child.visit("/forms");
  await child.press("Subscription", { as: "the start of the form" });
  await child.sees("We send you a mail");
  await child.press("Start now", { as: "the form" });
  await child.fill("Full name", "Perpetua Wold");
  await child.fill("Email address", "perpetua@example.org");
  await child.choose("I am under 13, and nobody has agreed yet");
  await child.page.getByLabel(/I agree that my name/).check();
  await child.press("Continue", { status: 422, as: "a parent must agree" });
  await child.sees("Ask a parent or guardian first", "You need nobody's permission");
  await child.choose("I am under 13, and my parent or guardian agrees");
  await child.page.getByLabel(/I agree that my name/).check();
  await child.press("Continue", { as: "check the answers" });
  await child.sees("Perpetua Wold");
  await child.press("Send", { as: "receipt" });
  await child.sees("We have sent a mail to the address that you gave");
}

async function takeOut(stage) {
  const team = await arriveAs(stage, "team", "Business team");
  await team.visit("/workspace/cases/of/subscription", { as: "subscriptions" });
  await team.press("Take it out as a file, for a spreadsheet", { as: "take out" });
  await team.choose("Subscriber");
  await team.press("Take it out", { as: "confirm" });
  await team.sees("Confirm that it is you");
}

export async function story(stage) {
  const mail = await MailServer.turnOn(stage.server);
  try {
    const child = await stage.arrive("child");
    await signUp(child);
    const message = await mail.to("perpetua@example.org");
    expect(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m.test(message.data), "the mail does not say how it is ended");
    expect(!message.data.includes("Wold"), "the mail holds a name");
    await child.visit(linkIn(message, "/forms/confirm/"), { as: "the link of the mail" });
    await child.press("Yes, that was me", { as: "confirmed" });
    await child.sees("Confirmed");
    await takeOut(stage);
    await child.visit(linkIn(message, "/forms/stop/"), { as: "the way out" });
    await child.press("End it, and destroy this", { as: "ended" });
    await child.sees("It is ended", "What we destroyed", "email address");
    await child.doesNotSee("Perpetua");
  } finally {
    mail.stop();
  }
}
