// SOM-10, HAM-06: two agencies are asked by their agents. One holds the child misspelt: its contact sees the candidate with the reasons,
// judges, and sends what they confirmed. The other knows nobody, and holds no name once it has said so.
import { Agent } from "../harness/agent.mjs";
import { expect } from "../harness/expect.mjs";
import { arriveAs, pressConfirmed } from "../harness/office.mjs";
import { fillToday, office, openReview } from "./involvement.mjs";

export const title = "Two agencies look in their own lists, by their agents: SOM-10, HAM-06";
export const charter = "somerset";
const views = ["desktop"]; // two agents, five sign-ins
export { views as in };

const child = "Isolde Marchbanker";
const agents = "/workspace/accounts/agents";

// Our card and fingerprint, for an agency.
async function cardFor(manager) {
  await manager.visit(agents, { as: "agents" });
  const fingerprint = await manager.page.locator("main strong").first().innerText();
  await manager.page.locator("details summary").first().click();
  return { card: await manager.page.locator("pre").innerText(), fingerprint };
}

async function letIn(manager, deputy, agent, agency, isFirst) {
  await manager.visit(agents);
  const add = (options) => (isFirst ? pressConfirmed(manager, "Add", options) : manager.press("Add", options));
  await manager.select("Whose agent is it?", agency);
  await manager.fill("Their card", agent.card);
  await add({ as: "an agent was added" });
  await manager.sees(agency, "Somebody else must confirm it");
  await deputy.visit(agents, { as: "an agent to confirm" });
  await deputy.fill("Their fingerprint", agent.fingerprint.toUpperCase());
  const confirm = deputy.page.getByRole("button", { name: /^Confirm/ });
  if (isFirst) await pressConfirmed(deputy, confirm, { as: "confirmed" });
  else await deputy.press(confirm, { as: "confirmed" });
  await deputy.sees("Confirmed");
}

async function enterChild(unit, review) {
  await unit.visit(`${review.path}/people`);
  await unit.press("Add the child");
  const fields = "main textarea, main input[type=text]:not([id$=-day]):not([id$=-month]):not([id$=-year])";
  const own = { name: child, address: "3 Invented Row, TA1 1AA" };
  for (const field of await unit.page.locator(fields).all()) await field.fill(own[await field.getAttribute("id")] ?? "Invented");
  for (const [part, value] of [["day", "4"], ["month", "3"], ["year", "2019"]]) await unit.page.locator(`#birth-date-${part}`).fill(value);
  if (await unit.page.locator("#incident-date-day").count()) await fillToday(unit, review.today, "incident-date");
  await unit.press("Save");
}

async function ask(unit, review) {
  await unit.visit(`${review.path}/involvement/ask`, { as: "ask agencies with agents" });
  await unit.choose(child);
  for (const agency of ["Police", "Children's services of the council"]) await unit.choose(agency);
  await unit.sees("Its agent fetches what it is asked");
  await unit.press("Continue", { as: "look once more" });
  await unit.sees("agent, which fetches it");
  await unit.press("Ask 2 agencies about 1 person", { as: "asked" });
  await unit.sees("It waits until the agency's agent fetches it");
  await unit.press("What was asked of whom");
  await unit.press("Police", { as: "an agency with an agent" });
  await unit.sees("Not yet");
}

async function fetchAt(stage, agent, name) {
  const contact = await stage.arrive(name, agent);
  await contact.visit("/", { as: "the agent" });
  await contact.fill("Your name, as you were entered here", agent.contact);
  await contact.page.locator("#passphrase").fill(agent.phrase);
  await contact.press("Sign in", { status: 403, as: "not confidential" });
  await contact.sees("Tick the box if you agree");
  await contact.page.locator("#passphrase").fill(agent.phrase);
  await contact.choose("I keep it confidential");
  await contact.press("Sign in", { as: "questions, none fetched" });
  await contact.doesNotSee(child);
  await contact.press("Fetch the questions", { as: "questions" });
  await contact.press(child, { as: "one question" });
  await contact.sees("3 Invented Row", "Working Together");
  expect(!(await contact.page.title()).includes(child), "the title, which a browser keeps, has the name");
  return contact;
}

async function confirmCandidate(contact) {
  await contact.sees("Candidate 1: P-4711", "Marchbankar", "Weight in bits");
  await contact.page.locator("details summary").first().click();
  expect(await contact.page.locator("main svg rect").count() > 4, "the waterfall is not drawn");
  await contact.press("Continue", { status: 422, as: "nothing judged" });
  await contact.sees("Say whether candidate 1 is the person");
  await contact.choose("The same person");
  await contact.fill("What speaks for that?", "The same birthday, one letter in each name");
  await contact.press("Continue", { as: "the answer" });
  expect(await contact.page.locator("input[type=radio]:checked").count() === 0, "the answer is filled in");
  await contact.choose("Not known");
  await contact.press("Continue", { status: 422, as: "against the judgement" });
  await contact.choose("Known");
  await contact.page.locator("#services-involved").fill("A visit in spring");
  await contact.press("Continue", { as: "what is sent" });
  await contact.sees("This and nothing else leaves", "A visit in spring");
  await contact.doesNotSee("P-4711", "one letter in each name");
  await contact.press("Send the answer", { as: "received" });
  await contact.sees("The partnership has signed for your answer");
}

// What was answered comes again where it is asked for, with the answer as it stands.
async function correct(contact) {
  await contact.press("All questions", { as: "answered" });
  await contact.doesNotSee(child);
  await contact.page.locator("details summary").first().click();
  await contact.press("Fetch what was answered too", { as: "to correct" });
  await contact.sees("Answered: may be corrected");
  await contact.press(child, { as: "the question again" });
  await contact.choose("The same person");
  await contact.fill("What speaks for that?", "As before");
  await contact.press("Continue", { as: "the answer again" });
  await contact.page.locator("#services-involved").fill("Two visits in spring");
  await contact.press("Continue", { as: "what is sent instead" });
  await contact.sees("It takes the place of your earlier answer", "Two visits in spring");
  await contact.press("Send the answer", { as: "corrected" });
  await contact.sees("The partnership has signed for your answer");
}

async function knowNobody(contact) {
  await contact.sees("Nobody in the extract is likely to be this person");
  await contact.press("Continue", { as: "nobody was found" });
  await contact.choose("Not known");
  await contact.press("Continue", { as: "what is sent" });
  await contact.sees("With it the names are destroyed");
  await contact.press("Send the answer", { as: "received" });
  await contact.press("All questions", { as: "nothing waits" });
  await contact.doesNotSee(child);
  await contact.press("Sign out Robin Reader", { as: "signed out" });
  await contact.visit("/questions");
  await contact.sees("Your pass phrase");
}

export async function story(stage) {
  const police = await Agent.make("Police of an invented county", ["P-4711,Isolda,Marchbankar,2019-03-04,TA1 1AA"]);
  const council = await Agent.make("Invented county council", []);
  try {
    const [manager, deputy] = [await arriveAs(stage, "manager", "Manager"), await arriveAs(stage, "deputy", "Deputy")];
    const ours = await cardFor(manager);
    await letIn(manager, deputy, police, "Police", true);
    await letIn(manager, deputy, council, "Children's services of the council", false);
    const review = await openReview(manager, office.somerset);
    const unit = await arriveAs(stage, "business unit", "Business unit");
    await enterChild(unit, review);
    await ask(unit, review);
    for (const agent of [police, council]) await agent.serve(ours);
    const contact = await fetchAt(stage, police, "police");
    await confirmCandidate(contact);
    await correct(contact);
    await knowNobody(await fetchAt(stage, council, "council"));
    await unit.visit(`${review.path}/involvement`, { as: "the grid" });
    await unit.sees("Known", "Not known", "names destroyed");
    await unit.press("Police");
    await unit.sees("Two visits in spring");
    for (const agent of [police, council]) {
      const traces = await agent.traces();
      expect(/look-up\tRobin Reader\tcheck=[0-9a-f]{32};shown=/.test(traces), "no look-up is on record");
      for (const name of ["Isolde", "isolde", "Marchbanker", "marchbanker", "Invented Row"])
        expect(!traces.includes(name), `an agent wrote down ${name}`);
    }
    await stage.server.stop();
    const { promises } = JSON.parse(await stage.server.concordat("attest", "--json"));
    const { status, evidence } = promises.find((one) => one.id === "SOM-10");
    expect(status === "kept", `${status}: ${evidence}`);
  } finally {
    for (const agent of [police, council]) await agent.remove();
  }
}
