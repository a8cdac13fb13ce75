//! A small provider of our own, for what a real one never does: it signs what it is told to sign, and answers as it likes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING as ES256, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How it behaves. All is as it should be at first.
pub struct Ways {
    /// What its token says, besides or instead of what it should.
    pub claims: Value,
    /// What stands in the head of its token, besides or instead.
    pub header: Value,
    /// What it tells of its addresses, besides or instead.
    pub metadata: Value,
    /// What it tells of people besides the token.
    pub userinfo: Value,
    /// Whether the code must be asked for by whoever began (RFC 7636).
    pub minds_pkce: bool,
    /// It takes a request and never answers it, on this path.
    pub hangs_at: Option<&'static str>,
    /// What it answers on this path: status and body.
    pub says: HashMap<&'static str, (u16, String)>,
    /// The number of the key with which it signs, and those that it tells.
    pub signs_with: usize,
    pub tells: Vec<usize>,
    /// What it was asked: path and body.
    pub asked: Vec<(String, String)>,
    /// What belongs to each code: nonce and challenge.
    codes: HashMap<String, (String, String)>,
}

/// A running one.
#[derive(Clone)]
pub struct Fake {
    pub issuer: String,
    ways: Arc<Mutex<Ways>>,
    keys: Arc<Vec<EcdsaKeyPair>>,
    now: i64,
}

impl Fake {
    /// Starts it on a socket that is bound already, so that its address is known, at this moment in seconds since 1970. It
    /// ends with the runtime of the test.
    pub fn listen(socket: TcpListener, now: i64) -> Self {
        let issuer = format!("http://{}", socket.local_addr().expect("bound"));
        let ways = Ways {
            claims: json!({}),
            header: json!({}),
            metadata: json!({}),
            userinfo: json!({ "sub": "known-as-7" }),
            minds_pkce: true,
            hangs_at: None,
            says: HashMap::new(),
            signs_with: 0,
            tells: vec![0],
            asked: Vec::new(),
            codes: HashMap::new(),
        };
        let random = SystemRandom::new();
        let key = |_| {
            let document = EcdsaKeyPair::generate_pkcs8(&ES256, &random).expect("a key");
            EcdsaKeyPair::from_pkcs8(&ES256, document.as_ref(), &random).expect("a key")
        };
        let fake = Self { issuer, ways: Arc::new(Mutex::new(ways)), keys: Arc::new((0..3).map(key).collect()), now };
        let serves = fake.clone();
        tokio::spawn(async move {
            while let Ok((line, _)) = socket.accept().await {
                let one = serves.clone();
                tokio::spawn(async move { one.answer(line).await });
            }
        });
        fake
    }

    /// Changes how it behaves.
    pub fn be(&self, change: impl FnOnce(&mut Ways)) {
        change(&mut self.ways.lock().expect("held"));
    }

    /// What it was asked on this path.
    pub fn asked(&self, path: &str) -> Vec<String> {
        let ways = self.ways.lock().expect("held");
        ways.asked.iter().filter(|(at, _)| at == path).map(|(_, body)| body.clone()).collect()
    }

    /// Where somebody is led back to who goes to this address and signs in there.
    pub fn passes(&self, url: &str) -> String {
        let url = url::Url::parse(url).expect("an address");
        let all: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let get = |name: &str| all.get(name).cloned().unwrap_or_default();
        assert_eq!((get("code_challenge_method").as_str(), get("response_type").as_str()), ("S256", "code"));
        let mut ways = self.ways.lock().expect("held");
        let code = format!("code-{}", ways.codes.len());
        ways.codes.insert(code.clone(), (get("nonce"), get("code_challenge")));
        let mut back = url::Url::parse(&get("redirect_uri")).expect("an address");
        back.query_pairs_mut().append_pair("code", &code).append_pair("state", &get("state"));
        back.into()
    }

    async fn answer(&self, mut line: TcpStream) {
        let Some((path, body)) = request(&mut line).await else { return };
        let hangs = {
            let mut ways = self.ways.lock().expect("held");
            ways.asked.push((path.clone(), body.clone()));
            ways.hangs_at == Some(path.as_str())
        };
        if hangs {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        let said = self.ways.lock().expect("held").says.get(path.as_str()).cloned();
        let (status, body) = said.unwrap_or_else(|| match path.as_str() {
            "/.well-known/openid-configuration" => (200, self.metadata()),
            "/jwks" => (200, self.told_keys()),
            "/token" => self.token(&body),
            "/userinfo" => (200, self.ways.lock().expect("held").userinfo.to_string()),
            _ => (404, "{}".into()),
        });
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nlocation: {}/moved\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            self.issuer,
            body.len()
        );
        let _ = line.write_all(format!("{head}{body}").as_bytes()).await;
    }

    fn metadata(&self) -> String {
        let at = |path: &str| format!("{}{path}", self.issuer);
        let mut all = json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("/auth"),
            "token_endpoint": at("/token"),
            "jwks_uri": at("/jwks"),
            "userinfo_endpoint": at("/userinfo"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        });
        lay(&mut all, &self.ways.lock().expect("held").metadata);
        all.to_string()
    }

    fn told_keys(&self) -> String {
        let tells = self.ways.lock().expect("held").tells.clone();
        let key = |n: &usize| {
            let point = self.keys[*n].public_key().as_ref();
            let (x, y) = (BASE64.encode(&point[1..33]), BASE64.encode(&point[33..]));
            json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": format!("key-{n}"), "x": x, "y": y })
        };
        json!({ "keys": tells.iter().map(key).collect::<Vec<_>>() }).to_string()
    }

    fn token(&self, body: &str) -> (u16, String) {
        let sent: HashMap<String, String> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let get = |name: &str| sent.get(name).cloned().unwrap_or_default();
        let mut ways = self.ways.lock().expect("held");
        let refused = (400, json!({ "error": "invalid_grant" }).to_string());
        let Some((nonce, challenge)) = ways.codes.remove(&get("code")) else { return refused };
        let verified = BASE64.encode(Sha256::digest(get("code_verifier").as_bytes())) == challenge;
        if ways.minds_pkce && !verified {
            return refused;
        }
        let mut claims = json!({
            "iss": self.issuer,
            "sub": "known-as-7",
            "aud": "folkmoot",
            "iat": self.now,
            "exp": self.now + 86_400,
            "nonce": nonce,
        });
        lay(&mut claims, &ways.claims);
        let mut header = json!({ "alg": "ES256", "kid": format!("key-{}", ways.signs_with) });
        lay(&mut header, &ways.header);
        let text = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        let key = &self.keys[ways.signs_with];
        let signature = key.sign(&SystemRandom::new(), text.as_bytes()).expect("signed");
        let token = format!("{text}.{}", BASE64.encode(signature.as_ref()));
        (200, json!({ "access_token": "an-access-token", "token_type": "Bearer", "id_token": token }).to_string())
    }
}

/// Puts in what is said, and takes out what is said to be nothing.
fn lay(all: &mut Value, more: &Value) {
    let all = all.as_object_mut().expect("an object");
    for (name, value) in more.as_object().expect("an object") {
        match value {
            Value::Null => all.remove(name),
            value => all.insert(name.clone(), value.clone()),
        };
    }
}

/// The path and the body of a request.
async fn request(line: &mut TcpStream) -> Option<(String, String)> {
    let mut read = Vec::new();
    loop {
        let mut some = [0_u8; 4096];
        let n = line.read(&mut some).await.ok()?;
        read.extend_from_slice(&some[..n]);
        let text = String::from_utf8_lossy(&read);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|l| l.to_lowercase().strip_prefix("content-length:").map(|n| n.trim().to_owned()))
                .and_then(|n| n.parse().ok())
                .unwrap_or(0);
            if body.len() >= length {
                let path = head.split(' ').nth(1)?.split('?').next()?.to_owned();
                return Some((path, body.to_owned()));
            }
        }
        if n == 0 {
            return None;
        }
    }
}
