// People of the office, who sign in to the demonstration.
import { readFile } from "node:fs/promises";

export async function signIns(server) {
  return JSON.parse(await readFile(`${server.data}.sign-ins.json`, "utf8")).sign_ins;
}

// Signs in as the first whose role begins with `role`.
export async function signIn(visitor, server, role) {
  const one = (await signIns(server)).find((candidate) => candidate.role.startsWith(role));
  if (!one) throw new Error(`nobody of the demonstration is "${role}"`);
  await visitor.visit("/sign-in");
  await visitor.fill("Email address", one.email);
  await visitor.page.locator("#password").fill(one.password);
  await visitor.press("Continue", { as: "second factor" });
  await giveCode(visitor, "Sign in");
  return one;
}

export async function arriveAs(stage, name, role, server = stage.server) {
  const visitor = await stage.arrive(name, server);
  await signIn(visitor, server, role);
  return visitor;
}

const halfMinute = 30_000;

// Enters the code that a demonstration shows beside the field, and goes on by that button.
export async function giveCode(visitor, button = "Continue", options = {}) {
  const shown = visitor.page.locator("#demonstration-code");
  for (let waits = 0; (await shown.count()) === 0; waits += 1) { // each counts once, and there is a new one every half minute
    if (waits === 3) throw new Error(`${visitor.label} is shown no code on ${visitor.page.url()}: ${await visitor.heading()}`);
    await visitor.page.waitForTimeout(halfMinute - (Date.now() % halfMinute));
    await visitor.page.reload();
  }
  const code = await shown.innerText();
  await visitor.page.locator("#second-factor").fill(code);
  await visitor.press(visitor.page.getByRole("button", { name: button, exact: true }), { as: "after the code", ...options });
}

// Presses what asks for the second factor again, and gives it.
export async function pressConfirmed(visitor, what, options = {}) {
  await visitor.press(what, { as: "confirm" });
  await visitor.sees("Confirm that it is you");
  await giveCode(visitor, "Continue", options);
}

// Lets the demonstration live on: "One day", "A week", "31 days", "A year".
export async function goOn(visitor, howFar, times = 1) {
  for (let i = 0; i < times; i += 1) {
    await visitor.visit("/demonstration");
    await visitor.choose(howFar);
    await visitor.press("Go on");
  }
}

const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

// The day of the demonstration, as its first page says it.
export async function today(visitor) {
  await visitor.visit("/workspace");
  const [, day, month, year] = /(\d+) (\w+) (\d{4})/.exec(await visitor.text());
  return new Date(Date.UTC(Number(year), months.indexOf(month), Number(day)));
}

// Types a day into the field of that name, so many days later or earlier.
export async function enterDay(visitor, field, day, later = 0) {
  const moved = new Date(day.getTime() + later * 86_400_000);
  const parts = { day: moved.getUTCDate(), month: moved.getUTCMonth() + 1, year: moved.getUTCFullYear() };
  for (const [part, value] of Object.entries(parts)) await visitor.page.locator(`#${field}-${part}`).fill(String(value));
}
