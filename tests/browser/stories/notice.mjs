// Anybody, not signed in, comes from the home page to the notice and back, with a keyboard's or finger's means only.
export const title = "anybody can read the notice, on a phone and without JavaScript";
export const charter = "portsmouth";

export async function story({ arrive, server }) {
  const anybody = await arrive("anybody");
  await anybody.visit("/");
  await anybody.sees("Worried about a child?");
  await anybody.visit("/notice");
  await anybody.sees("Portsmouth Safeguarding Children Partnership");
  await anybody.visit("/no-such-page", { status: 404 });
  await anybody.sees("Page not found");
  if ((await anybody.context.cookies(server.origin)).length > 0) throw new Error("a reader of public pages was given a cookie");
}
