//! What an email about news promises: HTML and text say the same, counts are right, and nothing that people write or that
//! piles up can break it.

use super::*;
use chrono::NaiveDate;

fn at(day: u32, hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 12, day)
        .expect("a day of the calendar")
        .and_hms_opt(hour, 0, 0)
        .expect("a time of day")
}

fn line(what: DateKind, day: u32, title: &str) -> DateLine {
    DateLine {
        what,
        at: at(day, 17),
        title: title.into(),
        area: "Improve air quality".into(),
        reason: String::new(),
        url: "https://folkmoot.example/proposals/asthma-texts".into(),
    }
}

fn excerpt(author: &str, badge: Badge, text: &str) -> Excerpt {
    Excerpt {
        author: author.into(),
        badge,
        text: text.into(),
        url: "https://folkmoot.example/comments/2?a=1&b=2".into(),
    }
}

fn nurse() -> Badge {
    Badge::Professional { title: "Respiratory nurse".into(), verified: true }
}

fn proposal(title: &str, comments: usize, excerpts: Vec<Excerpt>) -> ProposalPart {
    ProposalPart {
        title: title.into(),
        url: "https://folkmoot.example/proposals/asthma-texts".into(),
        changes: Vec::new(),
        comments,
        excerpts,
        talk_url: "https://folkmoot.example/proposals/asthma-texts?sort=newest#talk".into(),
    }
}

fn area(title: &str, proposals: Vec<ProposalPart>) -> AreaPart {
    AreaPart { title: title.into(), url: "https://folkmoot.example/areas/air".into(), proposals }
}

fn reason(what: &str, often: Frequency) -> Reason {
    Reason { what: what.into(), often }
}

fn minimal() -> Digest {
    let said = excerpt("Ana", Badge::Resident, "I agree.");
    Digest {
        span: Span::Now,
        until: at(1, 9),
        dates: Vec::new(),
        areas: vec![area("Improve air quality", vec![proposal("Texts", 1, vec![said])])],
        may_repeat: false,
        follows: vec![reason("a discussion under “Texts”", Frequency::AtOnce)],
        weekday: 4,
        next: None,
        manage_url: "https://folkmoot.example/emails/m".into(),
        stop_url: "https://folkmoot.example/emails/s/stop".into(),
        copy_url: "https://folkmoot.example/emails/c/copy".into(),
        record: None,
    }
}

/// As far as it comes in a thousand years.
fn record() -> Record {
    Record {
        acts: 1_234_567_890_123,
        code: format!("1234567890123:{}", "3fa9c2d1".repeat(8)),
        url: "https://folkmoot.example/transparency".into(),
    }
}

/// One of everything, with what people may do to us in it.
fn rich() -> Digest {
    let texts = "Text people with asthma on days of high air pollution";
    let said = vec![
        excerpt(
            "Tunde <A.>",
            nurse(),
            "In clinic we could add three lines to each person’s asthma plan, so that the text only has to say “use your plan tomorrow”.",
        ),
        excerpt(
            "ליאת",
            Badge::Organisation { name: "Circle & Co".into(), verified: false, slug: None },
            "A third of the carers\n\n\n\nwe asked share a phone\u{202e} or have none\u{0}.",
        ),
        excerpt(&format!("Z{}", "\u{301}".repeat(500)), Badge::Imported, &"x".repeat(10_000)),
    ];
    let changed = ProposalPart {
        changes: vec!["We had mixed up two streets.".into(), String::new()],
        ..proposal("Engines off outside every hospital", 0, Vec::new())
    };
    let mut moved = line(DateKind::Moved, 20, "Car-free streets at school time");
    moved.reason = "Schools asked for more time.".into();
    Digest {
        span: Span::Week,
        until: at(3, 8),
        dates: vec![
            line(DateKind::Closed, 1, "A walk on prescription"),
            moved,
            line(DateKind::ClosingSoon, 4, texts),
            line(DateKind::Opened, 30, "Warm homes first\r\n-- \r\nBcc: x@example.org"),
            line(DateKind::Announced, 31, "<script>alert(1)</script>"),
        ],
        areas: vec![
            area("Improve air quality", vec![proposal(texts, 5, said), changed]),
            area("Live well with dementia", vec![proposal("A quiet hour", 2, Vec::new())]),
        ],
        may_repeat: true,
        follows: vec![reason("Improve air quality", Frequency::Weekly), reason("the whole site", Frequency::Weekly)],
        next: Some(at(10, 8)),
        record: Some(record()),
        ..minimal()
    }
}

/// More than anybody could read, and each string as bad as it gets.
fn flood() -> Digest {
    let bad = format!("{}&\"<'>\u{202e}{}", "&".repeat(300), "\u{301}".repeat(300));
    let one = || {
        let mut part = proposal(&bad, 90, vec![excerpt(&bad, nurse(), &"& ".repeat(900)); 90]);
        part.changes = vec![bad.clone(); 40];
        part
    };
    let mut date = line(DateKind::Moved, 20, &bad);
    (date.reason, date.area) = (bad.clone(), bad.clone());
    Digest {
        dates: vec![date; 300],
        areas: (0..14).map(|n| area(&format!("{n} {bad}"), (0..200).map(|_| one()).collect())).collect(),
        follows: vec![reason(&bad, Frequency::Daily); 50],
        ..rich()
    }
}

/// What a reader of the HTML part sees, one string for each stretch of text between two tags.
fn seen(html: &str) -> Vec<String> {
    let body = html.split_once("<main").expect("the page has a main part").1;
    let text = |piece: &str| {
        let text = piece
            .split_once('>')?
            .1
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    };
    body.split('<').filter_map(text).collect()
}

fn links(html: &str) -> Vec<String> {
    html.split("href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().expect("a split has a first part").replace("&amp;", "&"))
        .collect()
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['\u{2068}', '\u{2069}'], "").to_lowercase()
}

#[test]
fn a_rich_email() {
    let letter = digest(&rich());
    insta::assert_snapshot!("rich subject", letter.subject);
    insta::assert_snapshot!("rich text", letter.text);
    insta::assert_snapshot!("rich html", letter.html.replace("><", ">\n<"));
}

#[test]
fn a_minimal_email() {
    let letter = digest(&minimal());
    insta::assert_snapshot!("minimal subject", letter.subject);
    insta::assert_snapshot!("minimal text", letter.text);
    insta::assert_snapshot!("minimal html", letter.html.replace("><", ">\n<"));
}

#[test]
fn html_text_and_page_say_the_same() {
    for email in [rich(), minimal(), Digest { next: None, ..rich() }] {
        let letter = digest(&email);
        let text = plain(&letter.text);
        for words in seen(&letter.html).iter().filter(|words| *words != "●") {
            assert!(text.contains(&plain(words)), "{words:?} is missing from\n{}", letter.text);
        }
        for link in links(&letter.html) {
            assert!(letter.text.lines().any(|line| line.trim() == link), "{link} is missing from\n{}", letter.text);
        }
        let page = digest_page(&email).into_string();
        let on_page = plain(&seen(&page).join(" "));
        for words in
            seen(&letter.html).iter().skip(3).filter(|words| *words != "The London health and care partnership")
        {
            assert!(on_page.contains(&plain(words)), "{words:?} is missing from the page");
        }
    }
}

#[test]
fn a_flood_stays_small_and_says_how_much_more_there_is() {
    let letter = digest(&flood());
    assert!(letter.html.len() < 100_000, "{} bytes", letter.html.len());
    assert!(letter.subject.chars().count() <= 78, "{}", letter.subject);
    assert!(
        letter.subject.starts_with("300 dates moved, 2,800 texts changed, 252,000 new comments"),
        "{}",
        letter.subject
    );
    let shown = letter.text.matches("Now closes at").count();
    assert!(shown > 3 && letter.text.contains(&format!("\n{} more dates:\nhttps://", 300 - shown)), "{}", letter.text);
    let left: usize = (letter.text.lines())
        .filter_map(|line| line.strip_suffix(" more proposals with news in this area:"))
        .map(|n| n.parse::<usize>().expect("a number"))
        .sum();
    let here = plain(&letter.text).matches("…: 90 new comments").count();
    assert!(here > 0 && left + here == 14 * 200, "{here} shown, {left} left");
    assert_eq!(letter.html.matches("<h2").count(), 15);
    let page = digest_page(&flood()).into_string();
    assert!(page.len() > letter.html.len() && !page.contains(" style="), "{} bytes", page.len());
}

#[test]
fn each_of_many_areas_has_its_share() {
    let said = || vec![excerpt("Ana", nurse(), &"Some thirty words that say what matters to us here. ".repeat(8)); 3];
    let parts = |n: usize| (0..200).map(|p| proposal(&format!("Proposal {p} of area {n}"), 5, said())).collect();
    let areas = (0..14).map(|n| area(&format!("Area {n}"), parts(n))).collect();
    let letter = digest(&Digest { areas, ..rich() });
    for n in 0..14 {
        assert!(letter.text.contains(&format!("\nProposal 0 of area {n}: 5 new comments\n")), "{}", letter.text);
    }
    assert_eq!(letter.text.matches("\n199 more proposals with news in this area:\n").count(), 14);
    assert!(letter.html.len() < 60_000, "{} bytes", letter.html.len());
}

#[test]
fn one_area_may_use_all_the_room() {
    let said = vec![excerpt("Ana", nurse(), "Yes."); 30];
    let one = Digest { areas: vec![area("Air", vec![proposal("Texts", 31, said)])], ..minimal() };
    let letter = digest(&one);
    assert_eq!(letter.text.matches("Answer Ana:").count(), 10);
    assert!(letter.text.contains("\n21 more comments:\n"), "{}", letter.text);
    let many = Digest { areas: vec![area("Air", vec![proposal("Texts", 0, Vec::new()); 40])], ..minimal() };
    assert!(digest(&many).text.contains("\n16 more proposals with news in this area:\n"));
}

#[test]
fn subjects_say_what_changed_and_where() {
    let subject = |email: &Digest| digest(email).subject;
    assert_eq!(subject(&minimal()), "1 new comment: Texts");
    let two = Digest { dates: vec![line(DateKind::ClosingSoon, 4, "Other")], ..minimal() };
    assert_eq!(subject(&two), "1 closing soon, 1 new comment: Improve air quality");
    assert_eq!(subject(&rich()), "1 closing soon, 1 date moved, 1 now open and more in 2 areas");
    let long = Digest { areas: vec![area("Air", vec![proposal(&"word ".repeat(99), 3, Vec::new())])], ..minimal() };
    assert!(subject(&long).chars().count() <= 78 && subject(&long).ends_with("word…"), "{}", subject(&long));
    let nothing = Digest { areas: Vec::new(), ..minimal() };
    assert_eq!(subject(&nothing), "News from Folkmoot");
}

#[test]
fn the_reason_names_the_readers_own_day_and_tells_different_rhythms_apart() {
    let said = |follows: Vec<Reason>| {
        // The next one comes on a Friday, though weekly ones come on Thursdays: something daily is followed, too.
        let email = Digest { span: Span::Week, follows, weekday: 4, next: Some(at(4, 7)), ..minimal() };
        plain(&digest(&email).text)
    };
    let (air, site) = (reason("Air", Frequency::Weekly), reason("the whole site", Frequency::Daily));
    let text = said(vec![air.clone()]);
    assert!(
        text.contains("you get this every thursday because you follow air. the next one comes at about 7 am on friday"),
        "{text}"
    );
    let text = said(vec![air, site]);
    assert!(
        text.contains("you get this because you follow air (every thursday) and the whole site (every day)."),
        "{text}"
    );
    assert!(said(Vec::new()).contains("you get this because you follow something on folkmoot."));
}

#[test]
fn nothing_that_people_write_leaves_its_place() {
    for email in [rich(), flood()] {
        let letter = digest(&email);
        let all = format!("{}\n{}\n{}", letter.subject, letter.html, letter.text);
        assert!(!all.contains(['\u{202e}', '\u{0}', '\r']), "{all}");
        assert!(!letter.html.contains("<script") && !letter.html.contains("\u{301}\u{301}\u{301}\u{301}\u{301}"));
        assert_eq!(letter.text.matches("\n-- \n").count(), 1, "{}", letter.text);
        for line in letter.text.lines().filter(|line| line.trim().contains(' ') && !line.contains(&"&".repeat(60))) {
            assert!(line.chars().filter(|c| *c != '\u{301}').count() <= 68, "{line}");
        }
    }
}

#[test]
fn the_check_code_is_whole_and_breaks_nothing() {
    let letter = digest(&rich());
    let code = record().code;
    let foot = letter.text.split_once("\n-- \n").expect("a foot").1;
    assert!(foot.lines().any(|line| line == code), "on a line to itself, to be copied: {foot}");
    assert!(foot.lines().all(|line| line.len() <= 78), "{foot}");
    assert!(plain(foot).contains(": 1,234,567,890,123 acts so far."), "{foot}");
    assert!(foot.lines().any(|line| line == record().url), "{foot}");
    assert!(letter.html.contains(&format!("<span style=\"word-break:break-all;\">{code}</span>")), "{}", letter.html);
    let without = digest(&minimal());
    for part in [&without.html, &without.text] {
        assert!(!part.contains("check code") && !part.contains("/transparency"), "{part}");
    }
}

#[test]
fn a_page_for_others_has_no_way_to_change_or_stop() {
    let none = Digest { manage_url: String::new(), stop_url: String::new(), copy_url: String::new(), ..rich() };
    let page = digest_page(&none).into_string();
    assert!(!page.contains("/emails/") && page.contains("noindex"), "{page}");
    let letter = digest(&none);
    assert!(!letter.html.contains("Stop these emails") && !letter.text.contains("Stop these emails"));
    assert!(digest(&rich()).html.contains("Stop these emails"));
}
