#include "casework/site/site.h"

#include <memory>
#include <mutex>

#include "casework/site/concern.h"
#include "casework/site/promises.h"
#include "casework/site/public_forms.h"
#include "casework/site/versions.h"
#include "charter/outputs.h"
#include "html/components/content.h"
#include "html/notice_page.h"

namespace concordat::casework {
namespace {

using html::Html;

http::Response home(const App& app, const http::Request& request) {
  const charter::Partnership& partnership = app.charter().partnership;
  Html content = html::heading(1, partnership.name, html::Size::xl);
  content += html::lead("We bring together the agencies that keep children in " + partnership.area + " safe.");
  content += html::heading(2, "Worried about a child?", html::Size::m);
  content += html::paragraph(html::link("What to do if you are worried about a child", kConcern));
  if (app.charter().case_kind("course-run")) {
    content += html::heading(2, "For professionals", html::Size::m);
    content += html::paragraph(html::link("Courses that you can request a place on", "/courses"));
  }
  content += ways_to_forms(app);
  content += html::heading(2, "Your information", html::Size::m);
  content += html::bullets({html::link("What we hold, why, who sees it and for how long: our privacy notice", "/notice"),
                            html::link("The same in plain words, for children", "/notice/children"),
                            html::link("What you can ask of us: your rights", "/rights"),
                            html::link("How each promise in the notice is kept", "/promises"),
                            html::link("Whom to ask, and to whom to complain", "/contacts")});
  return page(app, request, {partnership.name, html::two_thirds(content)});
}

// The notice as the public sees it, made once a charter, day and line that answers: it is the page that everybody is sent to.
class NoticePage {
 public:
  http::Response answer(const App& app, const http::Request& request) {
    if (request.session) return make(app, request);
    const charter::Contact* line = concern_lines_now(app).now;
    const std::string now = app.charter().hash + app.today().iso() + (line == nullptr ? "" : line->name);
    const std::lock_guard lock(mutex_);
    if (made_for_ != now) {
      kept_ = std::make_shared<const std::string>(make(app, request).body);
      made_for_ = now;
    }
    http::Response response;
    response.shared_body = kept_;
    return response;
  }

 private:
  static http::Response make(const App& app, const http::Request& request) {
    const Html ways = html::bullets({html::link("What changed since the version before", kVersions),
                                     html::link("This notice as PDF, to print or keep", "/notice.pdf"),
                                     html::link("The same in plain words, for children", "/notice/children")});
    return page(app, request, {"Privacy notice", html::notice_body(charter::notice(app.charter()), "/promises", ways)});
  }

  std::mutex mutex_;  // guards all below
  std::string made_for_;
  std::shared_ptr<const std::string> kept_;
};

http::Response children(const App& app, const http::Request& request) {
  const Html about = html::paragraph(html::text("These pages are for children and young people. Grown-ups can read the ") +
                                     html::link("whole privacy notice", "/notice") + html::text("."));
  const Html paper = html::bullets({html::link("This as PDF in big letters, to print or keep", "/notice/children.pdf")});
  return page(app, request, {"For children", about + html::notice_body(charter::children_notice(app.charter()), "", paper)});
}

http::Response asset(const App& app, const http::Request& request) {
  const html::Asset* found = app.assets.find(request.parts.at("version"), request.parts.at("file"));
  if (!found) return not_found();
  http::Response response;
  response.content_type = found->content_type;
  response.shared_body = found->bytes;
  response.headers.emplace_back("Cache-Control", std::string(html::kAssetCacheControl));
  return response;
}

}  // namespace

void add_site_pages(http::Router& router, const App& app) {
  const auto add = [&](const char* pattern, http::Response (*handler)(const App&, const http::Request&)) {
    router.add(http::Method::get, pattern, http::Door::public_,
               [&app, handler](const http::Request& request) { return handler(app, request); });
  };
  add("/", home);
  add(kConcern, concern_page);
  const auto notice = std::make_shared<NoticePage>();
  router.add_immediate("/notice", [&app, notice](const http::Request& request) { return notice->answer(app, request); });
  add("/notice/children", children);
  const auto shelf = std::make_shared<PaperShelf>();
  const auto add_paper = [&](const char* pattern, http::Response (PaperShelf::*paper)(const App&, const http::Request&)) {
    router.add(http::Method::get, pattern, http::Door::public_,
               [&app, shelf, paper](const http::Request& request) { return (*shelf.*paper)(app, request); });
  };
  add_paper("/notice.pdf", &PaperShelf::notice);
  add_paper("/notice/children.pdf", &PaperShelf::children);
  add_paper("/notice/versions/{number}/notice.pdf", &PaperShelf::version);
  add(kVersions, versions_page);
  add("/notice/versions/{number}", version_page);
  add("/promises", promises_page);
  add("/rights", rights_page);
  add("/contacts", contacts_page);
  add("/cookies", cookies_page);
  add("/accessibility", accessibility_page);
  add("/.well-known/security.txt", security_txt);
  add("/robots.txt", robots_txt);
  add("/sitemap.xml", sitemap);
  add("/news.atom", news_feed);
  router.add_immediate("/assets/{version}/{file}", [&app](const http::Request& request) { return asset(app, request); });
}

}  // namespace concordat::casework
