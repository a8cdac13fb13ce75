//! Providers that are away, or that say what is not to be believed.

use super::{SESSION, START, connected, fake, goes_to, sets_off, with_fake};
use crate::leaving::{everything, holds};
use crate::on_both_with;
use crate::support::TestApp;
use crate::support::stage::PASSWORD;
use chrono::Duration;
use folkmoot::config::Config;
use folkmoot::policy::{Capacity, Role};
use serde_json::{Value, json};

/// With a provider that is not waited for for long.
fn with_haste(config: &mut Config) {
    with_fake(config);
    config.sign_in.deadline_seconds = 3;
}

async fn nora(app: &TestApp) {
    let id = app.account("Nora", "nora@people.example", Role::Member, Capacity::Resident, "").await;
    connected(app, id, "known-as-7").await;
}

fn unsigned(claims: &Value) -> String {
    use base64::Engine as _;
    let encode = |value: &Value| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", encode(&json!({ "alg": "none" })), encode(claims))
}

on_both_with! { with_fake;
    /// Signature, issuer, audience, time, nonce and subject: whatever is wrong with the token, nobody comes in.
    async fn a_token_is_believed_as_a_whole_or_not_at_all(app: &TestApp) {
        nora(app).await;
        let fake = fake(app);
        let now = app.now().and_utc().timestamp();
        for (claims, header) in [
            (json!({ "nonce": "another" }), json!({})),
            (json!({ "nonce": null }), json!({})),
            (json!({ "iss": "https://evil.example" }), json!({})),
            (json!({ "iss": null }), json!({})),
            (json!({ "aud": "another site" }), json!({})),
            (json!({ "aud": ["folkmoot", "another site"] }), json!({})),
            (json!({ "aud": null }), json!({})),
            (json!({ "exp": now - 1 }), json!({})),
            (json!({ "exp": null }), json!({})),
            (json!({ "sub": null }), json!({})),
            (json!({ "sub": "" }), json!({})),
            (json!({ "sub": "x".repeat(256) }), json!({})),
            (json!({ "sub": "known-as-7\u{0}" }), json!({})),
            (json!({}), json!({ "alg": "none" })),
            (json!({}), json!({ "alg": "HS256" })),
            (json!({}), json!({ "alg": "RS256" })),
            (json!({}), json!({ "kid": "key-1" })),
        ] {
            fake.be(|ways| (ways.claims, ways.header) = (claims.clone(), header.clone()));
            let who = app.visitor();
            let page = goes_to(&who, &fake).await;
            assert!(matches!(page.status, 403 | 503), "{claims} {header}: {}", page.status);
            assert!(who.cookie(SESSION).is_none(), "{claims} {header}");
            app.clock.forward(Duration::seconds(10));
        }
        // Signed by somebody else under the name of its key.
        fake.be(|ways| (ways.claims, ways.header, ways.signs_with) = (json!({}), json!({ "kid": "key-0" }), 1));
        goes_to(&app.visitor(), &fake).await.is(403).sees("does not fit");
        let token = |claims: Value| json!({ "access_token": "a", "token_type": "Bearer", "id_token": unsigned(&claims) }).to_string();
        let all = json!({ "iss": fake.issuer, "sub": "known-as-7", "aud": "folkmoot", "iat": now, "exp": now + 300 });
        fake.be(|ways| { ways.says.insert("/token", (200, token(all))); });
        let page = goes_to(&app.visitor(), &fake).await;
        assert!(matches!(page.status, 403 | 503), "{}", page.status);
        fake.be(|ways| { ways.says.clear(); (ways.header, ways.signs_with) = (json!({}), 0); });
        let who = app.visitor();
        goes_to(&who, &fake).await.is(303);
        who.get("/account").await.is(200);
    }

    /// A provider that asks nobody who began is still not one at which a code of somebody else does anything.
    async fn a_foreign_code_is_known_by_the_nonce_too(app: &TestApp) {
        nora(app).await;
        let fake = fake(app);
        fake.be(|ways| ways.minds_pkce = false);
        let (nora, eve) = (app.visitor(), app.visitor());
        let (of_nora, of_eve) = (fake.passes(&sets_off(&nora).await), fake.passes(&sets_off(&eve).await));
        let code = |url: &str| url.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code").to_owned();
        nora.get(&of_nora.replace(&code(&of_nora), &code(&of_eve))).await.is(403);
        assert!(nora.cookie(SESSION).is_none());
        let sent = fake.asked("/token").pop().expect("asked");
        assert!(sent.contains("code_verifier=") && sent.contains("grant_type=authorization_code"), "{sent}");
        assert!(!sent.contains("secret"), "the secret is in the head");
    }

    /// The keys that it told are believed for an hour, and asked for anew where one is unknown; one that is gone is gone.
    async fn keys_are_asked_for_when_one_is_unknown(app: &TestApp) {
        nora(app).await;
        let fake = fake(app);
        goes_to(&app.visitor(), &fake).await.is(303);
        goes_to(&app.visitor(), &fake).await.is(303);
        assert_eq!(fake.asked("/jwks").len(), 1);
        fake.be(|ways| (ways.signs_with, ways.tells) = (1, vec![1]));
        goes_to(&app.visitor(), &fake).await.is(303);
        assert_eq!(fake.asked("/jwks").len(), 2);
        fake.be(|ways| ways.signs_with = 0);
        goes_to(&app.visitor(), &fake).await.is(403);
        assert_eq!(fake.asked("/jwks").len(), 3);
        fake.be(|ways| ways.signs_with = 1);
        app.clock.forward(Duration::minutes(61));
        sets_off(&app.visitor()).await;
        assert_eq!(fake.asked("/jwks").len(), 4);
    }

    /// Whoever tells another issuer's addresses, or leads into the open, is no provider.
    async fn its_addresses_must_be_its_own(app: &TestApp) {
        let fake = fake(app);
        for metadata in [
            json!({ "issuer": "https://evil.example" }),
            json!({ "authorization_endpoint": "http://evil.example/auth" }),
            json!({ "authorization_endpoint": "javascript:alert(1)" }),
            json!({ "jwks_uri": "http://evil.example/jwks" }),
            json!({ "jwks_uri": null }),
        ] {
            fake.be(|ways| ways.metadata = metadata.clone());
            let page = app.visitor().post(START, &[]).await;
            assert_eq!(page.status, 503, "{metadata}");
            assert!(page.header("refresh").is_empty());
        }
        fake.be(|ways| ways.metadata = json!({ "token_endpoint": "http://evil.example/token" }));
        goes_to(&app.visitor(), &fake).await.is(503);
    }

    async fn while_it_is_away_all_other_ways_work(app: &TestApp) {
        nora(app).await;
        let fake = fake(app);
        let huge = "x".repeat(400_000);
        for (path, said) in [
            ("/.well-known/openid-configuration", (500, "{}".to_owned())),
            ("/.well-known/openid-configuration", (302, "{}".to_owned())),
            ("/.well-known/openid-configuration", (200, "<html>".to_owned())),
            ("/.well-known/openid-configuration", (200, huge.clone())),
            ("/jwks", (503, String::new())),
            ("/jwks", (200, "{}".to_owned())),
        ] {
            fake.be(|ways| { ways.says.clear(); ways.says.insert(path, said.clone()); });
            let who = app.visitor();
            let page = who.post(START, &[]).await;
            page.is(503).sees("NHS does not answer").sees("sign in another way");
            assert_eq!(page.header("retry-after"), "60");
            who.sign_in("nora@people.example", PASSWORD).await.is(200).sees("You are signed in");
            assert!(fake.asked("/moved").is_empty(), "it is led nowhere else");
        }
        fake.be(|ways| ways.says.clear());
        for said in [(500, "{}"), (302, "{}"), (200, "nonsense"), (200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}")] {
            fake.be(|ways| { ways.says.insert("/token", (said.0, said.1.to_owned())); });
            let page = goes_to(&app.visitor(), &fake).await;
            assert!(matches!(page.status, 403 | 503), "{said:?}: {}", page.status);
            page.lacks("nonsense");
        }
        fake.be(|ways| { ways.says.clear(); ways.says.insert("/userinfo", (500, String::new())); });
        let who = app.visitor();
        goes_to(&who, &fake).await.is(303);
        who.get("/account").await.is(200);
    }

    /// Neither codes nor tokens are kept anywhere.
    async fn nothing_of_the_provider_is_kept(app: &TestApp) {
        nora(app).await;
        let fake = fake(app);
        let who = app.visitor();
        let back = fake.passes(&sets_off(&who).await);
        who.get(&back).await.is(303);
        let code = back.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code").to_owned();
        let state = back.split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state").to_owned();
        let all = everything(app).await;
        assert!(holds(&all, "known-as-7"), "it finds what is there");
        for secret in [code.as_str(), state.as_str(), "an-access-token"] {
            assert!(!holds(&all, secret), "{secret} is kept");
        }
    }

    /// Ten who wait for it keep nobody else waiting, though only two connections read: none of them holds one.
    async fn whoever_waits_for_it_holds_no_connection(app: &TestApp) {
        nora(app).await;
        let fake = fake(app);
        let who: Vec<_> = (0..10).map(|_| app.visitor()).collect();
        let mut backs = Vec::new();
        for one in &who {
            backs.push(fake.passes(&sets_off(one).await));
        }
        fake.be(|ways| ways.hangs_at = Some("/token"));
        let wait = futures_util::future::join_all(who.iter().zip(&backs).map(|(one, back)| one.get(back)));
        let others = async {
            while fake.asked("/token").len() < 10 {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
            let ben = app.visitor();
            ben.sign_in("nora@people.example", PASSWORD).await.is(200).sees("You are signed in");
            ben.visit("/account").await.is(200);
        };
        tokio::select! {
            _ = wait => panic!("those who wait were answered first"),
            () = others => {}
        }
    }
}

on_both_with! { with_haste;
    async fn it_is_not_waited_for_for_long(app: &TestApp) {
        nora(app).await;
        let fake = fake(app);
        fake.be(|ways| ways.hangs_at = Some("/token"));
        goes_to(&app.visitor(), &fake).await.is(503).sees("NHS does not answer");
    }
}
