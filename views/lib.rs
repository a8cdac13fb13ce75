//! What people see: every page, letter and address of the site, as functions of plain data.
//!
//! Start with [`paths`] (every address), [`layout`] (what all pages share) and [`holes`] (what differs from
//! one reader to the next). Each noun has a file with its view structs beside its pages.

pub mod accounts;
pub mod archive;
pub mod areas;
mod art;
mod assembly;
pub mod assets;
mod badges;
pub mod campaigns;
mod charts;
pub mod coding;
pub mod comments;
pub mod dates;
pub mod decisions;
pub mod dev;
pub mod diff;
pub mod emails;
pub mod errors;
mod fields;
pub mod follows;
pub mod form;
pub mod frame;
pub mod holes;
pub mod home;
pub mod house_rules;
pub mod layout;
pub mod moderation;
pub mod monitoring;
pub mod notice;
pub mod organisations;
pub mod outcomes;
pub mod pages;
pub mod paging;
pub mod paper;
pub mod parts;
pub mod paths;
pub mod privacy;
pub mod professions;
pub mod proposals;
pub mod questionnaires;
pub mod record;
pub mod responses;
pub mod results;
mod rows;
pub mod staff;
mod stages;
pub mod subscriptions;
pub mod suggestions;
pub mod transparency;
pub mod votes;
