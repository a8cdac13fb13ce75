//! A text in sentences, so that a passage can be chosen with boxes to tick. The same text is always cut in the same way.

use crate::spans::{Span, whole};
use std::collections::BTreeSet;

/// A full stop and its kin, after which a sentence ends where a space follows.
const STOPS: [char; 6] = ['.', '!', '?', '…', '؟', '۔'];
/// Those that stand without a space after them.
const WIDE_STOPS: [char; 4] = ['。', '！', '？', '।'];
/// What may stand between a full stop and the space.
const CLOSING: [char; 9] = ['"', '\'', '”', '’', '»', ')', ']', '」', '*'];

/// The sentences of a text, in order, without the spaces between them. A line is never part of the sentence before it, and
/// nothing ends before a small letter, as after "e.g.".
#[must_use]
pub fn sentences(text: &str) -> Vec<Span> {
    let letters: Vec<char> = text.chars().collect();
    let (mut found, mut start) = (Vec::new(), 0);
    for at in 0..letters.len() {
        if ends_at(&letters, at) {
            found.extend(trimmed(&letters, start, at + 1));
            start = at + 1;
        }
    }
    found.extend(trimmed(&letters, start, letters.len()));
    found
}

/// Whether a sentence ends with this character.
fn ends_at(letters: &[char], at: usize) -> bool {
    let letter = letters[at];
    if letter == '\n' {
        return true;
    }
    let next = letters.get(at + 1);
    if WIDE_STOPS.contains(&letter) {
        return next.is_none_or(|next| !WIDE_STOPS.contains(next) && !CLOSING.contains(next));
    }
    if next.is_none_or(|next| !next.is_whitespace()) {
        return false;
    }
    // The stop itself, or what closes after it: he said “No.” Then …
    let stop = letters[..=at].iter().rev().find(|one| !CLOSING.contains(one));
    let goes_on = letters[at + 1..].iter().find(|one| !one.is_whitespace()).is_some_and(|one| one.is_lowercase());
    stop.is_some_and(|stop| STOPS.contains(stop) || WIDE_STOPS.contains(stop)) && !goes_on
}

fn trimmed(letters: &[char], start: usize, end: usize) -> Option<Span> {
    let part = &letters[start..end];
    let first = part.iter().position(|letter| !letter.is_whitespace())?;
    let last = part.iter().rposition(|letter| !letter.is_whitespace())?;
    Some(Span::of(start + first, start + last + 1))
}

/// The parts that the ticked sentences make, from 1 on: those that follow one another are one part. With none ticked it is
/// all of the text.
#[must_use]
pub fn parts(text: &str, sentences: &[Span], ticked: &BTreeSet<usize>) -> Vec<Span> {
    if ticked.is_empty() || (1..=sentences.len()).all(|n| ticked.contains(&n)) {
        return vec![whole(text)];
    }
    let mut parts: Vec<Span> = Vec::new();
    let mut last = None;
    for (n, span) in (1..).zip(sentences).filter(|(n, _)| ticked.contains(n)) {
        match parts.last_mut() {
            Some(part) if last == Some(n - 1) => part.ends = span.ends,
            _ => parts.push(*span),
        }
        last = Some(n);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spans::words;

    fn cut(text: &str) -> Vec<String> {
        sentences(text).into_iter().map(|span| words(text, span)).collect()
    }

    #[test]
    fn a_text_is_cut_after_full_stops_and_at_the_ends_of_lines() {
        assert_eq!(cut("It is loud. Who sleeps?  Nobody!"), ["It is loud.", "Who sleeps?", "Nobody!"]);
        assert_eq!(cut("First line\nsecond line.\n\nThird"), ["First line", "second line.", "Third"]);
        assert_eq!(cut("No stop at all"), ["No stop at all"]);
        assert_eq!(cut(" \n "), Vec::<String>::new());
    }

    #[test]
    fn it_is_not_cut_within_numbers_or_before_small_letters() {
        assert_eq!(
            cut("It costs 3.50 a day, e.g. by bus. Too much."),
            ["It costs 3.50 a day, e.g. by bus.", "Too much."]
        );
        assert_eq!(cut("See a.example/page.html now... Then go."), ["See a.example/page.html now...", "Then go."]);
    }

    #[test]
    fn what_closes_belongs_to_what_it_closes() {
        assert_eq!(
            cut("He said “No.” She left (twice.) Then rain."),
            ["He said “No.”", "She left (twice.)", "Then rain."]
        );
    }

    #[test]
    fn other_scripts_have_their_own_stops() {
        assert_eq!(cut("很吵。我睡不着！！为什么？"), ["很吵。", "我睡不着！！", "为什么？"]);
        assert_eq!(cut("هل تنام؟ لا أنام."), ["هل تنام؟", "لا أنام."]);
        assert_eq!(cut("यह शोर है। मैं सो नहीं सकता।"), ["यह शोर है।", "मैं सो नहीं सकता।"]);
    }

    #[test]
    fn places_are_counted_in_characters_and_not_in_bytes() {
        let text = "Ünder 🚲🚲. Then.";
        assert_eq!(sentences(text), [Span { starts: 0, ends: 9 }, Span { starts: 10, ends: 15 }]);
    }

    #[test]
    fn sentences_that_follow_one_another_are_one_passage() {
        let text = "One. Two. Three. Four.";
        let all = sentences(text);
        let of = |ticked: &[usize]| -> Vec<String> {
            let ticked = ticked.iter().copied().collect();
            parts(text, &all, &ticked).into_iter().map(|span| words(text, span)).collect()
        };
        assert_eq!(of(&[1, 2, 4]), ["One. Two.", "Four."]);
        assert_eq!(of(&[3]), ["Three."]);
        assert_eq!(of(&[]), [text]);
        assert_eq!(of(&[1, 2, 3, 4]), [text]);
        assert_eq!(of(&[9]), Vec::<String>::new());
    }

    /// Nothing but spaces lies outside the sentences, and none reaches into another, whatever somebody typed.
    #[test]
    fn no_word_is_lost() {
        let pieces = ["a", "B", ".", " ", "\n", "!", "”", "🚲", "。", "…", "1"];
        for n in 0..pieces.len().pow(5) {
            let text: String = (0..5).map(|at| pieces[n / pieces.len().pow(at) % pieces.len()]).collect();
            let found = sentences(&text);
            assert!(found.windows(2).all(|two| two[0].ends <= two[1].starts), "{text:?}: {found:?}");
            let kept: String = found.iter().map(|span| words(&text, *span)).collect();
            let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(plain(&kept), plain(&text), "{text:?}");
        }
    }
}
