import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

// Debian's Chromium: with --long the whole program, else the same engine without windows, which takes half the work.
const shell = "/usr/bin/chromium-headless-shell";
const whole = "/usr/bin/chromium";

// Without what would call out or needs a display.
export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || (!process.env.CONCORDAT_LONG && existsSync(shell) ? shell : whole),
    headless: true,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}
