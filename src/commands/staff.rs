//! Inviting the people who run the site. There is no default account.

use crate::accounts::{Invited, Invitee};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::policy::Role;
use crate::worker::schedule;
use crate::{accounts, db, mail};

pub(super) fn invite(config: Config, clock: Clock, email: &str, role: Role) -> Result<(), String> {
    if role == Role::Member {
        return Err("members make their own accounts; the role is analyst, moderator, editor or administrator".into());
    }
    let (address, key) = mail::address(email)?;
    db::migrate(&config.database_url()?).map_err(|e| format!("database.url: {e}"))?;
    let app = App::new(config, clock)?;
    super::block_on(async move {
        let now = app.site.now();
        let hours = app.site.config.accounts.invite_hours;
        let to = address.clone();
        let invited = app
            .site
            .db
            .write(move |tx| {
                let whom = Invitee { name: "Invited colleague", email: &to, email_key: &key, role };
                accounts::invite_staff(tx, &whom, None, hours, now)
            })
            .await
            .map_err(|e| e.to_string())?;
        schedule::drain(&app).await.map_err(|e| e.to_string())?;
        match invited {
            Invited::ByLetter => {
                println!("A letter with a link goes to {address}. The link is good for {} days.", hours / 24)
            }
            Invited::AtOnce => println!("{address} has an account: it is {} now, and signs in anew.", role.as_str()),
        }
        Ok(())
    })?
}
