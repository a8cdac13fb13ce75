//! Every route on one screen: path, method, who may enter, and page (which asks for proof).

mod grid;
mod who;

use crate::web::{Site, error_pages};
use crate::{
    access, campaigns, coding, comments, dev, digests, discussion, door, follows, moderation, monitoring, notice,
    organisations, outcomes, paper, privacy, professions, proposals, questionnaires, record, responses, results, staff,
    subscriptions, suggestions, vision, votes,
};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource};

pub use grid::page as permissions;
pub use who::{Answer, Caller, Who};

/// A path whose other methods answer 405 with a page.
fn at(path: &str) -> Resource {
    web::resource(path).default_service(web::to(error_pages::wrong_method))
}

/// A method of a route: its name, and who may enter.
pub type Method = (&'static str, Who);

/// Makes of a table of routes the function that sets them up and the list that tests walk. A method without a word that
/// says who may enter does not compile.
macro_rules! routes {
    ($list:ident, $add:ident: $($path:literal => $($method:ident $who:ident $handler:path),+;)+) => {
        /// The routes of the table: path, and the methods that it takes.
        pub const $list: &[(&str, &[Method])] = &[$(($path, &[$((stringify!($method), Who::$who)),+])),+];

        fn $add(site: &mut ServiceConfig) {
            $(site.service(at($path)$(.route(web::$method().to($handler)))+);)+
        }
    };
}

routes! { ALL, add_all:
    // Asked for most, and so first: the router looks from the top
    "/proposals/{slug}"                    => get Everyone discussion::show::show;
    "/comments/{id}/votes"                 => post StrangerWaits votes::pages::on_comment;
    "/proposals/{slug}/votes"              => post StrangerWaits discussion::vote::cast;
    "/proposals/{slug}/comments"           => post StrangerWaits discussion::post::comment;
    "/areas/{slug}"                        => get Everyone vision::pages::area;

    // For everybody
    "/"                                    => get Everyone vision::pages::home;
    "/areas"                               => get Everyone vision::pages::area_index;
    "/about/{slug}"                        => get Everyone vision::pages::page;
    "/about/house-rules/versions"          => get Everyone vision::pages::rules::versions;
    "/about/house-rules/versions/{number}" => get Everyone vision::pages::rules::version;
    "/case-studies"                        => get Everyone vision::pages::case_studies;
    "/case-studies/{slug}"                 => get Everyone vision::pages::case_study;
    "/decisions"                           => get Everyone vision::pages::decisions;
    "/organisations"                       => get Everyone organisations::pages::public::index;
    "/organisations/{slug}"                => get Everyone discussion::organisation::show;
    "/transparency"                        => get Everyone record::pages::transparency::show;
    "/moderation"                          => get Everyone record::pages::show;
    "/moderation/decisions.csv"            => get Everyone record::pages::file;
    "/moderation/{month}"                  => get Everyone record::pages::month;
    "/privacy"                             => get Everyone notice::pages::privacy;
    "/cookies"                             => get Everyone notice::pages::cookies;
    "/proposals"                           => get Everyone proposals::pages::index;
    "/proposals/{slug}/versions"           => get Everyone proposals::pages::versions;
    "/proposals/{slug}/versions/{number}"  => get Everyone proposals::pages::version;
    "/proposals/{slug}/questions"          => get Everyone questionnaires::pages::paper::show;
    "/proposals/{slug}/respond"            => get Everyone responses::pages::start::show, post Confirmed responses::pages::start::create;
    "/proposals/{slug}/responses"          => get Everyone responses::pages::published::list;
    "/proposals/{slug}/responses.csv"      => get Everyone responses::pages::published::table;
    "/proposals/{slug}/responses/{number}" => get Everyone responses::pages::published::show;
    "/proposals/{slug}/responses/{number}/files/{attachment}" => get Everyone responses::pages::public_files::show;
    "/proposals/{slug}/outcome"            => get Everyone outcomes::pages::show;
    "/proposals/{slug}/equality"           => get Everyone monitoring::pages::show;
    "/proposals/{slug}/equality.csv"       => get Everyone monitoring::pages::table;
    "/proposals/{slug}/results"            => get Everyone results::pages::show;
    "/comments/{id}"                       => get Everyone discussion::one::show;
    "/comments/{id}/history"               => get Everyone comments::pages::history;
    "/comments/{id}/reports"               => get Everyone moderation::pages::reports::report, post Everyone moderation::pages::reports::send;

    // For everybody, but strangers sign in before it counts
    "/proposals/{slug}/follows"            => post StrangerWaits follows::pages::on_proposal;
    "/areas/{slug}/follows"                => post StrangerWaits follows::pages::on_area;
    "/comments/{id}/follows"               => post StrangerWaits follows::pages::on_comment;
    "/organisations/{slug}/follows"        => post StrangerWaits follows::pages::on_organisation;
    "/follows"                             => post StrangerWaits follows::pages::on_site;
    "/comments/{id}/replies"               => get Everyone discussion::post::reply_form, post StrangerWaits discussion::post::reply;

    // The ways in and out: for everybody
    "/register"                            => get Everyone door::pages::registration::show, post Everyone door::pages::registration::create;
    "/confirmation"                        => get Everyone door::pages::confirmation::asked, post Everyone door::pages::confirmation::again;
    "/confirmation/{token}"                => get LinkHolder door::pages::confirmation::show, post LinkHolder door::pages::confirmation::confirm;
    "/confirmation/{token}/account"        => get LinkHolder door::pages::confirmation::show_anew, post LinkHolder door::pages::confirmation::anew;
    "/sign-in"                             => get Everyone door::pages::show, post Everyone door::pages::create;
    "/sign-in/link"                        => get Everyone door::pages::link::show, post Everyone door::pages::link::create;
    "/sign-in/link/{token}"                => get LinkHolder door::pages::link::open, post LinkHolder door::pages::link::enter_with;
    "/sign-in/link/{token}/account"        => get LinkHolder door::pages::first::show, post LinkHolder door::pages::first::create;
    "/sign-in/code"                        => get Owing door::pages::code::show, post Owing door::pages::code::create;
    "/sign-in/with/{provider}"             => get Everyone door::pages::elsewhere::show, post Everyone door::pages::elsewhere::leave;
    "/sign-in/with/{provider}/back"        => get Everyone door::pages::elsewhere::back;
    "/sign-in/with/{provider}/account"     => get Everyone door::pages::newcomer::show, post Everyone door::pages::newcomer::create;
    "/sign-in/passkey"                     => get Everyone door::pages::passkey::show, post Everyone door::pages::passkey::begin;
    "/sign-in/passkey/answer"              => post Everyone door::pages::passkey::create;
    "/sign-out"                            => post Everyone door::pages::destroy;
    "/reset"                               => get Everyone door::pages::reset::show, post Everyone door::pages::reset::create;
    "/reset/{token}"                       => get LinkHolder door::pages::reset::edit, post LinkHolder door::pages::reset::update;
    "/invitation/{token}"                  => get LinkHolder door::pages::invitation::show, post LinkHolder door::pages::invitation::accept;
    "/pending"                             => get Everyone door::pages::pending::show, post Everyone door::pages::pending::decide;
    "/subscriptions"                       => get Everyone subscriptions::pages::show, post Everyone subscriptions::pages::create;
    "/subscriptions/confirmation/{token}"  => get LinkHolder subscriptions::pages::confirmation, post LinkHolder subscriptions::pages::confirm;

    // By the links in emails, without signing in: for whoever holds one
    "/emails"                              => get Everyone subscriptions::pages::emails::link_form, post Everyone subscriptions::pages::emails::send_link;
    "/emails/{token}"                      => get LinkHolder subscriptions::pages::preferences::show, post LinkHolder subscriptions::pages::preferences::update;
    "/emails/{token}/stop"                 => get LinkHolder subscriptions::pages::emails::stop, post LinkHolder subscriptions::pages::emails::stopped;
    "/emails/{token}/copy"                 => get LinkHolder subscriptions::pages::emails::copy;

    // By a reference that tells nobody who it was
    "/erasures/{reference}"                => get LinkHolder privacy::pages::certificate;

    // For people who are signed in
    "/account"                             => get SignedIn door::pages::account::show, post SignedIn door::pages::account::update;
    "/account/responses"                   => get Confirmed responses::pages::one::index;
    "/responses/{reference}"               => get Confirmed responses::pages::one::show;
    "/responses/{reference}/sections/{section}" => get Confirmed responses::pages::sections::edit, post Confirmed responses::pages::sections::update;
    "/responses/{reference}/check"         => get Confirmed responses::pages::check::show, post Confirmed responses::pages::check::create;
    "/responses/{reference}/answers"       => get Confirmed responses::pages::check::sent;
    "/responses/{reference}/withdrawal"    => post Confirmed responses::pages::one::take_back;
    "/responses/{reference}/sections/{section}/history" => get Confirmed responses::pages::together::history, post Confirmed responses::pages::together::restore;
    "/responses/{reference}/remarks"       => get Confirmed responses::pages::together::talk, post Confirmed responses::pages::together::say;
    "/responses/{reference}/remarks/{remark}/removal" => post Confirmed responses::pages::together::unsay;
    "/responses/{reference}/equality"      => get Confirmed responses::pages::equality::show, post Confirmed responses::pages::equality::create;
    "/responses/{reference}/attachments"   => get Confirmed responses::pages::attachments::index, post Confirmed responses::pages::attachments::create;
    "/responses/{reference}/attachments/{attachment}" => get Confirmed responses::pages::attachments::show;
    "/responses/{reference}/attachments/{attachment}/removal" => post Confirmed responses::pages::attachments::remove;
    "/responses/{reference}/outcome"       => get Confirmed outcomes::pages::own;
    "/responses/{reference}/sign-off"      => post Confirmed responses::pages::together::ask;
    "/account/decisions"                   => get Confirmed moderation::pages::own::index;
    "/account/decisions/{id}"              => get Confirmed moderation::pages::own::show;
    "/account/decisions/{id}/appeal"       => post Confirmed moderation::pages::own::appeal;
    "/account/emails"                      => get Confirmed subscriptions::pages::preferences::own, post Confirmed subscriptions::pages::preferences::update_own;
    "/account/emails/{id}"                 => get Confirmed subscriptions::pages::preferences::own_copy;
    "/account/password"                    => get SignedIn door::pages::account::password_form, post SignedIn door::pages::account::password;
    "/account/factor"                      => get SignedIn door::pages::factor::show, post SignedIn door::pages::factor::create;
    "/account/factor/codes"                => post SignedIn door::pages::factor::renew;
    "/account/factor/removal"              => post SignedIn door::pages::factor::remove;
    "/account/identities/{provider}"       => get SignedIn door::pages::identities::show, post SignedIn door::pages::identities::connect;
    "/account/identities/{provider}/removal" => post SignedIn door::pages::identities::remove;
    "/account/passkeys"                    => get SignedIn door::pages::passkeys::show, post SignedIn door::pages::passkeys::begin;
    "/account/passkeys/new"                => get SignedIn door::pages::passkeys::new, post SignedIn door::pages::passkeys::create;
    "/account/passkeys/{id}"               => get SignedIn door::pages::passkeys::one, post SignedIn door::pages::passkeys::rename;
    "/account/passkeys/{id}/removal"       => post SignedIn door::pages::passkeys::remove;
    "/account/sessions"                    => post SignedIn door::pages::sessions::end_all;
    "/account/sessions/{id}/ending"        => post SignedIn door::pages::sessions::end;

    "/account/profession"                  => get Speaker professions::pages::show, post Speaker professions::pages::update;
    "/account/profession/work-address"     => get Speaker professions::pages::evidence::work_address, post Speaker professions::pages::evidence::send_letter;
    "/account/profession/letter/{token}" => get Speaker professions::pages::evidence::letter, post Speaker professions::pages::evidence::confirm;
    "/account/profession/registration"     => get Speaker professions::pages::evidence::registration, post Speaker professions::pages::evidence::send_number;
    "/account/profession/vouching"         => get Speaker professions::pages::evidence::vouching, post Speaker professions::pages::evidence::send_words;

    "/account/organisation"                => get Speaker organisations::pages::show, post Speaker organisations::pages::register;
    "/account/organisation/invitations"    => post Author organisations::pages::people::invite;
    "/account/organisation/invitation/{token}" => get Speaker organisations::pages::people::invitation, post Speaker organisations::pages::people::accept;
    "/account/organisation/members"        => post Author organisations::pages::people::change;
    "/account/organisation/leaving"        => get Author organisations::pages::people::leaving, post Author organisations::pages::people::leave;

    "/account/data"                        => get SignedIn privacy::pages::data, post SignedIn privacy::pages::ask;
    "/account/data/copy.zip"               => get SignedIn privacy::pages::download;
    "/account/suggestions"                 => get Confirmed suggestions::pages::own;
    "/account/erasure"                     => get SignedIn privacy::pages::erasure, post SignedIn privacy::pages::erase;

    // For people who may take part, where residents can suggest proposals; elsewhere there are no such pages
    "/areas/{slug}/suggestions"            => get Speaker suggestions::pages::new, post Speaker suggestions::pages::create;

    // For authors
    "/comments/{id}/edit"                  => get Author comments::pages::edit_form, post Author discussion::edit::update;
    "/comments/{id}/deletion"              => get Author comments::pages::delete_form, post Author comments::pages::delete;

    // For moderators
    "/staff/queue"                         => get Moderator staff::pages::queue;
    "/staff/cases/{id}"                    => get Moderator moderation::pages::cases::case;
    "/staff/cases/{id}/decisions"          => post Moderator moderation::pages::cases::decide;
    "/staff/cases/{id}/giving-back"        => post Moderator moderation::pages::cases::give_back;
    "/staff/cases/{id}/together"           => get Moderator moderation::pages::together::show, post Moderator moderation::pages::together::decide;
    "/staff/appeals"                       => get Moderator moderation::pages::appeals::index;
    "/staff/appeals/{id}"                  => get Moderator moderation::pages::appeals::show, post Moderator moderation::pages::appeals::answer;
    "/staff/decisions"                     => get Moderator moderation::pages::cases::own;
    "/staff/record"                        => get Moderator moderation::pages::cases::record;
    "/staff/templates"                     => get Moderator moderation::pages::templates::index, post Moderator moderation::pages::templates::create;
    "/staff/templates/{id}"                => get Moderator moderation::pages::templates::edit, post Moderator moderation::pages::templates::update;
    "/staff/templates/{id}/deletion"       => get Moderator moderation::pages::templates::deletion, post Moderator moderation::pages::templates::delete;
    "/staff/holding"                       => get Moderator staff::holding::pages::edit, post Moderator staff::holding::pages::update;
    "/staff/consultations"                 => get Analyst responses::pages::staff::index;
    "/staff/proposals/{id}/responses"      => get Analyst responses::pages::staff::list;
    "/staff/proposals/{id}/responses/{file}" => get Analyst responses::pages::staff::export;
    "/staff/responses/{id}"                => get Analyst responses::pages::staff::show, post Analyst responses::pages::staff::note;
    "/staff/proposals/{id}/paper"          => get Analyst paper::pages::index, post Analyst paper::pages::create;
    "/staff/paper/{id}"                    => get Analyst paper::pages::one::show, post Analyst paper::pages::one::update;
    "/staff/paper/{id}/opening"            => post Analyst paper::pages::one::reopen;
    "/staff/paper/{id}/sending"            => post Analyst paper::pages::one::send;
    "/staff/paper/{id}/attachments"        => post Analyst paper::pages::scans::create;
    "/staff/paper/{id}/attachments/{attachment}" => get Analyst paper::pages::scans::show;
    "/staff/paper/{id}/attachments/{attachment}/removal" => post Analyst paper::pages::scans::remove;
    "/staff/proposals/{id}/publishing"     => get Editor responses::pages::publishing::list;
    "/staff/responses/{id}/publication"    => get Editor responses::pages::publishing::show, post Editor responses::pages::publishing::decide;
    "/staff/responses/{id}/redactions/{question}" => get Editor responses::pages::publishing::edit, post Editor responses::pages::publishing::redact;
    "/staff/redactions/{id}/deletion"      => post Editor responses::pages::publishing::put_back;
    "/staff/proposals/{id}/campaigns"      => get Analyst campaigns::pages::index;
    "/staff/campaigns/{id}"                => get Analyst campaigns::pages::one::show, post Analyst campaigns::pages::one::decide;
    "/staff/responses/{id}/attachments/{attachment}" => get Analyst responses::pages::attachments::read;
    "/staff/responses/{id}/attachments/{attachment}/publication" => post Editor responses::pages::public_files::decide;
    "/staff/campaigns/{id}/responses"      => post Analyst campaigns::pages::one::place;
    "/staff/proposals/{id}/themes"         => get Analyst coding::pages::themes::index, post Analyst coding::pages::themes::create;
    "/staff/themes/{id}"                   => get Analyst coding::pages::theme::edit, post Analyst coding::pages::theme::update;
    "/staff/themes/{id}/place"             => post Analyst coding::pages::theme::place;
    "/staff/themes/{id}/merging"           => post Analyst coding::pages::theme::merge;
    "/staff/themes/{id}/deletion"          => post Analyst coding::pages::theme::delete;
    "/staff/proposals/{id}/coding"         => get Analyst coding::pages::show, post Analyst coding::pages::assign;
    "/staff/proposals/{id}/coding/{question}" => get Analyst coding::pages::answer::next;
    "/staff/proposals/{id}/coding/{question}/{response}" => get Analyst coding::pages::answer::show, post Analyst coding::pages::answer::update;
    "/staff/proposals/{id}/agreement"      => get Analyst coding::pages::agreement::index;
    "/staff/proposals/{id}/agreement/{question}/{pair}" => get Analyst coding::pages::agreement::show;
    "/staff/proposals/{id}/passages/{file}" => get Analyst coding::pages::files::export;
    "/staff/proposals/{id}/outcome"        => get Editor outcomes::pages::staff::show, post Editor outcomes::pages::staff::update;
    "/staff/proposals/{id}/outcome/publication" => post Editor outcomes::pages::staff::publish;
    "/staff/proposals/{id}/outcome/points" => get Editor outcomes::pages::points::new, post Editor outcomes::pages::points::create;
    "/staff/outcome-points/{id}"           => get Editor outcomes::pages::points::edit, post Editor outcomes::pages::points::update;
    "/staff/outcome-points/{id}/deletion"  => post Editor outcomes::pages::points::delete;
    "/staff/outcome-points/{id}/updates"   => post Editor outcomes::pages::points::tell;
    "/staff/proposals/{id}/equality-questions" => get Editor monitoring::pages::staff::show, post Editor monitoring::pages::staff::update;
    "/staff/proposals/{id}/questionnaire"  => get Editor questionnaires::pages::show, post Editor questionnaires::pages::update;
    "/staff/proposals/{id}/questionnaire/late" => post Editor questionnaires::pages::late;
    "/staff/proposals/{id}/questionnaire/copy" => post Editor questionnaires::pages::copy;
    "/staff/proposals/{id}/questionnaire/preview" => get Editor questionnaires::pages::preview::show, post Editor questionnaires::pages::preview::update;
    "/staff/proposals/{id}/questionnaire/sections" => get Editor questionnaires::pages::sections::new, post Editor questionnaires::pages::sections::create;
    "/staff/proposals/{id}/questionnaire/sections/{section}" => get Editor questionnaires::pages::sections::edit, post Editor questionnaires::pages::sections::update;
    "/staff/proposals/{id}/questionnaire/sections/{section}/questions" => get Editor questionnaires::pages::questions::new, post Editor questionnaires::pages::questions::create;
    "/staff/proposals/{id}/questionnaire/questions/{question}" => get Editor questionnaires::pages::questions::edit, post Editor questionnaires::pages::questions::update;
    "/staff/proposals/{id}/holding"        => get Moderator staff::holding::pages::proposal::edit, post Moderator staff::holding::pages::proposal::update;

    // For those who verify people and organisations
    "/staff/professions"                   => get Verifier professions::pages::staff::index;
    "/staff/professions/{id}"              => get Verifier professions::pages::staff::show, post Verifier professions::pages::staff::decide;
    "/staff/organisations"                 => get Verifier organisations::pages::staff::index;
    "/staff/organisations/{id}"            => get Verifier organisations::pages::staff::show, post Verifier organisations::pages::staff::decide;

    // For staff (the desk), and for those who edit
    "/staff"                               => get Staff staff::pages::desk;
    "/staff/pages"                         => get Editor staff::content::pages::page_index;
    "/staff/pages/{slug}"                  => get Editor staff::content::pages::page_edit, post Editor staff::content::pages::page_update;
    "/staff/areas"                         => get Editor staff::content::pages::area_index;
    "/staff/areas/{slug}"                  => get Editor staff::content::pages::area_edit, post Editor staff::content::pages::area_update;
    "/staff/case-studies"                  => get Editor staff::content::pages::studies::index;
    "/staff/case-studies/new"              => get Editor staff::content::pages::studies::new, post Editor staff::content::pages::studies::create;
    "/staff/case-studies/{slug}"           => get Editor staff::content::pages::studies::edit, post Editor staff::content::pages::studies::update;
    "/staff/case-studies/{slug}/preview"   => get Editor staff::content::pages::studies::preview;
    "/staff/case-studies/{slug}/deletion"  => get Editor staff::content::pages::studies::deletion, post Editor staff::content::pages::studies::delete;
    "/staff/texts/home"                    => get Editor staff::content::pages::texts::home_edit, post Editor staff::content::pages::texts::home_update;
    "/staff/texts/frame"                   => get Editor staff::content::pages::texts::frame_edit, post Editor staff::content::pages::texts::frame_update;
    "/staff/proposals"                     => get Editor staff::proposals::pages::index;
    "/staff/proposals/new"                 => get Editor staff::proposals::pages::new, post Editor staff::proposals::pages::create;
    "/staff/proposals/{id}"                => get Editor staff::proposals::pages::edit, post Editor staff::proposals::pages::update;
    "/staff/proposals/{id}/opening"        => get Editor staff::stages::pages::opening, post Editor staff::stages::pages::open;
    "/staff/proposals/{id}/closing"        => get Editor staff::stages::pages::closing, post Editor staff::stages::pages::close;
    "/staff/proposals/{id}/formats"        => get Editor staff::formats::pages::index, post Editor staff::formats::pages::create;
    "/staff/formats/{id}"                  => get Editor staff::formats::pages::edit, post Editor staff::formats::pages::update;
    "/staff/formats/{id}/deletion"         => post Editor staff::formats::pages::delete;
    "/staff/proposals/{id}/withdrawal"     => get Editor staff::stages::pages::withdrawal, post Editor staff::stages::pages::withdraw;
    "/staff/proposals/{id}/extension"      => get Editor staff::stages::pages::extension, post Editor staff::stages::pages::extend;
    "/staff/proposals/{id}/declining"      => get Editor suggestions::pages::staff::declining, post Editor suggestions::pages::staff::decline;

    // For administrators
    "/staff/people"                        => get Administrator staff::people::pages::index, post Administrator staff::people::pages::invite;
    "/staff/people/{id}/ending"            => get Administrator staff::people::pages::ending, post Administrator staff::people::pages::end;
    "/staff/access"                        => get Administrator access::pages::index;
    "/staff/emails"                        => get Administrator digests::pages::show;
    "/staff/emails/{id}/retry"             => post Administrator digests::pages::retry;

    // For machines
    "/health"                              => get Machine health;
    "/assets/{version}/{path:.*}"          => get Machine crate::web::assets::show;
    "/favicon.ico"                         => get Machine crate::web::assets::favicon;
}

routes! { DEMO, add_demo:
    "/dev/mail"                            => get Everyone dev::index, post Everyone dev::hasten;
    "/dev/mail/{name}"                     => get Everyone dev::show;
    "/dev/mail/{name}/html"                => get Everyone dev::html;
}

/// Sets all routes up. Those of the demonstration exist nowhere else.
pub fn all(site: &mut ServiceConfig, demo: bool) {
    add_all(site);
    if demo {
        add_demo(site);
    }
    site.default_service(web::to(error_pages::not_found));
}

/// Whether the site and its database answer: 200 and "ok", or 503.
async fn health(site: web::Data<Site>, _req: HttpRequest) -> HttpResponse {
    let plain = |mut response: actix_web::HttpResponseBuilder, text: &'static str| {
        response.content_type("text/plain; charset=utf-8").insert_header(("cache-control", "no-store")).body(text)
    };
    match site.db.refresh().await {
        Ok(_) => plain(HttpResponse::Ok(), "ok\n"),
        Err(_) => plain(HttpResponse::ServiceUnavailable(), "the database does not answer\n"),
    }
}
