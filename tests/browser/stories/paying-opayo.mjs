// DDS-20: a place is paid for at Opayo, by redirect. Whoever comes back finds a page that knows what happened; so does who never did.
import { arriveAs } from "../harness/office.mjs";
import { OpayoForm } from "../harness/gateways.mjs";
import { chargedBooking } from "../harness/charged.mjs";
import { expect } from "../harness/expect.mjs";
import { outcome } from "../harness/server.mjs";

export const title = "A place is paid for at Opayo: paid, broken off, closed there, twice, forged and too late: DDS-20";
export const charter = "derby-derbyshire";

const here = (visitor) => new URL(visitor.page.url()).pathname;

async function goToPay(visitor, booking, gateway, button = "Pay £45 at Opayo") {
  await visitor.visit(booking);
  await visitor.press("Pay £45 for your place");
  const page = here(visitor);
  await visitor.press(button);
  await visitor.sees("You leave us now for Opayo");
  await visitor.page.getByRole("button", { name: "Go on to Opayo" }).click();
  await visitor.page.waitForURL(`${gateway.origin}/**`);
  return page;
}

async function finishThere(visitor, words) {
  await visitor.page.getByRole("button", { name: words }).click();
  await visitor.page.waitForURL(`${visitor.origin}/payments/*`);
  await visitor.inspect(`after ${words}`);
}

const last = (gateway) => [...gateway.transactions.keys()].at(-1);

async function brokenOffThenPaid(visitor, booking, gateway) {
  await goToPay(visitor, booking, gateway);
  const asked = gateway.transactions.get(last(gateway));
  expect(!JSON.stringify(asked).includes("Ottoline"), "nothing of the delegate goes to the gateway");
  await finishThere(visitor, "Cancel");
  await visitor.sees("No money was taken");
  await goToPay(visitor, booking, gateway);
  await finishThere(visitor, "Pay now");
  await visitor.sees("Do not pay again", "£45");
}

// Forged in each way, and twice: none changes anything.
async function forgedAndTwice(visitor, page, gateway) {
  const true_ = gateway.returned(last(gateway), "OK").replace(visitor.origin, "");
  for (const forged of [true_.slice(0, -2), `${page}/back`, `${page}/back?crypt=@00`,
    gateway.returned(last(gateway), "OK", "0.01").replace(visitor.origin, "")]) {
    await visitor.visit(forged);
    await visitor.sees("does not fit this payment");
  }
  await visitor.visit(true_);
  await visitor.sees("Do not pay again");
  await visitor.doesNotSee("does not fit this payment");
}

async function reconciled(officer, visitor, page, gateway) {
  await officer.visit("/workspace/courses");
  await officer.press("Payments");
  await officer.sees("To be checked", last(gateway));
  await officer.fill("References that the provider’s report shows as paid", `2026-11-23 ${last(gateway)} 45.00`);
  await officer.press("Mark these as settled");
  await officer.sees("1 payment is settled now");
  await visitor.visit(page);
  await visitor.sees("Your payment has arrived");
}

// Closed at the gateway, cancelled meanwhile, and found paid in the report: to be refunded.
async function closedAndTooLate(visitor, officer, booking, gateway, course) {
  const page = await goToPay(visitor, booking, gateway);
  await visitor.visit(page);
  await visitor.sees("we do not know yet whether you did");
  await visitor.visit(booking);
  await visitor.press("Cancel my booking");
  await visitor.visit(gateway.returned(last(gateway), "OK").replace(visitor.origin, ""));
  await visitor.sees("pay it back");
  await officer.visit("/workspace/courses/payments");
  await officer.press(officer.page.locator("tr", { hasText: last(gateway) }).getByRole("link"), { as: "the booking" });
  await officer.press(`Settled ${last(gateway)}`);
  await officer.sees("To be refunded");
  await officer.press(`Refunded ${last(gateway)}`);
  await officer.visit(course);
  await officer.sees("Refunded", "Settled");
  await visitor.visit(page);
  await visitor.sees("Your payment was paid back");
}

// The promise is held against the files alone.
async function attests(server) {
  await server.stop();
  const { stdout } = await outcome("attest", "--data", server.data, "--json");
  const promise = JSON.parse(stdout).promises.find(({ id }) => id === "DDS-20");
  await server.serve();
  expect(promise.status === "kept", `DDS-20 is ${promise.status}: ${promise.evidence}`);
}

export async function story({ server, arrive }) {
  const gateway = await OpayoForm.turnOn(server);
  try {
    const officer = await arriveAs({ server, arrive }, "training office", "Business team");
    const visitor = await arrive("delegate");
    visitor.elsewhere.push(gateway.origin);
    const { booking, course } = await chargedBooking(officer, visitor, "Ottoline Fernmereham");
    await brokenOffThenPaid(visitor, booking, gateway);
    const page = here(visitor);
    await forgedAndTwice(visitor, page, gateway);
    await reconciled(officer, visitor, page, gateway);
    const { booking: other } = await chargedBooking(officer, visitor, "Peregrine Oakdalewell", course);
    await closedAndTooLate(visitor, officer, other, gateway, course);
    await attests(server);
  } finally {
    await gateway.stop();
  }
}
