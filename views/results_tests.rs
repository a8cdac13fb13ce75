//! What results promise: the base beside every number, no percentage of a few, the same numbers in the chart and the table.

use super::*;

fn view(found: Found, answered: By) -> Results {
    let answers = Answered { by: answered.to_vec(), are_people: answered[2] == 0 };
    let question = Question { place: 1, words: "Should we?".into(), only_if: None, answered: answers, found };
    Results {
        slug: "a".into(),
        title: "A proposal".into(),
        stage: Stage::Closed,
        life_stage: LifeStage::Live,
        closes_at: None,
        for_staff_alone: false,
        has_equality: false,
        counted_at: None,
        late_days: 0,
        groups: Groups {
            split: Split::Capacity,
            offered: vec![Split::Capacity, Split::Channel],
            names: CAPACITIES.map(|one| one.plural().to_owned()).to_vec(),
            together: Vec::new(),
        },
        responses: answered.to_vec(),
        sections: vec![Section { title: "All".into(), questions: vec![question] }],
        on_time: answered,
        late: [0; 3],
        taken_back: [0; 3],
        campaign: [0; 3],
        duplicate: [0; 3],
        published: 0,
        channels: Vec::new(),
    }
}

fn chosen(yes: By, no: By) -> Found {
    let line = |words: &str, of: By| Line { words: words.into(), of: of.to_vec() };
    Found::Chosen(vec![line("Yes", yes), line("No", no)], String::new())
}

fn html(found: Found, answered: By) -> String {
    results(&view(found, answered)).into_string()
}

#[test]
fn percentages_stand_over_bases_of_thirty_and_more() {
    let page = html(chosen([20, 3, 0], [10, 1, 0]), [30, 4, 0]);
    for part in ["All (34)", "Residents (30)", "Professionals (4)", "23 (68%)", "20 (67%)", ">3<", ">1<"] {
        assert!(page.contains(part), "{part} is missing: {page}");
    }
    assert!(!page.contains("75%") && !page.contains("25%"), "{page}");
    assert!(page.contains("No percentages for professionals: fewer than 30 answered"), "{page}");
    assert!(page.contains("No organisations answered."), "{page}");
    assert!(page.contains("23 of 34 people chose “Yes”, more than any other answer."), "{page}");
    assert!(page.contains("This is not a referendum, nor a sample of the population."), "{page}");
    let few = html(chosen([20, 0, 0], [9, 0, 0]), [29, 0, 0]);
    assert!(!few.contains("%)") && few.contains("20 of 29"), "{few}");
}

#[test]
fn the_pieces_of_a_bar_are_filled_by_capacity_and_end_where_the_share_ends() {
    let page = html(chosen([20, 10, 10], [30, 20, 10]), [50, 30, 20]);
    assert!(page.contains(r#"<rect class="c-yes" width="20.0%""#), "{page}");
    assert!(page.contains(r##"<rect fill="url(#p-un)" x="20.0%" width="10.0%""##), "{page}");
    assert!(page.contains(r##"<rect fill="url(#p-no)" x="30.0%" width="10.0%""##), "{page}");
    assert!(page.contains("60 of 100 responses chose “No”"), "{page}");
}

#[test]
fn sentences_say_who_was_first_and_when_nobody_was() {
    let line = |words: &str, n| Line { words: words.into(), of: vec![n, 0, 0] };
    let of = |all: &[i64], base| {
        let lines: Vec<Line> = all.iter().zip(["A", "B", "C", "D"]).map(|(n, words)| line(words, *n)).collect();
        words::chosen(&lines, &Answered { by: vec![base, 0, 0], are_people: true })
    };
    assert_eq!(of(&[0, 0], 0), "Nobody answered this.");
    assert_eq!(of(&[1, 0], 1), "1 of 1 person chose “A”.");
    assert_eq!(of(&[5, 0], 5), "All 5 people chose “A”.");
    assert_eq!(of(&[2, 2], 4), "“A” and “B” were chosen most often, by 2 of 4 people each.");
    assert_eq!(of(&[2, 2, 2, 2], 8), "Four answers were chosen most often, by 2 of 8 people each.");
    assert_eq!(
        words::chosen(&[line("A", 3), line("B", 1)], &Answered { by: vec![3, 0, 1], are_people: false }),
        "3 of 4 responses chose “A”, more than any other answer."
    );
}

#[test]
fn what_people_wrote_is_counted_and_their_middle_is_told_of_many_only() {
    assert!(html(Found::Words, [4, 0, 0]).contains("4 people answered in their own words."));
    assert!(html(Found::Words, [0; 3]).contains("Nobody answered this."));
    let few = html(Found::Numbers(Middle::default()), [12, 0, 0]);
    assert!(few.contains("Because they are fewer than 30") && !few.contains("A quarter"), "{few}");
    let three = Some([1, 5, 1200]);
    let many = html(Found::Numbers(Middle { all: three, by: vec![three, None, None], too_many: false }), [40, 2, 0]);
    assert!(many.contains("Of 42 people, half answered 5 or less.") && many.contains("1,200") && many.contains("–"));
    let varied = html(Found::Numbers(Middle { too_many: true, ..Middle::default() }), [20_000, 0, 0]);
    assert!(varied.contains("too many different ones"), "{varied}");
}

#[test]
fn until_the_close_the_page_says_that_staff_alone_see_it() {
    let open = Results { for_staff_alone: true, ..view(Found::Words, [0; 3]) };
    assert!(results(&open).into_string().contains("Only staff see this until the close."));
    assert!(!results(&view(Found::Words, [0; 3])).into_string().contains("Only staff"));
}

#[test]
fn responses_that_came_together_are_counted_apart_and_all_of_them_count() {
    let mut view = view(chosen([9, 0, 0], [1, 0, 2]), [10, 0, 2]);
    (view.late, view.campaign, view.duplicate) = ([2, 0, 0], [7, 0, 0], [1, 0, 1]);
    let page = results(&view).into_string();
    let table = page.split("Who sent the same words, of 14 responses").nth(1).expect("the table");
    let row = |words: &str| {
        let cells = table.split(words).nth(1).expect("the row").split("</tr>").next().expect("its end");
        cells.split("<td").skip(1).filter_map(|cell| cell.split(['>', '<']).nth(1)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        (row("Individual"), row("Part of a campaign"), row("Duplicates")),
        ("5 4 0 1".into(), "7 7 0 0".into(), "2 1 0 1".into())
    );
}

/// The page of a split with these groups, for a question that "Yes" and "No" answered.
fn grouped(split: Split, names: &[&str], yes: &[i64], no: &[i64], together: &[&str]) -> String {
    let by: Vec<i64> = yes.iter().zip(no).map(|(yes, no)| yes + no).collect();
    let line = |words: &str, of: &[i64]| Line { words: words.into(), of: of.to_vec() };
    let mut view = view(Found::Chosen(vec![line("Yes", yes), line("No", no)], String::new()), [sum(&by), 0, 0]);
    view.sections[0].questions[0].answered.by.clone_from(&by);
    let words = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
    view.groups = Groups { split, offered: Split::ALL.to_vec(), names: words(names), together: words(together) };
    (view.responses, view.counted_at) = (by, Some(NaiveDateTime::default()));
    results(&view).into_string()
}

#[test]
fn boroughs_are_rows_with_their_bases_and_the_chart_is_of_everybody() {
    let page = grouped(Split::Borough, &["Barnet", "Others, together"], &[20, 12], &[20, 3], &["Bexley", "Brent"]);
    for part in
        [">40<", ">20 (50%)<", ">15<", ">12<", ">3<", "32 of 55 (58%)", "these are counted together: Bexley; Brent."]
    {
        assert!(page.contains(part), "{part} is missing: {page}");
    }
    assert!(page.contains("No percentages where fewer than 30 answered") && !page.contains("80%"), "{page}");
    assert!(
        page.contains(r##"?by=borough#split" aria-current="true""##)
            && page.matches("aria-current=\"true\">By").count() == 1
    );
    assert!(!page.contains("p-un)") && !page.contains("fm-key"), "{page}");
}

#[test]
fn what_came_in_other_ways_stands_in_columns() {
    let page = grouped(Split::Channel, &["Online", "On paper", "By phone"], &[30, 3, 0], &[10, 1, 0], &[]);
    for part in ["All (44)", "Online (40)", "On paper (4)", "30 (75%)", "Responses in each group"] {
        assert!(page.contains(part), "{part} is missing: {page}");
    }
    assert!(!page.contains("By phone ("), "nobody is no base: {page}");
}

#[test]
fn where_boroughs_cannot_be_shown_apart_the_page_says_why() {
    let page = grouped(Split::Borough, &["Everybody"], &[5], &[2], &[]);
    assert!(page.contains("All answers are counted together here.") && page.contains("5 of 7"), "{page}");
    assert!(!page.contains("Everybody"), "{page}");
}

#[test]
fn what_stands_for_several_is_not_said_to_be_chosen_most() {
    let line = |words: &str, n| Line { words: words.into(), of: vec![n] };
    let says = |lines: &[Line], all| words::chosen(lines, &Answered { by: vec![all], are_people: true });
    assert_eq!(says(&[line("Hackney", 12), line(TOGETHER, 30)], 42), "12 of 42 people chose “Hackney”.");
    assert_eq!(says(&[line(TOGETHER, 7)], 7), "7 people answered this.");
}
