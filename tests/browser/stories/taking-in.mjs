// Issue 5: what came by mail, in spreadsheets and on paper is taken into a review, row by row, after somebody has looked at it; found
// again by searching; and put together as papers for one person.
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { expect } from "../harness/expect.mjs";
import { giveCode, signIn } from "../harness/office.mjs";

export const title = "What came by mail, in spreadsheets and on paper is looked at and then taken in: STK-08";
export const charter = "stockport";
const views = ["desktop", "phone without JavaScript"];
export { views as in };

const withFaults = "Title,Category,Narrative\nWinnaretta at the ward,health,Seen.\n,fire,Heard.\n";
const sound = "Title,Category,Narrative\nWinnaretta at the ward,Health,Seen in spring.\nA call about Winnaretta,police,Heard.\n";
const mail = [
  "From: Invented Ward <ward@example.org>", "Subject: What the ward knows of Winnaretta", "Date: Fri, 20 Nov 2026 09:30:00 +0000",
  "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=B", "", "--B", "Content-Type: text/plain; charset=utf-8", "",
  "She was seen twice – both times well.", "--B", "Content-Type: application/pdf",
  'Content-Disposition: attachment; filename="Letter of the ward.pdf"', "", "x", "--B--", "",
].join("\r\n");

// A workbook as small as one can be.
const workbook = () => execFileSync("python3", ["-c", `
import sys, zipfile
parts = {
  "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="Calls" r:id="a"/></sheets></workbook>',
  "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>',
  "xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + "".join(
    "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
    for row in [("Title", "What was said"), ("First call", "Asked for help."), ("Second call", "Came again.")])
    + "</sheetData></worksheet>"}
with zipfile.ZipFile(sys.stdout.buffer, "w", zipfile.ZIP_DEFLATED) as book:
  for name, text in parts.items(): book.writestr(name, text)
`]);

// The first review whose section for taking in is there.
async function openTakingIn(officer) {
  await officer.visit("/workspace/reviews");
  const all = officer.page.locator('a[href^="/workspace/cases/"]');
  const links = await all.evaluateAll((found) => found.map((one) => one.getAttribute("href")));
  for (const href of new Set(links.filter((one) => /^\/workspace\/cases\/[0-9a-f]{32}$/.test(one)))) {
    await officer.visit(href, { as: "a review" });
    if ((await officer.page.getByRole("link", { name: "Taking in", exact: true }).count()) === 0) continue;
    await officer.press("Taking in");
    return href;
  }
  throw new Error("no review of the demonstration takes anything in");
}

async function handIn(officer, review, name, buffer, { status = 200, as } = {}) {
  await officer.visit(`${review}/taking-in`, { as: "hand in" });
  await officer.page.locator('input[name="supplied-by"]').first().check();
  await officer.choose("By email");
  const yesterday = new Date(Date.now() - 86400000);
  const day = { day: yesterday.getUTCDate(), month: yesterday.getUTCMonth() + 1, year: yesterday.getUTCFullYear() };
  for (const [part, value] of Object.entries(day))
    await officer.page.locator(`#received-${part}`).fill(String(value));
  if (name) await officer.page.locator("#file").setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(buffer) });
  await officer.press("Go on", { status, as: as ?? `handed in ${name}` });
}

async function takeInRows(officer, review) {
  await handIn(officer, review, "", "", { status: 422, as: "no file was chosen" });
  await officer.sees("There is a problem", "Choose the file that came");
  await handIn(officer, review, "calls.csv", withFaults);
  await officer.sees("1 row with a fault", "Choose one of the answers", "1 row that can be taken in");
  await officer.press("Take in 1 record", { status: 422, as: "confirm with a fault" });
  await officer.sees("1 row has a fault: mend the file and hand it in again, or leave them out");
  await officer.press("Delete it and begin anew");
  await handIn(officer, review, "calls.csv", sound);
  await officer.sees("2 rows that can be taken in", "The original is kept with the first record");
  await officer.press("Take in 2 records");
  await officer.sees("2 records were taken in");
  await officer.press("Record 1");
  await officer.sees("Winnaretta at the ward", "By email", "calls.csv");
}

async function takeInWorkbook(officer, review) {
  await handIn(officer, review, "calls.xlsx", workbook());
  await officer.sees("2 rows that can be taken in");
  await officer.select('"What was said" holds', "What is known");
  await officer.press("Look again with these columns");
  await officer.sees("2 rows that can be taken in", "The same in every row");
  await officer.press("Take in 2 records", { status: 422, as: "what every row lacks" });
  await officer.choose("Police");
  await officer.press("Take in 2 records", { as: "taken in from a workbook" });
  await officer.sees("2 records were taken in");
}

async function takeInMailAndScan(officer, review) {
  await handIn(officer, review, "From the ward.eml", mail);
  await officer.sees("Letter of the ward.pdf", "What the ward knows of Winnaretta");
  await officer.choose("Health");
  await officer.press("Take in one record", { as: "a mail taken in" });
  await officer.sees("1 record was taken in");
  await handIn(officer, review, "Scan.pdf", "%PDF-1.7\n% a picture of a letter\nstartxref\n0\n%%EOF");
  await officer.sees("This needs eyes");
  await officer.fill("Title", "A letter on paper");
  await officer.choose("Health");
  await officer.fill("What is known", "It says that Winnaretta was well.");
  await officer.press("Take in one record", { as: "a scan taken in" });
  await officer.press("Record 1", { as: "the record of a scan" });
  await officer.sees("A letter on paper", "Scan.pdf");
}

const pixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

// A picture is seen by whoever enters what it says, and afterwards by who opens it on the record's page.
async function takeInPicture(officer, review) {
  await handIn(officer, review, "Fake.pdf", "Only a text.", { status: 422, as: "a file that is no PDF" });
  await officer.sees("This is not a PDF, though its name ends in .pdf", "save it as PDF");
  await handIn(officer, review, "Letter.png", pixel);
  const picture = officer.page.getByRole("img", { name: /^The picture that .* sent, Letter.png/ });
  expect(await picture.evaluate((one) => one.decode().then(() => one.naturalWidth)) === 1, "the picture is not shown");
  await officer.fill("Title", "A photographed letter");
  await officer.choose("Health");
  await officer.fill("What is known", "It says that Winnaretta came to the ward.");
  await officer.press("Take in one record", { as: "a picture taken in" });
  await officer.press("Record 1", { as: "the record of a picture" });
  await officer.page.getByText("Show the picture Letter.png").click();
  const shown = officer.page.getByRole("img", { name: /^The picture Letter.png/ });
  expect(await shown.evaluate((one) => one.decode().then(() => one.naturalWidth)) === 1, "the picture is not shown on its record");
}

async function search(officer) {
  await officer.press("Search");
  await officer.sees("What is found will be listed here");
  await officer.fill("Name, address, number, or reference of a case", "winnar");
  await officer.press(officer.page.locator('main button:has-text("Search")'), { as: "found" });
  await officer.sees("3 records found", "R-20");
  expect(!officer.page.url().includes("winnar"), "a name stands in an address");
  await officer.fill("Name, address, number, or reference of a case", "qqzz");
  await officer.press(officer.page.locator('main button:has-text("Search")'), { as: "found nothing" });
  await officer.sees("Nothing was found");
}

// Its tags are judged in casework/cases/pack_test.cc.
async function takePapers(officer, review) {
  await officer.visit(`${review}/pack`, { as: "papers" });
  await officer.page.locator("select[name=reader]").selectOption({ index: 1 });
  await officer.press("Make the papers", { as: "confirm for papers" });
  await officer.sees("Confirm that it is you");
  const arrives = officer.page.waitForEvent("download");
  giveCode(officer, "Continue").catch(() => {}); // a download is no new page
  const download = await arrives;
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(0, 5).toString() === "%PDF-", "the papers are no PDF");
  expect(/^R-\d{4}-\d{3}-papers\.pdf$/.test(download.suggestedFilename()), `they are called ${download.suggestedFilename()}`);
}

export async function story({ server, arrive }) {
  const officer = await arrive("support team");
  await signIn(officer, server, "Support team");
  const review = await openTakingIn(officer);
  await takeInRows(officer, review);
  await takeInWorkbook(officer, review);
  await takeInMailAndScan(officer, review);
  await takeInPicture(officer, review);
  await search(officer);
  await takePapers(officer, review);
}
