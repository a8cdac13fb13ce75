//! The examples of Web Authentication Level 3, section 16.2 ("ES256 Credential with No Attestation", without user verification)
//! and 16.3 ("ES256 Credential with Self Attestation", with it), and what becomes of them when a part is changed.

use super::*;

/// Bytes from hexadecimal text, as base64url.
fn text(hex: &str) -> String {
    let digit = |n: usize| u8::from_str_radix(&hex[n..n + 2], 16).expect("hexadecimal");
    URL_SAFE_NO_PAD.encode((0..hex.len()).step_by(2).map(digit).collect::<Vec<u8>>())
}

fn site() -> RelyingParty {
    RelyingParty::of("https://example.org").expect("a name")
}

const SELF_CHALLENGE: &str = "eGnCt3LUtY66k3jPjynibPk1qnffDaifqZwL3Ap29-U";
const SELF_CLIENT: &str = "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a2265476e4374334c55745936366b336a506a796e6962506b31716e666644616966715a774c33417032392d55222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a205539685458764b453255526b4d6e625f3078594856673d3d227d";
const SELF_OBJECT: &str = "a363666d74667061636b65646761747453746d74a263616c67266373696758483046022100ae045923ded832b844cae4d5fc864277c0dc114ad713e271af0f0d371bd3ac540221009077a088ed51a673951ad3ba2673d5029bab65b64f4ea67b234321f86fcfac5d68617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b55d00000000df850e09db6afbdfab51697791506cfc0020455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58ca5010203262001215820eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5225820927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2";

const NONE_CHALLENGE: &str = "OcDnUhQXulTUPo3JUXT0I97pvzzYBP9tZchXyav01Ag";
const NONE_CLIENT: &str = "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a5558543049393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d";
const NONE_DATA: &str = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000";
const NONE_KEY: &str = "a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220";
const NONE_SIGNATURE: &str = "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87";

fn created(client: &str, object: &str) -> String {
    format!(
        r#"{{"id":"x","rawId":"x","type":"public-key","response":{{"clientDataJSON":"{}","attestationObject":"{}"}}}}"#,
        text(client),
        text(object)
    )
}

#[test]
fn the_example_of_a_new_passkey_is_read() {
    let answer = created(SELF_CLIENT, SELF_OBJECT);
    let made = made(&answer, &site(), SELF_CHALLENGE).expect("good");
    assert_eq!(made.id, text("455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c"));
    assert_eq!((made.counter, made.backup_eligible, made.backed_up), (0, true, true));
    assert!(Key::read(&made.key).is_some());
}

#[test]
fn a_new_passkey_is_refused_for_each_thing_that_is_wrong() {
    let good = created(SELF_CLIENT, SELF_OBJECT);
    let other = RelyingParty::of("https://example.com").expect("a name");
    let elsewhere = RelyingParty { id: "example.com".into(), ..site() };
    let not_verified = SELF_OBJECT.replace("2b2e4b55d", "2b2e4b559");
    for (answer, site, challenge, why) in [
        (good.as_str(), site(), "another", Refusal::AnotherChallenge),
        (&good, other, SELF_CHALLENGE, Refusal::AnotherOrigin),
        (&good, elsewhere, SELF_CHALLENGE, Refusal::AnotherSite),
        (&created(SELF_CLIENT, &not_verified), site(), SELF_CHALLENGE, Refusal::OwnerNotThere),
        (&created(NONE_CLIENT, SELF_OBJECT), site(), NONE_CHALLENGE, Refusal::AnotherKind),
        (&created(SELF_CLIENT, &SELF_OBJECT[..SELF_OBJECT.len() - 2]), site(), SELF_CHALLENGE, Refusal::NotReadable),
        (&created(SELF_CLIENT, &format!("{SELF_OBJECT}00")), site(), SELF_CHALLENGE, Refusal::NotReadable),
        (&created(SELF_CLIENT, "a0"), site(), SELF_CHALLENGE, Refusal::NotReadable),
        (&created("7b7d", SELF_OBJECT), site(), SELF_CHALLENGE, Refusal::NotReadable),
        ("", site(), SELF_CHALLENGE, Refusal::NotReadable),
        ("[]", site(), SELF_CHALLENGE, Refusal::NotReadable),
        (&"[".repeat(9_000), site(), SELF_CHALLENGE, Refusal::NotReadable),
        (&" ".repeat(LONGEST + 1), site(), SELF_CHALLENGE, Refusal::NotReadable),
    ] {
        assert_eq!(made(answer, &site, challenge), Err(why));
    }
    // A page that shows ours inside itself.
    let inside = r#"{"type":"webauthn.create","challenge":"c","origin":"https://example.org","crossOrigin":true}"#;
    assert_eq!(check_client(inside.as_bytes(), "webauthn.create", &site(), "c"), Err(Refusal::AnotherOrigin));
}

fn signed(data: &str, signature: &str) -> Signed {
    let answer = format!(
        r#"{{"id":"x","response":{{"clientDataJSON":"{}","authenticatorData":"{}","signature":"{}","userHandle":null}}}}"#,
        text(NONE_CLIENT),
        text(data),
        text(signature)
    );
    Signed::read(&answer).expect("read")
}

#[test]
fn the_example_of_signing_in_is_signed_by_its_key() {
    let answer = signed(NONE_DATA, NONE_SIGNATURE);
    let key = bytes(&text(NONE_KEY)).expect("bytes");
    let message = [&answer.data, digest(&SHA256, &answer.client_data).as_ref()].concat();
    let key_read = Key::read(&key).expect("a key");
    assert!(key_read.has_signed(&message, &answer.signature));
    assert!(!key_read.has_signed(&message[1..], &answer.signature));
    // The example is of somebody who did not prove who they are, so here it does not let them in.
    assert_eq!(answer.check(&key, &site(), NONE_CHALLENGE), Err(Refusal::OwnerNotThere));
    // With a word that says otherwise, the signature is not of these words.
    let verified = signed(&NONE_DATA.replace("b2e4b519", "b2e4b51d"), NONE_SIGNATURE);
    assert_eq!(verified.check(&key, &site(), NONE_CHALLENGE), Err(Refusal::WrongSignature));
    assert_eq!(verified.check(&key, &site(), "another"), Err(Refusal::AnotherChallenge));
    assert_eq!(verified.check(b"", &site(), NONE_CHALLENGE), Err(Refusal::NotReadable));
    assert_eq!(answer.handle, None);
}
