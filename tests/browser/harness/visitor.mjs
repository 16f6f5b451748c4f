// One person at one browser: a context of its own, so its own cookies. Every page it comes to is inspected: errors in the
// console, refused by the content security policy, requests to elsewhere, labels and names, fit to the width, and WCAG 2.2 AA
// by axe-core. That takes longest, and is left out for a page that is put together from what was judged already in this view.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { root } from "./server.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const screenshots = path.join(root, "build/screenshots");
const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

// Faults of govuk-frontend itself that axe-core reports: this rule on exactly these nodes.
const knownFaults = [
  // The conditional reveal of radios and checkboxes sets aria-expanded on an input, which its role does not allow.
  { rule: "aria-allowed-attr", node: /^<input [^>]*class="govuk-(radios|checkboxes)__input"[^>]*aria-controls="[^"]+"/ },
];

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const views = { "desktop": { viewport: { width: 1280, height: 900 } }, "phone": phone, "phone without JavaScript": phone };

// The pages' own scripts are switched off by a means that inspect() can undo, so that axe-core can still run.
export const runsScripts = (view) => !view.endsWith("without JavaScript");

const takesPictures = !process.env.CONCORDAT_NO_PICTURES;

const judged = new Map(Object.keys(views).map((view) => [view, new Set()]));
export const counts = { inspected: 0, judged: 0 };

// How a page is built: its elements, classes and roles, whether there are words in them, and rows that repeat once.
const structure = (html) => html
  .replace(/<!--.*?-->/gs, "")
  .replace(/(href|value|action|content|src|title|aria-label)="[^"]+"/g, '$1="#"')
  .replace(/[\w-]{20,}/g, "#").replace(/\d+/g, "0")
  .replace(/>[^<]*[^<\s][^<]*</g, ">#<")
  .replace(/\s+/g, " ")
  .replace(/(<(tr|li|div|p|dt|dd)\b.*?<\/\2> ?)\1+/g, "$1");

// Of that, each two neighbours (tags or words), whatever they are called; with --long, the page as a whole.
function pieces(html) {
  const whole = structure(html);
  if (process.env.CONCORDAT_LONG) return [whole];
  const named = /\s(id|for|name|aria-describedby|aria-controls|aria-labelledby|data-[a-z-]+)="[^"]*"/g;
  const parts = whole.match(/<[^>]*>|#/g).map((part) => part.replace(named, ""));
  return parts.slice(1).map((part, index) => parts[index] + part);
}

// What holds of every page, and what axe-core cannot be left to find on each: run within the page.
function lookOver() {
  const faults = [];
  if (!document.title) faults.push("has no title");
  if (!/^en/.test(document.documentElement.lang)) faults.push("does not say its language");
  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) faults.push(`has ${headings} headings of the first level`);
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) faults.push(`is ${wide} pixels wider than the screen`);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) faults.push(`has "${id}" twice`);
  for (const attribute of ["for", "aria-describedby", "aria-controls", "aria-labelledby"]) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      const missing = element.getAttribute(attribute).split(/\s+/).filter((id) => id && !document.getElementById(id));
      if (missing.length > 0) faults.push(`has nothing called "${missing.join(" ")}", which ${attribute} names`);
    }
  }
  for (const field of document.querySelectorAll("input:not([type=hidden], [type=submit]), select, textarea")) {
    const labels = [...field.labels].map((label) => label.textContent).join("") + (field.getAttribute("aria-label") ?? "");
    if (!labels.trim() && !field.hasAttribute("aria-labelledby")) faults.push(`has a field without a label: ${field.name}`);
  }
  return faults;
}

export class Visitor {
  // `faults` collects what inspections find, over all visitors of a story.
  static async arrive({ browser, origin, view, label, faults }) {
    const visitor = new Visitor();
    const context = await browser.newContext({ ...views[view], ignoreHTTPSErrors: true, locale: "en-GB", timezoneId: "Europe/London" });
    const page = await context.newPage();
    Object.assign(visitor, { origin, view, label, faults, context, page, scripts: runsScripts(view), pictures: 0, expected: 200,
      elsewhere: [] }); // origins that the story lets the browser go to
    visitor.devtools = await context.newCDPSession(page);
    await visitor.allowScripts(visitor.scripts);
    visitor.page.setDefaultTimeout(15000);
    visitor.listen();
    return visitor;
  }

  listen() {
    this.page.on("console", (message) => {
      const isExpected = this.expected >= 400 && /status of (\d+)/.exec(message.text())?.[1] === String(this.expected);
      if (["error", "warning"].includes(message.type()) && !isExpected) this.fault(`console: ${message.text()}`);
    });
    this.page.on("pageerror", (error) => this.fault(`script error: ${error.message}`));
    this.page.on("request", (request) => {
      const known = [this.origin, "data:", ...this.elsewhere];
      if (!known.some((one) => request.url().startsWith(one))) this.fault(`request to ${request.url()}`);
    });
    this.page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText;
      if (why !== "net::ERR_ABORTED") this.fault(`request failed: ${new URL(request.url()).pathname}: ${why}`);
    });
    this.page.on("response", (response) => {
      const isPage = response.request().isNavigationRequest();
      if (isPage) this.status = response.status();
      else if (response.status() >= 400) this.fault(`${response.status()} for ${new URL(response.url()).pathname}`);
    });
  }

  fault(what) {
    this.faults.push(`${this.label}, ${new URL(this.page.url(), this.origin).pathname}: ${what}`);
  }

  // Goes to a path of this server and inspects the page. `status` is what the server must answer.
  async visit(where, { status = 200, as = where } = {}) {
    this.expected = status;
    await this.page.goto(this.origin + where);
    await this.inspect(as);
  }

  // Presses the button or follows the link of that name, or a Locator, and inspects the page that comes.
  async press(what, { status = 200, as = String(what) } = {}) {
    this.expected = status;
    const named = (role) => this.page.getByRole(role, { name: what, exact: true });
    const target = typeof what === "string" ? named("button").or(named("link")) : what;
    const arrived = this.page.waitForEvent("domcontentloaded");
    arrived.catch(() => {}); // where the press itself fails, that is the error to tell
    await target.first().click();
    await arrived;
    await this.inspect(as);
  }

  async fill(label, value) {
    await this.page.getByLabel(label, { exact: true }).fill(value);
  }

  async choose(label) {
    await this.page.getByLabel(label, { exact: true }).check();
  }

  async select(label, option) {
    await this.page.getByLabel(label, { exact: true }).selectOption({ label: option });
  }

  text() {
    return this.page.locator("body").innerText();
  }

  heading() {
    return this.page.locator("h1").first().innerText();
  }

  async sees(...words) {
    const text = await this.text();
    for (const word of words) {
      if (!text.includes(word)) throw new Error(`${this.label} does not see "${word}" on ${this.page.url()}`);
    }
  }

  async doesNotSee(...words) {
    const text = await this.text();
    for (const word of words) {
      if (text.includes(word)) throw new Error(`${this.label} sees "${word}" on ${this.page.url()}`);
    }
  }

  async inspect(name) {
    await this.page.waitForLoadState("load");
    // The page is loaded: its own scripts stay off where they are, but the inspection's must run.
    await this.allowScripts(true);
    await this.judge();
    if (await this.isNew()) {
      await this.checkAccessibility();
      if (takesPictures) await this.picture(name);
    }
    await this.allowScripts(this.scripts);
  }

  allowScripts(allowed) {
    return this.devtools.send("Emulation.setScriptExecutionDisabled", { value: !allowed });
  }

  async judge() {
    if (this.status !== this.expected) this.fault(`answered ${this.status}, not ${this.expected}`);
    for (const fault of await this.page.evaluate(lookOver)) this.fault(fault);
  }

  async isNew() {
    const known = judged.get(this.view);
    const fresh = pieces(await this.page.content()).filter((piece) => !known.has(piece));
    for (const piece of fresh) known.add(piece);
    counts.inspected += 1;
    if (fresh.length > 0) counts.judged += 1;
    return fresh.length > 0;
  }

  async picture(name) {
    await mkdir(screenshots, { recursive: true });
    this.pictures += 1;
    const slug = `${this.label} ${String(this.pictures).padStart(2, "0")} ${name}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    await this.page.screenshot({ path: path.join(screenshots, `${slug.slice(0, 150)}.png`), fullPage: true });
  }

  async checkAccessibility() {
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate(
      // Preloading would fetch style sheets by script, which the content security policy rightly refuses.
      (tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags }, preload: false, resultTypes: ["violations"] }), wcag);
    for (const { id, help, nodes } of violations) {
      for (const { html, target } of nodes) {
        if (!knownFaults.some((known) => known.rule === id && known.node.test(html))) {
          this.fault(`accessibility: ${id}: ${help}: ${target.join(" ")}`);
        }
      }
    }
  }

  leave() {
    return this.context.close();
  }
}
