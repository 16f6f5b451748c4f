// The same as in Somerset, by the charter of Stockport: what an agency answered is that agency's, and goes with the review.
import { storyOf } from "./involvement.mjs";

export const title = "Agencies are asked whether they know a child, at Stockport: STK-02, STK-08";
export const charter = "stockport";
const views = ["desktop", "phone"];
export { views as in };

export const story = storyOf(charter);
