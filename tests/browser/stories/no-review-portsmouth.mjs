// The rapid review finds that no review is held: the case ends without a report, and no time runs on in it.
import { arriveAs, today } from "../harness/office.mjs";
import { decide, openReview, sendRapidReview, ways } from "./rapid-review.mjs";

export const title = "a rapid review that decides on no review ends without copies of a report: POR-12";
export const charter = "portsmouth";
const views = ["desktop"];
export { views as in };

export async function story(stage) {
  const manager = await arriveAs(stage, "manager", "Manager");
  const day = await today(manager);
  const review = await openReview(manager, day, ways.portsmouth);
  await decide(manager, review, day, "No further review");
  await manager.doesNotSee("Move on to: review");
  await manager.sees("Before it moves on to concluded");
  await sendRapidReview(manager, review, day);
  const last = manager.page.getByRole("button", { name: /^Move on to: concluded/ });
  await manager.press(last, { as: "what is open before it is concluded" });
  await manager.press(last, { as: "concluded" });
  await manager.sees("Nothing is needed any more: this is over.");
  await manager.doesNotSee("Owed", "Not every copy", "still runs");
}
