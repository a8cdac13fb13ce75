//! Every route on one screen: method, path, page, and who may enter (the handlers ask for proof).

use crate::web::{Site, error_pages};
use crate::{comments, dev, discussion, door, follows, moderation, proposals, staff, subscriptions, vision, votes};
use actix_web::web::{self, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse, Resource};
use views::paths;

/// A path whose other methods answer 405 with a page.
fn at(path: &str) -> Resource {
    web::resource(path).default_service(web::to(error_pages::wrong_method))
}

/// All routes. Those under `/dev` exist in the demonstration only.
pub fn all(routes: &mut ServiceConfig, demo: bool) {
    routes
        // For everybody
        .service(at("/").route(get().to(vision::pages::home)))
        .service(at("/areas").route(get().to(vision::pages::area_index)))
        .service(at("/areas/{slug}").route(get().to(vision::pages::area)))
        .service(at("/about/{slug}").route(get().to(vision::pages::page)))
        .service(at("/case-studies").route(get().to(vision::pages::case_studies)))
        .service(at("/case-studies/{slug}").route(get().to(vision::pages::case_study)))
        .service(at("/decisions").route(get().to(vision::pages::decisions)))
        .service(at("/proposals").route(get().to(proposals::pages::index)))
        .service(at("/proposals/{slug}").route(get().to(discussion::show::show)))
        .service(at("/proposals/{slug}/versions").route(get().to(proposals::pages::versions)))
        .service(at("/proposals/{slug}/versions/{number}").route(get().to(proposals::pages::version)))
        .service(at("/comments/{id}").route(get().to(discussion::one::show)))
        .service(at("/comments/{id}/history").route(get().to(comments::pages::history)))
        .service(
            at("/comments/{id}/reports")
                .route(get().to(moderation::pages::report))
                .route(post().to(moderation::pages::send)),
        )
        // For everybody, but strangers sign in before it counts
        .service(at("/proposals/{slug}/votes").route(post().to(votes::pages::on_proposal)))
        .service(at("/proposals/{slug}/comments").route(post().to(discussion::post::comment)))
        .service(at("/proposals/{slug}/follows").route(post().to(follows::pages::on_proposal)))
        .service(at("/areas/{slug}/follows").route(post().to(follows::pages::on_area)))
        .service(at("/comments/{id}/votes").route(post().to(votes::pages::on_comment)))
        .service(
            at("/comments/{id}/replies")
                .route(get().to(discussion::post::reply_form))
                .route(post().to(discussion::post::reply)),
        )
        // The ways in and out: for everybody
        .service(
            at("/register")
                .route(get().to(door::pages::registration::show))
                .route(post().to(door::pages::registration::create)),
        )
        .service(
            at("/confirmation")
                .route(get().to(door::pages::registration::asked))
                .route(post().to(door::pages::registration::again)),
        )
        .service(
            at("/confirmation/{token}")
                .route(get().to(door::pages::registration::confirmation))
                .route(post().to(door::pages::registration::confirm)),
        )
        .service(at("/sign-in").route(get().to(door::pages::show)).route(post().to(door::pages::create)))
        .service(at("/sign-out").route(post().to(door::pages::destroy)))
        .service(at("/reset").route(get().to(door::pages::reset::show)).route(post().to(door::pages::reset::create)))
        .service(
            at("/reset/{token}").route(get().to(door::pages::reset::edit)).route(post().to(door::pages::reset::update)),
        )
        .service(
            at("/invitation/{token}")
                .route(get().to(door::pages::invitation::show))
                .route(post().to(door::pages::invitation::accept)),
        )
        .service(
            at("/pending").route(get().to(door::pages::pending::show)).route(post().to(door::pages::pending::decide)),
        )
        .service(
            at("/subscriptions")
                .route(get().to(subscriptions::pages::show))
                .route(post().to(subscriptions::pages::create)),
        )
        .service(
            at("/subscriptions/confirmation/{token}")
                .route(get().to(subscriptions::pages::confirmation))
                .route(post().to(subscriptions::pages::confirm)),
        )
        // For people who are signed in
        .service(
            at("/account").route(get().to(door::pages::account::show)).route(post().to(door::pages::account::update)),
        )
        .service(
            at("/account/password")
                .route(get().to(door::pages::account::password_form))
                .route(post().to(door::pages::account::password)),
        )
        // For authors (Speaker)
        .service(
            at("/comments/{id}/edit")
                .route(get().to(comments::pages::edit_form))
                .route(post().to(comments::pages::edit)),
        )
        .service(
            at("/comments/{id}/deletion")
                .route(get().to(comments::pages::delete_form))
                .route(post().to(comments::pages::delete)),
        )
        // For moderators (Moderator)
        .service(at("/staff/queue").route(get().to(moderation::pages::queue)))
        .service(at("/staff/cases/{id}").route(get().to(moderation::pages::case)))
        .service(at("/staff/cases/{id}/decisions").route(post().to(moderation::pages::decide)))
        .service(at("/staff/record").route(get().to(moderation::pages::record)))
        // For staff (the desk), and for those who edit (Editor)
        .service(at(paths::staff()).route(get().to(staff::pages::desk)))
        .service(at(paths::staff_pages()).route(get().to(staff::content::pages::page_index)))
        .service(
            at("/staff/pages/{slug}")
                .route(get().to(staff::content::pages::page_edit))
                .route(post().to(staff::content::pages::page_update)),
        )
        .service(at(paths::staff_areas()).route(get().to(staff::content::pages::area_index)))
        .service(
            at("/staff/areas/{slug}")
                .route(get().to(staff::content::pages::area_edit))
                .route(post().to(staff::content::pages::area_update)),
        )
        .service(at(paths::staff_proposals()).route(get().to(staff::proposals::pages::index)))
        .service(
            at(paths::staff_proposal_new())
                .route(get().to(staff::proposals::pages::new))
                .route(post().to(staff::proposals::pages::create)),
        )
        .service(
            at("/staff/proposals/{id}")
                .route(get().to(staff::proposals::pages::edit))
                .route(post().to(staff::proposals::pages::update)),
        )
        .service(
            at("/staff/proposals/{id}/opening")
                .route(get().to(staff::stages::pages::opening))
                .route(post().to(staff::stages::pages::open)),
        )
        .service(
            at("/staff/proposals/{id}/closing")
                .route(get().to(staff::stages::pages::closing))
                .route(post().to(staff::stages::pages::close)),
        )
        .service(
            at("/staff/proposals/{id}/extension")
                .route(get().to(staff::stages::pages::extension))
                .route(post().to(staff::stages::pages::extend)),
        )
        // For machines
        .service(at("/health").route(get().to(health)))
        .service(at("/assets/{version}/{path:.*}").route(get().to(crate::web::assets::show)))
        .service(at("/favicon.ico").route(get().to(crate::web::assets::favicon)));
    if demo {
        routes
            .service(at(paths::dev_mail()).route(get().to(dev::index)))
            .service(at("/dev/mail/{name}").route(get().to(dev::show)));
    }
    routes.default_service(web::to(error_pages::not_found));
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
