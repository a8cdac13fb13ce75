//! What a reader has just done, told at the top of the next page by one word in its address.

use actix_web::HttpRequest;

/// A message at the top of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice(pub &'static str);

impl Notice {
    /// The message that a word in the address stands for; unknown words say nothing.
    #[must_use]
    pub fn for_word(word: &str) -> Option<Self> {
        Some(Self(match word {
            "posted" => "Your comment is posted.",
            "held" => "We have your comment. A moderator will look at it.",
            "edited" => "Your comment is changed.",
            "deleted" => "Your comment is deleted.",
            "appealed" => "We have what you say. A different moderator will look again.",
            "suggested" => "Thank you. An editor will read it and write to you.",
            "declined" => "The suggestion is declined. An email tells who wrote it.",
            "given-back" => "The case is back in the queue.",
            "template-deleted" => "The template is deleted.",
            "voted" => "Your vote is saved.",
            "answered" => "Your answer is saved.",
            "withdrawn" => "Your vote is taken back.",
            "response-sent" => "Thank you. We have your response, and a copy is on its way to you.",
            "attached" => "The file is attached.",
            "taken-out" => "The file is taken out.",
            "read" => "It is noted that you have read it.",
            "asked" => "The email to the owners is on its way.",
            "taken-back" => "Your response is taken back.",
            "followed" => "You follow this now.",
            "unfollowed" => "You do not follow this any more.",
            "reported" => "Thank you. A moderator will look at the comment.",
            "saved" => "Saved.",
            "study-deleted" => "The case study is deleted.",
            "new-password" => "Your new password is saved. Sign in with it.",
            "factor-first" => "Before you work for the site, set up a second step for signing in.",
            "factor-off" => "The second step is switched off.",
            "passkey-added" => "Your passkey is saved. You can sign in with it from now on.",
            "passkey-removed" => "The passkey is removed.",
            "passkey-none" => "There is nothing to answer any more. Please begin again.",
            "session-ended" => "That device is signed out.",
            "link-used" => {
                "Your link has done its work. Ask for a new link, or sign in with your password if you have one."
            }
            "signed-in" => "You are signed in.",
            "joined-here" => "Your account is made, and you are signed in.",
            "connected" => "From now on you can sign in with it.",
            "disconnected" => "Nobody can sign in with it any more.",
            "signed-out" => "You are signed out.",
            "confirmed" => "Your email address is confirmed.",
            "invited" => "The invitation is on its way.",
            "role-given" => "They have the role now. They must sign in again.",
            "role-ended" => "The role has ended.",
            "decided" => "Your decision is in force.",
            "work-letter" => "The email is on its way to your work address.",
            "claimed" => "Thank you. We will look at it and write to you.",
            "verified" => "You are verified.",
            "registered" => "Thank you. We will look at it and write to you.",
            "joined" => "You belong to the organisation now.",
            "left" => "You have left the organisation.",
            "hastened" => "Emails with news come in a few seconds. Load this page once more to see them.",
            _ => return None,
        }))
    }

    /// The notice that a request's address asks for.
    #[must_use]
    pub fn of(req: &HttpRequest) -> Option<Self> {
        let query = req.query_string();
        let word = query.split('&').find_map(|pair| pair.strip_prefix("done="))?;
        Self::for_word(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_ours_say_something() {
        assert!(Notice::for_word("posted").is_some());
        assert!(Notice::for_word("<script>").is_none());
    }
}
