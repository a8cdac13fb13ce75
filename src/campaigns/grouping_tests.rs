//! Grouping, on small sets against comparing everything with everything, and on real comments with copies mixed in.

use super::*;
use crate::campaigns::shingles::FEWEST_WORDS;
use crate::ids::ResponseId;
use std::collections::BTreeSet;

const THRESHOLD: i64 = 50;

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.roll(of.len())]
    }
}

const GREETINGS: [&str; 5] =
    ["Hello,", "Dear Mayor,", "To whom it may concern,", "Good morning,", "Dear Sir or Madam,"];
const WORDS: [&str; 12] = [
    "patients",
    "hospital",
    "doctors",
    "people",
    "waiting",
    "really",
    "important",
    "better",
    "local",
    "council",
    "children",
    "always",
];
const ADDED: [&str; 4] = [
    "My mother waited nine hours.",
    "I have worked here for twelve years and I see it every day.",
    "Thank you for reading this.",
    "The lift at my station has been out of order since March.",
];

/// A copy as people make them: with other words, slips, a greeting, something of their own, or as it is.
fn copied(dice: &mut Dice, text: &str) -> String {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    for _ in 0..=words.len() / 40 {
        let at = dice.roll(words.len());
        match dice.roll(3) {
            0 => words[at] = dice.one(&WORDS).to_owned(),
            1 => {
                let letter = char::from(b'a' + u8::try_from(dice.roll(26)).expect("known in the test"));
                words[at].insert(0, letter);
            }
            _ => {}
        }
    }
    let text = words.join(" ");
    match dice.roll(5) {
        0 => format!("{} {text}", dice.one(&GREETINGS)),
        1 => format!("{text} {}", dice.one(&ADDED)),
        2 => format!("{}\n\n{text}\n\n{}", dice.one(&GREETINGS), dice.one(&ADDED[2..])),
        _ => text,
    }
}

/// A text of so many words from a list of so many.
fn made(dice: &mut Dice, words: usize, of: usize) -> String {
    (0..words).map(|_| format!("w{}", dice.roll(of))).collect::<Vec<_>>().join(" ")
}

fn sent(n: usize) -> Sent {
    Sent { response: ResponseId(i64::try_from(n).expect("known in the test") + 1), version: 1 }
}

fn grouped(texts: &[String], known: &[(CampaignId, Shingles)]) -> Groups {
    let mut all = Texts::default();
    texts.iter().enumerate().for_each(|(n, text)| all.add(sent(n), text));
    groups(all, known, THRESHOLD)
}

/// The groups as lists of places.
fn places(found: &Groups) -> Vec<Vec<usize>> {
    let place = |member: &Member| usize::try_from(member.sent.response.0 - 1).expect("known in the test");
    found.new.iter().map(|group| group.members.iter().map(place).collect()).collect()
}

#[test]
fn every_text_of_a_group_is_like_the_common_text_and_no_other_text_is() {
    let mut dice = Dice(3);
    for _ in 0..30 {
        let originals: Vec<String> = (0..4).map(|n| made(&mut dice, 15 + n * 20, 500)).collect();
        let mut texts: Vec<String> = (0..40).map(|n| copied(&mut dice, &originals[n % 4])).collect();
        texts.extend((0..40).map(|_| made(&mut dice, 30, 500)));
        let found = grouped(&texts, &[]);
        let shingles: Vec<Shingles> = texts.iter().map(|text| Shingles::of(text).expect("known in the test")).collect();
        let belongs = |common: usize, one: usize| {
            let alike = shingles[common].alike(&shingles[one]);
            (alike.resemblance >= THRESHOLD || alike.contained >= crate::campaigns::CONTAINED).then_some(alike)
        };
        let mut inside = BTreeSet::new();
        for group in &found.new {
            let common = usize::try_from(group.typical.response.0 - 1).expect("known in the test");
            for member in &group.members {
                let at = usize::try_from(member.sent.response.0 - 1).expect("known in the test");
                assert_eq!(belongs(common, at), Some(member.alike), "{}\n{}", texts[common], texts[at]);
                assert!(inside.insert(at), "in one group only");
            }
        }
        // Whatever is alone is like no common text, when it is compared with all of them.
        for alone in (0..texts.len()).filter(|at| !inside.contains(at)) {
            for group in &found.new {
                let common = usize::try_from(group.typical.response.0 - 1).expect("known in the test");
                assert_eq!(belongs(common, alone), None, "{}\n{}", texts[common], texts[alone]);
            }
            let twin = (0..texts.len())
                .find(|other| *other != alone && !inside.contains(other) && belongs(alone, *other).is_some());
            assert_eq!(twin, None, "two that are alone are not alike");
        }
    }
}

#[test]
fn a_chain_is_no_group() {
    // Each text shares three quarters of its words with the next, and nothing with the last.
    let word = |n: usize| format!("w{n}");
    let texts: Vec<String> = (0..12).map(|n| (n * 10..n * 10 + 40).map(word).collect::<Vec<_>>().join(" ")).collect();
    let found = grouped(&texts, &[]);
    assert!(places(&found).iter().all(|group| group.len() <= 3), "{:?}", places(&found));
    let ends = places(&found).into_iter().find(|group| group.contains(&0) && group.contains(&11));
    assert_eq!(ends, None);
}

#[test]
fn short_texts_make_no_group_however_many_say_them() {
    let texts: Vec<String> = (0..50).map(|_| "Very good, thank you all so much".to_owned()).collect();
    assert!(grouped(&texts, &[]).new.is_empty());
    let long = "word ".repeat(FEWEST_WORDS);
    assert_eq!(places(&grouped(&[long.clone(), long], &[])), [vec![0, 1]]);
}

#[test]
fn what_says_it_all_and_much_more_is_found() {
    let mut dice = Dice(5);
    let common = made(&mut dice, 40, 2_000);
    let more = format!("{}\n\n{common}\n\n{}", made(&mut dice, 150, 2_000), made(&mut dice, 150, 2_000));
    let found = grouped(&[common.clone(), more, common.clone(), made(&mut dice, 200, 2_000)], &[]);
    assert_eq!(places(&found), [vec![0, 1, 2]]);
    let alike = found.new[0].members[1].alike;
    assert_eq!((alike.contained, alike.resemblance < 20), (100, true));
}

#[test]
fn the_same_responses_make_the_same_groups_whatever_else_there_is() {
    let mut dice = Dice(11);
    let original = made(&mut dice, 60, 900);
    let texts: Vec<String> =
        (0..60).map(|n| if n % 3 == 0 { made(&mut dice, 40, 900) } else { copied(&mut dice, &original) }).collect();
    let found = grouped(&texts, &[]);
    assert_eq!(found, grouped(&texts, &[]));
    assert_eq!(found.new.len(), 1);
    assert_eq!(found.new[0].members.len(), 40);
    // What is known already takes them all, and nothing is suggested anew.
    let known = [(CampaignId(7), Shingles::of(&original).expect("known in the test"))];
    let again = grouped(&texts, &known);
    assert!(again.new.is_empty());
    assert_eq!(again.known[&CampaignId(7)].len(), 40);
}

/// Real comments, if they lie beside the house: the answers that people gave to a hospital's questions.
fn comments() -> Option<Vec<String>> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/nhs-fft-comments.csv");
    let mut reader = csv::Reader::from_path(path).ok()?;
    let column = reader
        .headers()
        .expect("known in the test")
        .iter()
        .position(|name| name == "FFT answer")
        .expect("known in the test");
    let all: BTreeSet<String> = reader
        .byte_records()
        .map(|row| String::from_utf8_lossy(&row.expect("known in the test")[column]).into_owned())
        .collect();
    Some(all.into_iter().collect())
}

/// How many of those in a group belong there, and how many of the copies are in the group of their campaign: (right, in
/// groups, found, copies).
fn measured(background: &[String], originals: &[String], copies: usize, dice: &mut Dice) -> [usize; 4] {
    let mut all: Vec<(Option<usize>, String)> = background.iter().map(|text| (None, text.clone())).collect();
    for (n, original) in originals.iter().enumerate() {
        all.extend((0..copies).map(|_| (Some(n), copied(dice, original))));
    }
    for at in (1..all.len()).rev() {
        all.swap(at, dice.roll(at + 1));
    }
    let texts: Vec<String> = all.iter().map(|(_, text)| text.clone()).collect();
    let (mut right, mut inside, mut found) = (0, 0, vec![0; originals.len()]);
    for group in places(&grouped(&texts, &[])) {
        let mut times = vec![0; originals.len()];
        group.iter().filter_map(|at| all[*at].0).for_each(|campaign| times[campaign] += 1);
        let (campaign, most) = times.iter().copied().enumerate().max_by_key(|(_, n)| *n).expect("known in the test");
        inside += group.len();
        right += most;
        found[campaign] = most.max(found[campaign]);
    }
    [right, inside, found.iter().sum(), copies * originals.len()]
}

fn assert_98_percent([right, inside, found, copies]: [usize; 4]) {
    eprintln!("precision {right} of {inside}, recall {found} of {copies}");
    assert!(right * 100 >= inside * 98, "precision: {right} of {inside}");
    assert!(found * 100 >= copies * 98, "recall: {found} of {copies}");
}

#[test]
fn copies_among_made_up_texts_are_found() {
    let mut dice = Dice(21);
    let background: Vec<String> = (0..2_000).map(|n| made(&mut dice, 12 + n % 100, 3_000)).collect();
    let originals: Vec<String> = (0..20).map(|n| made(&mut dice, 25 + n * 10, 3_000)).collect();
    assert_98_percent(measured(&background, &originals, 30, &mut dice));
}

#[test]
fn copies_among_real_comments_are_found() {
    let Some(mut comments) = comments() else { return };
    let mut dice = Dice(42);
    let mut originals = Vec::new();
    while originals.len() < 60 {
        let at = dice.roll(comments.len());
        if comments[at].split_whitespace().count() >= 20 {
            originals.push(comments.swap_remove(at));
        }
    }
    assert_98_percent(measured(&comments, &originals, 40, &mut dice));
}
