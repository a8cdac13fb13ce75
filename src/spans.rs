//! Parts of a text: from one character to before another, and how somebody marks them with `[[` and `]]`.

use serde::Serialize;

/// What stands before a part that somebody marks.
const OPEN: [char; 2] = ['[', '['];
/// What stands behind it.
const SHUT: [char; 2] = [']', ']'];

/// A part of a text: from one character to before another, counted from 0 in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Span {
    /// The first character.
    pub starts: i64,
    /// The one after the last.
    pub ends: i64,
}

impl Span {
    /// From one place to before another.
    #[must_use]
    pub fn of(starts: usize, ends: usize) -> Self {
        Self { starts: number(starts), ends: number(ends) }
    }

    /// Whether both have a character in common.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.starts < other.ends && other.starts < self.ends
    }
}

/// All of a text.
#[must_use]
pub fn whole(text: &str) -> Span {
    Span::of(0, text.chars().count())
}

/// The words of a part; empty where it lies outside.
#[must_use]
pub fn words(text: &str, span: Span) -> String {
    let (starts, ends) = (place(span.starts), place(span.ends));
    text.chars().skip(starts).take(ends.saturating_sub(starts)).collect()
}

/// The text with something else in the place of each of these parts, which are in order and do not meet.
#[must_use]
pub fn replaced<'a>(text: &str, parts: impl IntoIterator<Item = (Span, &'a str)>) -> String {
    let (mut made, mut letters, mut at) = (String::with_capacity(text.len()), text.chars(), 0);
    for (span, instead) in parts {
        let (starts, ends) = (place(span.starts), place(span.ends));
        made.extend(letters.by_ref().take(starts.saturating_sub(at)));
        made.push_str(instead);
        letters.by_ref().take(ends.saturating_sub(starts.max(at))).for_each(drop);
        at = ends.max(at);
    }
    made.extend(letters);
    made
}

/// Reads a text in which parts stand between `[[` and `]]`: where they are in the original, in order. Brackets that the
/// original has itself are no marks.
///
/// # Errors
/// A sentence for whoever marked it, when nothing is marked or anything else was changed.
pub fn marked(original: &str, marked: &str) -> Result<Vec<Span>, String> {
    let (original, marked): (Vec<char>, Vec<char>) = (original.chars().collect(), marked.chars().collect());
    let (mut parts, mut open, mut at, mut seen) = (Vec::new(), None, 0, 0);
    while seen < marked.len() {
        let is_mark = |mark: [char; 2]| marked[seen..].starts_with(&mark) && !original[at..].starts_with(&mark);
        if open.is_none() && is_mark(OPEN) {
            (open, seen) = (Some(at), seen + 2);
        } else if let Some(start) = open.filter(|_| is_mark(SHUT)) {
            if original[start..at].iter().any(|letter| !letter.is_whitespace()) {
                parts.push(Span::of(start, at));
            }
            (open, seen) = (None, seen + 2);
        } else if original.get(at) == marked.get(seen) {
            (at, seen) = (at + 1, seen + 1);
        } else {
            return Err("Change nothing but the marks: the rest must stay as the author wrote it".into());
        }
    }
    if at < original.len() {
        return Err("Change nothing but the marks: the rest must stay as the author wrote it".into());
    }
    if open.is_some() {
        return Err("Put ]] behind each part that is to go".into());
    }
    if parts.is_empty() {
        return Err("Put [[ and ]] around the part that is to go".into());
    }
    Ok(parts)
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn place(n: i64) -> usize {
    usize::try_from(n).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPED: &str = "My mother is 81.\n\nRing me on 07700 900123, or my **brother**.";

    fn parts(original: &str, text: &str) -> Vec<String> {
        marked(original, text).expect("marked well").into_iter().map(|span| words(original, span)).collect()
    }

    #[test]
    fn places_are_counted_in_characters_and_not_in_bytes() {
        let text = "Ünder 🚲🚲. Then.";
        assert_eq!(words(text, Span { starts: 6, ends: 8 }), "🚲🚲");
        assert_eq!(words(text, Span { starts: 90, ends: 99 }), "");
        assert_eq!(words(text, whole(text)), text);
    }

    #[test]
    fn marked_parts_are_found_where_they_are() {
        let text = TYPED.replace("07700 900123", "[[07700 900123]]").replace("my **brother**", "[[my **brother**]]");
        assert_eq!(parts(TYPED, &text), ["07700 900123", "my **brother**"]);
        let spans = marked(TYPED, &text).expect("marked well");
        let left = replaced(TYPED, spans.into_iter().map(|span| (span, "…")));
        assert_eq!(left, "My mother is 81.\n\nRing me on …, or ….");
        assert_eq!(replaced("🚲abc", [(Span::of(0, 1), "x"), (Span::of(2, 3), "")]), "xac");
    }

    #[test]
    fn brackets_of_the_author_are_no_marks() {
        assert_eq!(parts("See [[1]] now", "See [[1]] [[now]]"), ["now"]);
        assert_eq!(parts("See [[1]] now", "[[See [[1]] now]]"), ["See [[1]] now"]);
        assert_eq!(parts("a[0] b", "[[a[0]]] b"), ["a[0"]);
        assert!(marked("See [[1]] now", "See [[1]] now").is_err());
    }

    #[test]
    fn whoever_changes_more_than_marks_is_told() {
        for (text, part) in [
            (TYPED.to_owned(), "around the part"),
            (TYPED.replace("81", "[[]]81"), "around the part"),
            (TYPED.replace("81", "[[ ]]81"), "nothing but the marks"),
            (TYPED.replace("81", "[[81"), "behind each part"),
            (TYPED.replace("81", "[[82]]"), "nothing but the marks"),
            (TYPED.replace(" or my **brother**.", ""), "nothing but the marks"),
            (format!("{TYPED} And [[more]]"), "nothing but the marks"),
        ] {
            let why = marked(TYPED, &text).expect_err("not used");
            assert!(why.contains(part), "{text}: {why}");
        }
    }
}
