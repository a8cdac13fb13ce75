//! The examples of Web Authentication Level 3, section 16.2 ("ES256 Credential with No Attestation", without user verification)
//! and 16.3 ("ES256 Credential with Self Attestation", with it), and what becomes of them when a part is changed; then devices
//! with each kind of key.

#[path = "webauthn_tests/device.rs"]
mod device;

use super::*;
use device::{BACKED_UP, BACKUP_ELIGIBLE, CHALLENGE, Device, OWNER, bytes, cose, created, long, signed, site, text};
use ring::digest::{SHA256, digest};
use std::io::Write;
use std::sync::{Arc, Mutex};

const SELF_CHALLENGE: &str = "eGnCt3LUtY66k3jPjynibPk1qnffDaifqZwL3Ap29-U";
const SELF_CLIENT: &str = "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a2265476e4374334c55745936366b336a506a796e6962506b31716e666644616966715a774c33417032392d55222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a205539685458764b453255526b4d6e625f3078594856673d3d227d";
const SELF_OBJECT: &str = "a363666d74667061636b65646761747453746d74a263616c67266373696758483046022100ae045923ded832b844cae4d5fc864277c0dc114ad713e271af0f0d371bd3ac540221009077a088ed51a673951ad3ba2673d5029bab65b64f4ea67b234321f86fcfac5d68617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b55d00000000df850e09db6afbdfab51697791506cfc0020455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58ca5010203262001215820eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5225820927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2";

const NONE_CHALLENGE: &str = "OcDnUhQXulTUPo3JUXT0I97pvzzYBP9tZchXyav01Ag";
const NONE_CLIENT: &str = "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a5558543049393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d";
const NONE_DATA: &str = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000";
const NONE_SIGNATURE: &str = "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87";

/// The key of the example as it is kept: what stands in the database today must be read by later versions of the crate.
const NONE_KEPT: &str = r#"{"type_":"ES256","key":{"EC_EC2":{"curve":"SECP256R1","x":"r--hb5fKmy0j64bMtkCY0g25CFYGLrJJwzqbZy8m32E","y":"kwpWuHovymYzSwNFir-HlxfBLMaO1zKQry4mZHlrkiA"}}}"#;

#[test]
fn the_example_of_a_new_passkey_is_read() {
    let answer = created(&bytes(SELF_CLIENT), &bytes(SELF_OBJECT));
    let made = made(&answer, &site(), SELF_CHALLENGE).expect("good");
    assert_eq!(made.id, text(&bytes("455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c")));
    assert_eq!((made.counter, made.backup_eligible, made.backed_up), (0, true, true));
    let x = text(&bytes("eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5"));
    assert!(String::from_utf8(made.key).expect("text").contains(&x));
}

#[test]
fn a_new_passkey_is_refused_for_each_thing_that_is_wrong() {
    let good = created(&bytes(SELF_CLIENT), &bytes(SELF_OBJECT));
    let from = |client: &str, object: &str| created(&bytes(client), &bytes(object));
    let other = RelyingParty::of("https://example.com").expect("a name");
    let elsewhere = RelyingParty { id: "example.com".into(), ..site() };
    let port = RelyingParty { origin: "https://example.org:8443".into(), ..site() };
    let plain = RelyingParty { origin: "http://example.org".into(), ..site() };
    let (counted, not_verified) =
        (SELF_OBJECT.replace("00df850e09", "01df850e09"), SELF_OBJECT.replace("2b2e4b55d", "2b2e4b559"));
    for (answer, site, challenge, why) in [
        (good.as_str(), site(), NONE_CHALLENGE, Refusal::AnotherChallenge),
        (&good, site(), "", Refusal::AnotherChallenge),
        (&good, site(), "no base64", Refusal::AnotherChallenge),
        (&good, other, SELF_CHALLENGE, Refusal::AnotherOrigin),
        (&good, port, SELF_CHALLENGE, Refusal::AnotherOrigin),
        (&good, plain, SELF_CHALLENGE, Refusal::AnotherOrigin),
        (&good, elsewhere, SELF_CHALLENGE, Refusal::AnotherSite),
        (&from(SELF_CLIENT, &not_verified), site(), SELF_CHALLENGE, Refusal::OwnerNotThere),
        (&from(NONE_CLIENT, SELF_OBJECT), site(), NONE_CHALLENGE, Refusal::AnotherKind),
        (
            &from(SELF_CLIENT, &SELF_OBJECT.replace("735ae7f8ed", "735ae7f8ee")),
            site(),
            SELF_CHALLENGE,
            Refusal::AnotherSite,
        ),
        (&from(SELF_CLIENT, &counted), site(), SELF_CHALLENGE, Refusal::WrongSignature),
        (&from(SELF_CLIENT, &SELF_OBJECT[..SELF_OBJECT.len() - 2]), site(), SELF_CHALLENGE, Refusal::NotReadable),
        (&from(SELF_CLIENT, &format!("{SELF_OBJECT}00")), site(), SELF_CHALLENGE, Refusal::NotReadable),
        (&from(SELF_CLIENT, "a0"), site(), SELF_CHALLENGE, Refusal::NotReadable),
        (&from(SELF_CLIENT, &"81".repeat(4_000)), site(), SELF_CHALLENGE, Refusal::NotReadable),
        (&from(SELF_CLIENT, "9bffffffffffffffff"), site(), SELF_CHALLENGE, Refusal::NotReadable),
        (&from(SELF_CLIENT, "bbffffffffffffffff0102"), site(), SELF_CHALLENGE, Refusal::NotReadable),
        (&from("7b7d", SELF_OBJECT), site(), SELF_CHALLENGE, Refusal::NotReadable),
        ("", site(), SELF_CHALLENGE, Refusal::NotReadable),
        ("[]", site(), SELF_CHALLENGE, Refusal::NotReadable),
        (&"[".repeat(9_000), site(), SELF_CHALLENGE, Refusal::NotReadable),
        (&" ".repeat(LONGEST + 1), site(), SELF_CHALLENGE, Refusal::NotReadable),
    ] {
        assert_eq!(made(answer, &site, challenge), Err(why), "{answer}");
    }
}

/// A page that shows ours inside itself gets nothing, neither a passkey nor somebody in.
#[test]
fn no_other_page_is_around_ours() {
    let mut device = Device::es256();
    let kept = device.makes(OWNER).expect("good");
    for more in [
        r#","crossOrigin":true"#,
        r#","topOrigin":"https://evil.example""#,
        r#","crossOrigin":false,"topOrigin":"https://example.org""#,
    ] {
        device.more = more;
        assert_eq!(device.makes(OWNER), Err(Refusal::AnotherOrigin), "{more}");
        assert_eq!(device.signs(OWNER, 1).check(&kept, &site(), CHALLENGE), Err(Refusal::AnotherOrigin), "{more}");
    }
    device.more = r#","crossOrigin":false,"topOrigin":null"#;
    assert!(device.signs(OWNER, 1).check(&kept, &site(), CHALLENGE).is_ok());
}

#[test]
fn the_example_of_signing_in_is_signed_by_its_key() {
    let (client, data, signature) = (bytes(NONE_CLIENT), bytes(NONE_DATA), bytes(NONE_SIGNATURE));
    let kept = Kept { id: "eA".into(), key: NONE_KEPT.into(), counter: 0, backup_eligible: true, backed_up: false };
    let message = [&data[..], digest(&SHA256, &client).as_ref()].concat();
    let key: COSEKey = serde_json::from_slice(&kept.key).expect("a key");
    assert!(fits(&key));
    assert_eq!(key.verify_signature(&signature, &message), Ok(true));
    assert_eq!(key.verify_signature(&signature, &message[1..]), Ok(false));
    // The example is of somebody who did not prove who they are, so here it does not let them in.
    let answer = signed(&client, &data, &signature);
    assert_eq!(answer.check(&kept, &site(), NONE_CHALLENGE), Err(Refusal::OwnerNotThere));
    // With a word that says otherwise, the signature is not of these words.
    let verified = signed(&client, &bytes(&NONE_DATA.replace("b2e4b519", "b2e4b51d")), &signature);
    assert_eq!(verified.check(&kept, &site(), NONE_CHALLENGE), Err(Refusal::WrongSignature));
    assert_eq!(verified.check(&kept, &site(), SELF_CHALLENGE), Err(Refusal::AnotherChallenge));
    let unreadable = Kept { key: Vec::new(), ..kept };
    assert_eq!(verified.check(&unreadable, &site(), NONE_CHALLENGE), Err(Refusal::NotReadable));
    assert_eq!((verified.id(), verified.handle()), ("eA".into(), None));
}

#[test]
fn each_kind_of_signature_is_checked() {
    let (es256, es384, rs256) = (Device::es256(), Device::es384(), Device::rs256());
    for (device, other) in [(&es256, &es384), (&es384, &rs256), (&rs256, &es256)] {
        let kept = device.makes(OWNER | BACKUP_ELIGIBLE).expect("good");
        let check = |answer: &Signed| answer.check(&kept, &site(), CHALLENGE);
        let flags = OWNER | BACKUP_ELIGIBLE | BACKED_UP;
        assert_eq!(check(&device.signs(flags, 7)), Ok(Used { counter: 7, backed_up: true }));
        assert_eq!(check(&other.signs(flags, 7)), Err(Refusal::WrongSignature));
        assert_eq!(
            check(&signed(&device.client("webauthn.get"), &Device::data(flags, 7), b"")),
            Err(Refusal::WrongSignature)
        );
        assert_eq!(check(&device.signs(OWNER, 7)), Err(Refusal::Changed));
        assert_eq!(check(&device.signs(flags - 1, 7)), Err(Refusal::OwnerNotThere));
        let used = Kept { counter: 7, ..kept.clone() };
        for counter in [0, 6, 7] {
            assert_eq!(
                device.signs(flags, counter).check(&used, &site(), CHALLENGE),
                Err(Refusal::CountedBack),
                "{counter}"
            );
        }
    }
    // What cannot be backed up is not (section 6.1.3).
    assert_eq!(es256.makes(OWNER | BACKED_UP), Err(Refusal::NotReadable));
}

#[test]
fn other_keys_and_names_are_refused() {
    let Device { key: point, .. } = Device::es256();
    let (x, y) = (&point[9..41], &point[44..76]);
    let Device { key: modulus, .. } = Device::rs256();
    let n = &modulus[9..265];
    let curve = |curve: u8, rest: &[Vec<u8>]| [&[vec![0x20, curve]], rest].concat();
    let refuses = |device: &Device, what: &str| assert_eq!(device.makes(OWNER), Err(Refusal::NotReadable), "{what}");
    for (what, kind, algorithm, rest) in [
        ("EdDSA, which the crate cannot check", 1, "27", curve(6, &[long(0x21, &[1; 32])])),
        ("a kind that does not fit", 1, "26", curve(1, &[long(0x21, x), long(0x22, y)])),
        ("an algorithm that does not fit", 2, "3822", curve(1, &[long(0x21, x), long(0x22, y)])),
        ("another curve", 2, "26", curve(2, &[long(0x21, x), long(0x22, y)])),
        ("not on the curve", 2, "26", curve(1, &[long(0x21, x), long(0x22, x)])),
        ("uneven", 2, "26", curve(1, &[long(0x21, &x[1..]), long(0x22, &[y, &[0]].concat())])),
        ("half a point, compressed", 2, "26", curve(1, &[long(0x21, x), vec![0x22, 0xf5]])),
        ("1024 bits", 3, "390100", vec![long(0x20, &n[..128]), long(0x21, &[1, 0, 1])]),
        (
            "1024 bits, filled up",
            3,
            "390100",
            vec![long(0x20, &[&[0; 128], &n[128..]].concat()), long(0x21, &[1, 0, 1])],
        ),
        ("an even modulus", 3, "390100", vec![long(0x20, &[0x80; 256]), long(0x21, &[1, 0, 1])]),
        ("the exponent 1", 3, "390100", vec![long(0x20, n), long(0x21, &[0, 0, 1])]),
        ("PS256, which was not offered", 3, "3824", vec![long(0x20, n), long(0x21, &[1, 0, 1])]),
    ] {
        refuses(&Device::new(cose(kind, algorithm, &rest), |_| Vec::new()), what);
    }
    refuses(&Device::mixed(), "ES256 with the curve of ES384");
    for (length, good) in [(0, false), (1, true), (LONGEST_ID, true), (LONGEST_ID + 1, false), (5_000, false)] {
        let device = Device { id: vec![1; length], ..Device::es256() };
        assert_eq!(device.makes(OWNER).is_ok(), good, "{length}");
    }
    refuses(&Device { key: point[..point.len() - 1].to_vec(), ..Device::es256() }, "less than a key");
}

/// The log, as bytes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panicked").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A log that takes everything hears nothing of what people answer, be it good or not; from the crate itself it would.
#[test]
fn the_log_hears_nothing_of_answers() {
    let (log, device) = (Log::default(), Device::es256());
    let writer = log.clone();
    let all = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone());
    tracing::subscriber::with_default(all.finish(), || {
        let short = created(&device.client("webauthn.create"), b"\xa0");
        let answer: RegisterPublicKeyCredential = read(&short).expect("read");
        let asked = state(creation(CHALLENGE)).expect("a state");
        let core = core(&site()).expect("an address");
        for _ in 0..2 {
            assert!(core.register_credential(&answer, &asked, None).is_err());
            // Whether a place in the code is heard is noted when it is first reached: by another test, perhaps, in which it is not.
            tracing::callsite::rebuild_interest_cache();
        }
        assert!(!std::mem::take(&mut *log.0.lock().expect("nobody panicked")).is_empty());

        let kept = device.makes(OWNER).expect("good");
        assert!(device.signs(OWNER, 1).check(&kept, &site(), CHALLENGE).is_ok());
        assert!(device.signs(OWNER | BACKED_UP, 1).check(&kept, &site(), CHALLENGE).is_err());
        assert!(made(&short, &site(), CHALLENGE).is_err());
        assert_eq!(String::from_utf8_lossy(&log.0.lock().expect("nobody panicked")), "");
    });
}
