//! The staff themselves: who they are, inviting somebody, and ending somebody's role.

pub mod pages;
