// News: written by the manager, sent to those who confirmed, after the page said how many they are; each mail ends it in one press.
import { expect } from "../harness/expect.mjs";
import { arriveAs } from "../harness/office.mjs";
import { decodedText, linkIn, MailServer } from "../harness/mail.mjs";

export const title = "news goes to those who signed up for it, each once, and each can end it: SOM-05, SOM-20";
export const charter = "somerset";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

async function signUp(stage, mail) {
  const reader = await stage.arrive("reader");
  await reader.visit("/forms/subscription", { as: "the start of the form" });
  await reader.press("Start now", { as: "the form" });
  await reader.fill("Full name", "Perpetua Wold");
  await reader.fill("Organisation", "Tone School");
  await reader.fill("Email address", "perpetua@example.org");
  await reader.press("Continue", { as: "check the answers" });
  await reader.press("Send", { as: "receipt" });
  await reader.visit(linkIn(await mail.to("perpetua@example.org"), "/forms/confirm/"), { as: "the link of the mail" });
  await reader.press("Yes, that was me", { as: "confirmed" });
  return reader;
}

export async function story(stage) {
  const mail = await MailServer.turnOn(stage.server);
  try {
    const reader = await signUp(stage, mail);
    const manager = await arriveAs(stage, "manager", "Manager");
    await manager.visit("/workspace/cases/open/news", { as: "write news" });
    await manager.fill("Title", "A new course on neglect");
    await manager.fill("Text", "It is on 5 May, and open to every agency.");
    await manager.press("Continue", { as: "check the answers" });
    await manager.press("Open it", { as: "the draft" });
    await manager.press("Move on to: sent", { as: "before it is sent" });
    await manager.sees("who confirmed that they want it", "It cannot be called back");
    const seen = (await mail.messages()).length;
    await manager.press("Move on to: sent", { as: "sent" });
    const message = await mail.to("perpetua@example.org", seen);
    expect(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m.test(message.data), "the mail does not say how it is ended");
    expect(decodedText(message.data).includes("It is on 5 May"), "the mail does not hold the news");
    expect(!message.data.includes("Wold"), "the mail holds a name");
    await reader.visit(linkIn(message, "/forms/stop/"), { as: "the way out" });
    await reader.press("End it, and destroy this", { as: "ended" });
    await reader.sees("What we destroyed", "email address");
  } finally {
    mail.stop();
  }
}
