use super::samples::{
    all, archive, chunk, csv, docx, docx_with, jpeg, jpeg_with, noted, odt_with, pdf, pdf_with, png, png_with, segment,
    xlsx,
};
use super::*;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

/// The file that scanners are tried with, whole.
fn test_virus() -> Vec<u8> {
    EICAR.concat()
}

#[track_caller]
fn refused(name: &str, bytes: impl Into<Vec<u8>>, flaw: Flaw) {
    assert_eq!(look(name, bytes.into()), Err(flaw), "{name}");
}

#[test]
fn a_good_file_of_each_kind_is_taken_and_known_by_its_content() {
    let kinds = [Kind::Pdf, Kind::Docx, Kind::Odt, Kind::Xlsx, Kind::Csv, Kind::Png, Kind::Jpeg];
    for ((name, bytes), kind) in all().into_iter().zip(kinds) {
        let sound = look(name, bytes.clone()).unwrap_or_else(|flaw| panic!("{}", flaw.words(name)));
        assert_eq!(sound.kind, kind);
        assert_eq!(look(name, sound.bytes.clone()), Ok(sound.clone()), "{name} is kept as it is from then on");
        let bare = look("no ending", bytes);
        assert_eq!(bare.is_ok(), kind != Kind::Csv, "only of a table the name must say what it is: {name}");
    }
}

#[test]
fn a_name_that_lies_is_found_out() {
    refused("photo.png", jpeg(), Flaw::Lies(Kind::Jpeg));
    refused("plan.docx", pdf(), Flaw::Lies(Kind::Pdf));
    refused("plan.exe", pdf(), Flaw::Lies(Kind::Pdf));
    refused("letter.xlsx", docx(), Flaw::Lies(Kind::Docx));
    refused("plan.pdf", &b"MZ\x90\0\x03"[..], Flaw::Unknown);
    refused("plan.svg", "<svg onload=alert(1)>", Flaw::Unknown);
    refused("plan.pdf", "<svg onload=alert(1)>", Flaw::Unknown);
    refused("table.csv", " <svg onload=alert(1)>", Flaw::NoText);
    refused("table.csv", &b"MZ\x90\0\x03"[..], Flaw::NoText);
    refused("plan.pdf", "", Flaw::Empty);
    assert!(look("PHOTO.JPEG", jpeg()).is_ok() && look("photo.jpg", jpeg()).is_ok());
    assert_eq!(
        Flaw::Lies(Kind::Jpeg).words("a.png"),
        "“a.png” is a JPEG file, and its name says otherwise. Its name must end with “.jpg”"
    );
}

#[test]
fn what_is_two_things_at_once_is_neither() {
    let zip = archive(&[("evil.exe", b"MZ")]);
    refused("plan.pdf", [pdf(), zip.clone()].concat(), Flaw::TwoKinds);
    refused("plan.pdf", [pdf(), b"<script>alert(1)</script>".to_vec()].concat(), Flaw::TwoKinds);
    // The archive stands within, and its last record says that the rest is a remark.
    let mut within = zip.clone();
    let tail = b"\n%%EOF\n";
    let at = within.len() - 2;
    within[at..].copy_from_slice(&u16::try_from(tail.len()).expect("small").to_le_bytes());
    refused("plan.pdf", [b"%PDF-1.4\n", within.as_slice(), tail].concat(), Flaw::TwoKinds);
    refused("letter.docx", [docx(), b"x".to_vec()].concat(), Flaw::Damaged(Kind::Docx));
    refused("letter.docx", docx_with(&[("%PDF-1.4", b"")]), Flaw::TwoKinds);
    refused("table.csv", "a,b\n%PDF-1.4\n", Flaw::TwoKinds);
    // What follows the end of a picture is cut off.
    for (name, bytes) in [("map.png", png()), ("photo.jpg", jpeg())] {
        assert_eq!(look(name, [bytes.clone(), zip.clone()].concat()).expect("taken").bytes, bytes);
    }
}

#[test]
fn what_would_run_or_unpack_by_itself_is_refused_in_a_pdf() {
    for (catalogue, flaw) in [
        ("<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>", Flaw::Program),
        ("<< /OpenAction << /S /J#61vaScript >> >>", Flaw::Program),
        ("<</S/Launch/F(cmd.exe)>>", Flaw::Program),
        ("<< /AcroForm << /XFA 9 0 R >> >>", Flaw::Program),
        ("<< /Names << /EmbeddedFiles 9 0 R >> >>", Flaw::Inside),
        ("<< /Encrypt 9 0 R >>", Flaw::Locked),
    ] {
        refused("plan.pdf", pdf_with(catalogue, b""), flaw);
    }
    assert!(look("plan.pdf", pdf_with("<< /Title (JavaScript for all) /XFAB 1 >>", b"")).is_ok());
    let packed = |content: &[u8]| {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        zlib.write_all(content).expect("packed");
        zlib.finish().expect("packed")
    };
    let stream = |filter: &str, data: Vec<u8>| {
        let head = format!("7 0 obj\n<< /Type /ObjStm /N 1 /First 4 {filter} /Length {} >>\nstream\r\n", data.len());
        pdf_with("<< /Type /Catalog >>", &[head.as_bytes(), &data, b"\nendstream\nendobj\n"].concat())
    };
    let flate = "/Filter /FlateDecode";
    assert!(look("plan.pdf", stream(flate, packed(b"8 0 << /S /GoTo >>"))).is_ok());
    refused("plan.pdf", stream(flate, packed(b"8 0 << /S /JavaScript >>")), Flaw::Program);
    refused("plan.pdf", stream("/Filter /LZWDecode", b"\x80".to_vec()), Flaw::Damaged(Kind::Pdf));
    refused("plan.pdf", stream(flate, b"no zlib".to_vec()), Flaw::Damaged(Kind::Pdf));
    for at in 65_380..65_560 {
        let words = [vec![b' '; at], b"/S /JavaScript ".to_vec(), vec![b' '; 100_000]].concat();
        refused("plan.pdf", stream(flate, packed(&words)), Flaw::Program);
        let other = [vec![b' '; at], b"/S /XFAB ".to_vec(), vec![b' '; 100_000]].concat();
        assert!(look("plan.pdf", stream(flate, packed(&other))).is_ok(), "a name across two parts");
    }
    let bomb = packed(&vec![b' '; (64 << 20) + 100_000]);
    assert!(bomb.len() < 200_000);
    refused("plan.pdf", stream(flate, bomb), Flaw::Unpacks);
    refused("plan.pdf", b"%PDF-1.7\nand no end".to_vec(), Flaw::Damaged(Kind::Pdf));
    refused("plan.pdf", [b" ", pdf().as_slice()].concat(), Flaw::Unknown);
}

#[test]
fn what_would_run_or_unpack_without_end_is_refused_in_an_office_file() {
    refused("letter.docx", docx_with(&[("word/vbaProject.bin", b"x")]), Flaw::Program);
    refused("letter.docx", docx_with(&[("word/activeX/activeX1.xml", b"x")]), Flaw::Program);
    refused("letter.docx", docx_with(&[("word/embeddings/oleObject1.bin", b"x")]), Flaw::Inside);
    assert!(look("letter.docx", docx_with(&[("word/embeddings/Sheet1.xlsx", b"x")])).is_ok());
    refused("letter.docx", docx_with(&[("../../evil", b"x")]), Flaw::Damaged(Kind::Docx));
    refused("letter.docx", docx_with(&[("word/x", &test_virus())]), Flaw::TestVirus);
    refused("letter.odt", odt_with(&[("Basic/Standard/Module1.xml", b"x")]), Flaw::Program);
    refused("letter.odt", odt_with(&[("Scripts/python/x.py", b"x")]), Flaw::Program);
    let locked: &[u8] = b"<manifest:encryption-data/>";
    refused("letter.odt", odt_with(&[("META-INF/manifest.xml", locked)]), Flaw::Locked);
    let macros: &[u8] = b"application/vnd.ms-word.document.macroEnabled.main+xml";
    refused("letter.docx", archive(&[("[Content_Types].xml", macros)]), Flaw::Program);
    refused("files.zip", archive(&[("a.txt", b"x")]), Flaw::Archive);
    refused("letter.docx", archive(&[("a.txt", b"x")]), Flaw::Archive);
    let long = vec![b' '; 80 << 20];
    refused("letter.docx", docx_with(&[("word/a.xml", &long), ("word/b.xml", &long)]), Flaw::Unpacks);
    let names: Vec<String> = (0..5_001).map(|n| format!("word/{n}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    refused("letter.docx", docx_with(&many), Flaw::Unpacks);
    // An entry that says that it is small, and is not: the size stands in the list of entries at the end.
    let big = vec![b' '; 100_000];
    let mut lies = docx_with(&[("word/big.xml", &big)]);
    let size = 100_000_u32.to_le_bytes();
    let places: Vec<usize> = memmem::find_iter(&lies, &size).collect();
    assert!(!places.is_empty());
    places.into_iter().for_each(|at| lies[at..at + 4].copy_from_slice(&10_u32.to_le_bytes()));
    assert!(look("letter.docx", lies).is_err());
}

#[test]
fn pictures_lose_what_is_not_the_picture() {
    let words = [chunk(b"tEXt", b"Author\0Ana"), chunk(b"eXIf", b"GPS 51.5N"), chunk(b"gAMA", &[0, 0, 0xb1, 0x8f])];
    let kept = look("map.png", png_with(1, 1, &words.concat())).expect("taken").bytes;
    assert_eq!(kept, png_with(1, 1, &words[2]), "the colours stay");
    let more =
        [noted(), segment(0xfe, b"by Ana"), segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0Ana"), segment(0xed, b"Ana")];
    let kept = look("photo.jpg", jpeg_with(1, 1, &more.concat())).expect("taken").bytes;
    assert!(memmem::find(&kept, b"Ana").is_none() && memmem::find(&kept, b"GPS").is_none());
    let turned = memmem::find(&kept, b"Exif\0\0MM\0*").expect("the way up is kept");
    assert_eq!(kept[turned + 24..turned + 26], [0, 6]);
    assert_eq!(kept.len(), jpeg().len() + 36, "and nothing else");
    let upright = look("photo.jpg", jpeg_with(1, 1, &segment(0xfe, b"by Ana"))).expect("taken").bytes;
    assert_eq!(upright, jpeg());
}

#[test]
fn pictures_that_nobody_can_show_are_refused() {
    assert!(look("map.png", png_with(8_000, 8_000, b"")).is_ok());
    for (width, height) in [(60_000, 60_000), (8_001, 8_000), (30_001, 1), (u32::MAX, u32::MAX)] {
        refused("map.png", png_with(width, height, b""), Flaw::TooManyPoints);
    }
    refused("map.png", png_with(0, 5, b""), Flaw::Damaged(Kind::Png));
    refused("photo.jpg", jpeg_with(60_000, 60_000, b""), Flaw::TooManyPoints);
    refused("photo.jpg", jpeg_with(1, 0, b""), Flaw::Damaged(Kind::Jpeg));
    let mut torn = png();
    let at = torn.len() - 20;
    torn[at] ^= 1;
    refused("map.png", torn, Flaw::Damaged(Kind::Png));
    let pass = segment(0xda, &[1, 1, 0, 0, 63, 0]);
    let size = segment(0xc2, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
    refused(
        "photo.jpg",
        [b"\xff\xd8", size.as_slice(), &pass.repeat(101), b"\xff\xd9"].concat(),
        Flaw::Damaged(Kind::Jpeg),
    );
}

#[test]
fn tables_become_utf_8_and_hold_no_formula() {
    assert_eq!(look("t.csv", b"price\n\xa35 \x96 \x80\n".to_vec()).expect("taken").bytes, "price\n£5 – €\n".as_bytes());
    assert_eq!(look("t.csv", [b"\xef\xbb\xbf", csv().as_slice()].concat()).expect("taken").bytes, csv());
    for no_text in [b"a\0b".as_slice(), b"a\x1b[2J", b"a\x81b\xff", b"\xff\xfea\0,\0"] {
        refused("t.csv", no_text, Flaw::NoText);
    }
    refused("t.csv", " \n\n", Flaw::Empty);
    for formula in
        ["a,=1+1", "=cmd|' /C calc'!A0", "a\n\"=1\"", "a;@SUM(A1)", "a\t+HYPERLINK(\"x\")", "x,-2+cmd|'a'!A0"]
    {
        refused("t.csv", formula, Flaw::Formula);
    }
    assert!(look("t.csv", "phone,change\n+44 20 7946 0000,-5.2\na=b,\"x = y\"\n".into()).is_ok());
}

#[test]
fn what_scanners_are_tried_with_is_found_wherever_it_stands() {
    for (name, before) in [("eicar.com", b"".as_slice()), ("plan.pdf", b"%PDF-1.7\n"), ("t.csv", b"a,b\n")] {
        refused(name, [before, &test_virus()].concat(), Flaw::TestVirus);
    }
}

/// Cut off anywhere, and with any byte another, a file is taken or refused, and never makes more than it was.
#[test]
fn no_bytes_do_harm() {
    let mut seed = 7_u32;
    let mut any = move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize
    };
    for (name, whole) in all() {
        for end in 0..whole.len() {
            let cut = look(name, whole[..end].to_vec());
            assert!(cut.is_err() || name == "buses.csv" || name == "plan.pdf", "{name} is taken without its end");
        }
        for _ in 0..3_000 {
            let mut other = whole.clone();
            for _ in 0..=any() % 4 {
                let at = any() % other.len();
                other[at] = (any() % 256) as u8;
            }
            if let Ok(sound) = look(name, other) {
                assert!(sound.bytes.len() <= whole.len() * 3, "{name} grew");
            }
        }
    }
    for _ in 0..2_000 {
        let bytes: Vec<u8> = (0..any() % 300).map(|_| (any() % 256) as u8).collect();
        for start in [b"%PDF-1.4 ".as_slice(), b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"] {
            assert!(look("x", [start, &bytes].concat()).is_err());
        }
    }
    assert!(look("buses.xlsx", xlsx()).is_ok());
}
