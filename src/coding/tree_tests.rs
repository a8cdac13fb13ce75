use super::*;

fn theme(id: i64, parent: i64, name: &str, position: i64) -> Theme {
    let parent = (parent > 0).then_some(ThemeId(parent));
    Theme { id: ThemeId(id), parent, name: name.into(), description: String::new(), position, edition: 1 }
}

/// Getting there > (Buses > Night, Trains), Cost.
fn tree() -> Tree {
    Tree::new(vec![
        theme(5, 3, "Night", 1),
        theme(2, 0, "Cost", 2),
        theme(4, 1, "Trains", 2),
        theme(1, 0, "Getting there", 1),
        theme(3, 1, "Buses", 1),
    ])
}

#[test]
fn themes_are_read_from_the_top_each_before_those_under_it() {
    let tree = tree();
    let read: Vec<(usize, &str)> = tree.all().map(|(level, theme)| (level, theme.name.as_str())).collect();
    assert_eq!(read, [(1, "Getting there"), (2, "Buses"), (3, "Night"), (2, "Trains"), (1, "Cost")]);
    assert_eq!(tree.path(ThemeId(5)), "Getting there > Buses > Night");
    assert_eq!(tree.path(ThemeId(9)), "");
}

#[test]
fn there_are_three_levels_and_no_circle() {
    let tree = tree();
    let moving = |id, parent: i64| tree.problem_with_moving(ThemeId(id), (parent > 0).then_some(ThemeId(parent)));
    assert_eq!(moving(3, 0), None);
    assert_eq!(moving(3, 2), None);
    assert!(moving(3, 4).expect("known in the test").contains("levels"), "Night would be on the fourth level");
    assert!(moving(1, 5).expect("known in the test").contains("itself"));
    assert!(moving(1, 1).expect("known in the test").contains("itself"));
    assert!(moving(1, 2).expect("known in the test").contains("levels"));
    assert!(tree.problem_with_adding(Some(ThemeId(5))).expect("known in the test").contains("levels"));
    assert_eq!(tree.problem_with_adding(Some(ThemeId(4))), None);
}

#[test]
fn there_are_not_more_themes_than_somebody_can_know() {
    let many = (1..=200).map(|id| theme(id, 0, &format!("Theme {id}"), id)).collect();
    assert!(Tree::new(many).problem_with_adding(None).expect("known in the test").contains("200"));
}

#[test]
fn a_name_stands_once_in_a_place() {
    let tree = tree();
    assert!(tree.problem_with_name("COST", None, None).is_some());
    assert_eq!(tree.problem_with_name("Cost", None, Some(ThemeId(2))), None, "its own name is its own");
    assert_eq!(tree.problem_with_name("Cost", Some(ThemeId(1)), None), None);
}

#[test]
fn a_theme_is_put_together_with_one_that_does_not_stand_under_it() {
    let merging = |tree: &Tree, id, into| tree.problem_with_merging(ThemeId(id), ThemeId(into));
    assert_eq!(merging(&tree(), 3, 2), None);
    assert_eq!(merging(&tree(), 5, 1), None);
    assert!(merging(&tree(), 1, 5).expect("known in the test").contains("under this one"));
    assert!(merging(&tree(), 1, 1).is_some());
    assert!(merging(&tree(), 3, 5).is_some());
    let twins = Tree::new(vec![theme(1, 0, "A", 1), theme(2, 0, "B", 2), theme(3, 1, "x", 1), theme(4, 2, "X", 1)]);
    assert!(merging(&twins, 1, 2).expect("known in the test").contains("“x”"));
}

#[test]
fn an_answer_counts_once_for_a_theme_and_all_that_is_under_it() {
    let tagged =
        [(3, 1), (5, 1), (5, 2), (4, 3), (3, 1)].map(|(theme, answer)| (ThemeId(theme), ResponseId(answer), 13));
    let counts = tree().counts(&tagged);
    let of = |id| counts[&ThemeId(id)];
    assert_eq!(of(1), Count { own: 0, all: 3 });
    assert_eq!(of(3), Count { own: 1, all: 2 });
    assert_eq!(of(5), Count { own: 2, all: 2 });
    assert_eq!(of(2), Count::default());
    let other_question = [(ThemeId(2), ResponseId(1), 13), (ThemeId(2), ResponseId(1), 14)];
    assert_eq!(tree().counts(&other_question)[&ThemeId(2)].own, 2, "answers are counted, not people");
}
