DROP TABLE outcome_updates;
DROP TABLE outcome_points;
DROP TABLE outcomes;
