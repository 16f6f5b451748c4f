// STK-16: what is due by one rule is approved together by two people, each once a sample was looked at.
import { arriveAs, pressConfirmed } from "../harness/office.mjs";

export const title = "Destructions by one rule are approved together, once a sample was looked at: STK-16";
export const charter = "stockport";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

async function approveTogether(visitor) {
  await visitor.visit("/workspace/disposal");
  const way = visitor.page.getByRole("button", { name: /^Approve \d+ proposals by this rule together$/ }).first();
  const page = await way.getAttribute("href");
  await visitor.visit(page, { as: "what can be approved together" });
  await visitor.sees("Item supplied by an agency: kept until the case is concluded", "The case is concluded", "the larger of 3");
  await visitor.press(visitor.page.getByRole("button", { name: /^Draw the sample of/ }), { as: "draw the sample" });
  await visitor.sees("Your sample", "still to be looked at");
  const links = visitor.page.locator(".govuk-task-list a");
  const sample = await links.evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  if (sample.length < 2) throw new Error("the demonstration has no two proposals by one rule");
  for (const one of sample) {
    await visitor.visit(one, { as: "a proposal of the sample" });
    await visitor.sees("What would be destroyed", "Proposed on");
  }
  await visitor.visit(page, { as: "the sample was looked at" });
  await pressConfirmed(visitor, visitor.page.getByRole("button", { name: /^Approve destroying/ }));
  await visitor.sees("Disposal");
}

export async function story(stage) {
  const manager = await arriveAs(stage, "manager", "Performance");
  await approveTogether(manager);
  await manager.sees("You have approved this. The second approval is another person's.");
  const deputy = await arriveAs(stage, "deputy", "Deputy manager");
  await approveTogether(deputy);
  await deputy.sees("In quarantine", "in quarantine until");
}
