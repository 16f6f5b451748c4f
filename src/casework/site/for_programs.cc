#include "casework/site/site.h"
#include "casework/site/versions.h"
#include "html/html.h"

namespace concordat::casework {
namespace {

constexpr int kSecurityTextDays = 180;  // RFC 9116, 2.5.5: less than a year is recommended

http::Response file(std::string content_type, std::string body) {
  http::Response response;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  return response;
}

// Text within XML: the escapes of HTML's text are XML's as well.
std::string xml(std::string_view text) { return html::text(text).text(); }

// Where a weakness is told, the likeliest to answer first: a contact "security" where the charter has one.
std::string security_contact(const App& app) {
  for (const char* name : {"security", "officer", "responsible", "requests", "complaints"}) {
    const charter::Contact* contact = app.charter().contact(name);
    if (contact != nullptr && contact->email) return "mailto:" + contact->email->operates;
  }
  return "";
}

// RFC 4287, 4.1.2. An entry for each version of the notice.
std::string entry_for(const Version& version, const http::Request& request) {
  const std::string address = xml(request.origin + version.address());
  const std::string name = version.charter ? " " + xml(version.charter->version) : "";
  return "<entry>\n<id>" + address + "</id>\n<title>Our privacy notice, version" + name + "</title>\n<updated>" +
         to_rfc3339(version.from) + "</updated>\n<link rel=\"alternate\" type=\"text/html\" href=\"" +
         xml(request.origin + kVersions) + "#version-" + std::to_string(version.number) +
         "\"/>\n<summary>A version of our privacy notice came into force. The page says what it changed.</summary>\n</entry>\n";
}

}  // namespace

std::vector<std::string> public_pages(const App& app) {
  std::vector<std::string> pages = {"/",         "/concern",  "/notice",  "/notice/children", kVersions, "/rights",
                                    "/contacts", "/promises", "/cookies", "/accessibility"};
  if (app.charter().case_kind("course-run")) pages.push_back("/courses");
  return pages;
}

http::Response security_txt(const App& app, const http::Request& request) {
  const std::string contact = security_contact(app);
  if (contact.empty()) return not_found();  // RFC 9116 requires one
  std::string text = "Contact: " + contact + "\nExpires: " + to_rfc3339(london_midnight(app.today().plus_days(kSecurityTextDays))) +
                     "\nPreferred-Languages: en\n";
  if (request.origin.starts_with("https://")) text += "Canonical: " + request.origin + request.path + "\n";
  return file("text/plain; charset=utf-8", text);
}

http::Response robots_txt(const App&, const http::Request& request) {
  return file("text/plain; charset=utf-8",
              "User-agent: *\nDisallow: /workspace\nDisallow: /sign-in\n\nSitemap: " + request.origin + "/sitemap.xml\n");
}

http::Response sitemap(const App& app, const http::Request& request) {
  std::string body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
  for (const std::string& path : public_pages(app)) body += "<url><loc>" + xml(request.origin + path) + "</loc></url>\n";
  return file("application/xml; charset=utf-8", body + "</urlset>\n");
}

http::Response news_feed(const App& app, const http::Request& request) {
  const std::string name = xml(app.charter().partnership.name);
  const std::string self = xml(request.origin + request.path);
  const std::vector<Version> all = versions(app);
  std::string body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en-GB\">\n<id>" +
                     self + "</id>\n<title>News of " + name + "</title>\n<updated>" + to_rfc3339(all.back().from) +
                     "</updated>\n<author><name>" + name + "</name></author>\n<link rel=\"self\" href=\"" + self +
                     "\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"" + xml(request.origin + "/") + "\"/>\n";
  for (auto version = all.rbegin(); version != all.rend(); ++version) body += entry_for(*version, request);
  return file("application/atom+xml; charset=utf-8", body + "</feed>\n");
}

}  // namespace concordat::casework
