//! The body of an email: dates first, then each area and proposal, as much of it as an email holds, and how much more
//! there is.

use super::sentences::moment;
use super::{AreaPart, DateKind, DateLine, Digest, ProposalPart};
use crate::emails::frame::{Card, Piece, Said, size};
use crate::emails::words::clipped;
use crate::parts::count;

/// How much is shown.
pub struct Limits {
    /// Dates and decisions.
    dates: usize,
    /// Areas.
    areas: usize,
    /// Proposals in all areas together, shared between them.
    proposals: usize,
    /// Comments in all proposals together, shared between them; each has one at least.
    excerpts: usize,
    /// Bytes of HTML, without the frame.
    bytes: usize,
}

/// For an email, which mail programs cut at about 100,000 bytes. What has no limit here (headings, links to the rest)
/// takes a few thousand.
pub const EMAIL: Limits = Limits { dates: 10, areas: 20, proposals: 24, excerpts: 10, bytes: 55_000 };
/// For a page, which may be long.
pub const PAGE: Limits = Limits { dates: 200, areas: 100, proposals: 400, excerpts: 400, bytes: usize::MAX };

impl Limits {
    /// How many areas are shown at most, and how many proposals of each, if there is news in so many.
    pub fn proposals(&self, areas: usize) -> (usize, usize) {
        (areas.min(self.areas), (self.proposals / areas.max(1)).max(1))
    }

    /// How many comments of each proposal are shown at most, if so many proposals are shown that have some.
    pub fn excerpts(&self, talks: usize) -> usize {
        (self.excerpts / talks.max(1)).max(1)
    }
}

/// The most characters of what is shown, in case somebody wrote a title of a thousand.
const TITLE: usize = 140;
const NAME: usize = 80;
const TEXT: usize = 420;
/// The most reasons for changes of one proposal.
const CHANGES: usize = 3;

/// Pieces, and how many bytes of HTML there is room for.
struct Body<'a> {
    pieces: Vec<Piece<'a>>,
    left: usize,
}

impl<'a> Body<'a> {
    /// Adds what must be there.
    fn add(&mut self, piece: Piece<'a>) {
        self.left = self.left.saturating_sub(size(&piece));
        self.pieces.push(piece);
    }

    /// Adds the first of these blocks, at most so many and within this share of the room; says how many are left out.
    fn add_some(&mut self, blocks: impl ExactSizeIterator<Item = Vec<Piece<'a>>>, most: usize, share: usize) -> usize {
        let all = blocks.len();
        let end = self.left.saturating_sub(share);
        let mut shown = 0;
        for block in blocks.take(most) {
            let bytes: usize = block.iter().map(size).sum();
            if self.left.saturating_sub(end) < bytes {
                break;
            }
            block.into_iter().for_each(|piece| self.add(piece));
            shown += 1;
        }
        all - shown
    }
}

/// The body.
pub(super) fn pieces<'a>(digest: &'a Digest, limits: &Limits) -> Vec<Piece<'a>> {
    let mut body = Body { pieces: Vec::new(), left: limits.bytes };
    if digest.may_repeat {
        body.add(Piece::Small(
            "You may have read some of this before: we sent an email and did not hear whether it reached you."
                .to_owned(),
        ));
    }
    dates(&mut body, digest, limits);
    let areas = &digest.areas;
    let (shown, share) = limits.proposals(areas.len());
    let talks = areas.iter().flat_map(|area| area.proposals.iter().take(share)).filter(|one| !one.excerpts.is_empty());
    let each = limits.excerpts(talks.count());
    for (n, part) in areas.iter().take(shown).enumerate() {
        let bytes = body.left / (shown - n);
        area(&mut body, part, Share { proposals: share, excerpts: each, bytes });
    }
    if let Some(more) = more(areas.len() - shown, "more area with news", "more areas with news", &digest.copy_url) {
        body.add(more);
    }
    body.pieces
}

/// "3 more comments", as a link where there is one; nothing for none.
fn more<'a>(n: usize, one: &str, many: &str, url: &'a str) -> Option<Piece<'a>> {
    let words = count(i64::try_from(n).unwrap_or(i64::MAX), one, many);
    match n {
        0 => None,
        _ if url.is_empty() => Some(Piece::Text(format!("{words}."))),
        _ => Some(Piece::Link(words.into(), url)),
    }
}

fn dates<'a>(body: &mut Body<'a>, digest: &'a Digest, limits: &Limits) {
    if digest.dates.is_empty() {
        return;
    }
    body.add(Piece::Section("Dates and decisions".to_owned()));
    let mut lines: Vec<&DateLine> = digest.dates.iter().collect();
    lines.sort_by_key(|line| (line.what, line.at));
    let left =
        body.add_some(lines.into_iter().map(|line| vec![Piece::Card(card(line))]), limits.dates, limits.bytes / 2);
    if let Some(more) = more(left, "more date", "more dates", &digest.copy_url) {
        body.add(more);
    }
}

fn card(line: &DateLine) -> Card<'_> {
    let (words, act) = match line.what {
        DateKind::ClosingSoon | DateKind::Opened => ("Have your say", true),
        DateKind::Moved => ("Have your say", false),
        DateKind::Announced => ("Read what is proposed", false),
        DateKind::Closed => ("Read what people said", false),
        DateKind::Decided => ("Read what was decided, and why", false),
        DateKind::Withdrawn => ("Read what was proposed", false),
    };
    let mut lines = Vec::new();
    if !line.reason.trim().is_empty() {
        lines.push(format!("The reason: {}", clipped(&line.reason, TEXT)));
    }
    match line.what {
        DateKind::ClosingSoon => lines.push("No decision has been made.".to_owned()),
        DateKind::Closed => lines.push("No decision has been made yet. What you said is being read.".to_owned()),
        DateKind::Withdrawn => lines.push("Nothing will be decided on it.".to_owned()),
        DateKind::Moved | DateKind::Opened | DateKind::Announced | DateKind::Decided => {}
    }
    let area = clipped(&line.area, TITLE);
    Card {
        top: moment(line),
        title: clipped(&line.title, TITLE),
        place: (!area.is_empty()).then_some(area),
        lines,
        words,
        url: &line.url,
        act,
    }
}

/// The room that one area has.
struct Share {
    proposals: usize,
    /// In each proposal.
    excerpts: usize,
    bytes: usize,
}

fn area<'a>(body: &mut Body<'a>, part: &'a AreaPart, share: Share) {
    body.add(Piece::Section(clipped(&part.title, TITLE)));
    let left =
        body.add_some(part.proposals.iter().map(|one| proposal(one, share.excerpts)), share.proposals, share.bytes);
    if let Some(more) =
        more(left, "more proposal with news in this area", "more proposals with news in this area", &part.url)
    {
        body.add(more);
    }
}

fn proposal(part: &ProposalPart, each: usize) -> Vec<Piece<'_>> {
    let title = clipped(&part.title, TITLE);
    let comments = count(i64::try_from(part.comments).unwrap_or(i64::MAX), "new comment", "new comments");
    let mut pieces = vec![Piece::Matter(if part.comments > 0 { format!("{title}: {comments}") } else { title })];
    for reason in part.changes.iter().take(CHANGES) {
        let reason = clipped(reason, TEXT);
        pieces.push(Piece::Text(if reason.is_empty() {
            "The text has changed.".to_owned()
        } else {
            format!("The text has changed: {reason}")
        }));
    }
    if !part.changes.is_empty() {
        pieces.push(Piece::Link("Read it as it stands now".into(), &part.url));
    }
    let shown = part.excerpts.len().min(each).min(part.comments);
    pieces.extend(part.excerpts.iter().take(shown).map(|excerpt| {
        let author = clipped(&excerpt.author, NAME);
        Piece::Said(Said {
            words: format!("Answer {author}"),
            author,
            badge: clipped(&excerpt.badge.in_words(), NAME),
            text: clipped(&excerpt.text, TEXT),
            url: &excerpt.url,
        })
    }));
    match (part.comments, part.comments - shown) {
        (0, _) => {}
        (_, 0) => pieces.push(Piece::Link("Read the whole discussion".into(), &part.talk_url)),
        (_, left) if shown == 0 => {
            pieces.push(Piece::Link(
                count(i64::try_from(left).unwrap_or(i64::MAX), "new comment", "new comments").into(),
                &part.talk_url,
            ));
        }
        (_, left) => pieces.extend(more(left, "more comment", "more comments", &part.talk_url)),
    }
    pieces
}
