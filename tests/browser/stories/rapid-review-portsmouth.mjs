// The same rapid review under a charter whose committees see a case only by a task in it.
import { liveThrough } from "./rapid-review.mjs";

export const title = "a rapid review is followed up until each copy is sent: POR-12";
export const charter = "portsmouth";
export const story = (stage) => liveThrough(stage, "portsmouth");
const views = ["desktop"];
export { views as in };
