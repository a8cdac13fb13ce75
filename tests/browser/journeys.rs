//! What people come to do, each journey by mouse, by keyboard alone, and both without JavaScript.

use crate::hands::{Person, Way};
use crate::site::Site;

/// Reads: from the home page to an area, a proposal in it, and what was changed in the proposal.
async fn reads(site: &Site, way: Way) {
    let person = Person::arrives(&site.address, way).await;
    person.visits("/").await;
    person.follows("Areas").await;
    person.sees("Start well").await;
    person.follows("Improve air quality").await;
    person.sees("Text people with asthma").await;
    person.follows("Text people with asthma on days of high air pollution").await;
    person.sees("No decision has been made").await;
}

#[tokio::test]
async fn anybody_can_read_in_every_way() {
    let site = Site::start().await;
    for way in Way::ALL {
        reads(&site, way).await;
    }
}
