#include "casework/correction.h"

#include <charconv>

#include "casework/access.h"
#include "casework/fields.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

struct Correction {
  Entered entered;
  std::uint32_t version = 1;                // of the text that the person began from
  std::optional<vault::Values> newer = {};  // what stands there by now, if somebody was faster
};

Html newer_html(const charter::Part& part, const vault::Values& values) {
  const char* what = "Somebody else changed this while you were writing. What you typed is kept below and not saved yet.";
  return html::warning_text({.text = what}) + html::heading(2, "What stands there now", html::Size::m) +
         values_html(part.fields, values) + html::heading(2, "What you typed", html::Size::m);
}

http::Response correction_page(const App& app, const http::Request& request, const Correcting& what, const Correction& correction) {
  Html fields = html::hidden_input("version", std::to_string(correction.version));
  fields += fields_html(what.part.fields, correction.entered);
  fields += html::button({.text = "Save the correction", .prevent_double_click = true});
  Html content = html::heading(1, what.title, html::Size::l);
  if (correction.newer) content += newer_html(what.part, *correction.newer);
  content += html::form(what.form, csrf(request), fields);
  const int status = correction.newer ? 409 : correction.entered.ok() ? 200 : 422;
  return page(app, request,
              {what.title, html::two_thirds(content), html::back_link({.href = what.page}), correction.entered.summary(), status});
}

}  // namespace

http::Response show_correction(const App& app, const http::Request& request, const Correcting& what) {
  const auto opened = read_part(app, app.actor(request), what.record, what.part.name);
  if (!opened) return problem(app, request, opened.error(), what.page);
  Correction correction;
  correction.entered.values = opened->values;
  correction.version = opened->version;
  return correction_page(app, request, what, correction);
}

http::Response take_correction(const App& app, const http::Request& request, const Correcting& what) {
  Correction correction;
  const auto days = known_days(app, app.vault.subject_of(what.record, what.part.name)->case_id, true);
  correction.entered = read_fields(what.part.fields, request.form, days);
  const std::string version = request.form.get("version");
  std::from_chars(version.data(), version.data() + version.size(), correction.version);
  if (!correction.entered.ok()) return correction_page(app, request, what, correction);
  const policy::Actor actor = app.actor(request);
  const auto subject = app.vault.subject_of(what.record, what.part.name);
  const auto grant = app.vault.gate().decide(actor, charter::Act::correct, what.purpose, *subject);
  if (!grant) return problem(app, request, grant.error(), what.page);
  const auto saved = app.vault.correct(*grant, correction.entered.values, correction.version);
  if (saved) return http::Response::redirect(what.page);
  const auto opened = read_part(app, actor, what.record, what.part.name);
  if (!opened) return problem(app, request, saved.error(), what.page);
  if (opened->version == correction.version) {
    refuse(correction.entered, saved.error());
    return correction_page(app, request, what, correction);
  }
  correction.version = opened->version;
  correction.newer = opened->values;
  return correction_page(app, request, what, correction);
}

}  // namespace concordat::casework
