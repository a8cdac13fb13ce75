//! The drawings: the mark, the arcs in the page heads, the river at the foot. They are fixed and say nothing to a screen reader.

use maud::PreEscaped;

/// The mark: people in two arcs, and the reader in the middle.
pub const BRAND: PreEscaped<&str> = PreEscaped(
    r#"<svg viewBox="0 0 48 30" aria-hidden="true" focusable="false"><circle class="fm-ink" cx="44.0" cy="25.0" r="2.6"/><circle class="fm-ink" cx="41.3" cy="15.0" r="2.6"/><circle class="fm-ink" cx="34.0" cy="7.7" r="2.6"/><circle class="fm-ink" cx="24.0" cy="5.0" r="2.6"/><circle class="fm-ink" cx="14.0" cy="7.7" r="2.6"/><circle class="fm-ink" cx="6.7" cy="15.0" r="2.6"/><circle class="fm-ink" cx="4.0" cy="25.0" r="2.6"/><circle class="fm-ink" cx="36.0" cy="25.0" r="2.4"/><circle class="fm-ink" cx="30.0" cy="14.6" r="2.4"/><circle class="fm-ink" cx="18.0" cy="14.6" r="2.4"/><circle class="fm-ink" cx="12.0" cy="25.0" r="2.4"/><circle class="fm-you" cx="24" cy="25" r="4"/></svg>"#,
);

/// The arcs behind the head of an area's or a proposal's page; they take the colour of the life stage.
pub const ARC: PreEscaped<&str> = PreEscaped(
    r#"<svg class="fm-head__arc" viewBox="0 0 460 400" aria-hidden="true" focusable="false"><circle cx="400" cy="360" r="90" stroke-dasharray="0 33.26"/><circle cx="400" cy="360" r="124" stroke-dasharray="0 33.87"/><circle cx="400" cy="360" r="158" stroke-dasharray="0 34.23"/><circle cx="400" cy="360" r="192" stroke-dasharray="0 34.47"/><circle cx="400" cy="360" r="226" stroke-dasharray="0 33.81"/><circle cx="400" cy="360" r="260" stroke-dasharray="0 34.03"/><circle cx="400" cy="360" r="294" stroke-dasharray="0 34.21"/><circle cx="400" cy="360" r="328" stroke-dasharray="0 33.78"/><circle cx="400" cy="360" r="362" stroke-dasharray="0 33.95"/><circle class="fm-you" cx="400" cy="360" r="15"/></svg>"#,
);

/// The Thames, from west to east.
pub const RIVER: PreEscaped<&str> = PreEscaped(
    r#"<svg class="fm-foot__river" viewBox="0 0 1440 150" preserveAspectRatio="xMidYMid slice" height="150" aria-hidden="true" focusable="false"><path d="M-272 130C-245 132 -154 143 -109 143C-63 143 -32 134 0 130C32 125 66 123 82 118C97 113 82 108 95 101C109 94 140 79 163 75C186 71 214 74 231 78C248 83 253 101 266 104C280 107 298 104 312 99C327 94 339 72 353 73C368 75 381 102 399 109C418 117 442 124 462 119C481 115 487 91 516 84C545 76 614 82 636 77C658 71 642 57 647 51C652 45 656 41 666 38C676 36 688 35 706 36C725 37 754 42 774 44C795 46 812 50 829 49C845 48 862 37 875 37C888 38 900 46 905 51C909 56 894 65 902 70C910 75 938 82 951 82C964 82 975 77 981 72C986 66 980 53 984 48C987 43 994 39 1000 41C1005 43 1003 54 1016 58C1029 62 1055 63 1079 63C1102 63 1131 63 1157 58C1184 53 1207 37 1236 32C1265 28 1300 26 1331 31C1363 35 1395 49 1426 58C1458 67 1506 79 1522 84"/></svg>"#,
);
