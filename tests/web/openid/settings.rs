//! Without a provider in the settings there is nothing of it.

use super::{START, with_fake};
use crate::{on_both, on_both_with};

on_both! {
    async fn without_a_provider_there_is_no_button_and_no_page(app: &TestApp) {
        let (stranger, ana) = (app.visitor(), app.resident("Ana").await);
        for page in ["/sign-in", "/register"] {
            let page = stranger.visit(page).await;
            assert!(!page.is(200).html.contains("/sign-in/with/"), "{}", page.html);
        }
        for path in [START, "/sign-in/with/nhs/back?state=x&code=y", "/sign-in/with/nhs/account", "/account/identities/nhs"] {
            ana.get(path).await.is(404);
        }
        for path in [START, "/sign-in/with/nhs/account"] {
            stranger.post(path, &[]).await.is(404);
        }
        for path in ["/account/identities/nhs", "/account/identities/nhs/removal"] {
            ana.post_own(path, &[]).await.is(404);
        }
        ana.visit("/account").await.lacks("NHS");
        stranger.visit("/cookies").await.lacks("elsewhere");
        stranger.visit("/privacy").await.lacks("another site");
    }
}

on_both_with! { with_fake;
    async fn with_one_there_are_both(app: &TestApp) {
        let stranger = app.visitor();
        for page in ["/sign-in", "/register", START] {
            assert_eq!(stranger.visit(page).await.is(200).form(START).posts_to(), Some(START), "{page}");
        }
        stranger.get("/sign-in/with/other").await.is(404);
        stranger.get("/sign-in/with/NHS").await.is(404);
        stranger.visit("/cookies").await.sees("__Host-elsewhere");
        stranger.visit("/privacy").await.sees("If you sign in with another site");
        // A form from another site begins nothing.
        let foreign = [("sec-fetch-site", "cross-site")];
        stranger.send(reqwest::Method::POST, START, &foreign, Some(String::new())).await.is(403);
    }
}
