#pragma once
// The public site: home, the notice, the promises and how each is kept, rights, contacts, and what programs ask a site for.

#include "casework/app.h"

namespace concordat::casework {

void add_site_pages(http::Router& router, const App& app);

// Every public page that a stranger may read, in the order of the sitemap.
std::vector<std::string> public_pages(const App& app);

http::Response rights_page(const App& app, const http::Request& request);
http::Response contacts_page(const App& app, const http::Request& request);
http::Response cookies_page(const App& app, const http::Request& request);
http::Response accessibility_page(const App& app, const http::Request& request);

// For programs (for_programs.cc): RFC 9116, RFC 9309, sitemaps.org 0.9, RFC 4287.
http::Response security_txt(const App& app, const http::Request& request);
http::Response robots_txt(const App& app, const http::Request& request);
http::Response sitemap(const App& app, const http::Request& request);
http::Response news_feed(const App& app, const http::Request& request);

}  // namespace concordat::casework
