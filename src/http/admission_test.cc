#include "http/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "crypto/crypto.h"

namespace concordat::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using HeaderFields = std::vector<std::pair<std::string, std::string>>;

struct AdmissionTest : testing::Test {
  ManualClock clock{Instant{0}};
  Sessions sessions{clock};
  AccountId account = crypto::new_id<AccountId>();
  std::vector<std::string> logged;
  Site site{make_router(), sessions, ErrorPages([](int status) { return "page " + std::to_string(status); }), false,
            [this](const std::string& line) { logged.push_back(line); }};

  Router make_router() {
    Router router;
    const Handler echo = [](const Request& request) {
      Response response;
      response.body = request.path + '|' + request.query.get("q") + '|' + request.form.get("q") + '|';
      response.body += request.session ? "session" : "nobody";
      return response;
    };
    router.add(Method::get, "/public", Door::public_, echo);
    router.add(Method::post, "/public", Door::public_, echo);
    router.add(Method::get, "/reviews/{review}", Door::signed_in, echo);
    router.add(Method::post, "/reviews/{review}", Door::signed_in, echo);
    router.add(Method::post, "/only-post", Door::public_, echo);
    router.add_one_click("/stop/{token}", echo);
    router.add_message("/told", [](const Request& request) {
      Response response;
      response.body = request.message + '|' + request.signature;
      return response;
    }, "application/json", "pay-signature");
    router.add(Method::post, "/sign-in", Door::public_, [this](const Request&) {
      Response response = Response::redirect("/");
      response.begin_session = account;
      return response;
    });
    router.add(Method::post, "/sign-out", Door::signed_in, [](const Request&) {
      Response response = Response::redirect("/");
      response.end_session = true;
      return response;
    });
    router.add(Method::post, "/confirm", Door::signed_in, [](const Request&) {
      Response response = Response::redirect("/");
      response.confirm_session = true;
      return response;
    });
    router.add(Method::post, "/reset", Door::signed_in, [this](const Request&) {
      Response response = Response::redirect("/");
      response.end_sessions_of = account;
      return response;
    });
    router.add(Method::get, "/hidden", Door::public_, [](const Request&) {
      Response response;
      response.status = 404;
      return response;
    });
    router.add(Method::get, "/throws", Door::public_, [](const Request&) -> Response {
      throw std::runtime_error("Mrs Invented, born 1980");
    });
    router.add(Method::get, "/throws-odd", Door::public_, [](const Request&) -> Response { throw 7; });
    router.add(Method::get, "/splits", Door::public_, [](const Request& request) { return Response::redirect(request.query.get("to")); });
    return router;
  }

  Response send(std::string method, std::string target, HeaderFields fields = {}, std::string_view body = {}) {
    Head head{std::move(method), std::move(target), 11, {{"host", "example.org"}}};
    if (!body.empty()) {
      head.fields.emplace_back("content-type", "application/x-www-form-urlencoded");
      head.fields.emplace_back("content-length", std::to_string(body.size()));
    }
    head.fields.insert(head.fields.end(), fields.begin(), fields.end());
    return send(head, body);
  }
  Response send(const Head& head, std::string_view body) {
    Admission admission = admit(site, head, !body.empty());
    return admission.refusal != 0 ? refuse(site, admission) : answer(site, head, admission, body);
  }
  std::string header(const Response& response, std::string_view wanted) {
    for (const auto& [name, value] : response.headers) {
      if (name == wanted) return value;
    }
    return "";
  }
  const HeaderFields same_origin{{"sec-fetch-site", "same-origin"}};
};

TEST_F(AdmissionTest, GivesTheHandlerWhatWasAsked) {
  EXPECT_EQ(send("GET", "/public?q=1").body, "/public|1||nobody");
  EXPECT_EQ(send("POST", "/public?q=1", same_origin, "q=2").body, "/public|1|2|nobody");
  EXPECT_EQ(send("GET", "http://EXAMPLE.org/public").body, "/public|||nobody");
}

// RFC 8058, section 3.2: no cookie and no page of ours is behind it, and its body may be of either kind that a form has.
TEST_F(AdmissionTest, TakesOneClickFromAnywhereAndLooksAtItsAddressAlone) {
  const std::string cookie = sessions.begin(account);
  EXPECT_EQ(send("POST", "/stop/x", {}, "List-Unsubscribe=One-Click").body, "/stop/x|||nobody");
  EXPECT_EQ(send("POST", "/stop/x", {{"sec-fetch-site", "cross-site"}, {"cookie", "session=" + cookie}}, "q=2").body, "/stop/x|||nobody");
  Head head{"POST", "/stop/x", 11, {{"host", "example.org"}, {"content-type", "multipart/form-data; boundary=b"}, {"content-length", "1"}}};
  EXPECT_EQ(send(head, "x").status, 200);
}

// The type is none that a form of a browser can have; without the header that signs it, nobody is behind it.
TEST_F(AdmissionTest, TakesASignedMessageOfItsTypeAndWhatItsHeaderSays) {
  const auto told = [&](const char* type, const HeaderFields& more) {
    Head head{"POST", "/told", 11, {{"host", "example.org"}, {"content-type", type}, {"content-length", "2"}}};
    head.fields.insert(head.fields.end(), more.begin(), more.end());
    return send(head, "{}");
  };
  EXPECT_EQ(told("application/json", {{"pay-signature", " ab "}}).body, "{}|ab");
  EXPECT_EQ(told("application/json; charset=utf-8", {{"pay-signature", "ab"}}).body, "{}|ab");
  EXPECT_EQ(told("application/json", {}).status, 404);
  EXPECT_EQ(told("application/json", {{"pay-signature", "ab"}, {"pay-signature", "cd"}}).status, 404);
  EXPECT_EQ(told("application/x-www-form-urlencoded", {{"pay-signature", "ab"}}).status, 404);
}

TEST_F(AdmissionTest, AnswersWithThePageOfTheStatus) {
  const Response missing = send("GET", "/nowhere");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(*missing.shared_body, "page 404");
  EXPECT_EQ(send("GET", "/public/../public").status, 400);
  EXPECT_EQ(send("GET", "/public?q=%ff").status, 400);
  EXPECT_EQ(send("GET", "/public", {}, "q=1").status, 400);
}

TEST_F(AdmissionTest, NamesTheMethodsOfAPath) {
  EXPECT_EQ(send("DELETE", "/public").status, 405);
  EXPECT_EQ(header(send("DELETE", "/public"), "Allow"), "GET, HEAD, POST");
  EXPECT_EQ(header(send("GET", "/only-post"), "Allow"), "POST");
  EXPECT_EQ(header(send("OPTIONS", "/hidden"), "Allow"), "GET, HEAD");
  EXPECT_EQ(send("TRACE", "/nowhere").status, 404);
}

TEST_F(AdmissionTest, HidesWhatAHandlerMayNotShow) {
  const Response hidden = send("GET", "/hidden");
  const Response missing = send("GET", "/nowhere");
  EXPECT_EQ(hidden.status, missing.status);
  EXPECT_EQ(*hidden.shared_body, *missing.shared_body);
  EXPECT_EQ(hidden.headers, missing.headers);
}

TEST_F(AdmissionTest, RefusesAMessageWithTwoReadings) {
  const auto status = [&](HeaderFields fields, int version = 11, std::string target = "/public") {
    return send(Head{"GET", std::move(target), version, std::move(fields)}, {}).status;
  };
  EXPECT_EQ(status({{"host", "a"}}), 200);
  EXPECT_EQ(status({}), 400);
  EXPECT_EQ(status({}, 10), 200);
  EXPECT_EQ(status({{"host", "a"}, {"host", "a"}}), 400);
  EXPECT_EQ(status({{"host", "a"}, {"content-length", "0"}}), 200);
  EXPECT_EQ(status({{"host", "a"}, {"content-length", "0"}, {"content-length", "0"}}), 400);
  EXPECT_EQ(status({{"host", "a"}, {"content-length", "0, 0"}}), 400);
  EXPECT_EQ(status({{"host", "a"}, {"content-length", "0"}, {"transfer-encoding", "chunked"}}), 400);
  EXPECT_EQ(status({{"host", "a"}, {"transfer-encoding", "gzip, chunked"}}), 400);
  EXPECT_EQ(status({{"host", "a"}, {"transfer-encoding", "chunked"}}, 10), 400);
  EXPECT_EQ(status({{"host", "a"}, {"expect", "a-miracle"}}), 400);
  EXPECT_EQ(status({{"host", "a"}}, 11, "http://b/public"), 400);
}

// security.md, named attack: CSRF.
TEST_F(AdmissionTest, TakesAPostFromOurOwnPagesOnly) {
  const auto status = [&](HeaderFields fields) { return send("POST", "/public", std::move(fields), "q=1").status; };
  EXPECT_EQ(status({{"sec-fetch-site", "same-origin"}}), 200);
  EXPECT_EQ(status({{"sec-fetch-site", "none"}}), 200);
  EXPECT_EQ(status({{"origin", "http://example.org"}}), 200);
  EXPECT_EQ(status({{"origin", "https://Example.org"}}), 200);
  EXPECT_EQ(status({}), 403);
  EXPECT_EQ(status({{"sec-fetch-site", "cross-site"}}), 403);
  EXPECT_EQ(status({{"sec-fetch-site", "same-site"}}), 403);
  EXPECT_EQ(status({{"sec-fetch-site", "cross-site"}, {"origin", "http://example.org"}}), 403);
  EXPECT_EQ(status({{"origin", "null"}}), 403);
  EXPECT_EQ(status({{"origin", "http://elsewhere.example"}}), 403);
  EXPECT_EQ(status({{"origin", "http://example.org.elsewhere.example"}}), 403);
  EXPECT_EQ(status({{"origin", "http://example.org:81"}}), 403);
  site.secure = true;
  EXPECT_EQ(status({{"origin", "http://example.org"}}), 403);
  EXPECT_EQ(status({{"origin", "https://example.org"}}), 200);
}

TEST_F(AdmissionTest, WantsTheSessionsTokenInEveryPostOfASession) {
  const std::string cookie = sessions.begin(account);
  const std::string token = sessions.find(cookie)->csrf;
  const std::string other = sessions.find(sessions.begin(account))->csrf;
  const HeaderFields fields{{"cookie", "session=" + cookie}, {"sec-fetch-site", "same-origin"}};
  for (const char* target : {"/reviews/1", "/public", "/sign-out"}) {
    EXPECT_EQ(send("POST", target, fields, "q=1").status, 403) << target;
    EXPECT_EQ(send("POST", target, fields).status, 403) << target;
    EXPECT_EQ(send("POST", target, fields, "csrf=" + other).status, 403) << target;
  }
  EXPECT_EQ(send("POST", "/reviews/1", fields, "q=1&csrf=" + token).body, "/reviews/1||1|session");
  EXPECT_EQ(send("POST", "/reviews/1", {{"cookie", "session=" + cookie}}, "q=1&csrf=" + token).status, 403);
}

TEST_F(AdmissionTest, SendsVisitorsToSignIn) {
  const Response response = send("GET", "/reviews/a%20b?secret=1");
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(header(response, "Location"), "/sign-in?next=%2Freviews%2Fa%20b");
  EXPECT_EQ(header(send("POST", "/reviews/1", same_origin, "q=1"), "Location"), "/sign-in");
  EXPECT_EQ(send("GET", "/reviews/1", {{"cookie", "session=" + sessions.begin(account)}}).body, "/reviews/1|||session");
}

TEST_F(AdmissionTest, GivesALateFormToWhoKeepsItAndToNobodyElse) {
  std::vector<std::string> kept;
  site.late_form = [&](std::optional<AccountId> whose, const Request& request) {
    kept.push_back((whose ? whose->text() : "nobody") + request.path + request.form.get("q"));
    return Response::redirect(whose ? "/kept" : "/lost");
  };
  const std::string cookie = sessions.begin(account);
  const std::string token = sessions.find(cookie)->csrf;
  clock.advance(std::int64_t{kSessionIdleMinutes} * 60 * kMicrosecondsPerSecond);
  const HeaderFields fields{{"cookie", "session=" + cookie}, {"sec-fetch-site", "same-origin"}};
  EXPECT_EQ(header(send("POST", "/reviews/1", fields, "q=typed&csrf=" + token), "Location"), "/kept");
  EXPECT_THAT(kept, testing::ElementsAre(account.text() + "/reviews/1typed"));
  EXPECT_EQ(header(send("GET", "/reviews/1", {{"cookie", "session=" + cookie}}), "Location"), "/sign-in?next=%2Freviews%2F1");
  sessions.end(cookie);
  EXPECT_EQ(header(send("POST", "/reviews/1", same_origin, "q=signed-out&csrf=" + token + ".page"), "Location"), "/kept");
  EXPECT_EQ(header(send("POST", "/reviews/1", fields, "q=forged&csrf=x"), "Location"), "/lost");
  EXPECT_EQ(send("POST", "/reviews/1", {{"sec-fetch-site", "cross-site"}}, "q=forged&csrf=" + token).status, 403);
  const std::string of = account.text() + "/reviews/1";
  EXPECT_THAT(kept, testing::ElementsAre(of + "typed", of + "signed-out", "nobody/reviews/1forged"));
}

TEST_F(AdmissionTest, AFormOfASessionBeforeIsKeptAndNotActedUpon) {
  std::vector<std::string> kept;
  site.late_form = [&](std::optional<AccountId> whose, const Request& request) {
    kept.push_back(whose->text() + (request.session->account == *whose ? " comes back" : " has left") + request.form.get("q"));
    return Response::redirect("/kept");
  };
  const std::string before = sessions.find(sessions.begin(account))->csrf;
  const auto fields_of = [&](AccountId now) {
    return HeaderFields{{"cookie", "session=" + sessions.begin(now)}, {"sec-fetch-site", "same-origin"}};
  };
  EXPECT_EQ(header(send("POST", "/reviews/1", fields_of(account), "q=1&csrf=" + before), "Location"), "/kept");
  EXPECT_EQ(header(send("POST", "/reviews/1", fields_of(crypto::new_id<AccountId>()), "q=2&csrf=" + before), "Location"), "/kept");
  EXPECT_THAT(kept, testing::ElementsAre(account.text() + " comes back1", account.text() + " has left2"));
}

TEST_F(AdmissionTest, ALateFormWithAFileKeepsWhatWasTypedBesideIt) {
  std::vector<std::string> kept;
  site.router.add_upload("/files", [](const Request&) { return Response::redirect("/taken"); });
  site.late_form = [&](std::optional<AccountId> whose, const Request& request) {
    EXPECT_TRUE(request.files.at(0).content.empty()) << "what nobody known sends is not held";
    kept.push_back(request.form.get("q") + " " + request.files.at(0).name);
    return Response::redirect(whose ? "/kept" : "/lost");
  };
  const std::string cookie = sessions.begin(account);
  const std::string token = sessions.find(cookie)->csrf;
  const auto part = [](const std::string& name, const std::string& value) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  };
  const std::string body = part("csrf", token) + part("q", "typed") + part("file\"; filename=\"a.txt", "A note.") + "--b--\r\n";
  const auto upload = [&](const std::string& of) {
    return send({"POST", "/files", 11, {{"host", "example.org"}, {"content-type", "multipart/form-data; boundary=b"},
                                        {"content-length", std::to_string(body.size())}, {"cookie", "session=" + of},
                                        {"sec-fetch-site", "same-origin"}}}, body);
  };
  EXPECT_EQ(header(upload(cookie), "Location"), "/taken");
  clock.advance(std::int64_t{kSessionIdleMinutes} * 60 * kMicrosecondsPerSecond);
  EXPECT_EQ(header(upload(cookie), "Location"), "/kept");
  EXPECT_THAT(kept, testing::ElementsAre("typed a.txt"));
  EXPECT_EQ(header(upload("another"), "Location"), "/kept") << "its token tells whose it is, as after the server was started anew";
  site.late_form = {};
  EXPECT_EQ(upload("another").status, 403);
}

// A page's forms carry a value of that page: the same bytes again are a double click, a reload, or the way back and the button.
TEST_F(AdmissionTest, DoesTheSameFormOnce) {
  int acts = 0;
  site.router.add(Method::post, "/act", Door::signed_in, [&acts](const Request& request) {
    ++acts;
    Response refused;
    refused.status = 409;
    return request.form.get("q") == "wrong" ? refused : Response::redirect("/done/" + std::to_string(acts));
  });
  site.router.add(Method::get, "/form", Door::signed_in, [](const Request& request) {
    Response response;
    response.body = request.session->csrf;
    return response;
  });
  const std::string cookie = sessions.begin(account);
  const HeaderFields fields{{"cookie", "session=" + cookie}, {"sec-fetch-site", "same-origin"}};
  const std::string page = send("GET", "/form", fields).body;
  const std::string later = send("GET", "/form", fields).body;
  ASSERT_NE(page, later);
  EXPECT_EQ(header(send("POST", "/act", fields, "q=1&csrf=" + page), "Location"), "/done/1");
  EXPECT_EQ(header(send("POST", "/act", fields, "q=1&csrf=" + page), "Location"), "/done/1");
  EXPECT_EQ(acts, 1);
  EXPECT_EQ(header(send("POST", "/act", fields, "q=2&csrf=" + page), "Location"), "/done/2") << "other words are another form";
  EXPECT_EQ(header(send("POST", "/act", fields, "q=1&csrf=" + later), "Location"), "/done/3") << "so are the same on a page loaded anew";
  EXPECT_EQ(send("POST", "/act", fields, "q=wrong&csrf=" + page).status, 409);
  EXPECT_EQ(send("POST", "/act", fields, "q=wrong&csrf=" + page).status, 409) << "what was refused may be tried again";
  EXPECT_EQ(acts, 5);
  EXPECT_EQ(send("POST", "/act", fields, "q=1&csrf=x." + page).status, 403);
}

TEST_F(AdmissionTest, DoesTheSameFormOnceThoughBothComeAtATime) {
  std::atomic<int> acts = 0;
  site.router.add(Method::post, "/act", Door::signed_in, [&acts](const Request&) {
    ++acts;
    return Response::redirect("/done");
  });
  const std::string cookie = sessions.begin(account);
  const std::string token = sessions.find(cookie)->csrf + ".page";
  const HeaderFields fields{{"cookie", "session=" + cookie}, {"sec-fetch-site", "same-origin"}};
  std::vector<std::thread> clicks;
  for (int i = 0; i < 8; ++i)
    clicks.emplace_back([&] { EXPECT_EQ(header(send("POST", "/act", fields, "q=1&csrf=" + token), "Location"), "/done"); });
  for (std::thread& click : clicks) click.join();
  EXPECT_EQ(acts, 1);
}

// The page that a refused form is answered with can be gone back to, by whom it was for.
TEST_F(AdmissionTest, GivesABrowserAnAddressForThePageThatAFormIsAnsweredWith) {
  const Handler refusing = [](const Request& request) {
    Response response;
    response.status = 422;
    response.body = "wrong: " + request.form.get("q");
    response.fleeting = request.form.get("q") == "secret";
    return response;
  };
  site.router.add(Method::post, "/refuse/{what}", Door::signed_in, refusing);
  site.router.add(Method::post, "/ask", Door::public_, refusing);
  const std::string cookie = sessions.begin(account), other = sessions.begin(account);
  const std::string token = "&csrf=" + sessions.find(cookie)->csrf;
  const auto of = [](const std::string& one) { return HeaderFields{{"cookie", "session=" + one}, {"sec-fetch-site", "same-origin"}}; };
  HeaderFields by_form = of(cookie);
  by_form.emplace_back("sec-fetch-mode", "navigate");
  EXPECT_EQ(send("POST", "/refuse/1", of(cookie), "q=typed" + token).status, 422) << "a program's answer comes at once";
  EXPECT_EQ(send("POST", "/refuse/1", by_form, "q=secret" + token).status, 422) << "what is shown once is not kept";
  const Response onward = send("POST", "/refuse/a%20b", by_form, "q=typed" + token);
  ASSERT_EQ(onward.status, 303);
  const std::string address = header(onward, "Location");
  EXPECT_EQ(address.find("/refuse/a%20b?answer="), 0u);
  for (int times = 0; times < 2; ++times) {
    const Response page = send("GET", address, of(cookie));
    EXPECT_EQ(page.status, 422);
    EXPECT_EQ(page.body, "wrong: typed");
  }
  EXPECT_EQ(send("GET", address, of(other)).status, 404) << "another session";
  EXPECT_EQ(send("GET", address).status, 404) << "nobody";
  EXPECT_EQ(send("GET", "/refuse/2?answer=" + address.substr(address.find('=') + 1), of(cookie)).status, 404) << "another path";
  EXPECT_EQ(header(send("GET", "/reviews/1?answer=" + address.substr(address.find('=') + 1)), "Location"), "/sign-in?next=%2Freviews%2F1");
  EXPECT_EQ(send("GET", "/refuse/a%20b", of(cookie)).status, 405);
  const Response public_one = send("POST", "/ask", {{"sec-fetch-site", "same-origin"}, {"sec-fetch-mode", "navigate"}}, "q=typed");
  EXPECT_EQ(send("GET", header(public_one, "Location")).body, "wrong: typed");
  clock.advance(std::int64_t{kSessionIdleMinutes - 1} * 60 * kMicrosecondsPerSecond);
  EXPECT_EQ(send("GET", address, of(cookie)).status, 422);
  clock.advance(std::int64_t{1} * 60 * kMicrosecondsPerSecond);
  EXPECT_EQ(send("GET", address, of(cookie)).status, 404) << "not for ever";
}

TEST_F(AdmissionTest, TheOldestKeptPagesMakeRoom) {
  KeptPages pages(4000);
  Request request;
  Response page;
  page.body = std::string(1000, 'x');
  std::vector<std::string> values;
  for (int i = 0; i < 5; ++i) values.push_back(*pages.keep("", request, page, 0));
  EXPECT_FALSE(pages.find(values[0], "", request, 0));
  EXPECT_TRUE(pages.find(values[4], "", request, 0));
  page.body = std::string(2 << 20, 'x');
  EXPECT_FALSE(pages.keep("", request, page, 0)) << "one alone does not crowd out the others";
}

// security.md, named attack: session fixation.
TEST_F(AdmissionTest, MakesANewSessionAtSignInAndEndsTheOldOne) {
  const std::string old = sessions.begin(account);
  const std::string token = sessions.find(old)->csrf;
  const HeaderFields fields{{"cookie", "session=" + old}, {"sec-fetch-site", "same-origin"}};
  const Response response = send("POST", "/sign-in", fields, "csrf=" + token);
  const std::string cookie = header(response, "Set-Cookie");
  ASSERT_TRUE(cookie.starts_with("session="));
  const std::string value = cookie.substr(8, cookie.find(';') - 8);
  EXPECT_NE(value, old);
  EXPECT_TRUE(sessions.find(value));
  EXPECT_FALSE(sessions.find(old));
  const Response planted = send("POST", "/sign-in", {{"cookie", "session=planted"}, {"sec-fetch-site", "same-origin"}}, "q=1");
  EXPECT_THAT(header(planted, "Set-Cookie"), Not(HasSubstr("planted")));
  EXPECT_FALSE(sessions.find("planted"));
}

TEST_F(AdmissionTest, GivesAConfirmedSessionAnotherValue) {
  const std::string old = sessions.begin(account);
  const std::string token = sessions.find(old)->csrf;
  const Response response = send("POST", "/confirm", {{"cookie", "session=" + old}, {"sec-fetch-site", "same-origin"}}, "csrf=" + token);
  const std::string cookie = header(response, "Set-Cookie");
  ASSERT_TRUE(cookie.starts_with("session="));
  const std::string value = cookie.substr(8, cookie.find(';') - 8);
  EXPECT_FALSE(sessions.find(old)) << "whoever knew it knows nothing";
  ASSERT_TRUE(sessions.find(value));
  EXPECT_TRUE(sessions.find(value)->confirmed);
}

TEST_F(AdmissionTest, EndsEverySessionOfAnAccountThatWasReset) {
  const std::string first = sessions.begin(account);
  const std::string second = sessions.begin(account);
  const std::string officer = sessions.begin(crypto::new_id<AccountId>());
  const std::string token = sessions.find(officer)->csrf;
  send("POST", "/reset", {{"cookie", "session=" + officer}, {"sec-fetch-site", "same-origin"}}, "csrf=" + token);
  EXPECT_FALSE(sessions.find(first));
  EXPECT_FALSE(sessions.find(second));
  EXPECT_TRUE(sessions.find(officer));
}

TEST_F(AdmissionTest, EndsTheSessionAtSignOut) {
  const std::string cookie = sessions.begin(account);
  const std::string token = sessions.find(cookie)->csrf;
  const HeaderFields fields{{"cookie", "session=" + cookie}, {"sec-fetch-site", "same-origin"}};
  const Response response = send("POST", "/sign-out", fields, "csrf=" + token);
  EXPECT_THAT(header(response, "Set-Cookie"), HasSubstr("session=; "));
  EXPECT_THAT(header(response, "Set-Cookie"), HasSubstr("Max-Age=0"));
  EXPECT_FALSE(sessions.find(cookie));
}

TEST_F(AdmissionTest, ReadsFormsOnly) {
  const auto status = [&](HeaderFields fields) {
    fields.insert(fields.end(), {{"host", "example.org"}, {"content-length", "3"}, {"sec-fetch-site", "none"}});
    return send(Head{"POST", "/public", 11, std::move(fields)}, "q=1").status;
  };
  EXPECT_EQ(status({{"content-type", "Application/X-WWW-form-urlencoded; charset=UTF-8"}}), 200);
  EXPECT_EQ(status({{"content-type", "text/plain"}}), 400);
  EXPECT_EQ(status({{"content-type", "application/json"}}), 400);
  EXPECT_EQ(status({}), 400);
  EXPECT_EQ(status({{"content-type", "application/x-www-form-urlencoded"}, {"content-encoding", "gzip"}}), 400);
  EXPECT_EQ(send("POST", "/public", same_origin, "q=%ff").status, 400);
}

TEST_F(AdmissionTest, LogsAReferenceAndNothingOfThePerson) {
  const Response response = send("GET", "/throws");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(*response.shared_body, "page 500");
  ASSERT_EQ(logged.size(), 1u);
  EXPECT_THAT(logged[0], HasSubstr(header(response, "Error-Reference")));
  EXPECT_THAT(logged[0], HasSubstr("std::runtime_error"));
  EXPECT_THAT(logged[0], Not(HasSubstr("Invented")));
  EXPECT_EQ(send("GET", "/throws-odd").status, 500);
  EXPECT_THAT(logged[1], HasSubstr("int"));
}

TEST_F(AdmissionTest, NeverSplitsAResponse) {
  EXPECT_EQ(send("GET", "/splits?to=/a").status, 303);
  const Response response = send("GET", "/splits?to=/a%0d%0aSet-Cookie:%20x=1");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(header(response, "Location"), "");
}

TEST_F(AdmissionTest, KeepsAConnectionUnlessAskedNotTo) {
  const auto keeps = [&](HeaderFields fields, int version = 11) {
    fields.emplace_back("host", "a");
    return admit(site, Head{"GET", "/public", version, std::move(fields)}, false).keep_alive;
  };
  EXPECT_TRUE(keeps({}));
  EXPECT_TRUE(keeps({{"connection", "keep-alive"}}));
  EXPECT_FALSE(keeps({{"connection", "close"}}));
  EXPECT_FALSE(keeps({{"connection", "TE , Close"}}));
  EXPECT_FALSE(keeps({{"connection", "keep-alive"}, {"connection", "close"}}));
  EXPECT_FALSE(keeps({}, 10));
}

}  // namespace
}  // namespace concordat::http
