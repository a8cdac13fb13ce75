//! A provider: what it tells of itself, the way to it, and what comes back.

use super::http::Client as Http;
use super::trouble::Trouble;
use crate::clock::Moment;
use crate::config::{self, is_trusted_line};
use crate::keys::random_token;
use chrono::Duration;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreJwsSigningAlgorithm as Alg, CoreProviderMetadata,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AuthType, AuthenticationContextClass, AuthorizationCode, AuthorizationRequest, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, SignatureVerificationError, TokenResponse,
};
use secrecy::ExposeSecret;
use std::sync::{Arc, Mutex, PoisonError};

/// Signatures that are believed: of keys of which the provider keeps one half to itself.
const ALGORITHMS: [Alg; 9] = [
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EdDsa,
];

/// The longest names and addresses that are taken from a provider, in characters.
const LONGEST: usize = 255;

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What a provider told of itself, and when.
type Told = (Moment, Arc<CoreProviderMetadata>);

/// A site at which people can sign in for this one.
pub struct Provider {
    name: String,
    settings: config::Provider,
    issuer: IssuerUrl,
    secret: Option<ClientSecret>,
    back: RedirectUrl,
    http: Http,
    lasts: Duration,
    told: Mutex<Option<Told>>,
}

/// Somebody is to be sent to a provider: where to, and what must be known when they come back.
#[derive(Clone)]
pub struct Departure {
    /// The provider's address, with all that it needs to know.
    pub url: String,
    /// Comes back as it is; ties the answer to the question.
    pub state: String,
    /// Comes back in the token; ties the token to the question.
    pub nonce: String,
    /// Whoever has it is who asked (PKCE, RFC 7636).
    pub verifier: String,
}

/// Somebody as a provider knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// By what it knows them, for good.
    pub subject: String,
    /// Their address, as it is written there.
    pub email: Option<String>,
    /// Whether the provider says that it is theirs. That is to be believed where [`Provider::gives_out`] its domain.
    pub email_verified: bool,
    /// Their name.
    pub name: Option<String>,
    /// Whether they gave a second factor there.
    pub strong: bool,
}

impl Provider {
    pub(super) fn new(
        name: &str,
        settings: &config::Provider,
        all: &config::SignIn,
        back: &str,
        http: Http,
    ) -> Result<Self, String> {
        let file = &settings.client_secret_file;
        let secret = match settings.client_secret.expose_secret() {
            "" if file.as_os_str().is_empty() => None,
            "" => {
                let read = std::fs::read_to_string(file);
                let secret = read.map_err(|e| format!("client_secret_file: {}: {e}", file.display()))?;
                Some(ClientSecret::new(secret.trim().to_owned()))
            }
            given => Some(ClientSecret::new(given.to_owned())),
        };
        Ok(Self {
            name: name.to_owned(),
            settings: settings.clone(),
            issuer: IssuerUrl::new(settings.issuer.clone()).map_err(|e| format!("issuer: {e}"))?,
            secret,
            back: RedirectUrl::new(back.to_owned()).map_err(|e| format!("site.public_url: {e}"))?,
            http,
            lasts: Duration::minutes(all.keys_minutes),
            told: Mutex::new(None),
        })
    }

    /// Its name in addresses and settings.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name for people.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.settings.title
    }

    /// By what its tokens name it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// What it tells of itself, as of now or of not too long ago; `anew` asks in any case.
    async fn told(&self, anew: bool, now: Moment) -> Result<Arc<CoreProviderMetadata>, Trouble> {
        let kept = self.told.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, told)) = kept.filter(|(at, _)| !anew && now - *at < self.lasts && *at <= now) {
            return Ok(told);
        }
        let told = Arc::new(CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await?);
        // Where people are sent is not asked by our own client, so it is looked at here.
        if !is_trusted_line(told.authorization_endpoint().url()) {
            return Err(Trouble::Away("it would have people sign in over a line that is not encrypted".into()));
        }
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, told.clone()));
        Ok(told)
    }

    fn client(&self, told: &CoreProviderMetadata) -> Client {
        let id = ClientId::new(self.settings.client_id.clone());
        let client = CoreClient::from_provider_metadata(told.clone(), id, self.secret.clone());
        let in_body = self.secret.is_none() || takes_only_bodies(told);
        let how = if in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        client.set_auth_type(how).set_redirect_uri(self.back.clone())
    }

    /// The way to it.
    ///
    /// # Errors
    /// [`Trouble::Away`].
    pub async fn depart(&self, now: Moment) -> Result<Departure, Trouble> {
        let told = self.told(false, now).await?;
        let (state, nonce, verifier) = (random_token(), random_token(), random_token());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
        let (csrf, once) = (CsrfToken::new(state.clone()), Nonce::new(nonce.clone()));
        let client = self.client(&told);
        let request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || csrf, move || once)
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge);
        let asked = self.settings.ask_acr.iter().cloned().map(AuthenticationContextClass::new);
        let url = asked.fold(request, AuthorizationRequest::add_auth_context_value).url().0;
        Ok(Departure { url: url.into(), state, nonce, verifier })
    }

    /// Who came back with this code, to which this nonce and this verifier belong.
    ///
    /// # Errors
    /// [`Trouble`]: nobody is to be believed.
    pub async fn arrive(&self, code: &str, nonce: &str, verifier: &str, now: Moment) -> Result<Known, Trouble> {
        let client = self.client(&*self.told(false, now).await?);
        let answer: CoreTokenResponse = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
            .request_async(&self.http)
            .await?;
        let nonce = Nonce::new(nonce.to_owned());
        let claims = match claims(&client, &answer, &nonce, now) {
            // Its keys have changed since it last told us.
            Err(Unbelieved::KeyUnknown) => {
                let client = self.client(&*self.told(true, now).await?);
                claims(&client, &answer, &nonce, now)
            }
            other => other,
        }?;
        let subject = claims.subject().as_str();
        // At most 255 characters of ASCII (Core, 8).
        if subject.is_empty() || subject.len() > LONGEST || !subject.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
        {
            return Err(Trouble::Refused("the number by which it knows somebody is none".into()));
        }
        let more = if claims.email().is_none() { self.more(&client, &answer, &claims).await } else { None };
        Ok(self.known(&claims, more.as_ref()))
    }

    /// What is told of somebody besides the token. Where it is not, they are asked here.
    async fn more(
        &self,
        client: &Client,
        answer: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Option<CoreUserInfoClaims> {
        let request = client.user_info(answer.access_token().clone(), Some(claims.subject().clone())).ok()?;
        let told: Result<CoreUserInfoClaims, _> = request.request_async(&self.http).await;
        told.map_err(|error| {
            let because = Trouble::from(error);
            tracing::info!(provider = %self.name, because = because.because(), "a provider tells nothing of a person");
        })
        .ok()
    }

    fn known(&self, claims: &CoreIdTokenClaims, more: Option<&CoreUserInfoClaims>) -> Known {
        let either = |token: Option<&str>, more: Option<&str>| {
            let text = token.or(more)?.trim();
            (!text.is_empty() && text.chars().count() <= LONGEST).then(|| text.to_owned())
        };
        let email = either(
            claims.email().map(|email| email.as_str()),
            more.and_then(|more| more.email()).map(|email| email.as_str()),
        );
        // Said beside the address that is meant, and of no other.
        let said = match claims.email() {
            Some(_) => claims.email_verified(),
            None => more.and_then(|more| more.email_verified()),
        };
        let name = |of: Option<&openidconnect::LocalizedClaim<openidconnect::EndUserName>>| {
            of.and_then(|names| names.get(None)).map(|name| name.as_str().to_owned())
        };
        let (in_token, beside) = (name(claims.name()), name(more.and_then(|more| more.name())));
        Known {
            subject: claims.subject().as_str().to_owned(),
            email_verified: email.is_some() && said == Some(true),
            email,
            name: either(in_token.as_deref(), beside.as_deref()),
            strong: self.is_second_factor(claims),
        }
    }

    /// Whether this provider gives out the addresses of this domain (in lower case, in ASCII), as the settings say.
    #[must_use]
    pub fn gives_out(&self, domain: &str) -> bool {
        self.settings.email_domains.iter().any(|pattern| config::falls_under(domain, pattern))
    }

    fn is_second_factor(&self, claims: &CoreIdTokenClaims) -> bool {
        let (acr, amr) = (&self.settings.second_factor_acr, &self.settings.second_factor_amr);
        claims.auth_context_ref().is_some_and(|said| acr.iter().any(|word| word == said.as_str()))
            || claims
                .auth_method_refs()
                .is_some_and(|said| said.iter().any(|one| amr.iter().any(|word| word == one.as_str())))
    }
}

/// Whether a provider takes our secret in the body of a form alone. Without a word it takes it in the head (Discovery, 3).
fn takes_only_bodies(told: &CoreProviderMetadata) -> bool {
    use openidconnect::core::CoreClientAuthMethod as How;
    told.token_endpoint_auth_methods_supported()
        .is_some_and(|how| how.contains(&How::ClientSecretPost) && !how.contains(&How::ClientSecretBasic))
}

/// Why a token is not believed.
enum Unbelieved {
    KeyUnknown,
    Because(Trouble),
}

impl From<Unbelieved> for Trouble {
    fn from(why: Unbelieved) -> Self {
        match why {
            Unbelieved::KeyUnknown => Self::Refused("its token is not to be believed: its key is not known".into()),
            Unbelieved::Because(trouble) => trouble,
        }
    }
}

/// What the token says, if its signature, issuer, audience, time and nonce are right (Core, 3.1.3.7).
fn claims(
    client: &Client,
    answer: &CoreTokenResponse,
    nonce: &Nonce,
    now: Moment,
) -> Result<CoreIdTokenClaims, Unbelieved> {
    let Some(token) = answer.id_token() else {
        return Err(Unbelieved::Because(Trouble::Refused("it gave no token that tells who it is".into())));
    };
    let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || now.and_utc());
    token.claims(&verifier, nonce).cloned().map_err(|error| match error {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            Unbelieved::KeyUnknown
        }
        other => Unbelieved::Because(Trouble::from(&other)),
    })
}
