//! Numbers by which somebody can be reached or known: phone numbers, and NHS numbers with their check digit.

/// Figures that stand together, with what stands around them.
struct Group<'a> {
    digits: &'a str,
    /// What is before the figures, up to the group before.
    gap: &'a str,
    /// Whether a letter, a sign of money or the point of a decimal touches them on the left or on the right.
    touched: [bool; 2],
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
        found.push(Group { digits: &plain[at..end], gap: &plain[last..at], touched });
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

/// Whether there is a phone number in `plain`: one of the United Kingdom, or any with `+` and the number of its country.
pub(super) fn phone(plain: &str) -> bool {
    let groups = groups(plain);
    (0..groups.len()).any(|first| {
        let abroad = groups[first].gap.ends_with('+');
        if groups[first].touched[0] {
            return false;
        }
        let mut digits = String::with_capacity(24);
        for (n, group) in groups[first..].iter().take(PARTS).enumerate() {
            if (n > 0 && !goes_on(group.gap)) || digits.len() + group.digits.len() > 16 {
                return false;
            }
            // "+44 (0)20": the 0 is for those who call from inside the country.
            if !(n > 0 && group.digits == "0" && group.gap.ends_with('(')) {
                digits.push_str(group.digits);
            }
            let second = groups.get(first + 1).map_or(0, |second| second.digits.len());
            let is_whole =
                if abroad { is_abroad(&digits) } else { is_phone(&digits, groups[first].digits.len(), second) };
            if is_whole && !group.touched[1] && !goes_further(&groups, first + n) {
                return true;
            }
        }
        false
    })
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

/// Whether there is an NHS number in `plain`: ten figures, together or as three, three and four, of which the last is right.
pub(super) fn nhs(plain: &str) -> bool {
    let groups = groups(plain);
    let alone = |parts: &[Group<'_>]| {
        let (first, last) = (parts.first(), parts.last());
        !first.is_some_and(|g| g.touched[0]) && !last.is_some_and(|g| g.touched[1])
    };
    groups.iter().enumerate().any(|(n, group)| match group.digits.len() {
        10 => alone(&groups[n..=n]) && is_nhs(group.digits),
        3 => groups.get(n..n + 3).is_some_and(|parts| {
            let lengths = [parts[0].digits.len(), parts[1].digits.len(), parts[2].digits.len()];
            let joined = matches!(parts[1].gap, " " | "-" | "  ") && matches!(parts[2].gap, " " | "-" | "  ");
            lengths == [3, 3, 4]
                && joined
                && alone(parts)
                && is_nhs(&parts.iter().map(|g| g.digits).collect::<String>())
        }),
        _ => false,
    })
}

/// The tenth figure follows from the nine before it: by modulus 11, as the NHS Data Dictionary says.
fn is_nhs(digits: &str) -> bool {
    let figures: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let [before @ .., check] = figures.as_slice() else { return false };
    let sum: u32 = before.iter().zip((2..=10).rev()).map(|(figure, weight)| figure * weight).sum();
    let all_the_same = figures.windows(2).all(|two| two[0] == two[1]);
    before.len() == 9 && !all_the_same && (11 - sum % 11) % 11 == *check
}
