// The same by GOV.UK Pay, where whoever closed the browser there is known by what the gateway itself says.
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { arriveAs } from "../harness/office.mjs";
import { chargedBooking } from "../harness/charged.mjs";
import { expect } from "../harness/expect.mjs";
import { GovukPay } from "../harness/gateways.mjs";
import { root } from "../harness/server.mjs";

// A charter that charges by another protocol is another word in it, and no other program.
function charterWithGovukPay() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "concordat-govuk-pay-"));
  cpSync(path.join(root, "charters/england.toml"), path.join(folder, "england.toml"));
  const text = readFileSync(path.join(root, "charters/derby-derbyshire.toml"), "utf8");
  writeFileSync(path.join(folder, "govuk-pay.toml"), text.replace('provider = "opayo-form"', 'provider = "govuk-pay"'));
  return path.join(folder, "govuk-pay.toml");
}

export const title = "A place is paid for at GOV.UK Pay: paid, closed there and told by a signed message";
export const charter = charterWithGovukPay();
export const options = ["--charters", path.dirname(charter)];
const views = ["desktop", "phone without JavaScript"];
export { views as in };

const here = (visitor) => new URL(visitor.page.url()).pathname;

async function goToPay(visitor, booking, gateway) {
  await visitor.visit(booking);
  await visitor.press("Pay £45 for your place");
  const page = here(visitor);
  await visitor.page.getByRole("button", { name: /Pay £45 at/ }).click();
  await visitor.page.waitForURL(`${gateway.origin}/secure/*`);
  return page;
}

export async function story({ server, arrive }) {
  const gateway = await GovukPay.turnOn(server);
  try {
    const officer = await arriveAs({ server, arrive }, "training office", "Business team");
    const visitor = await arrive("delegate");
    visitor.elsewhere.push(gateway.origin);
    const { booking, course } = await chargedBooking(officer, visitor, "Ottoline Fernmereham");
    await goToPay(visitor, booking, gateway);
    await visitor.page.getByRole("button", { name: "Cancel" }).click();
    await visitor.page.waitForURL(`${visitor.origin}/payments/*`);
    await visitor.inspect("after cancelling");
    await visitor.sees("No money was taken");
    await goToPay(visitor, booking, gateway);
    await visitor.page.getByRole("button", { name: "Pay now" }).click();
    await visitor.page.waitForURL(`${visitor.origin}/payments/*`);
    await visitor.inspect("after paying");
    await visitor.sees("Your payment has arrived");

    const { booking: other } = await chargedBooking(officer, visitor, "Peregrine Oakdalewell", course);
    const page = await goToPay(visitor, other, gateway);
    const payment = [...gateway.payments.values()].at(-1);
    expect(!JSON.stringify(payment).includes("Peregrine"), "nothing of the delegate goes to the gateway");
    await visitor.visit(page); // the browser was closed there
    await visitor.sees("we do not know yet whether you did");
    expect((await gateway.tell(payment, "another secret")) === 404, "a message that is not signed is not heeded");
    await visitor.visit(page);
    await visitor.sees("we do not know yet whether you did");
    expect((await gateway.tell(payment)) === 204, "a signed message is heeded");
    await visitor.visit(page);
    await visitor.sees("Your payment has arrived");
    await officer.visit("/workspace/courses/payments");
    await officer.doesNotSee(payment.payment_id); // nothing is open with it
    await officer.sees("£90");
  } finally {
    await gateway.stop();
  }
}
