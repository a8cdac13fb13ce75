//! 33: files that are not taken. One sentence names the file and the rule, what else was typed is kept, and nothing stays behind.

use super::samples::{archive, docx_with, jpeg, odt_with, pdf, pdf_with, png, png_with};
use super::{SAID, agree, attaches, begun, has, multipart, rows, stored};
use crate::on_both_with;
use folkmoot::config::Config;

/// What virus scanners are tried with, in two parts, so that none finds it here.
fn test_virus() -> Vec<u8> {
    [br"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD".as_slice(), b"-ANTIVIRUS-TEST-FILE!$H+H*"].concat()
}

/// Each file that is not taken: its name, what it is, and a part of the sentence.
fn files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let zip = archive(&[("evil.exe", b"MZ")]);
    let big = vec![b' '; 80 << 20];
    let bomb = docx_with(&[("word/a.xml", &big), ("word/b.xml", &big)]);
    let kind = "is not a kind of file that we take. It must be PDF,";
    vec![
        ("plan.pdf", Vec::new(), "is empty. Choose a file with something in it"),
        ("plan.pdf", vec![b'%'; (10 << 20) + 1], "is larger than 10 MB"),
        ("plan.exe", b"MZ\x90\0".to_vec(), kind),
        ("plan.pdf", b"MZ\x90\0".to_vec(), kind),
        ("picture.svg", b"<svg onload=alert(1)>".to_vec(), kind),
        ("page.pdf", b"<html><script>alert(1)</script>".to_vec(), kind),
        ("page.csv", b"<svg onload=alert(1)>".to_vec(), "is not a table in plain text"),
        ("sums.csv", b"=cmd|' /C calc'!A0".to_vec(), "has a cell that begins like a formula"),
        ("photo.png", jpeg(), "is a JPEG file, and its name says otherwise. Its name must end with “.jpg”"),
        ("plan.pdf", [pdf(), zip.clone()].concat(), "is two kinds of file in one"),
        ("map.png", png_with(60_000, 60_000, b""), "is a picture with more than 64 million points"),
        ("map.png", png()[..40].to_vec(), "is damaged, or not a whole PNG file"),
        ("files.zip", zip.clone(), "is an archive of files. Attach each by itself"),
        ("letter.docx", zip, "is an archive of files. Attach each by itself"),
        ("letter.docx", bomb, "unpacks to far more than a document has"),
        ("letter.docx", docx_with(&[("word/vbaProject.bin", b"x")]), "has a program (macro or script) in it"),
        ("letter.odt", odt_with(&[("Basic/script-lc.xml", b"x")]), "has a program (macro or script) in it"),
        ("plan.pdf", pdf_with("<< /S /JavaScript >>", b""), "has a program (macro or script) in it"),
        ("plan.pdf", pdf_with("<< /Encrypt 1 0 R >>", b""), "is locked with a password"),
        ("letter.docx", docx_with(&[("word/embeddings/oleObject1.bin", b"x")]), "has another file in it"),
        ("eicar.com", test_virus(), "is a file for testing virus scanners"),
        ("eicar.csv", test_virus(), "is a file for testing virus scanners"),
    ]
}

/// Limits that nobody reaches here; one story has its own.
fn generous(config: &mut Config) {
    config.limits.attachments_per_hour = 1_000;
}

on_both_with! { generous;
    async fn each_gets_one_sentence_and_nothing_stays_behind(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        for (name, bytes, rule) in files() {
            let page = attaches(&ana, &at, name, &bytes).await;
            page.is(422).sees(&format!("“{name}” {rule}"));
            let summary = page.all(".govuk-error-summary a");
            assert_eq!((summary.len(), summary[0].attr("href").as_str()), (1, "#file"), "{name}");
            page.one("input#file[type=file]");
            assert_eq!(page.form("/attachments").value("description"), Some(SAID), "{name}: what was typed is kept");
        }
        assert_eq!(rows(app).await, []);
        assert!(stored(app).await.is_empty());
        // None of them has taken up the room of others.
        attaches(&ana, &at, "plan.pdf", &pdf()).await.is(303);
        assert_eq!(agree(app).await, 1);
    }

    async fn a_name_is_only_shown(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        let files = format!("{at}/attachments");
        for (n, (name, shown, header)) in [
            ("../../etc/passwd.pdf", "passwd.pdf", "filename=\"passwd.pdf\""),
            ("<svg onload=alert(1)>.pdf", "<svg onload=alert(1)>.pdf", "filename=\"_svg onload_alert(1)_.pdf\""),
            ("a\r\nSet-Cookie: x=1.pdf", "a%0D%0ASet-Cookie: x=1.pdf", "filename=\"a_0D_0ASet-Cookie_ x_1.pdf\""),
            ("cod\u{202e}fdp.\u{2066}pdf", "codfdp.pdf", "filename*=UTF-8''codfdp.pdf"),
        ].into_iter().enumerate() {
            attaches(&ana, &at, name, &pdf()).await.is(303);
            let page = ana.visit(&files).await;
            page.sees(shown);
            assert!(!page.html.contains("<svg onload") && !page.html.contains('\u{202e}'), "{name}");
            has(&ana, &format!("{files}/{}", n + 1), &pdf(), "application/pdf", header).await;
        }
        let page = attaches(&ana, &at, &format!("{}.pdf", "ü".repeat(3_000)), &pdf()).await;
        page.is(303);
        let longest = rows(app).await.pop().expect("there").1;
        assert_eq!((longest.chars().count(), longest.ends_with("ü.pdf")), (120, true));
        assert_eq!(agree(app).await, 5);
    }

    async fn what_is_said_about_a_file_is_bounded_and_kept(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        let page = ana.visit(&format!("{at}/attachments")).await;
        let page = page.form("/attachments").fill("description", "A plan").submit().await;
        page.is(422).sees("Choose a file");
        assert_eq!(page.form("/attachments").value("description"), Some("A plan"));
        let token = ana.token().await;
        let long = "w".repeat(201);
        let (kind, body) = multipart(&[("csrf", &token), ("description", &long)], Some(("plan.pdf", &pdf())));
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", kind.as_str())];
        let page = ana.send_bytes(reqwest::Method::POST, &format!("{at}/attachments"), &headers, Some(body)).await;
        page.is(422).sees("This must be 200 characters or fewer");
        assert_eq!(page.form("/attachments").value("description"), Some(long.as_str()));
        assert_eq!(rows(app).await, []);
        assert!(stored(app).await.is_empty());
    }
}

/// So few files that a story reaches the limit.
fn tight(config: &mut Config) {
    config.limits.attachments_per_hour = 2;
}

on_both_with! { tight;
    async fn one_account_attaches_so_many_an_hour(app: &TestApp) {
        let (ana, at) = begun(app, "Ana").await;
        for _ in 0..2 {
            attaches(&ana, &at, "map.png", &png()).await.is(303);
        }
        attaches(&ana, &at, "map.png", &png()).await.is(429).sees("You can try again in").sees(SAID);
        app.clock.forward(chrono::Duration::hours(1));
        attaches(&ana, &at, "map.png", &png()).await.is(303);
        assert_eq!(agree(app).await, 3);
    }
}
