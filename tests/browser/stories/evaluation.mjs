// Evaluation by a mail: before a course and after it; an answer holds no name, and the office sees none before five have answered.
import { enterDay, goOn, signIn, today } from "../harness/office.mjs";
import { linkIn, MailServer } from "../harness/mail.mjs";

export const title = "delegates are asked what they know before a course, and after it what it brought them: HAM-02";
export const charter = "hampshire";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

async function addCourse(officer, day) {
  await officer.visit("/workspace/courses");
  await officer.press("Add a course");
  await officer.fill("Title of the course", "Neglect, seen early");
  await enterDay(officer, "course-date", day);
  await officer.fill("Place", "Library, first floor");
  await officer.press("Add the course");
  const course = new URL(officer.page.url()).pathname;
  await officer.press("Move on to: open");
  return course;
}

async function ask(delegate, course) {
  await delegate.visit(`/courses/${course.split("/").at(-1)}`, { as: "the course" });
  await delegate.press("Request a place");
  await delegate.fill("Full name", "Ottoline Fernmereham");
  await delegate.fill("Email address", "ottoline@example.org");
  await delegate.press("Request a place", { as: "the booking" });
}

async function answers(delegate, message, label, text) {
  const link = linkIn(message, "/evaluations/");
  await delegate.visit(link, { as: "the questions" });
  await delegate.sees("Your answers are kept without your name");
  await delegate.fill(label, text);
  await delegate.press("Send", { as: "thanks" });
  await delegate.sees("We have your answers");
  await delegate.visit(link, { as: "the link again" });
  await delegate.sees("We have your answers");
}

export async function story({ server, arrive }) {
  const mail = await MailServer.turnOn(server);
  try {
    const officer = await arrive("training officer");
    await signIn(officer, server, "Training officer");
    const course = await addCourse(officer, new Date((await today(officer)).getTime() + 3 * 86_400_000));
    const delegate = await arrive("delegate");
    await ask(delegate, course);
    await officer.visit(course);
    await officer.press(officer.page.getByRole("button", { name: "Offer a place to Ottoline" }), { as: "offer a place" });

    let seen = (await mail.messages()).length;
    await goOn(officer, "One day");
    await answers(delegate, await mail.to("ottoline@example.org", seen), "What you know of it now, and what you hope to learn (optional)",
      "What neglect looks like in a home.");
    await goOn(officer, "One day", 2);
    await officer.visit(course);
    await officer.press("Register");
    await officer.page.getByLabel("There", { exact: true }).check();
    await officer.press("Save the register");
    seen = (await mail.messages()).length;
    await goOn(officer, "One day");
    await answers(delegate, await mail.to("ottoline@example.org", seen), "What the course brought you", "I ask twice now.");

    await officer.visit(course);
    await officer.press("Evaluation: what delegates answered", { as: "the evaluation" });
    await officer.sees("Fewer than 5 have answered", "Asked so far: 1");
    await officer.doesNotSee("I ask twice now.");
  } finally {
    mail.stop();
  }
}
