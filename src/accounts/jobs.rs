//! Letters about accounts: each is made at the moment it is sent, from what is true then.

use super::links::{self, Purpose};
use super::{newcomers, store};
use crate::clock::Moment;
use crate::config::Config;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::AccountId;
use crate::keys::Keys;
use crate::mail::Post;
use crate::queue::Job;
use crate::web::waiting::{self, Act};
use views::emails::{self, Confirmation, Letter};
use views::paths;

/// The letter that a job stands for; nothing when it no longer makes sense, or is not about an account.
/// Its `message_id` is left empty for the worker.
///
/// # Errors
/// When the database refuses.
pub fn letter(conn: &mut Conn, keys: &Keys, config: &Config, job: &Job, now: Moment) -> Result<Option<Post>> {
    let site = |path: &str| format!("{}{path}", config.public_url());
    match *job {
        Job::Link { link } => link_letter(conn, keys, config, link, now),
        Job::Newcomer { newcomer } => newcomer_letter(conn, keys, config, newcomer, now),
        Job::AddressKnown { account } => {
            let letter = emails::already_registered(&site(paths::sign_in()), &site(paths::reset()));
            to(conn, AccountId(account), letter)
        }
        Job::PasswordChanged { account } => {
            to(conn, AccountId(account), emails::password_changed(now, &site(paths::reset())))
        }
        Job::FactorChanged { account, on } => {
            to(conn, AccountId(account), emails::factor_changed(on, now, &site(paths::reset())))
        }
        Job::IdentityChanged { account, ref provider, on } => {
            let title = config.sign_in.providers.get(provider).map_or(provider.as_str(), |one| one.title.as_str());
            let letter = emails::identity_changed(title, on, now, &site(paths::account()));
            to(conn, AccountId(account), letter)
        }
        Job::PasskeyChanged { account, added } => {
            let own = (site(paths::account_passkeys()), site(paths::reset()));
            to(conn, AccountId(account), emails::passkey_changed(added, now, &own.0, &own.1))
        }
        _ => Ok(None),
    }
}

fn to(conn: &mut Conn, account: AccountId, letter: Letter) -> Result<Option<Post>> {
    let own = store::find_own(conn, account)?;
    Ok(own.map(|own| Post::of(own.email, letter)))
}

fn link_letter(conn: &mut Conn, keys: &Keys, config: &Config, id: i64, now: Moment) -> Result<Option<Post>> {
    let Some(link) = store::find_link(conn, id, now)? else { return Ok(None) };
    let Some(own) = store::find_own(conn, link.account())? else { return Ok(None) };
    let token = links::token(keys, &link);
    let address = |path: String| format!("{}{path}", config.public_url());
    let letter = match link.purpose() {
        Purpose::Confirm if own.confirmed_at.is_some() => return Ok(None),
        Purpose::Confirm => {
            let waits = waits(conn, link.account(), now)?;
            emails::confirm_address(&Confirmation {
                link: &address(paths::confirmation(&token)),
                hours: config.accounts.confirm_hours,
                waiting: waits,
            })
        }
        Purpose::Reset => emails::reset_password(&address(paths::reset_with(&token)), config.accounts.reset_hours * 60),
        Purpose::SignIn => emails::sign_in_link(&address(paths::sign_in_with(&token)), config.accounts.sign_in_minutes),
        Purpose::Invite => emails::staff_invitation(
            own.role.as_str(),
            "A colleague",
            &address(paths::invitation(&token)),
            config.accounts.invite_hours,
        ),
    };
    to(conn, link.account(), letter)
}

fn newcomer_letter(conn: &mut Conn, keys: &Keys, config: &Config, id: i64, now: Moment) -> Result<Option<Post>> {
    let Some(one) = newcomers::of_letter(conn, id, now)? else { return Ok(None) };
    let link = format!("{}{}", config.public_url(), paths::sign_in_first(&newcomers::token(keys, &one)));
    Ok(Some(Post::of(one.email, emails::first_link(&link, config.accounts.sign_in_minutes))))
}

/// What waits to be posted, in words; none of the words that somebody typed.
fn waits(conn: &mut Conn, account: AccountId, now: Moment) -> Result<Option<&'static str>> {
    let held = waiting::load_of(conn, account, now)?;
    let acts: Vec<&Act> = held.iter().flat_map(|h| &h.acts).collect();
    let first = acts.iter().find(|a| a.text().is_some()).or(acts.first());
    Ok(first.map(|act| match act {
        Act::Comment { .. } => "Your comment",
        Act::Reply { .. } => "Your reply",
        Act::ProposalVote { .. } => "Your vote",
        Act::CommentVote { .. } => "Your answer",
        Act::Follow { .. } => "Your wish to follow",
    }))
}
