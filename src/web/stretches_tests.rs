//! A page put together from packed stretches is the page.

use super::*;
use crate::web::page::gunzip;
use views::comments::own_links;
use views::form::csrf;
use views::holes::{hole, split};
use views::votes::{Answer, Answers, CommentButtons, comment_buttons};

const TOKEN_A: &str = "abcdefghijklmnopqrstuv";

/// The buttons under a comment, as somebody sees them who has answered so.
fn buttons(n: i64, mine: Option<Answer>) -> Markup {
    let totals = mine.map(|_| Answers::default());
    comment_buttons(&CommentButtons { id: n, author: "Ana", mine, totals, can_vote: true, own: false })
}

/// A page as a discussion has it: something of one's own at the top, and comments with two forms each.
fn page(comments: i64) -> String {
    let hole = |one| hole(one).into_string();
    let comment = |n: i64| {
        let (votes, own) = (hole(Hole::CommentVotes(n)), hole(Hole::CommentOwn(n)));
        let form = format!("<form>{}<textarea></textarea></form>", csrf().into_string());
        format!("<li>Comment {n} about benches, buses and bells. {:x}{votes}{form}{own}</li>", n * 7_919)
    };
    let top = [hole(Hole::Strip), "<main>".into(), hole(Hole::Notice), hole(Hole::ProposalVote)].concat();
    let comments: String = (0..comments).map(comment).collect();
    format!("{top}{comments}{}<footer>", hole(Hole::Follow))
}

fn strangers(comments: i64) -> HashMap<Hole, Markup> {
    let mut all: HashMap<_, _> = (0..comments).map(|n| (Hole::CommentVotes(n), buttons(n, None))).collect();
    all.insert(Hole::Follow, views::accounts::posting_as_visitor());
    all
}

/// What the reader sees who has answered the comments in `answered`: plain, and unpacked again.
fn both(comments: i64, answered: &[i64], token: &str) -> (String, String, String) {
    let (page, strangers) = (page(comments), strangers(comments));
    let pieces = split(&page);
    let stretches = Stretches::new(&page, &pieces, &strangers);
    let visitor = Visitor { person: None, csrf: token.to_owned() };
    let has = |n: &i64| answered.contains(n);
    let usual = |hole: Hole| !matches!(hole, Hole::CommentVotes(n) | Hole::CommentOwn(n) if has(&n));
    let mut fill = |hole: Hole| match hole {
        Hole::CommentVotes(n) if has(&n) => Some(buttons(n, Answer::ALL.get(n as usize % 4).copied())),
        Hole::CommentOwn(n) => has(&n).then(|| own_links(n, n % 2 == 0)),
        Hole::ProposalVote => Some(csrf()),
        Hole::Follow => Some(views::form::hidden("follow", "stop")),
        other => strangers.get(&other).cloned(),
    };
    let mut reader = Reader { visitor: &visitor, notice: Some(Notice("Done")), usual: &usual, fill: &mut fill };
    let plain = stretches.plain(&page, &pieces, &mut reader);
    let packed = stretches.packed(&page, &pieces, &mut reader).expect("packed");
    let unpacked = String::from_utf8(gunzip(&packed).expect("gzip")).expect("text");
    let direct = fill_pieces(&page, &pieces, &visitor, Some(Notice("Done")), &mut fill);
    (direct, plain, unpacked)
}

#[test]
fn whoever_reads_it_is_the_same_page() {
    for comments in [0, 1, 3, 60, 400] {
        for answered in [&[][..], &[0], &[2, 59], &[0, 1, 2, 3, 30, 31, 32, 200, 399]] {
            for token in [TOKEN_A, "-_-_-_-_-_-_-_-_-_-_-_", "", "too-short"] {
                let (direct, plain, unpacked) = both(comments, answered, token);
                assert_eq!(direct, plain, "{comments} comments, {answered:?}, {token:?}");
                assert_eq!(direct, unpacked, "{comments} comments, {answered:?}, {token:?}");
            }
        }
    }
}

#[test]
fn long_texts_are_cut_and_packed_once() {
    let (page, strangers) = (page(400), strangers(400));
    let stretches = Stretches::new(&page, &split(&page), &strangers);
    let usual: Vec<&Usual> = stretches.0.iter().filter_map(|s| s.usual.as_ref()).collect();
    assert!(usual.len() > 1, "{} bytes are more than one stretch", page.len());
    for one in usual {
        let length: usize = one.texts.iter().map(|text| text.plain.len()).sum();
        assert!((SHORTEST..=LONGEST * 2).contains(&length), "{length}");
    }
}

#[test]
fn a_form_token_is_as_long_as_its_place() {
    let keys = crate::keys::Keys::with("a key for the tests, long enough to use");
    assert_eq!(keys.sign("form", &["session"]).len(), TOKEN);
}
