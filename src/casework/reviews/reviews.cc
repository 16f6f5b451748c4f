#include "casework/reviews/reviews.h"

#include "casework/reviews/access_and_history.h"
#include "casework/reviews/answer_checks.h"
#include "casework/reviews/board.h"
#include "casework/reviews/involvement_section.h"
#include "casework/reviews/open_review.h"
#include "casework/reviews/other_work.h"
#include "casework/reviews/pack.h"
#include "casework/reviews/partner_requests.h"
#include "casework/reviews/people_section.h"
#include "casework/reviews/records.h"
#include "casework/reviews/restrictions.h"
#include "casework/reviews/review_page.h"
#include "casework/reviews/taking_in.h"
#include "casework/reviews/wall.h"
#include "casework/reviews/work_sections.h"

namespace concordat::casework {

void add_review_pages(http::Router& router, const App& app) {
  add_board(router, app);
  add_wall(router, app);
  add_other_work(router, app);
  add_opening_pages(router, app);
  add_review_page(router, app);
  add_new_record_pages(router, app);
  add_record_pages(router, app);
  add_involvement_section(router, app);
  add_own_checks(router, app);
  add_contact_pages(router, app);
  add_partner_requests(router, app);
  add_work_sections(router, app);
  add_people_section(router, app);
  add_taking_in_pages(router, app);
  add_pack_pages(router, app);
  add_access_and_history(router, app);
  add_restrictions_section(router, app);
}

}  // namespace concordat::casework
