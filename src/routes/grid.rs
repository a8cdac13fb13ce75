//! `docs/permissions.md`, written from the table of routes and the law itself: nobody keeps it by hand.

use super::{ALL, Answer, Caller, Method, Who};
use crate::policy::{self, Action, Role, Stage};
use std::fmt::Write;

const BEGINNING: &str = "\
# Who may do what

Written by the program from `src/routes.rs` and `src/policy.rs`; a test fails when this page is out of date. To write it anew:

```
cargo run --quiet -- permissions > docs/permissions.md
```

";

/// The people of the grid: nobody, and everybody by role.
fn people() -> impl Iterator<Item = (&'static str, Option<Role>)> {
    std::iter::once(("stranger", None)).chain(Role::ALL.iter().map(|role| (role.as_str(), Some(*role))))
}

/// The whole page, as Markdown.
#[must_use]
pub fn page() -> String {
    let mut page = BEGINNING.to_owned();
    words(&mut page);
    doors(&mut page);
    law(&mut page);
    page
}

/// A line of a table. Writing to a String cannot fail.
fn row<S: AsRef<str>>(page: &mut String, cells: impl IntoIterator<Item = S>) {
    for cell in cells {
        let _ = write!(page, "| {} ", cell.as_ref());
    }
    page.push_str("|\n");
}

fn head(page: &mut String, cells: &[&str]) {
    row(page, cells);
    row(page, cells.iter().map(|_| "---"));
}

/// What each word beside a route means, and whom it lets in.
fn words(page: &mut String) {
    page.push_str("## Who may enter: the words\n\n");
    for who in Who::ALL {
        let _ = writeln!(page, "- **{}**: {}", who.as_str(), who.sentence());
    }
    page.push_str(
        "\nWhat happens at the door to somebody whose address is confirmed and who is not suspended, who has given a second factor, and who did not write \
         the thing. Whoever may not know of a page is told that there is none (404).\n\n",
    );
    let names: Vec<&str> = std::iter::once("").chain(people().map(|(name, _)| name)).collect();
    head(page, &names);
    for who in Who::ALL {
        let answers = people().map(|(_, role)| {
            answer(who.answer(Caller {
                role,
                confirmed: role.is_some(),
                takes_part: role.is_some(),
                strong: true,
                owns: false,
            }))
        });
        row(page, std::iter::once(who.as_str()).chain(answers));
    }
    page.push('\n');
}

fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Enters => "enters",
        Answer::SignsInFirst => "signs in first",
        Answer::LedOn => "is led on",
        Answer::Refused => "is told why not",
        Answer::NoSuchPage => "404",
    }
}

/// Every address, in the order of the alphabet. Those of the demonstration exist nowhere else.
fn doors(page: &mut String) {
    page.push_str("## Every address\n\n");
    head(page, &["address", "GET", "POST"]);
    let mut all = ALL.to_vec();
    all.sort_by_key(|(path, _)| *path);
    for (path, methods) in all {
        row(page, [format!("`{path}`").as_str(), word(methods, "get"), word(methods, "post")]);
    }
    page.push('\n');
}

fn word(methods: &[Method], name: &str) -> &'static str {
    methods.iter().find(|(method, _)| *method == name).map_or("", |(_, who)| who.as_str())
}

/// Role by stage by action.
fn law(page: &mut String) {
    page.push_str(
        "## What may be done, by stage of a proposal\n\nWhoever takes part has confirmed their address and is not suspended. \
         A draft is seen by staff alone.\n\n",
    );
    let actions: Vec<String> = Action::ALL.iter().map(|action| format!("{action:?}").to_lowercase()).collect();
    let names: Vec<&str> = ["stage", "who"].into_iter().chain(actions.iter().map(String::as_str)).collect();
    head(page, &names);
    for stage in Stage::ALL {
        for (name, role) in people() {
            let may = Action::ALL.iter().map(|action| if policy::may(role, *stage, *action) { "yes" } else { "" });
            row(page, [stage.as_str(), name].into_iter().chain(may));
        }
    }
}
