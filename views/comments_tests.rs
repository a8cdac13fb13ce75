//! What threads promise: they nest, they say what is missing, and names stay names.

use super::*;
use crate::diff::{DiffKind, DiffRun};
use crate::form::Problems;
use crate::paging::Pages;
use crate::proposals::ProposalLink;
use chrono::NaiveDate;

fn at(hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 3)
        .expect("a day of the calendar")
        .and_hms_opt(hour, 12, 0)
        .expect("a time of day")
}

fn comment(id: i64, depth: u8) -> Comment {
    Comment {
        id,
        depth,
        in_reply_to: None,
        state: State::Published,
        author_name: format!("Ana {id}"),
        badge: Badge::Resident,
        body_html: format!("<p>Text {id}</p>"),
        created_at: at(8),
        edited: false,
        replies: 0,
        more_replies: 0,
        can_reply: true,
        locked: false,
    }
}

fn proposal() -> ProposalLink {
    ProposalLink { slug: "a".into(), title: "A & B".into() }
}

fn html(comments: &[Comment]) -> String {
    thread(comments, at(20)).into_string()
}

#[test]
fn replies_nest_two_levels() {
    let html = html(&[comment(1, 0), comment(2, 1), comment(3, 2), comment(4, 2), comment(5, 1), comment(6, 0)]);
    assert_eq!(html.matches(r#"<ol class="fm-thread"#).count(), 3, "{html}");
    assert_eq!(html.matches("<ol").count(), html.matches("</ol>").count());
    let inside = html.find(r#"<li id="c3">"#).expect("the comment is on the page")
        ..html.find(r#"<li id="c5">"#).expect("the comment is on the page");
    assert!(html[inside].contains(r#"<li id="c4">"#), "{html}");
    assert!(html.ends_with("</li></ol>"), "{html}");
    assert_eq!(thread(&[], at(20)).into_string(), "");
}

#[test]
fn a_thread_may_begin_below_the_top() {
    let html = html(&[comment(2, 1), comment(3, 2), comment(5, 1)]);
    assert_eq!(html.matches(r#"<ol class="fm-thread"#).count(), 2, "{html}");
}

#[test]
fn a_hostile_name_stays_a_name() {
    let mut one = comment(1, 0);
    one.author_name = "<script>\"&".into();
    one.in_reply_to = Some((9, "<b>Ana".into()));
    let html = html(&[one]);
    assert!(!html.contains("<script>") && html.contains("<bdi>&lt;script&gt;&quot;&amp;</bdi>"), "{html}");
    assert!(html.contains(r##"in reply to <a href="#c9"><bdi>&lt;b&gt;Ana</bdi></a>"##), "{html}");
    assert!(html.contains("<p>Text 1</p>"), "{html}");
}

#[test]
fn what_cannot_be_read_was_written_by_nobody() {
    let mut one = comment(1, 2);
    one.in_reply_to = Some((9, String::new()));
    let html = html(&[one]);
    assert!(html.contains("<span>in reply to a comment that cannot be read</span>") && !html.contains("#c9"), "{html}");
}

#[test]
fn each_comment_has_its_place_and_its_holes() {
    let html = html(&[comment(1, 0)]);
    assert!(html.contains(r#"<a class="fm-quiet" href="/comments/1"><time datetime="2026-11-03T08:12:00Z">3 November, 8:12 am</time></a>"#), "{html}");
    assert!(html.contains(r#"<textarea class="govuk-textarea" id="c1-t" name="body""#), "{html}");
    assert!(html.contains("Up to 2,000 characters"), "{html}");
    assert!(html.contains(&hole(Hole::CommentVotes(1)).into_string()), "{html}");
    assert!(html.contains(&hole(Hole::CommentOwn(1)).into_string()), "{html}");
    assert!(html.contains(r#"href="/comments/1/reports""#), "{html}");
    assert!(!html.contains("edited"), "{html}");
}

#[test]
fn a_closed_discussion_takes_no_replies() {
    let html = html(&[Comment { can_reply: false, edited: true, more_replies: 3, ..comment(1, 0) }]);
    assert!(!html.contains("<form"), "{html}");
    assert!(html.contains(r#"<a class="fm-quiet" href="/comments/1/history">edited</a>"#), "{html}");
    assert!(html.contains("3 more replies"), "{html}");
}

#[test]
fn what_is_gone_says_why() {
    let gone = Comment { state: State::Deleted, replies: 1, body_html: "secret".into(), ..comment(1, 0) };
    let rule = "rule 3: no personal attacks".to_owned();
    let hidden = Comment { state: State::Hidden { rule }, replies: 2, body_html: "secret".into(), ..comment(3, 0) };
    let html = html(&[gone, comment(2, 1), hidden, comment(4, 1)]);
    assert!(html.contains("Deleted by its author.</strong> 1 reply stays below."), "{html}");
    assert!(
        html.contains("Hidden by a moderator under rule 3: no personal attacks.</strong> 2 replies stay below."),
        "{html}"
    );
    assert!(!html.contains("secret") && !html.contains("Ana 1"), "{html}");
}

#[test]
fn held_comments_are_for_their_author() {
    let held = Held {
        id: 7,
        body_html: "<p>x</p>".into(),
        why: "It holds a web address.".into(),
        reply_to: Some("<i>".into()),
        ..Held::default()
    };
    let html = held_mine(&[held]).into_string();
    assert!(
        html.contains("fm-place--mine") && html.contains("It holds a web address. A moderator will look at it."),
        "{html}"
    );
    assert!(html.contains("<bdi>&lt;i&gt;</bdi>") && html.contains("/comments/7/deletion"), "{html}");
    assert_eq!(held_mine(&[]).into_string(), "");
    assert!(!own_links(7, false).into_string().contains("edit"));
    assert!(own_links(7, true).into_string().contains("/comments/7/edit"));
}

#[test]
fn a_comment_has_a_page() {
    let view = CommentPage {
        proposal: proposal(),
        ancestors: vec![Ancestor { id: 1, author_name: "Joan".into(), excerpt: "A <text>".into() }],
        comment: Comment { replies: 1, ..comment(2, 1) },
        replies: vec![comment(3, 2)],
        pages: Pages::default(),
        discussion_href: "/proposals/a?after=1#c2".into(),
        now: at(20),
    };
    let html = one(&view).into_string();
    assert!(html.contains(r#"<a href="/proposals/a?after=1#c2">See it in the discussion</a>"#), "{html}");
    assert!(html.contains("A &lt;text&gt;") && html.contains("1 reply</h2>"), "{html}");
    assert!(html.contains(r#"href="/proposals/a">A &amp; B</a>"#), "{html}");
    assert_eq!(html.matches(r#"id="c2""#).count(), 1);
}

#[test]
fn a_form_at_fault_keeps_the_text() {
    let mut problems = Problems::default();
    problems.add("body", "Enter your comment");
    let text = "My </textarea> text".to_owned();
    let reply = reply(&Reply {
        proposal: proposal(),
        to_id: 4,
        text: text.clone(),
        problems: problems.clone(),
        ..Reply::default()
    });
    let edit = edit(&Editing { proposal: proposal(), id: 4, text, until: Some(at(9)), problems, ..Editing::default() });
    for (html, action) in [(reply.into_string(), "/comments/4/replies"), (edit.into_string(), "/comments/4/edit")] {
        assert!(html.contains("<title>Error: "), "{html}");
        assert!(html.contains(r##"<a href="#body">Enter your comment</a>"##), "{html}");
        assert!(html.contains("My &lt;/textarea&gt; text") && html.contains(action), "{html}");
    }
}

#[test]
fn deleting_asks_first_and_history_shows_changes() {
    let html =
        delete_confirm(&Deletion { proposal: proposal(), id: 4, replies: 2, ..Deletion::default() }).into_string();
    assert!(html.contains(r#"action="/comments/4/deletion""#) && html.contains("2 replies stand below it"), "{html}");
    let run = |kind, text: &str| DiffRun { kind, text: text.into() };
    let wordings = vec![
        Wording { at: at(8), runs: vec![run(DiffKind::Same, "old")] },
        Wording { at: at(9), runs: vec![run(DiffKind::Added, "new")] },
    ];
    let view = History { proposal: proposal(), id: 4, author_name: "Ana".into(), wordings };
    let html = history(&view).into_string();
    assert!(html.find("Changed ") < html.find("<ins>") && html.find("<ins>") < html.find("Written "), "{html}");
    assert!(html.find("Written ") < html.find("old"), "{html}");
}
