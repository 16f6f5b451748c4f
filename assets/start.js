// Pages work without this. It only lets govuk-frontend's components do what needs a script.
import { initAll, isSupported } from "./govuk-frontend.min.js";

// A browser that comes back to a form makes the page anew, with what was typed. It then keeps this value too, by which the server
// knows a form that it has acted upon; of hidden fields it keeps only what a script has set.
for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = String(field.value);

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
if (isSupported()) {
  initAll();
}
