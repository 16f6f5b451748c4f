// Somebody who read the privacy notice last year comes back: what changed since then, and what it said before.
export const title = "a stranger sees what changed in the notice since last year, and reads the earlier one";
export const charter = "portsmouth";

export async function story({ arrive, server }) {
  const anybody = await arrive("anybody");
  await anybody.visit("/");
  await anybody.press("What we hold, why, who sees it and for how long: our privacy notice", { as: "notice" });
  await anybody.press("What changed since the version before", { as: "versions" });
  await anybody.sees("In force since", "In force from", "the earlier version was made up, and was never published");
  const changes = await anybody.page.locator("main li").allInnerTexts();
  if (!changes.some((change) => change.includes("is kept"))) throw new Error(`no period changed: ${changes}`);
  const earlier = anybody.page.getByRole("link", { name: /^Read version/ }).last();
  await anybody.press(earlier, { as: "earlier version" });
  await anybody.sees("This is an earlier version of our privacy notice.", "In force from");
  await anybody.press("Read the notice that is in force now");
  await anybody.doesNotSee("This is an earlier version");
  for (const paper of ["/notice.pdf", "/notice/children.pdf", "/notice/versions/1/notice.pdf"]) {
    const answer = await anybody.context.request.get(server.origin + paper);
    const begins = (await answer.body()).subarray(0, 5).toString();
    if (answer.headers()["content-type"] !== "application/pdf" || begins !== "%PDF-") throw new Error(`${paper} is no PDF`);
  }
}
