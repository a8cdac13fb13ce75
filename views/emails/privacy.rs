//! Letters about one's data: a copy is ready, and all is erased.

use super::Letter;
use super::frame::{Content, Piece, letter};
use crate::parts::count;

/// To somebody whose copy is ready, where it can be fetched after signing in, for this many days after they asked.
pub fn copy_ready(link: &str, days: i64) -> Letter {
    letter(&Content {
        subject: "The copy of your data is ready".to_owned(),
        preview: "Sign in to download it.".to_owned(),
        heading: "The copy of your data is ready".to_owned(),
        pieces: vec![
            Piece::Text("You asked for a copy of all that we keep about you. It is ready. Sign in, and you can download it from your account.".to_owned()),
            Piece::Button("Go to the copy of your data", link),
            Piece::Text(format!("It is deleted {} after you asked for it. You can ask for another at any time.", count(days, "day", "days"))),
            Piece::Text("If it was not you who asked, change your password: somebody else may be using your account.".to_owned()),
        ],
        reason: "You get this because somebody asked for it while signed in to your account.".to_owned(),
        ..Content::default()
    })
}

/// The last letter, to somebody who erased themselves. `words_go`: with their comments on what was open.
pub fn erased(reference: &str, words_go: bool) -> Letter {
    let comments = if words_go {
        "Your comments on proposals that were open are gone. Those on closed proposals stay, under the name “Former participant”."
    } else {
        "Your comments stay, under the name “Former participant”. Nothing leads from them to you."
    };
    letter(&Content {
        subject: "Your account is erased".to_owned(),
        preview: "This is the last email from us.".to_owned(),
        heading: "Your account is erased".to_owned(),
        pieces: vec![
            Piece::Text("As you asked, we have erased your account: your name, your password, what you followed and when you were here.".to_owned()),
            Piece::Text(format!("Your votes are still counted, but only as numbers: nobody can find out how you voted. {comments}")),
            Piece::Strong(format!("Your reference is {reference}.")),
            Piece::Text("It leads to nothing about you. With it you can show later that you asked, and when.".to_owned()),
            Piece::Text("This is the last email from us. When it has left, we forget this address too.".to_owned()),
        ],
        reason: "You get this because somebody who was signed in with this address erased the account.".to_owned(),
        ..Content::default()
    })
}
