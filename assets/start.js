// Pages work without this. It only lets govuk-frontend's components do what needs a script.
import { initAll, isSupported } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
if (isSupported()) {
  initAll();
}

// A browser that comes back to a form has the page made anew, with what was typed. The server knows a form that it has acted upon by
// the value of its page: that is kept for the entry of the history, so that the same answers sent again are not acted upon twice.
const entry = window.navigation?.currentEntry?.key; // https://html.spec.whatwg.org/multipage/nav-history-apis.html
const fields = document.querySelectorAll('input[name="csrf"]');
if (entry && fields.length > 0) {
  const came = performance.getEntriesByType("navigation")[0]?.type;
  const kept = came === "back_forward" ? sessionStorage.getItem(entry) : null;
  const ofOneSession = (one, other) => one.split(".")[0] === other.split(".")[0];
  if (kept && ofOneSession(kept, fields[0].value)) {
    for (const field of fields) field.value = kept;
  } else {
    sessionStorage.setItem(entry, fields[0].value);
  }
}
