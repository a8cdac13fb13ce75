//! A running site for one test, and the people who visit it.

pub mod authenticator;
pub mod databases;
pub mod page;
pub mod person;
pub mod queries;
pub mod stage;

pub use authenticator::Authenticator;
pub use page::Page;
pub use person::Person;
pub use stage::TestApp;

/// Each story becomes two tests: `NAME::sqlite` and `NAME::postgres`. The app fails a story that leaves jobs undone.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: &TestApp) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn story($app: &$crate::support::TestApp) $body

            #[actix_web::test]
            async fn sqlite() {
                let app = $crate::support::TestApp::sqlite().await;
                story(&app).await;
                app.end().await;
            }

            #[actix_web::test]
            async fn postgres() {
                let app = $crate::support::TestApp::postgres().await;
                story(&app).await;
                app.end().await;
            }
        }
    )*};
}

/// As [`on_both!`], with settings of its own.
#[macro_export]
macro_rules! on_both_with {
    ($change:expr; $($(#[$meta:meta])* async fn $name:ident($app:ident: &TestApp) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn story(which: &str) {
                let app = $crate::support::TestApp::with(which, $change).await;
                told(&app).await;
                app.end().await;
            }

            async fn told($app: &$crate::support::TestApp) $body

            #[actix_web::test]
            async fn sqlite() {
                story("sqlite").await;
            }

            #[actix_web::test]
            async fn postgres() {
                story("postgres").await;
            }
        }
    )*};
}
