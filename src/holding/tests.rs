use super::*;

fn settings(words: &[&str]) -> Settings {
    Settings {
        links: true,
        contacts: true,
        word_list: true,
        words: WordList::try_from(words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()).expect("a list"),
        repeats: true,
        repeat_days: 7,
        bursts: true,
        burst_comments: 6,
        burst_minutes: 5,
        first_comment: true,
        everything: false,
    }
}

#[track_caller]
fn all(texts: &[&str], rule: Option<Rule>) {
    for text in texts {
        assert_eq!(holds(text, Known::default(), &settings(&["damn", "piss off", "größe"])), rule, "{text}");
    }
}

#[test]
fn holding_lets_ordinary_words_pass() {
    all(
        &[
            "",
            "Dr. Smith saw me at 5.30pm, i.e. late, e.g.this week.",
            "It was good.In the end I went home.So did he.It helped me.Thanks",
            "I live in SE1 7EH, near St. Thomas' A&E, and paid £1,234.50 for 2.5 kg.",
            "The ratio is 3:1 or 10/12, from 2019-2022, on 01/02/2023 and 2023-02-01 at 10:30.",
            "On 01.02.2023 10.30 and on 01-02-2023 10 30 and 1 2 3 4 5 6 7 8 9 10 11",
            "Scores: 0 1 2 3 4 5 6 7 8 9 10. Pi is 3.1415926535 and more. £9434765919 and 9434765919kg",
            "Call 999, 111 or 116 123, or 0 times. 10,000,000 people. Rooms 101-102-1034.",
            "Email me. Ring @home, @nhs or mail at home. and/or, him/her, 24/7, www is old, http is a word",
            "A.N. Other said U.K. and U.S.A. ... and .com is an ending. Node.js too. version 1.2.3",
            "Reference 12345678901234567890 and 400 000 000 pounds",
        ],
        None,
    );
}

#[test]
fn holding_finds_links() {
    all(
        &[
            "See https://example.org/a?b=c",
            "HTTP://EXAMPLE.ORG",
            "(www.example.org)",
            "read [this](example.com), please",
            "example.co.uk",
            "https://127.0.0.1/x",
            "go to bit.ly/abc or youtu.be/xyz",
            "www.example.clinic",
            "請看example.com吧",
            "ｅｘａｍｐｌｅ．ｃｏｍ",
            "exam\u{200b}ple.com",
            "t.co/abc",
            "shop.example.site/offer",
        ],
        Some(Rule::Link),
    );
}

#[test]
fn holding_finds_email_addresses() {
    all(
        &["ana@people.example", "Write to <ANA.B+c@mail.people.example>.", "mailto:ana@people.org, thanks"],
        Some(Rule::Email),
    );
    all(&["ana@work", "a @ b.org.", "@ana.b", "3 apples @ 2.50 each"], None);
}

#[test]
fn holding_finds_phone_numbers() {
    all(
        &[
            "020 7946 0000",
            "Call (020) 7946 0000 now",
            "+44 20 7946 0000",
            "+44 (0)20 7946 0000",
            "+44(0)2079460000",
            "0044 20 7946 0000",
            "07700 900123",
            "07700900123.",
            "Tel.07700-900-123",
            "0161 496 0000, ask for Jo",
            "07700900123/07700900124",
            "07 700 900 123",
            "0800 123456",
            "0300 123 1234",
            "٠ or +33 1 23 45 67 89",
            "Ward 12, 020 7946 0000",
        ],
        Some(Rule::Phone),
    );
}

#[test]
fn holding_knows_nhs_numbers_by_their_check_digit() {
    all(
        &["943 476 5919", "9434765919", "NHS no: 943-476-5919.", "(943 476 5919)", "401 023 2137"],
        Some(Rule::NhsNumber),
    );
    all(
        &["943 476 5918", "9434765910", "943 4765 919", "94 3476 5919", "4444444444", "943 476 59190", "1 9434765918"],
        None,
    );
    // A remainder that would need the check digit 10 is no number at all.
    all(&["100 000 0000", "000 000 0060"], None);
}

#[test]
fn holding_finds_whole_words_of_the_list() {
    all(
        &["Damn!", "dämn it", "so DAMN.good", "Piss\n off", "piss-off", "GROSSE groesse Größe", "\"damn\""],
        Some(Rule::Word),
    );
    all(&["damned", "goddamn", "piss it off", "off piss"], None);
    assert_eq!(holds("damn", Known::default(), &settings(&[])), None);
}

#[test]
fn holding_refuses_lists_that_it_cannot_use() {
    let list = |entries: Vec<String>| WordList::try_from(entries).map(|_| ());
    assert!(list(vec!["one two three four".into(), "(a+)+$".into()]).is_ok(), "signs are no patterns");
    for (wrong, says) in
        [("***", "no letters"), ("one two three four five", "4 words"), (&"x".repeat(101), "100 characters")]
    {
        let error = list(vec![wrong.to_owned()]).expect_err(wrong);
        assert!(error.starts_with("holding.words: ") && error.contains(says), "{error}");
    }
    assert!(list((0..501).map(|n| format!("w{n}")).collect()).is_err());
}

#[test]
fn holding_looks_at_what_is_known() {
    let asked = |known| holds("The bus is late.", known, &settings(&[]));
    assert_eq!(asked(Known { repeated: true, ..Known::default() }), Some(Rule::Repeat));
    assert_eq!(asked(Known { recent: 5, ..Known::default() }), None);
    assert_eq!(asked(Known { recent: 6, ..Known::default() }), Some(Rule::Burst));
    assert_eq!(asked(Known { is_first: true, ..Known::default() }), Some(Rule::FirstComment));
    let off = Settings::default();
    let everything = Known { is_first: true, recent: 1_000, repeated: true };
    assert_eq!(holds("www.example.org 020 7946 0000 943 476 5919 a@b.org", everything, &off), None);
}

#[test]
fn holding_tells_the_same_words_whatever_they_look_like() {
    let long = "The buses near our clinic come once an hour, and nobody can sit down.";
    assert_eq!(wording(long), wording(&long.to_uppercase().replace(", ", " – ")));
    assert!(wording(long).is_some());
    assert_eq!(wording("I agree with this."), None);
}

#[test]
fn holding_tells_each_reason_in_short_words() {
    for rule in Rule::ALL {
        let sentence = rule.sentence();
        assert!(sentence.ends_with('.') && sentence.split(' ').count() <= 12, "{sentence}");
        assert!(sentence.split(' ').all(|word| word.len() <= 9), "{sentence}");
        assert!(!rule.name().is_empty());
    }
}

#[test]
fn holding_everything_is_told_last() {
    let everything = |text| {
        let settings = settings(&[]).on(&OnProposal::read("everything"));
        holds(text, Known::default(), &settings)
    };
    assert_eq!(everything("The bus is late."), Some(Rule::Everything));
    assert_eq!(everything("See www.example.org"), Some(Rule::Link), "the moderator is told of the link");
}

#[test]
fn holding_shows_what_breaks_each_rule() {
    let settings = settings(&["damn", "piss off"]);
    let text = "Damn! See (https://Example.org/a?b=C#d), www.example.org. and\u{a0}t.co/x\nor write to \
        <Ana.B+c@mail.people.example>, call +44 (0)20 7946 0000 or 07700 900123; I am 943 476 5919. PISS OFF";
    let parts = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    let found = tried(text, Known { is_first: true, ..Known::default() }, &settings);
    let expected = vec![
        (Rule::NhsNumber, parts(&["943 476 5919"])),
        (Rule::Email, parts(&["Ana.B+c@mail.people.example"])),
        (Rule::Phone, parts(&["+44 (0)20 7946 0000", "07700 900123"])),
        (Rule::Link, parts(&["https://Example.org/a?b=C#d", "www.example.org", "t.co/x"])),
        (Rule::Word, parts(&["damn", "piss off"])),
        (Rule::FirstComment, Vec::new()),
    ];
    assert_eq!(found, expected);
    assert!(tried("The bus is late.", Known::default(), &settings).is_empty());
}

#[test]
fn holding_lets_a_comma_pass_and_no_new_link() {
    let list = settings(&["damn", "hell"]);
    let kept = "See https://example.org/Streets it says all. Ring 020 7946 0000, or ana@people.example. Damn.";
    let edited = |after: &str| holds_edit(kept, after, Known::default(), &list);
    for same in [
        "See https://example.org/Streets, it says all. Ring 020 7946 0000, or ana@people.example. Damn.",
        "Damn! Ring 02079460000 or Ana@people.example. (https://example.org/Streets) says all.",
        "It says all.",
    ] {
        assert_eq!(edited(same), None, "{same}");
    }
    for (new, rule) in [
        ("See https://example.org/streets it says all.", Rule::Link),
        ("See https://example.org/Streets/more it says all.", Rule::Link),
        ("See https://example.org/Streets and www.example.org", Rule::Link),
        ("Ring 020 7946 0001.", Rule::Phone),
        ("Write to ben@people.example.", Rule::Email),
        ("I am 943 476 5919.", Rule::NhsNumber),
        ("What the hell", Rule::Word),
    ] {
        assert_eq!(edited(&format!("{new} {kept}")), Some(rule), "{new}");
    }
    let every = list.on(&OnProposal::read("everything"));
    assert_eq!(holds_edit("More trees", "More trees, please", Known::default(), &every), Some(Rule::Everything));
    assert_eq!(holds_edit("More trees please", "More trees, please!", Known::default(), &every), None);
}

#[test]
fn holding_survives_being_kept() {
    let all = settings(&["Größe", "piss off"]);
    let kept = all.kept().expect("written down");
    assert_eq!(Settings::read(&kept, &Settings::default()).expect("read"), all);
    assert!(!kept.contains("everything"), "{kept}");
    let older = r#"{"links":false,"weather":"of a newer program"}"#;
    assert_eq!(Settings::read(older, &all).expect("read"), Settings { links: false, ..all.clone() });
    for wrong in ["", "[]", r#"{"links":"no"}"#] {
        assert!(Settings::read(wrong, &all).is_err(), "{wrong}");
    }
}

#[test]
fn holding_on_a_proposal_differs_where_it_says_so() {
    let one = OnProposal::read("everything links=off weather=on first_comment=on bursts");
    assert_eq!(one.kept(), "everything links=off first_comment=on");
    assert_eq!(OnProposal::read(&one.kept()), one);
    assert_eq!(one.to_string(), "every comment; links off; first comments on");
    assert_eq!(OnProposal::default().to_string(), "as on the site");
    assert_eq!(OnProposal::default().kept(), "");
    let site = Settings { first_comment: false, ..settings(&[]) };
    let there = site.clone().on(&one);
    assert!(there.everything && !there.links && there.first_comment && there.contacts);
    assert_eq!(site.clone().on(&OnProposal::default()), site);
}

#[test]
fn holding_tells_the_record_what_changed_and_no_words() {
    let (was, mut is) = (settings(&["damn", "hell"]), settings(&["hell", "blast", "bother"]));
    (is.links, is.first_comment, is.burst_comments) = (false, false, 8);
    let changes = was.changes(&is);
    assert_eq!(
        changes,
        "links off; first comments off; comments in a short time 6 to 8; word list: 2 added; word list: 1 taken out"
    );
    assert_eq!(was.changes(&was.clone()), "");
}

#[test]
fn holding_has_a_switch_for_each_rule_but_that_of_a_proposal() {
    let switched: Vec<Rule> = Switch::ALL.iter().flat_map(|switch| switch.rules()).copied().collect();
    assert!(Rule::of_texts().all(|rule| switched.contains(&rule) != (rule == Rule::Everything)));
    for switch in Switch::ALL {
        let mut one = Settings::default();
        one.set(*switch, true);
        assert!(Switch::ALL.iter().all(|other| one.is_on(*other) == (other == switch)));
    }
}

#[test]
fn holding_makes_no_text_many_times_as_long() {
    let longest = ('\u{0}'..=char::MAX).filter(|c| !grows(*c)).map(|c| std::iter::once(c).nfkc().count()).max();
    assert_eq!(longest, Some(4));
    // Also for the list of words, which makes letters plain in its own way.
    assert_eq!(look(&Read::new(&"\u{fdfa}".repeat(4_000)).typed), "");
    assert_eq!(holds(&"\u{fdfa}".repeat(4_000), Known::default(), &settings(&[])), None);
    assert_eq!(holds("\u{fdfa} ring 07700 900123", Known::default(), &settings(&[])), Some(Rule::Phone));
}
