//! The content that comes with the site is whole, and each kind of mistake is told with its file and line.

use super::{Content, LifeStage, load};
use std::collections::HashSet;
use std::path::Path;

/// The content that comes with the site.
fn shipped() -> Content {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/london-vision");
    load(&dir).unwrap_or_else(|mistake| panic!("{mistake}"))
}

#[test]
fn the_shipped_content_is_whole() {
    let content = shipped();
    assert_eq!(content.areas.len(), 14);
    assert_eq!(content.proposals.len(), 42);
    assert!(content.case_studies.len() >= 10);
    assert!(content.areas.iter().map(|area| area.position).eq(1..=14), "in reading order");
    for area in &content.areas {
        assert!(area.figures.iter().all(|figure| figure.source_url.starts_with("http")), "{}", area.slug);
        assert_eq!(content.proposals.iter().filter(|p| p.area == area.slug).count(), 3, "{}", area.slug);
        assert!(!area.ambition.ends_with('.') && !area.body.contains("## "), "{}", area.slug);
    }
    for stage in [LifeStage::Start, LifeStage::Live, LifeStage::Age, LifeStage::Enabler] {
        assert!(content.areas.iter().any(|area| area.life_stage == stage), "{}", stage.as_str());
    }
    let pages: HashSet<&str> = content.pages.iter().map(|page| page.slug.as_str()).collect();
    for slug in
        ["partnership", "house-rules", "how-decisions-are-made", "how-we-count", "online-safety", "accessibility"]
    {
        assert!(pages.contains(slug), "{slug}");
    }
}

#[test]
fn the_shipped_proposals_are_examples_and_say_so() {
    let content = shipped();
    for proposal in &content.proposals {
        let slug = &proposal.slug;
        assert!(proposal.example && proposal.why.contains("This is an example."), "{slug}");
        assert_eq!(proposal.options.last().map(|option| option.title.as_str()), Some("Change nothing"), "{slug}");
        assert_eq!(proposal.options.iter().filter(|option| option.preferred).count(), 1, "{slug}");
        assert!(proposal.closes_in_days - proposal.opens_in_days >= 28, "{slug}: at least four weeks");
    }
    let count = |on: &dyn Fn(i32, i32) -> bool| {
        content.proposals.iter().filter(|p| on(p.opens_in_days, p.closes_in_days)).count()
    };
    assert_eq!(count(&|opens, closes| opens < 0 && closes > 0), 5, "open");
    assert!(count(&|opens, closes| opens < 0 && (1..=14).contains(&closes)) >= 1, "closing soon");
    assert!(count(&|_, closes| closes < 0) >= 3, "closed");
    assert!(count(&|opens, _| opens > 0) >= 20, "forthcoming");
}

/// A word or form that does not belong in the texts: dashes used as ornament, straight quotes, American spelling.
#[test]
fn the_shipped_texts_keep_to_the_house_style() {
    let content = shipped();
    let texts = (content.areas.iter().map(|a| (&a.slug, format!("{} {} {}", a.ambition, a.lede, a.body))))
        .chain(content.proposals.iter().map(|p| (&p.slug, format!("{} {} {}", p.summary, p.what_would_change, p.why))))
        .chain(content.case_studies.iter().map(|c| (&c.slug, format!("{} {}", c.summary, c.body))))
        .chain(content.pages.iter().map(|p| (&p.slug, format!("{} {}", p.summary, p.body))));
    for (slug, text) in texts {
        for unwanted in ["—", " – ", "'", "organiz", "color", "center", "behavior", "program ", "Superzone"] {
            let allowed = slug == "accessibility" && unwanted == "program ";
            assert!(allowed || !text.contains(unwanted), "{slug} has {unwanted:?}");
        }
        for word in text.split_whitespace().filter(|word| word.contains('@')) {
            assert!(word.contains(&content.site.contact.email), "{slug} gives another address: {word}");
        }
    }
}

const AREA: &str = r#"+++
slug = "air"
title = "Improve the air"
short_title = "Air"
life_stage = "live"
ambition = "Everyone breathes safe air"
lede = "A lede."
position = 1

[[figures]]
number = "4"
text = "Four of something."
source_name = "A source"
source_url = "https://source.example/four"
+++
Why it matters.
"#;

const PROPOSAL: &str = r#"+++
slug = "texts"
area = "air"
title = "Send texts"
summary = "A summary."
opens_in_days = -3
closes_in_days = 30
example = true

[[options]]
letter = "A"
title = "Texts"
body = "By phone."
preferred = true

[[options]]
letter = "B"
title = "Change nothing"
body = "As now."
+++
## What would change

Something.

## Why

A reason.
"#;

const STUDY: &str = r#"+++
slug = "once"
title = "Once"
area = "air"
summary = "A summary."
source_name = "A source"
source_url = "https://source.example/"
+++
A story.
"#;

const PAGE: &str = r#"+++
slug = "rules"
title = "Rules"
summary = "A summary."
position = 1
in_footer = true
+++
One rule.
"#;

const SITE: &str = r#"name = "N"
strapline = "S"
caveat = "C"
areas_intro = "I"
about = "A"
who_runs_this = "W"
[hero]
headline = "H"
lede = "L"
[[steps]]
title = "T"
text = "X"
[[life_stages]]
key = "live"
label = "Live well"
description = "D"
[contact]
email = "team@site.example"
text = "T"
"#;

/// A small content folder in which each file is right.
fn small() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in [
        ("site.toml", SITE),
        ("areas/01-air.md", AREA),
        ("proposals/air--texts.md", PROPOSAL),
        ("case-studies/once.md", STUDY),
        ("pages/rules.md", PAGE),
    ] {
        write(dir.path(), name, text);
    }
    dir
}

fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    std::fs::create_dir_all(path.parent().expect("a file in a folder")).expect("the folder can be made");
    std::fs::write(path, text).expect("the file can be written");
}

/// The mistake that loading tells when `name` holds `text`, with the folder's own path left out.
fn mistake_with(name: &str, text: &str) -> String {
    let dir = small();
    write(dir.path(), name, text);
    let mistake = load(dir.path()).expect_err(text);
    assert!(mistake.file.starts_with(dir.path()) && !mistake.reason.contains('\n'));
    mistake.to_string().replace(&format!("{}/", dir.path().display()), "")
}

/// The mistake when, in the right text of a file, `good` is replaced by `bad`.
fn mistake(name: &str, good: &str, bad: &str) -> String {
    let texts = [
        ("site.toml", SITE),
        ("areas/01-air.md", AREA),
        ("proposals/air--texts.md", PROPOSAL),
        ("case-studies/once.md", STUDY),
        ("pages/rules.md", PAGE),
    ];
    let (_, text) = texts.iter().find(|(n, _)| *n == name).expect("a text of this name");
    assert!(text.contains(good), "{good}");
    mistake_with(name, &text.replacen(good, bad, 1))
}

#[test]
fn a_small_folder_is_read_as_it_stands() {
    let dir = small();
    write(dir.path(), "README.md", "For those who write here.");
    write(dir.path(), "areas/.hidden", "An editor's file.");
    let content = load(dir.path()).expect("good content");
    assert_eq!(content.site.name, "N");
    assert_eq!(content.areas[0].body, "Why it matters.");
    assert_eq!(content.areas[0].who_decides, None);
    assert_eq!(content.proposals[0].what_would_change, "Something.");
    assert_eq!(content.proposals[0].why, "A reason.");
    assert!(content.proposals[0].documents.is_empty());
    assert_eq!(content.case_studies[0].body, "A story.");
    assert!(content.pages[0].in_footer);
}

#[test]
fn line_ends_and_a_byte_order_mark_of_other_systems_do_no_harm() {
    let dir = small();
    write(dir.path(), "proposals/air--texts.md", &format!("\u{feff}{}", PROPOSAL.replace('\n', "\r\n")));
    assert_eq!(load(dir.path()).expect("good content").proposals[0].why, "A reason.");
}

#[test]
fn reading_order_goes_by_position_and_opening() {
    let dir = small();
    let clean = AREA.replace("\"air\"", "\"zoo\"").replace("position = 1", "position = 2");
    write(dir.path(), "areas/02-zoo.md", &clean);
    for (area, slug, opens) in [("zoo", "a", -9), ("air", "c", 8), ("air", "b", -8)] {
        let text = (PROPOSAL.replace("\"texts\"", &format!("\"{slug}\"")).replace("\"air\"", &format!("\"{area}\"")))
            .replace("opens_in_days = -3", &format!("opens_in_days = {opens}"));
        write(dir.path(), &format!("proposals/{area}--{slug}.md"), &text);
    }
    let content = load(dir.path()).expect("good content");
    let slugs: Vec<&str> = content.proposals.iter().map(|p| p.slug.as_str()).collect();
    assert_eq!(slugs, ["b", "texts", "c", "a"]);
}

#[test]
fn a_mistake_in_a_field_is_told_with_file_and_line() {
    let area = "areas/01-air.md";
    for (good, bad, told) in [
        ("slug = \"air\"", "slug = \"Air!\"", "areas/01-air.md:2: \"Air!\" is not a slug"),
        ("slug = \"air\"", "slug = \"a--b\"", "areas/01-air.md:2: \"a--b\" is not a slug"),
        ("slug = \"air\"", "slug = \"\"", "areas/01-air.md:2: \"\" is not a slug"),
        ("title = \"Improve the air\"", "title = \" \"", "areas/01-air.md:3: this must not be empty"),
        ("lede = \"A lede.\"", "lede = \"A\\nB\"", "areas/01-air.md:7: this must be on one line"),
        ("\"live\"", "\"middle\"", "areas/01-air.md:5: unknown variant `middle`"),
        ("position = 1", "position = -1", "areas/01-air.md:8: invalid value"),
        ("position = 1", "position = 1\ncolour = 2", "areas/01-air.md:9: unknown field `colour`"),
        ("position = 1", "position = 1\nwho_decides = \"\"", "areas/01-air.md:9: this must not be empty"),
        ("number = \"4\"", "nummer = \"4\"", "areas/01-air.md:11: unknown field `nummer`"),
        ("https://source", "ftp://source", "areas/01-air.md:14: \"ftp://source.example/four\" is not a web address"),
        ("source_url = \"https://source.example/four\"", "", "areas/01-air.md:10: missing field `source_url`"),
        ("title = \"Improve the air\"\n", "", "areas/01-air.md: missing field `title`"),
        ("lede = \"A lede.\"", "lede = A lede.", "areas/01-air.md:7: "),
        ("lede = \"A lede.\"", "title = \"Twice\"", "areas/01-air.md:7: duplicate key"),
        ("position = 1", "position = 1\nbody = \"x\"", "areas/01-air.md:9: unknown field `body`"),
    ] {
        let said = mistake(area, good, bad);
        assert!(said.starts_with(told), "{bad:?} was told as {said:?}");
    }
    let said = mistake("site.toml", "key = \"live\"", "key = \"old\"");
    assert!(said.starts_with("site.toml:14: unknown variant `old`"), "{said}");
    let said = mistake("site.toml", "team@site.example", "team at site");
    assert!(said.starts_with("site.toml:18: \"team at site\" is not an email address"), "{said}");
    let said = mistake("pages/rules.md", "in_footer = true", "in_footer = \"yes\"");
    assert!(said.starts_with("pages/rules.md:6: invalid type"), "{said}");
}

#[test]
fn a_mistake_in_the_form_of_a_file_is_told() {
    for (name, text, told) in [
        ("pages/rules.md", "Hello", "pages/rules.md:1: the first line must be +++"),
        ("pages/rules.md", "+++\nslug = \"rules\"\n", "pages/rules.md: the second line +++ is missing"),
        ("pages/rules.md", "", "pages/rules.md:1: the first line must be +++"),
        ("pages/rules.md", &PAGE.replace("One rule.", " "), "pages/rules.md: there is no text below"),
        ("pages/rules.md", &PAGE.replace("One", "One\0"), "pages/rules.md:8: there is a control character"),
        ("pages/notes.txt", "x", "pages/notes.txt: only files that end in .md belong here"),
        ("pages/more/rules.md", PAGE, "pages/more: only files that end in .md belong here"),
        ("case-study/once.md", STUDY, "case-study: here may only be site.toml, areas"),
        ("pages/zebra.md", PAGE, "pages/zebra.md:2: another file has the slug rules already"),
        ("areas/02-air.md", AREA, "areas/02-air.md:2: another file has the slug air already"),
    ] {
        let said = mistake_with(name, text);
        assert!(said.starts_with(told), "{name}: {said:?}");
    }
    let dir = small();
    std::fs::write(dir.path().join("pages/rules.md"), b"+++\n\xff").expect("the file can be written");
    assert!(
        load(dir.path()).expect_err("not text").to_string().ends_with("pages/rules.md: the file is not UTF-8 text")
    );
    std::fs::remove_dir_all(dir.path().join("pages")).expect("the folder can be removed");
    assert!(load(dir.path()).expect_err("no folder").to_string().contains("pages: the folder cannot be read"));
    let nowhere = load(Path::new("/nowhere/at/all")).expect_err("no folder").to_string();
    assert!(nowhere.starts_with("/nowhere/at/all: the folder cannot be read"), "{nowhere}");
}

#[test]
fn a_mistake_between_files_is_told() {
    let second = AREA.replace("\"air\"", "\"water\"");
    let said = mistake_with("areas/01-water.md", &second);
    assert_eq!(said, "areas/01-water.md:8: another file has the position 1 already");
    let said = mistake("areas/01-air.md", "position = 1", "position = 2");
    assert_eq!(said, "areas/01-air.md:2: by what it says, this file must be named 02-air.md");
    let lost = PROPOSAL.replace("\"air\"", "\"sea\"").replace("\"texts\"", "\"lost\"");
    assert_eq!(mistake_with("proposals/sea--lost.md", &lost), "proposals/sea--lost.md:3: there is no area sea");
    let said = mistake("case-studies/once.md", "area = \"air\"", "area = \"sea\"");
    assert_eq!(said, "case-studies/once.md:4: there is no area sea");
    let said = mistake("areas/01-air.md", "\"live\"", "\"age\"");
    assert_eq!(said, "areas/01-air.md:5: site.toml does not describe the life stage age");
    let twice = "[[life_stages]]\nkey = \"live\"\nlabel = \"L\"\ndescription = \"D\"\n[contact]";
    assert_eq!(mistake("site.toml", "[contact]", twice), "site.toml:13: the life stage live is described twice");
}

#[test]
fn a_mistake_in_a_proposal_is_told() {
    let at = |rest: &str| format!("proposals/air--texts.md:{rest}");
    let proposal = |good, bad| mistake("proposals/air--texts.md", good, bad);
    let said = proposal("closes_in_days = 30", "closes_in_days = -3");
    assert_eq!(said, at("7: it would close (day -3) before or when it opens (day -3)"));
    let said = proposal("closes_in_days = 30", "closes_in_days = 99999");
    assert_eq!(said, at("7: 99999 days is too far away: at most 3650"));
    assert_eq!(proposal("letter = \"B\"", "letter = \"C\""), at("10: the options must be lettered A, B, C and so on"));
    let said = proposal("body = \"As now.\"", "body = \"As now.\"\npreferred = true");
    assert_eq!(said, at("10: only one option can be preferred"));
    let one = PROPOSAL.split("\n[[options]]\nletter = \"B\"").next().expect("a split has a first part").to_owned();
    let said =
        mistake_with("proposals/air--texts.md", &format!("{one}+++\n## What would change\n\nx\n\n## Why\n\ny\n"));
    assert_eq!(said, at("10: a proposal needs at least two options"));
    assert_eq!(proposal("## Why", "## Because"), at("25: here must stand the heading ## Why"));
    assert_eq!(proposal("A reason.", "A reason.\n\n## More"), at("29: ## More is one heading too many"));
    assert_eq!(proposal("A reason.", ""), at(" the section ## Why is missing or empty"));
    assert_eq!(proposal("## Why\n\nA reason.", ""), at(" the section ## Why is missing or empty"));
    let said = proposal("## What would", "Hello.\n\n## What would");
    assert_eq!(said, at("21: there is text before the first heading, ## What would change"));
}
