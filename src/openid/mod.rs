//! Signing in at another site that knows people already (OpenID Connect Core 1.0, the flow with a code): how to send
//! somebody there, and what may be believed of what comes back.
//!
//! Nothing here touches the database, so nothing waits with a connection in its hand. No token leaves this room: what is
//! given on is who it is. What goes into the log names no token and no person.

mod http;
mod provider;
mod trouble;

use crate::config;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use provider::{Departure, Known, Provider};
pub use trouble::Trouble;

/// The providers of the settings, by name; cheap to clone.
#[derive(Clone, Default)]
pub struct Providers(Arc<BTreeMap<String, Provider>>);

impl Providers {
    /// Reads the settings and the files that they name. Nobody is asked anything yet: a provider that is away keeps no
    /// site from starting. `back` gives the address of ours to which a provider of this name leads people back.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn new(settings: &config::SignIn, back: impl Fn(&str) -> String) -> Result<Self, String> {
        if settings.providers.is_empty() {
            return Ok(Self::default());
        }
        let client = http::Client::new(settings)?;
        let made = settings.providers.iter().map(|(name, one)| {
            let provider = Provider::new(name, one, settings, &back(name), client.clone());
            provider.map(|provider| (name.clone(), provider)).map_err(|why| format!("sign_in.providers.{name}.{why}"))
        });
        Ok(Self(Arc::new(made.collect::<Result<_, _>>()?)))
    }

    /// The provider with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Provider> {
        self.0.get(name)
    }

    /// All of them, by name.
    pub fn all(&self) -> impl Iterator<Item = &Provider> {
        self.0.values()
    }

    /// The one that goes by this issuer.
    #[must_use]
    pub fn of_issuer(&self, issuer: &str) -> Option<&Provider> {
        self.all().find(|one| one.issuer() == issuer)
    }
}
