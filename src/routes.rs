//! Every route on one screen: path, method, page, and who may enter (the handlers ask for proof).

use crate::web::{Site, error_pages};
use crate::{
    comments, dev, digests, discussion, door, follows, moderation, proposals, staff, subscriptions, vision, votes,
};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource};

/// A path whose other methods answer 405 with a page.
fn at(path: &str) -> Resource {
    web::resource(path).default_service(web::to(error_pages::wrong_method))
}

/// Makes of a table of routes the function that sets them up and the list that tests walk.
macro_rules! routes {
    ($list:ident, $add:ident: $($path:literal => $($method:ident $handler:path),+;)+) => {
        /// The routes of the table: path, and the methods that it takes.
        pub const $list: &[(&str, &[&str])] = &[$(($path, &[$(stringify!($method)),+])),+];

        fn $add(site: &mut ServiceConfig) {
            $(site.service(at($path)$(.route(web::$method().to($handler)))+);)+
        }
    };
}

routes! { ALL, add_all:
    // Asked for most, and so first: the router looks from the top
    "/proposals/{slug}"                    => get discussion::show::show;
    "/comments/{id}/votes"                 => post votes::pages::on_comment;
    "/proposals/{slug}/votes"              => post discussion::vote::cast;
    "/proposals/{slug}/comments"           => post discussion::post::comment;
    "/areas/{slug}"                        => get vision::pages::area;

    // For everybody
    "/"                                    => get vision::pages::home;
    "/areas"                               => get vision::pages::area_index;
    "/about/{slug}"                        => get vision::pages::page;
    "/case-studies"                        => get vision::pages::case_studies;
    "/case-studies/{slug}"                 => get vision::pages::case_study;
    "/decisions"                           => get vision::pages::decisions;
    "/proposals"                           => get proposals::pages::index;
    "/proposals/{slug}/versions"           => get proposals::pages::versions;
    "/proposals/{slug}/versions/{number}"  => get proposals::pages::version;
    "/comments/{id}"                       => get discussion::one::show;
    "/comments/{id}/history"               => get comments::pages::history;
    "/comments/{id}/reports"               => get moderation::pages::report, post moderation::pages::send;

    // For everybody, but strangers sign in before it counts
    "/proposals/{slug}/follows"            => post follows::pages::on_proposal;
    "/areas/{slug}/follows"                => post follows::pages::on_area;
    "/comments/{id}/follows"               => post follows::pages::on_comment;
    "/follows"                             => post follows::pages::on_site;
    "/comments/{id}/replies"               => get discussion::post::reply_form, post discussion::post::reply;

    // The ways in and out: for everybody
    "/register"                            => get door::pages::registration::show, post door::pages::registration::create;
    "/confirmation"                        => get door::pages::confirmation::asked, post door::pages::confirmation::again;
    "/confirmation/{token}"                => get door::pages::confirmation::show, post door::pages::confirmation::confirm;
    "/confirmation/{token}/account"        => get door::pages::confirmation::show_anew, post door::pages::confirmation::anew;
    "/sign-in"                             => get door::pages::show, post door::pages::create;
    "/sign-out"                            => post door::pages::destroy;
    "/reset"                               => get door::pages::reset::show, post door::pages::reset::create;
    "/reset/{token}"                       => get door::pages::reset::edit, post door::pages::reset::update;
    "/invitation/{token}"                  => get door::pages::invitation::show, post door::pages::invitation::accept;
    "/pending"                             => get door::pages::pending::show, post door::pages::pending::decide;
    "/subscriptions"                       => get subscriptions::pages::show, post subscriptions::pages::create;
    "/subscriptions/confirmation/{token}"  => get subscriptions::pages::confirmation, post subscriptions::pages::confirm;

    // By the links in emails, without signing in: for whoever holds one
    "/emails"                              => get subscriptions::pages::emails::link_form, post subscriptions::pages::emails::send_link;
    "/emails/{token}"                      => get subscriptions::pages::preferences::show, post subscriptions::pages::preferences::update;
    "/emails/{token}/stop"                 => get subscriptions::pages::emails::stop, post subscriptions::pages::emails::stopped;
    "/emails/{token}/copy"                 => get subscriptions::pages::emails::copy;

    // For people who are signed in
    "/account"                             => get door::pages::account::show, post door::pages::account::update;
    "/account/emails"                      => get subscriptions::pages::preferences::own, post subscriptions::pages::preferences::update_own;
    "/account/emails/{id}"                 => get subscriptions::pages::preferences::own_copy;
    "/account/password"                    => get door::pages::account::password_form, post door::pages::account::password;

    // For authors (Speaker)
    "/comments/{id}/edit"                  => get comments::pages::edit_form, post comments::pages::edit;
    "/comments/{id}/deletion"              => get comments::pages::delete_form, post comments::pages::delete;

    // For moderators (Moderator)
    "/staff/queue"                         => get staff::pages::queue;
    "/staff/cases/{id}"                    => get moderation::pages::case;
    "/staff/cases/{id}/decisions"          => post moderation::pages::decide;
    "/staff/record"                        => get moderation::pages::record;

    // For staff (the desk), and for those who edit (Editor)
    "/staff"                               => get staff::pages::desk;
    "/staff/pages"                         => get staff::content::pages::page_index;
    "/staff/pages/{slug}"                  => get staff::content::pages::page_edit, post staff::content::pages::page_update;
    "/staff/areas"                         => get staff::content::pages::area_index;
    "/staff/areas/{slug}"                  => get staff::content::pages::area_edit, post staff::content::pages::area_update;
    "/staff/case-studies"                  => get staff::content::pages::studies::index;
    "/staff/case-studies/new"              => get staff::content::pages::studies::new, post staff::content::pages::studies::create;
    "/staff/case-studies/{slug}"           => get staff::content::pages::studies::edit, post staff::content::pages::studies::update;
    "/staff/case-studies/{slug}/preview"   => get staff::content::pages::studies::preview;
    "/staff/case-studies/{slug}/deletion"  => get staff::content::pages::studies::deletion, post staff::content::pages::studies::delete;
    "/staff/texts/home"                    => get staff::content::pages::texts::home_edit, post staff::content::pages::texts::home_update;
    "/staff/texts/frame"                   => get staff::content::pages::texts::frame_edit, post staff::content::pages::texts::frame_update;
    "/staff/proposals"                     => get staff::proposals::pages::index;
    "/staff/proposals/new"                 => get staff::proposals::pages::new, post staff::proposals::pages::create;
    "/staff/proposals/{id}"                => get staff::proposals::pages::edit, post staff::proposals::pages::update;
    "/staff/proposals/{id}/opening"        => get staff::stages::pages::opening, post staff::stages::pages::open;
    "/staff/proposals/{id}/closing"        => get staff::stages::pages::closing, post staff::stages::pages::close;
    "/staff/proposals/{id}/extension"      => get staff::stages::pages::extension, post staff::stages::pages::extend;

    // For administrators (Administrator)
    "/staff/emails"                        => get digests::pages::show;
    "/staff/emails/{id}/retry"             => post digests::pages::retry;

    // For machines
    "/health"                              => get health;
    "/assets/{version}/{path:.*}"          => get crate::web::assets::show;
    "/favicon.ico"                         => get crate::web::assets::favicon;
}

routes! { DEMO, add_demo:
    "/dev/mail"                            => get dev::index, post dev::hasten;
    "/dev/mail/{name}"                     => get dev::show;
    "/dev/mail/{name}/html"                => get dev::html;
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
