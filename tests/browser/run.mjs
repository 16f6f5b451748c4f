#!/usr/bin/env node
// Lives through every story of stories/ in Debian's Chromium: node tests/browser/run.mjs [WORD of a story's file name]
//
// A story's file has `title`, `charter`, optionally `in` (names of views; all four unless given) and `story(stage)`. The
// stage has `arrive(name)`, a Visitor of its own for each person (at another server where one is given), and `server`. Each story
// runs once a view, each time with a server and data of its own.
import { readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { launchBrowser } from "./harness/browser.mjs";
import { selfTest } from "./harness/self_test.mjs";
import { hasCommand, removeDemonstrations, root, Server } from "./harness/server.mjs";
import { counts, views, Visitor } from "./harness/visitor.mjs";

let failed = 0;

function say(name, faults) {
  if (faults.length === 0) {
    console.log(`ok ${name}`);
    return;
  }
  failed += 1;
  console.log(`not ok ${name}: ${faults.length} faults`);
  for (const fault of new Set(faults)) console.log(`  ${fault.replaceAll("\n", "\n  ")}`);
}

async function live(browser, story, view) {
  const faults = [];
  const visitors = [];
  let server;
  try {
    server = await Server.start(story.charter, story.options);
    const arrive = async (name, at = server) => {
      const label = `${story.name} ${view} ${name}`;
      visitors.push(await Visitor.arrive({ browser, origin: at.origin, view, label, faults }));
      return visitors.at(-1);
    };
    await story.story({ server, view, arrive });
  } catch (error) {
    faults.push(error.stack);
    for (const visitor of visitors) await visitor.picture("where it failed").catch(() => {});
  }
  for (const visitor of visitors) await visitor.leave();
  await server?.remove();
  say(`${story.title} (${view})`, faults);
}

async function readStories(word) {
  const folder = path.join(root, "tests/browser/stories");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".mjs") && file.includes(word)).sort();
  return Promise.all(files.map(async (file) => ({ name: file.replace(".mjs", ""), ...(await import(path.join(folder, file))) })));
}

// Two at a time for each core: a story waits for its next code of half a minute, and that is another's time to work.
async function liveAll(browser, stories) {
  const waiting = stories.flatMap((story) => (story.in ?? Object.keys(views)).map((view) => [story, view]));
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await live(browser, ...next);
  };
  await Promise.all(Array.from({ length: 2 * (os.availableParallelism?.() ?? os.cpus().length) }, worker));
}

const browser = await launchBrowser();
try {
  await selfTest(browser, say);
  if (await hasCommand("serve")) {
    await liveAll(browser, await readStories(process.argv[2] ?? ""));
    console.log(`# axe-core judged ${counts.judged} of ${counts.inspected} pages; the others are put together from what it had judged`);
  } else {
    console.log("# no stories run: the server is missing");
  }
} finally {
  await browser.close();
  await removeDemonstrations();
}
process.exit(failed === 0 ? 0 : 1);
