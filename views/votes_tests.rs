//! What voting promises: equal answers, no percentages of a few, nothing shown before its time.

use super::*;
use chrono::NaiveDate;

fn close() -> Option<NaiveDateTime> {
    Some(
        NaiveDate::from_ymd_opt(2026, 12, 4)
            .expect("a day of the calendar")
            .and_hms_opt(17, 0, 0)
            .expect("a time of day"),
    )
}

fn tally(capacity: Capacity, support: i64, unsure: i64, oppose: i64) -> Tally {
    Tally { capacity, support, unsure, oppose }
}

fn panel() -> ProposalPanel {
    ProposalPanel {
        slug: "a".into(),
        voting: Voting::Open { closes_at: close() },
        mine: None,
        just_saved: false,
        signed_in: true,
        totals: Totals::Shown(vec![
            tally(Capacity::Resident, 1402, 231, 241),
            tally(Capacity::Professional, 3, 1, 1),
            tally(Capacity::Organisation, 0, 0, 0),
        ]),
        problems: Problems::default(),
    }
}

fn html(panel: &ProposalPanel) -> String {
    proposal_panel(panel).into_string()
}

#[test]
fn nothing_is_chosen_before_a_vote() {
    let html = html(&panel());
    assert!(!html.contains("checked"), "{html}");
    assert!(html.contains("Cast my vote") && !html.contains("withdraw"), "{html}");
    assert!(html.contains(r#"<form method="post" action="/proposals/a/votes""#), "{html}");
    assert!(html.contains(r#"name="vote" id="vote" value="support""#), "{html}");
    assert!(!html.contains("sign in before"), "{html}");
}

#[test]
fn a_visitor_may_choose_first() {
    let html = html(&ProposalPanel { signed_in: false, ..panel() });
    assert!(html.contains("We will ask you to sign in before your vote counts."), "{html}");
}

#[test]
fn a_saved_vote_says_so_and_can_be_changed() {
    let mine = Some((Vote::Support, Capacity::Resident));
    let html = html(&ProposalPanel { mine, just_saved: true, ..panel() });
    assert!(
        html.contains(
            "Your vote is saved: support, as a resident. You can change it until 5 pm, Friday 4 December 2026."
        ),
        "{html}"
    );
    assert!(html.contains(r#"value="support" checked"#), "{html}");
    assert!(html.contains("Change my vote"), "{html}");
    assert!(html.contains(r#"name="withdraw" value="1">Take my vote back"#), "{html}");
}

#[test]
fn a_vote_taken_back_says_so() {
    let html = html(&ProposalPanel { just_saved: true, ..panel() });
    assert!(html.contains("Your vote is taken back. You can vote again until 5 pm"), "{html}");
}

#[test]
fn a_missing_choice_is_said_beside_the_answers() {
    let mut view = panel();
    view.problems.add("vote", "Choose support, not sure or oppose");
    let html = html(&view);
    assert!(html.contains(r#"aria-describedby="vote-error""#), "{html}");
    assert!(html.contains(r#"id="vote-error""#), "{html}");
}

#[test]
fn few_votes_have_counts_and_no_percentages() {
    let html = html(&panel());
    assert!(html.contains("Residents: 75 per cent support, 12 per cent not sure, 13 per cent oppose"), "{html}");
    assert!(html.contains("Professionals: 3 support, 1 not sure, 1 oppose"), "{html}");
    assert!(html.contains("no votes<"), "{html}");
    assert!(html.contains("This is not a referendum"), "{html}");
    assert!(html.contains(r#"<rect class="c-yes" width="74.8%""#), "{html}");
    assert!(html.contains(r#"<rect fill="url(#p-no)" x="87.1%" width="12.9%""#), "{html}");
}

#[test]
fn a_bar_is_always_full() {
    for (support, unsure, oppose) in [(1, 1, 1), (1999, 1, 0), (0, 0, 7), (1, 1999, 0)] {
        let view = ProposalPanel {
            totals: Totals::Shown(vec![tally(Capacity::Resident, support, unsure, oppose)]),
            ..panel()
        };
        assert!(!html(&view).contains("width=\"-"));
    }
}

#[test]
fn totals_wait_for_their_time() {
    let shown = html(&ProposalPanel { totals: Totals::AfterVoting, ..panel() });
    assert!(shown.contains("when you have voted yourself") && !shown.contains("How others voted</h3>"), "{shown}");
    let shown = html(&ProposalPanel { totals: Totals::AfterClose, ..panel() });
    assert!(shown.contains("before the vote closes") && !shown.contains("<table"), "{shown}");
}

#[test]
fn before_and_after_there_is_no_form() {
    let opens = html(&ProposalPanel { voting: Voting::Forthcoming { opens_at: close() }, ..panel() });
    assert!(opens.contains("You can vote from 5 pm, Friday 4 December 2026.") && !opens.contains("<form"), "{opens}");
    let mine = Some((Vote::Unsure, Capacity::Organisation));
    let closed = html(&ProposalPanel { voting: Voting::Closed { closed_at: close() }, mine, ..panel() });
    assert!(closed.contains("Voting closed at 5 pm") && !closed.contains("<form"), "{closed}");
    assert!(closed.contains("Your vote: not sure, for an organisation."), "{closed}");
}

const BUTTONS: CommentButtons = CommentButtons {
    id: 7,
    author: "\"><script>",
    mine: Some(Answer::Agree),
    totals: Some(Answers {
        agree: Split { residents: 1200, professionals: 13, organisations: 1 },
        disagree: Split { residents: 9, professionals: 0, organisations: 0 },
        pass: Split { residents: 0, professionals: 0, organisations: 0 },
    }),
    can_vote: true,
    own: false,
};

#[test]
fn buttons_show_the_answer_and_escape_the_name() {
    let html = comment_buttons(&BUTTONS).into_string();
    assert!(html.contains(r#"action="/comments/7/votes""#), "{html}");
    assert!(html.contains("by &quot;&gt;&lt;script&gt;?"), "{html}");
    assert!(html.contains(r#"value="agree" aria-pressed="true">Agree <span class="fm-num">1,214</span>"#), "{html}");
    assert_eq!(html.matches(r#"aria-pressed="false""#).count(), 2);
    let html = comment_buttons(&CommentButtons { totals: None, mine: None, ..BUTTONS }).into_string();
    assert!(!html.contains("fm-num") && !html.contains("\"true\"") && !html.contains("<details"), "{html}");
}

#[test]
fn totals_are_told_apart_by_capacity() {
    let open = comment_buttons(&BUTTONS).into_string();
    for line in
        ["Agree 1,214: 1,200 residents, 13 professionals, 1 organisation", "Disagree: 9 residents", "Pass: nobody"]
    {
        assert!(open.contains(&format!("<li>{line}</li>")), "{line}: {open}");
    }
    let closed = comment_buttons(&CommentButtons { can_vote: false, ..BUTTONS }).into_string();
    assert!(
        closed.contains("Agree 1,214: 1,200 residents, 13 professionals, 1 organisation. Disagree: 9 residents."),
        "{closed}"
    );
}

#[test]
fn nobody_votes_on_their_own_comment_or_after_the_close() {
    let own = comment_buttons(&CommentButtons { own: true, mine: None, ..BUTTONS }).into_string();
    assert!(!own.contains("<button") && own.contains("Disagree: 9 residents. Pass: nobody."), "{own}");
    let closed = comment_buttons(&CommentButtons { can_vote: false, totals: None, ..BUTTONS }).into_string();
    assert!(!closed.contains("<button") && closed.contains("Your answer: agree."), "{closed}");
    let nothing = comment_buttons(&CommentButtons { own: true, mine: None, totals: None, ..BUTTONS }).into_string();
    assert_eq!(nothing, "");
}

#[test]
fn a_statement_comes_with_three_answers() {
    let view = Statement { comment_id: 3, body_html: "<p>Early.</p>".into(), progress: Some((9, 34)) };
    let html = statement(&view).into_string();
    assert!(html.contains("Statement 9 of 34 that you have not answered"), "{html}");
    assert_eq!(html.matches("<button").count(), 3);
    assert!(html.contains(r#"name="from" value="statements""#), "{html}");
    let html = statement(&Statement { progress: None, ..view }).into_string();
    assert!(!html.contains("Statement 9"), "{html}");
}

#[test]
fn without_a_vote_there_is_nothing_to_draw() {
    let view = ProposalPanel { totals: Totals::Shown(vec![tally(Capacity::Resident, 0, 0, 0)]), ..panel() };
    let html = html(&view);
    assert!(html.contains("There are no votes.") && html.contains("This is not a referendum"), "{html}");
    assert!(!html.contains("Votes in figures"), "{html}");
}
