// The check of the harness: a page with a planted fault must be seen as faulty, a sound page must not.
import http from "node:http";
import { runsScripts, Visitor } from "./visitor.mjs";

const page = (body, head = "") => `<!doctype html><html lang="en-GB"><head><title>Planted</title>
<meta name="viewport" content="width=device-width, initial-scale=1">${head}</head><body><main><h1>Planted</h1>${body}</main></body></html>`;

// fault → a page that has it, what must be said of it, and whether scripts have to run for it
const planted = {
  "a console error": [page("<script>console.error('planted')</script>"), /console: planted/, true],
  "a script error": [page("<script>throw new Error('planted')</script>"), /script error: planted/, true],
  "a breach of the content security policy": [
    page("<p>Text</p>", "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><style>p { color: red }</style>"),
    /Content Security Policy/, false],
  "a request to elsewhere": [page('<img alt="" src="http://127.0.0.2:9/spy.png">'), /request to http:\/\/127.0.0.2/, false],
  "a missing picture": [page('<img alt="" src="/gone.png">'), /404 for \/gone.png/, false],
  "a field without a label": [page("<form><input type='text' name='x'></form>"), /accessibility: label/, false],
  "grey text on white": [page("<p style='color: #aaa; background: #fff'>Faint</p>"), /accessibility: color-contrast/, false],
  "a page wider than the screen": [page("<div style='width: 3000px'>Wide</div>"), /wider than the screen/, false],
  "two headings of the first level": [page("<h1>Second</h1>"), /has 2 headings/, false],
  "a script that takes the title away": [page("<p id='x'></p><script>document.title = ''</script>"), /has no title/, true],
  "a field that a description is missing for": [
    page("<form><label for='x'>Name</label> <input id='x' name='x' aria-describedby='gone'></form>"), /nothing called "gone"/, false],
  "a name given twice": [page("<p id='x'>One</p><p id='x'>Two</p>"), /has "x" twice/, false],
  "a wrong status": [null, /answered 404, not 200/, false],
};
const sound = page("<form><label for='x'>Name</label> <input id='x' name='x'></form><p>Plain</p>");

async function faultsOf(visitor, where) {
  visitor.faults = [];
  await visitor.visit(where);
  return visitor.faults;
}

async function testIn(view, browser, origin, names, say) {
  const visitor = await Visitor.arrive({ browser, origin, view, label: `self-test ${view}`, faults: [] });
  visitor.picture = () => {};
  say(`the harness finds no fault in a sound page (${view})`, await faultsOf(visitor, "/sound"));
  for (const [number, name] of names.entries()) {
    const [, pattern, needsScripts] = planted[name];
    const found = await faultsOf(visitor, `/${number}`);
    if (needsScripts && !runsScripts(view)) {
      say(`without scripts there is no sign of ${name} (${view})`, found);
      continue;
    }
    const seen = found.some((fault) => pattern.test(fault));
    say(`the harness sees ${name} (${view})`, seen ? [] : [`it saw: ${found.join("; ") || "nothing"}`]);
  }
  await visitor.leave();
}

export async function selfTest(browser, say) {
  const names = Object.keys(planted);
  const server = http.createServer((request, response) => {
    const body = request.url === "/sound" ? sound : planted[names[Number(request.url.slice(1))]]?.[0];
    response.writeHead(body || request.url === "/favicon.ico" ? 200 : 404, { "Content-Type": "text/html; charset=utf-8" });
    response.end(body || page("Nothing here"));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const views = ["desktop", "phone without JavaScript"];
  await Promise.all(views.map((view) => testIn(view, browser, origin, names, say)));
  await new Promise((resolve) => server.close(resolve));
}
