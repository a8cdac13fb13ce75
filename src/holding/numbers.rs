//! Numbers by which somebody can be reached or known: phone numbers, and NHS numbers with their check digit.

use std::ops::Range;

/// Figures that stand together, with what stands around them.
struct Group<'a> {
    digits: &'a str,
    /// Where they begin.
    at: usize,
    /// What is before the figures, up to the group before.
    gap: &'a str,
    /// Whether a letter, a sign of money or the point of a decimal touches them on the left or on the right.
    touched: [bool; 2],
}

impl Group<'_> {
    fn end(&self) -> usize {
        self.at + self.digits.len()
    }
}

/// The figures of a text in groups, in their order.
fn groups(plain: &str) -> Vec<Group<'_>> {
    let bytes = plain.as_bytes();
    let (mut found, mut last, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = bytes[at..].iter().position(|b| !b.is_ascii_digit()).map_or(bytes.len(), |long| at + long);
        let touched = [touches(plain[..at].chars().rev()), touches(plain[end..].chars())];
        found.push(Group { digits: &plain[at..end], at, gap: &plain[last..at], touched });
        (last, at) = (end, end);
    }
    found
}

/// Whether figures belong to something else, by what follows them on one side: "£", "kg", the decimals of "0.1234567890".
fn touches(mut side: impl Iterator<Item = char>) -> bool {
    match side.next() {
        Some('.' | ',') => side.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_alphanumeric() || matches!(c, '£' | '$' | '€' | '#' | '%' | '_'),
        None => false,
    }
}

/// Whether one number can go on over this gap: a space, a hyphen, a bracket, as people write numbers in parts.
fn goes_on(gap: &str) -> bool {
    matches!(gap, " " | "-" | "." | ") " | ")" | " (" | "(" | ")-" | " - " | "  ")
}

/// The most parts in which a number is written.
const PARTS: usize = 6;

/// The phone numbers in `plain`: those of the United Kingdom, and any with `+` and the number of its country.
pub(super) fn phones(plain: &str) -> Vec<Range<usize>> {
    let groups = groups(plain);
    let (mut found, mut first) = (Vec::new(), 0);
    while first < groups.len() {
        match phone_from(&groups, first) {
            Some(last) => {
                let plus = usize::from(groups[first].gap.ends_with('+'));
                found.push(groups[first].at - plus..groups[last].end());
                first = last + 1;
            }
            None => first += 1,
        }
    }
    found
}

/// The last group of the phone number that begins with the group `first`, if one does.
fn phone_from(groups: &[Group<'_>], first: usize) -> Option<usize> {
    let abroad = groups[first].gap.ends_with('+');
    if groups[first].touched[0] {
        return None;
    }
    let mut digits = String::with_capacity(24);
    for (n, group) in groups[first..].iter().take(PARTS).enumerate() {
        if (n > 0 && !goes_on(group.gap)) || digits.len() + group.digits.len() > 16 {
            return None;
        }
        // "+44 (0)20": the 0 is for those who call from inside the country.
        if !(n > 0 && group.digits == "0" && group.gap.ends_with('(')) {
            digits.push_str(group.digits);
        }
        let second = groups.get(first + 1).map_or(0, |second| second.digits.len());
        let is_whole = if abroad { is_abroad(&digits) } else { is_phone(&digits, groups[first].digits.len(), second) };
        if is_whole && !group.touched[1] && !goes_further(groups, first + n) {
            return Some(first + n);
        }
    }
    None
}

/// Whether more figures follow at once, so that what was read is only a part of something longer.
fn goes_further(groups: &[Group<'_>], last: usize) -> bool {
    groups.get(last + 1).is_some_and(|next| matches!(next.gap, "-" | "." | ")"))
}

/// With a country before it: for ours the figures that it must have, for others as many as there are.
fn is_abroad(digits: &str) -> bool {
    match digits.strip_prefix("44") {
        Some(rest) => is_national(rest.strip_prefix('0').unwrap_or(rest)),
        None => !digits.starts_with('0') && (9..=15).contains(&digits.len()),
    }
}

/// As somebody writes it inside the country. A date begins with a part of two figures, too, and goes on with another.
fn is_phone(digits: &str, first: usize, second: usize) -> bool {
    if let Some(rest) = digits.strip_prefix("0044") {
        return is_national(rest.strip_prefix('0').unwrap_or(rest));
    }
    let Some(rest) = digits.strip_prefix('0') else { return false };
    let is_no_date = first >= 3 || (first == 2 && second >= 3);
    is_no_date && is_national(rest) && (rest.len() == 10 || first >= 4)
}

/// Without the 0: ten figures, or nine in a few old areas and free numbers.
fn is_national(rest: &str) -> bool {
    match rest.len() {
        10 => rest.starts_with(['1', '2', '3', '5', '7', '8', '9']),
        9 => rest.starts_with('1') || rest.starts_with("800") || rest.starts_with("500"),
        _ => false,
    }
}

/// The NHS numbers in `plain`: ten figures, together or as three, three and four, of which the last is right.
pub(super) fn nhs(plain: &str) -> Vec<Range<usize>> {
    let groups = groups(plain);
    let alone = |parts: &[Group<'_>]| {
        let (first, last) = (parts.first(), parts.last());
        !first.is_some_and(|g| g.touched[0]) && !last.is_some_and(|g| g.touched[1])
    };
    let number = |(n, group): (usize, &Group<'_>)| match group.digits.len() {
        10 => (alone(&groups[n..=n]) && is_nhs(group.digits)).then(|| group.at..group.end()),
        3 => {
            let parts = groups.get(n..n + 3)?;
            let lengths = [parts[0].digits.len(), parts[1].digits.len(), parts[2].digits.len()];
            let joined = matches!(parts[1].gap, " " | "-" | "  ") && matches!(parts[2].gap, " " | "-" | "  ");
            let is_number = lengths == [3, 3, 4]
                && joined
                && alone(parts)
                && is_nhs(&parts.iter().map(|g| g.digits).collect::<String>());
            is_number.then(|| group.at..parts[2].end())
        }
        _ => None,
    };
    groups.iter().enumerate().filter_map(number).collect()
}

/// The tenth figure follows from the nine before it: by modulus 11, as the NHS Data Dictionary says.
fn is_nhs(digits: &str) -> bool {
    let figures: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let [before @ .., check] = figures.as_slice() else { return false };
    let sum: u32 = before.iter().zip((2..=10).rev()).map(|(figure, weight)| figure * weight).sum();
    let all_the_same = figures.windows(2).all(|two| two[0] == two[1]);
    before.len() == 9 && !all_the_same && (11 - sum % 11) % 11 == *check
}
