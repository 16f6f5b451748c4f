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
  await visitor.press(visitor.page.getByRole("button", { name: "Sign in" }), { as: "sign in" });
  return one;
}

// Lets the demonstration live on: "One day", "A week", "31 days", "A year".
export async function goOn(visitor, howFar, times = 1) {
  for (let i = 0; i < times; i += 1) {
    await visitor.visit("/demonstration");
    await visitor.choose(howFar);
    await visitor.press("Go on");
  }
}
